"""Every letter in every file format, and pages to look through them. The same date gives the same bytes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path

import jinja2

from bot.commands.preview.claims import Claim, claims
from bot.commands.preview.dossier import annexes
from bot.commands.preview.folder import OutputFolder
from bot.commands.preview.loading import Material
from bot.commands.preview.tables import as_csv
from bot.commands.preview.words import CONFIDENCE, DOSSIER, KINDS, SHEET, title
from bot.content.filling import french_date
from bot.content.samples import Sample, samples, sheets
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.fact import Fact
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.letters.law import dated
from bot.core.letters.letter import Letter, LetterBook, Sheet
from bot.core.letters.page import Annex, PaperKind, french
from bot.render.paper import dossier, paper, pictures


@dataclass(frozen=True, slots=True)
class _Shown:
    """One letter on the index.

    group     the heading that it stands under
    pictures  names of its pages as PNG
    files     ends of file names to names, for links
    """

    key: str
    group: str
    title: str
    says: str
    letter: Letter | Sheet = field(repr=False)
    pictures: tuple[str, ...]
    files: Mapping[str, str]

    @property
    def subject(self) -> str:
        return self.letter.subject if isinstance(self.letter, Letter) else self.letter.title


def preview(material: Material, folder: Path, today: date) -> int:
    """Write all letters as they would be given on that day, and the pages. Returns the number of letters.

    Raises FolderError, before writing, when the folder holds files that we did not write.
    """
    campaign, into = material.campaign, OutputFolder(folder)
    shown = tuple(_write_all(campaign, material.book, into, today))
    table = claims(material, today)
    facts = dated(campaign)
    pages = _environment()
    common = {"campaign": campaign.id, "today": today}
    groups: dict[str, list[_Shown]] = {}
    for one in shown:
        groups.setdefault(one.group, []).append(one)
    index = pages.get_template("index.html.jinja").render(
        common,
        groups=groups,
        facts=facts,
        count=len(shown),
        confidences=CONFIDENCE,
        marked=lambda letter: _marked(letter, facts),
    )
    into.write("index.html", index.encode())
    into.write("review.html", _review(pages, table, common).encode())
    into.write("review.csv", as_csv(table).encode())
    return len(shown)


def _write_all(campaign: Campaign, book: LetterBook, into: OutputFolder, today: date) -> Iterator[_Shown]:
    for name, sample in samples(campaign, today):
        letter = book.write(name, sample.applicant, sample.to, today, sample.tracks)
        yield _written(into, sample, KINDS[name.kind], title(campaign, name), letter, *_mail(campaign, name))
        if name.kind is LetterKind.COMPLAINT:
            yield _bound(into, sample, letter, annexes(sample, campaign, book))
    for sample in sheets(campaign, today):
        yield _written(into, sample, SHEET, SHEET, book.sheet(campaign.court, sample.tracks, today))


def _mail(campaign: Campaign, name: LetterName) -> tuple[str | None, ...]:
    """The recipients of the e-mail drafts: empty when the body takes no e-mail, None when its address is unknown."""
    to = campaign.recipients[name.track]
    return (to.email,) if Medium.EMAIL in to.media else ()


def _written(
    into: OutputFolder, sample: Sample, group: str, called: str, letter: Letter | Sheet, *mail: str | None
) -> _Shown:
    files = {kind: paper(letter, kind) for kind in (PaperKind.PDF, PaperKind.DOCX, PaperKind.ODT)}
    for to in mail:
        files[PaperKind.EML] = paper(letter, PaperKind.EML, to)
    names = {kind.value: into.write(f"{sample.key}.{kind}", content) for kind, content in files.items()}
    names["txt"] = into.write(f"{sample.key}.txt", letter.text.encode())
    return _Shown(sample.key, group, called, sample.says, letter, _drawn(into, sample.key, letter), names)


def _bound(into: OutputFolder, sample: Sample, letter: Letter, behind: tuple[Annex, ...]) -> _Shown:
    key = f"dossier-{sample.key}"
    names = {"pdf": into.write(f"{key}.pdf", dossier(letter, behind))}
    return _Shown(key, DOSSIER, DOSSIER, sample.says, letter, _drawn(into, key, letter, behind), names)


def _drawn(into: OutputFolder, key: str, letter: Letter | Sheet, behind: tuple[Annex, ...] = ()) -> tuple[str, ...]:
    """Write the pages of a letter as NAME.png, NAME-2.png and so on. Returns their names."""
    drawn = pictures(letter, behind)
    return tuple(into.write(f"{key}{f'-{n}' if n > 1 else ''}.png", one) for n, one in enumerate(drawn, start=1))


# --- Pages ----------------------------------------------------------------------------------------------------------


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), undefined=jinja2.StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["french_date"] = french_date
    environment.filters["french"] = french
    environment.filters["breakable"] = lambda key: escape(str(key)).replace(".", ".<wbr>")
    return environment


def _review(pages: jinja2.Environment, table: tuple[Claim, ...], common: dict[str, object]) -> str:
    return pages.get_template("review.html.jinja").render(common, claims=table, confidences=CONFIDENCE)


def _marked(letter: Letter | Sheet, facts: Mapping[str, Fact]) -> str:
    """The letter's text as HTML, with the words of each fact marked and leading to its line of the review sheet."""
    said = {facts[key].says: key for key in letter.facts if not key.startswith("delays.")}
    if not said:
        return escape(letter.text)
    # The longest first, so that no fact's words are found inside another's; a sentence may begin with a capital.
    found = {**said, **{says[:1].upper() + says[1:]: key for says, key in said.items()}}
    words = re.compile("|".join(re.escape(says) for says in sorted(found, key=len, reverse=True)))
    parts, at = [], 0
    for match in words.finditer(letter.text):
        key = found[match[0]]
        parts += [escape(letter.text[at : match.start()])]
        parts += [f'<a href="review.html#{escape(key)}"><mark>{escape(match[0])}</mark></a>']
        at = match.end()
    return "".join([*parts, escape(letter.text[at:])])
