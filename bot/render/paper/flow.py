"""A page as the paragraphs of a word processor's document, for DOCX and ODT alike. Lengths are in millimetres."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.letters.page import Blank, Block, Heading, Items, Numbered, Page, Paragraph, Signature, parted

MARGIN, BOTTOM = 25, 18
TEXT_WIDTH = 210 - 2 * MARGIN
COLUMN = 75
"""The distance from the left margin to the recipient, the date and the signature, as in the PDF."""
_LINE = 4.7  # of the address blocks, at 11 points
_RECIPIENT_TOP = 47 - MARGIN
_ROOM_TO_WRITE = 3  # above a bare line, for handwriting
_DOTS = "." * 30


class LineStyle(StrEnum):
    """The styles of lines, by the names that a word processor shows in its list of styles."""

    SENDER = "Expéditeur"
    RECIPIENT = "Destinataire"
    DATED = "Date de la lettre"
    SUBJECT = "Objet de la lettre"
    BODY = "Corps de la lettre"
    ITEM = "Liste de la lettre"
    BLANK = "Ligne à compléter"
    SIGNATURE = "Signataire"
    HEADING = "Heading 1"
    SUBHEADING = "Heading 2"


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of a style.

    left    the indent from the margin
    first   the further indent of the first line
    before  the room above; after: the room below
    ruled   the distance from the margin to the end of a line to fill in; None when a tab draws none
    """

    left: float = 0
    first: float = 0
    before: float = 0
    after: float = 0
    ruled: float | None = TEXT_WIDTH
    right: float = 0
    bold: bool = False


SHAPES = {
    LineStyle.SENDER: Shape(ruled=COLUMN - 7, right=TEXT_WIDTH - COLUMN + 7),
    LineStyle.RECIPIENT: Shape(left=COLUMN),
    LineStyle.DATED: Shape(left=COLUMN, before=7, after=4, ruled=COLUMN + 50),
    LineStyle.SUBJECT: Shape(after=3, ruled=None, bold=True),
    LineStyle.BODY: Shape(before=1.5, after=1),
    LineStyle.ITEM: Shape(left=6, first=-6, after=1, ruled=None),
    LineStyle.BLANK: Shape(before=2, after=1),
    LineStyle.SIGNATURE: Shape(left=COLUMN, before=2),
    LineStyle.HEADING: Shape(before=4, after=2, ruled=None, bold=True),
    LineStyle.SUBHEADING: Shape(before=4, after=2, ruled=None, bold=True),
}
HEADINGS = (LineStyle.HEADING, LineStyle.SUBHEADING)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph.

    text    a tab in it is a tab; one at its end draws a line to fill in
    before  the room above it, beside that of its style
    keep    whether it must stay on the page of the next line
    """

    style: LineStyle
    text: str = field(repr=False)
    before: float = 0
    keep: bool = False


def kept(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it must stay on the page of the next one.

    A signature takes the closing and the block before it along, because alone on a page it could sign anything.
    """
    for n, block in enumerate(blocks):
        signed_soon = any(isinstance(later, Signature) for later in blocks[n + 1 : n + 3])
        leads = isinstance(block, Paragraph) and block.leads
        labels = isinstance(block, Blank) and any(isinstance(later, Blank) for later in blocks[n + 1 : n + 2])
        yield block, leads or labels or signed_soon


def flow(page: Page) -> Iterator[Line]:
    """All paragraphs of a page, in order."""
    if page.sheet:
        yield Line(LineStyle.HEADING, page.subject)
    else:
        yield from _head(page)
    for block, keep in kept(page.blocks):
        yield from _lines(block, LineStyle.SUBHEADING if page.sheet else LineStyle.HEADING, keep=keep)


def _head(page: Page) -> Iterator[Line]:
    yield from (Line(LineStyle.SENDER, _text(line), _above(line)) for line in page.sender)
    high = sum(_LINE + _above(line) for line in page.sender)
    for n, line in enumerate(page.recipient):
        yield Line(LineStyle.RECIPIENT, _text(line), _above(line) if n else max(_LINE, _RECIPIENT_TOP - high))
    yield Line(LineStyle.DATED, _text(page.dated))
    yield Line(LineStyle.SUBJECT, f"Objet\u00a0: {page.subject}", keep=True)


def _lines(block: Block, heading: LineStyle, *, keep: bool) -> Iterator[Line]:
    match block:
        case Paragraph(text):
            yield Line(LineStyle.BODY, _text(text), keep=keep)
        case Heading(text):
            yield Line(heading, text, keep=True)
        case Items(items):
            yield from (Line(LineStyle.ITEM, f"–\t{_text(item)}", keep=keep) for item in items)
        case Numbered(items):
            yield from (
                Line(LineStyle.ITEM, f"{n}.\t{_text(item)}", keep=keep) for n, item in enumerate(items, start=1)
            )
        case Blank(label, lines):
            yield Line(LineStyle.BLANK, f"{label} \t".lstrip(" "), keep=keep)
            yield from (Line(LineStyle.BLANK, "\t", keep=keep) for _ in range(lines - 1))
        case Signature(names, label):
            yield from (Line(LineStyle.SIGNATURE, _text(name), _above(name), keep=True) for name in names)
            yield Line(LineStyle.SIGNATURE, label)


def _text(text: str) -> str:
    """The text where a blank at the end is a tab, which draws the line; one inside a sentence stays dotted."""
    *first, last = parted(text)
    if first and not last:
        return _DOTS.join(first) + "\t"
    return _DOTS.join([*first, last])


def _above(text: str) -> float:
    return _ROOM_TO_WRITE if len(parted(text)) > 1 else 0
