"""What somebody else's program reads in our files: each by a library that did not write it."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from xml.etree import ElementTree as ET

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.core.letters.page import PaperKind

MM = 25.4 / 72
HINT = 8
"""Points: what is smaller than this and under a line says what the line is for."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_PAGE_NUMBER = re.compile(r"page \d+ sur \d+\s*$")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a PDF: its page, its size in points, its box in millimetres from the page's top left corner."""

    page: int
    text: str
    size: float
    left: float
    top: float
    right: float
    bottom: float


@lru_cache(maxsize=128)
def glyphs(pdf: bytes) -> tuple[Glyph, ...]:
    """All characters of a PDF, in the order in which they are written; those that show nothing have no box."""
    found: list[Glyph] = []
    with pdfium.PdfDocument(pdf) as document:
        for number in range(len(document)):
            page = document[number]
            high = page.get_height()
            text = page.get_textpage()
            for n in range(text.count_chars()):
                character = _character(text.raw, n)
                size = pdfium_c.FPDFText_GetFontSize(text.raw, n)
                left, bottom, right, top = text.get_charbox(n) if character.strip() else (0, high, 0, high)
                found.append(
                    Glyph(number, character, size, left * MM, (high - top) * MM, right * MM, (high - bottom) * MM)
                )
            text.close()
            page.close()
    return tuple(found)


def _character(text: object, n: int) -> str:
    code = pdfium_c.FPDFText_GetUnicode(text, n)
    return {"\u200b": "", "\x00": "", "\x02": "-"}.get(chr(code), chr(code))  # \x02: a hyphen at the end of a line


def page_texts(pdf: bytes) -> list[str]:
    """What stands on each page, its number included, with one space between words."""
    with pdfium.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [" ".join(text.replace("\x02", "-").replace("\ufffe", "-").split()) for text in texts]


def size(pdf: bytes) -> int:
    """How many pages it has."""
    with pdfium.PdfDocument(pdf) as document:
        return len(document)


def rules(pdf: bytes) -> tuple[Glyph, ...]:
    """The lines drawn in it to be filled in: they are paths, flat ones."""
    found: list[Glyph] = []
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            high = page.get_height()
            for drawn in page.get_objects(max_depth=4):
                if drawn.type == pdfium_c.FPDF_PAGEOBJ_PATH:
                    left, bottom, right, top = drawn.get_bounds()
                    assert top - bottom < 1
                    found.append(Glyph(number, "", 0, left * MM, (high - top) * MM, right * MM, (high - bottom) * MM))
    return tuple(found)


def text_of(kind: PaperKind, written: bytes) -> str:
    """The words of a file, without page numbers and without what says what a blank is for."""
    match kind:
        case PaperKind.PDF:
            return pdf_text(written)
        case PaperKind.DOCX:
            return " \n".join(docx_paragraphs(written))
        case PaperKind.ODT:
            return " \n".join(odt_paragraphs(written))
        case PaperKind.EML:
            return str(draft(written).get_content())


def pdf_text(written: bytes) -> str:
    """The text of all pages."""
    said = glyphs(written)
    pages = [_together(g for g in said if g.page == n) for n in range(size(written))]
    return "\n".join(_PAGE_NUMBER.sub("", page.rstrip()) for page in pages)


def _together(some: Iterable[Glyph]) -> str:
    return "".join(g.text for g in some if not g.text.strip() or g.size >= HINT)


def docx_paragraphs(written: bytes) -> Iterator[str]:
    """The paragraphs of a DOCX, with tabs as spaces."""
    for paragraph in _root(written, "word/document.xml").iter(f"{_W}p"):
        yield "".join(part.text or "" if part.tag == f"{_W}t" else " " for part in paragraph.iter() if _says(part))


def _says(part: ET.Element) -> bool:
    return part.tag in {f"{_W}t", f"{_W}tab", f"{_W}br"}


def odt_paragraphs(written: bytes) -> Iterator[str]:
    """The paragraphs and headings of an ODT, with tabs as spaces."""
    for paragraph in _root(written, "content.xml").iter():
        if paragraph.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            yield "".join(_odt_text(paragraph))


def _odt_text(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag in {f"{_TEXT}tab", f"{_TEXT}s"} else "".join(_odt_text(child))
        yield child.tail or ""


def _root(written: bytes, name: str) -> ET.Element:
    return ET.fromstring(part(written, name))


def part(written: bytes, name: str) -> bytes:
    """One file of a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.testzip() is None
        return archive.read(name)


def draft(written: bytes) -> EmailMessage:
    """An e-mail."""
    message = message_from_bytes(written, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def words(text: str) -> list[str]:
    """The words of a text; its dotted and its ruled lines are none."""
    return re.sub(r"\.{20,}|_{5,}", " ", text).split()
