"""The claims of letters and messages, and their users: found by filling all letters, never by parsing them."""

import re
from dataclasses import dataclass
from datetime import date

from bot.commands.preview.loading import Material
from bot.commands.preview.words import KINDS, SHEET, body
from bot.content.catalogues import Cited
from bot.content.samples import samples, sheets
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.fact import Confidence
from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Recipient
from bot.core.letters.law import dated
from bot.core.letters.letter import LetterBook

_REFERENCE = re.compile(r"[LRD]\. \d+(?:-\d+)*|\d+\(\d+\)|\b\d{4}-\d{3,}|\b\d{4}/\d+|\b\d{6}\b")
"""The numbers that identify a text in a source: « R. 421-1 », « 12(3) », « 2019-536 », « 1182/71 », « 465229 »."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of the review sheet.

    id          `lil-74`, `delays.answer`, `recipients.hdh`, `messages.deadline.silence`
    says        the words as they are printed
    source      where it was read; for a message the texts of its comment, then the facts of the same texts
    read_on     None, with `review_by` and `confidence`, for a message: its facts have them, if it has any
    once_stale  the treatment of its words past its review; empty when no letter prints them
    letters     the letters that rely on it, in words, with their situations when it is not all
    messages    the keys of the messages whose comment names the same text
    stale       whether it is past its review on the day of the sheet
    """

    id: str
    says: str
    source: str
    read_on: date | None
    review_by: date | None
    confidence: Confidence | None
    once_stale: str
    letters: tuple[str, ...]
    messages: tuple[str, ...]
    stale: bool


def claims(material: Material, today: date) -> tuple[Claim, ...]:
    """The facts, the delays, the addresses, then the messages that cite a text."""
    campaign, cited = material.campaign, material.cited
    uses = _uses(campaign, material.book, today)
    facts = dated(campaign)
    matched = {key: _same(fact.source, cited) for key, fact in facts.items()}
    found = [
        Claim(
            key,
            fact.says,
            fact.source,
            fact.read_on,
            fact.review_by,
            fact.confidence,
            fact.once_stale,
            uses.get(key, ()),
            matched[key],
            fact.stale(today),
        )
        for key, fact in facts.items()
    ]
    found += [_address(campaign, key, to, today) for key, to in campaign.recipients.items()]
    return (*found, *(_message(one, tuple(key for key, keys in matched.items() if one.key in keys)) for one in cited))


def _uses(campaign: Campaign, book: LetterBook, today: date) -> dict[str, tuple[str, ...]]:
    """By fact, the letters that rely on it when all are current: « Relance : caisse, Cnam (2 situations sur 12) »."""
    filled = [
        (KINDS[name.kind], name, book.write(name, one.applicant, one.to, today, one.tracks, on=date.min).facts)
        for name, one in samples(campaign, today)
    ]
    sheet = ((SHEET, None, book.sheet(campaign.court, one.tracks).facts) for one in sheets(campaign, today))
    found: dict[str, dict[str, list[LetterName | None]]] = {}
    situations: dict[str, list[LetterName | None]] = {}
    for kind, name, keys in (*filled, *sheet):
        situations.setdefault(kind, []).append(name)
        for key in keys:
            found.setdefault(key, {}).setdefault(kind, []).append(name)
    return {
        key: tuple(_in_words(campaign, kind, names, situations[kind]) for kind, names in of.items())
        for key, of in found.items()
    }


def _in_words(
    campaign: Campaign, kind: str, names: list[LetterName | None], situations: list[LetterName | None]
) -> str:
    total = sum(name in names for name in situations)
    tracks = dict.fromkeys(name.track for name in names if name and name.track != campaign.authority)
    to = f" : {', '.join(body(campaign, track) for track in tracks)}" if tracks else ""
    some = "" if len(names) == total else f" ({len(names)} situation{'s' if len(names) > 1 else ''} sur {total})"
    return f"{kind}{to}{some}"


def _same(source: str, cited: tuple[Cited, ...]) -> tuple[str, ...]:
    """The messages whose comment names a text that this source names too."""
    texts = set(_REFERENCE.findall(source))
    return tuple(one.key for one in cited if texts & set(_REFERENCE.findall(one.source)))


def _address(campaign: Campaign, key: str, to: Recipient, today: date) -> Claim:
    says = "\n".join((to.name, *(to.address.lines if to.address else ()), *filter(None, (to.email, to.web))))
    stale = today > to.review_by
    return Claim(
        f"recipients.{key}",
        says,
        to.source,
        to.checked_on,
        to.review_by,
        None,
        "",
        (f"Toutes les lettres : {body(campaign, key)}",),
        (),
        stale,
    )


def _message(one: Cited, facts: tuple[str, ...]) -> Claim:
    source = f"{one.source} → {', '.join(facts)}" if facts else one.source
    return Claim(f"messages.{one.key}", one.says, source, None, None, None, "", (), (one.key,), stale=False)
