"""Letters as PDF, set by typst: A4 for a window envelope, tagged (PDF/UA-1), the same bytes for the same letter.

It sets the same sheets as pictures too, for a preview of many letters.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from bot.core.letters.page import Blank, Block, Heading, Items, Numbered, Page, Paragraph, Signature, parted
from bot.render.paper.flow import kept
from bot.render.typesetting import typeset

PIXELS_PER_INCH = 100.0
_LONG_WORD = re.compile(r"[^\s-]{25,}")
_PIECE = 12
_TEMPLATE = Path(__file__).with_name("letter.typ")
_NO_GLYPH = "could not be displayed with font"


class UnprintableError(Exception):
    """A letter holds a character that no font of the bot has: Chinese, an emoji. Its message names nobody.

    The letter's text, DOCX, ODT and e-mail have no such limit.
    """

    def __init__(self) -> None:
        super().__init__("a character of this letter is in none of the fonts that a PDF can be set in")


def pdf(title: str, *parts: tuple[str | None, Page]) -> bytes:
    """Set pages one after the other, each on a new sheet under the heading that comes with it.

    Raises UnprintableError where a font for a character is missing.
    """
    (made,) = _set(title, parts, format="pdf", pdf_standards=["ua-1"])
    return made


def pictures(title: str, *parts: tuple[str | None, Page]) -> tuple[bytes, ...]:
    """The sheets of `pdf` as PNG pictures. Raises UnprintableError as it does."""
    return _set(title, parts, format="png", ppi=PIXELS_PER_INCH)


def _set(title: str, parts: tuple[tuple[str | None, Page], ...], **how: Any) -> tuple[bytes, ...]:
    import typst  # noqa: PLC0415  as in `typesetting`

    data = json.dumps({"title": title, "parts": [_part(*part) for part in parts]}, ensure_ascii=False)
    try:
        return typeset(_TEMPLATE, data, **how)
    except typst.TypstError as error:
        # typst's error may quote the letter, so neither it nor its cause leaves this function.
        missing = _NO_GLYPH in str(error)
    if missing:
        raise UnprintableError
    raise RuntimeError("letter.typ does not compile")


def _part(annex: str | None, page: Page) -> dict[str, object]:
    return {
        "annex": annex,
        "sheet": page.sheet,
        "sender": [_text(line) for line in page.sender],
        "recipient": [_text(line) for line in page.recipient],
        "dated": _text(page.dated),
        "subject": page.subject,
        "blocks": [{**_block(block), "sticky": keep} for block, keep in kept(page.blocks)],
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": _text(text)}
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Items(items):
            return {"kind": "items", "items": [_text(item) for item in items]}
        case Numbered(items):
            return {"kind": "numbered", "items": [_text(item) for item in items]}
        case Blank(label, lines):
            return {"kind": "blank", "label": label, "lines": lines}
        case Signature(names, label):
            return {"kind": "signature", "names": [_text(name) for name in names], "label": label}


def _text(text: str) -> list[str]:
    return [_LONG_WORD.sub(lambda word: _breakable(word[0]), part) for part in parted(text)]


def _breakable(word: str) -> str:
    """A word with break opportunities when it is too long for a line of an address, none before a combining mark."""
    pieces: list[str] = []
    for n, character in enumerate(word):
        inside = unicodedata.combining(character) or character in "\u200d\ufe0f"
        pieces.append(f"\u200b{character}" if n and n % _PIECE == 0 and not inside else character)
    return "".join(pieces)
