"""The review sheet as text for a terminal and as CSV for a spreadsheet, with empty columns for the jurist."""

import csv
import io
from collections.abc import Iterator

from bot.commands.preview.claims import Claim
from bot.commands.preview.words import CONFIDENCE
from bot.core.campaign.fact import OnceStale

COLUMNS = (
    "référence", "mots imprimés", "source", "lu le", "à relire d’ici le", "fiabilité", "dépassé", "une fois dépassé",
    "lettres", "messages", "relu par", "relu le", "avis",
)  # fmt: skip
AFTER = {OnceStale.HEDGE: "la lettre dit l’âge de la lecture", OnceStale.DROP: "la phrase disparaît", "": ""}


def as_csv(claims: tuple[Claim, ...]) -> str:
    """The sheet as CSV: one line for each claim; the last three columns are the jurist's."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in claims:
        table.writerow(
            (
                one.id,
                one.says,
                one.source,
                one.read_on or "",
                one.review_by or "",
                CONFIDENCE[one.confidence] if one.confidence else "",
                "oui" if one.stale else "",
                _after(one),
                " | ".join(one.letters),
                " | ".join(one.messages),
                "",
                "",
                "",
            )
        )
    # The byte order mark tells spreadsheets that the file is UTF-8.
    return f"\ufeff{written.getvalue()}"


def as_text(claims: tuple[Claim, ...]) -> str:
    """The sheet as text: one paragraph for each claim."""
    return "\n\n".join("\n".join(_lines(one)) for one in claims) + "\n"


def _lines(one: Claim) -> Iterator[str]:
    yield f"{one.id}{'  (RELECTURE DÉPASSÉE)' if one.stale else ''}"
    yield f"  mots      {one.says}".replace("\n", "\n            ")
    yield f"  source    {one.source}"
    if one.read_on and one.review_by:
        sure = f", {CONFIDENCE[one.confidence]}" if one.confidence else ""
        yield f"  lu le     {one.read_on}, à relire d’ici le {one.review_by}{sure}"
    else:
        yield "  lu le     voir les faits nommés" if "→" in one.source else "  lu le     non daté"
    if after := _after(one):
        yield f"  dépassé   {after}"
    yield from (f"  {'lettres' if n == 0 else '':10}{letter}" for n, letter in enumerate(one.letters))
    if one.review_by:
        yield from (f"  {'messages' if n == 0 else '':10}{key}" for n, key in enumerate(one.messages))
    if not one.letters and not one.messages:
        yield "  usage     aucun mot imprimé : sert à calculer"


def _after(one: Claim) -> str:
    return AFTER[OnceStale(one.once_stale)] if one.once_stale and one.letters else ""
