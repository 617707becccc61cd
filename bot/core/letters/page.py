"""A letter as a page: its words in their order, in blocks that a renderer can set.

The page adds the spaces of French typography that must not break, here and nowhere else. Only spaces change.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.letters.letter import Letter, Sheet

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_AFTER_A_MONTH = "|".join(rf"(?<=\b{month} )" for month in _MONTHS.split("|"))
_NARROW = "\u202f"
_FIRM = "\u00a0"
_NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_ILLEGIBLE = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
# The space comes first in each, and what stands before it is looked back at: so only spaces are looked at.
_SPACES = (
    (re.compile(r" (?:(?=[;!?»])|(?<=« ))"), _NARROW),
    (
        re.compile(
            r" (?:(?=:)"
            r"|(?=\d)(?:(?<=n° )|(?<=\(UE\) )|(?<=\bparagraphe )"
            r"|(?<=\b[LRD]\. ))"  # « L. 1461-7 » of a code
            r"|(?=\d|[LRD]\.)(?:(?<=\barticle )|(?<=\barticles ))"
            r"|(?=\d+°|[IVX]+\b)(?<=\bdu )"  # « du 5° », « du II »
            rf"|(?=(?:{_MONTHS})\b)(?:(?<=\d )|(?<=\b1er ))"
            rf"|(?=\d{{4}}\b)(?:{_AFTER_A_MONTH})"
            r"|(?=jours?\b|mois\b)(?<=\d ))"
        ),
        _FIRM,
    ),
)
_BLANK = re.compile(r"\.{20,}")
_ITEM = re.compile(r"[–-] (?P<text>.*)")
_NUMBER = re.compile(r"\d+\. (?P<text>.*)")
_SIGNATURE = "Signature"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text. It may hold a blank: see `parted`."""

    text: str = field(repr=False)

    @property
    def leads(self) -> bool:
        """Whether the paragraph announces the next block, and must stay on one page with it."""
        return self.text.endswith(":")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the complaint or of a sheet."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of items, without their dashes."""

    items: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list of items numbered from 1, without their numbers."""

    items: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """Lines to fill in by hand; the first one may have a label."""

    label: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Signature:
    """The place to sign: the word beside it, and the names of those who sign, which may be blanks."""

    names: tuple[str, ...] = field(repr=False)
    label: str


Block = Paragraph | Heading | Items | Numbered | Blank | Signature


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a letter or a sheet on paper, from top to bottom.

    sender, recipient  lines; empty on an information sheet
    dated              « Le 24 novembre 2026 »; empty on an information sheet
    subject            what the letter is about, or the title of a sheet
    """

    sender: tuple[str, ...] = field(repr=False)
    recipient: tuple[str, ...] = field(repr=False)
    dated: str
    subject: str
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def sheet(self) -> bool:
        """Whether this is an information sheet, which has no sender and no recipient."""
        return not self.recipient


@dataclass(frozen=True, slots=True)
class Annex:
    """A copy of a letter that is attached to a complaint. `exhibit`: its number in the complaint's list of exhibits."""

    letter: Letter = field(repr=False)
    exhibit: int | None = None


class PaperKind(StrEnum):
    """The file formats of a letter. The value is the end of the file's name."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    EML = "eml"

    @property
    def media_type(self) -> str:
        """The MIME type of such a file."""
        match self:
            case PaperKind.PDF:
                return "application/pdf"
            case PaperKind.DOCX:
                return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            case PaperKind.ODT:
                return "application/vnd.oasis.opendocument.text"
            case PaperKind.EML:
                return "message/rfc822"


def page(letter: Letter | Sheet) -> Page:
    """The page of a letter or a sheet: its text as blocks, with French typography."""
    blocks = _blocks(letter.body, frozenset(letter.headings))
    match letter:
        case Letter():
            sender, recipient = _lines(letter.sender), _lines(letter.recipient)
            return Page(sender, recipient, french(letter.dated), french(letter.subject), blocks)
        case Sheet():
            return Page((), (), "", french(letter.title), blocks)


def french(text: str) -> str:
    """The text with no-break spaces where French typography asks for them. Only spaces change."""
    for space, firm in _SPACES:
        text = space.sub(firm, text)
    return text


def parted(text: str) -> tuple[str, ...]:
    """The parts of a text between its blanks; a text without a blank is one part."""
    return tuple(_BLANK.split(text))


def legible(text: str) -> str:
    """The text without control characters, lone surrogates and noncharacters, which no file format may hold."""
    return _ILLEGIBLE.sub("", text)


def _lines(block: str) -> tuple[str, ...]:
    return tuple(french(line) for line in legible(block).split("\n") if line.strip())


def _blocks(body: str, headings: frozenset[str]) -> tuple[Block, ...]:
    found: list[Block] = []
    groups = [group.split("\n") for group in legible(body).strip("\n").split("\n\n")]
    signed = groups.pop() if groups[-1][-1].startswith(_SIGNATURE) else None
    for group in groups:
        last: Block | None = None
        for line in group:
            block = Heading(french(line)) if line in headings else _block(french(line))
            joined = _joined(last, block)
            if joined:
                found[-1] = joined
            else:
                found.append(block)
            last = found[-1]
    if signed:
        found.append(Signature(tuple(french(name) for name in signed[:-1]), french(signed[-1])))
    return tuple(found)


def _block(line: str) -> Block:
    if item := _ITEM.fullmatch(line):
        return Items((item["text"],))
    if item := _NUMBER.fullmatch(line):
        return Numbered((item["text"],))
    match parted(line):
        case (label, ""):
            return Blank(label.rstrip())
        case _:
            return Paragraph(line)


def _joined(last: Block | None, block: Block) -> Block | None:
    """Two blocks as one: items as a list, bare lines as a blank; None for blocks that stay apart."""
    match last, block:
        case Items(first), Items(then):
            return Items((*first, *then))
        case Numbered(first), Numbered(then):
            return Numbered((*first, *then))
        case Blank(label, lines), Blank(""):
            return Blank(label, lines + 1)
        case _:
            return None
