"""What a word processor is told of a DOCX or an ODT: where the recipient stands, what stays together.

`make office` looks at what LibreOffice does with it.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.core.campaign.letter_name import LetterName
from bot.core.letters.page import PaperKind
from tests.folded import folded
from tests.letters.written import LETTERS
from tests.render.papers import file_of, golden
from tests.render.readers import part, words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
every_document = folded("kind", [PaperKind.DOCX, PaperKind.ODT])


def held(kind: PaperKind, written: bytes) -> list[tuple[str, bool]]:
    """Each paragraph, and whether it stays with the next one, be it by its own or by its style."""
    return list(_docx(written) if kind is PaperKind.DOCX else _odt(written))


def _docx(written: bytes) -> Iterator[tuple[str, bool]]:
    for paragraph in ET.fromstring(part(written, "word/document.xml")).iter(f"{W}p"):
        heading = "Heading" in str(ET.tostring(paragraph.find(f"{W}pPr") or paragraph))
        yield " ".join(paragraph.itertext()), heading or paragraph.find(f"{W}pPr/{W}keepNext") is not None


def _odt(written: bytes) -> Iterator[tuple[str, bool]]:
    root = ET.fromstring(part(written, "content.xml"))
    styles = [*root.iter(f"{STYLE}style"), *ET.fromstring(part(written, "styles.xml")).iter(f"{STYLE}style")]
    kept = {
        style.get(f"{STYLE}name") for style in styles for shape in style if shape.get(f"{FO}keep-with-next") == "always"
    }
    for element in root.iter():
        if element.tag in {f"{TEXT}p", f"{TEXT}h"}:
            yield " ".join(element.itertext()), element.get(f"{TEXT}style-name") in kept


@every_document
@folded("name", LETTERS)
def test_the_closing_stays_with_the_name_and_the_name_with_the_signature(name: LetterName, kind: PaperKind) -> None:
    *_, before, closing, signed, signature = held(kind, file_of(name, kind))
    assert words(signature[0]) == ["Signature", ":"]
    assert closing[0].startswith("Veuillez agréer")
    assert [stays for _, stays in (before, closing, signed)] == [True, True, True]


@every_document
def test_a_heading_and_what_announces_something_stay_with_it(kind: PaperKind) -> None:
    letter = golden(LetterName("cnil"))
    paragraphs = held(kind, file_of(LetterName("cnil"), kind))
    leading = [
        (text, stays) for text, stays in paragraphs if text in letter.headings or text.rstrip().endswith("\u00a0:")
    ]
    assert len(leading) == 4 + 3 + 3
    alone = [" ".join(words(text)[:2]) for text, stays in leading if not stays]
    assert alone == ["Pour me", "– Le", "Signature :"]  # labels with their blank beside them, and the end


@every_document
def test_the_recipient_stands_100_millimetres_from_the_left_edge(kind: PaperKind) -> None:
    made = file_of(LetterName("caisse"), kind)
    if kind is PaperKind.DOCX:
        styles = part(made, "word/styles.xml").decode()
        style = re.search(r'<w:name w:val="Destinataire"/>.*?<w:ind w:left="(\d+)"', styles, re.DOTALL)
        assert style
        assert round(int(style[1]) / 1440 * 25.4) + 25 == 100
    else:
        assert re.search(r'"Destinataire"[^/]*margin-left="75mm"', part(made, "styles.xml").decode())
