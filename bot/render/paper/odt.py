"""Letters as ODT, to be changed in LibreOffice: named styles, French, nobody's name in its properties."""

import io
from functools import cache
from pathlib import Path

from odfdo import Document, Element, Header, Paragraph, Tab
from odfdo import Style as OdfStyle

from bot.core.letters.page import Page
from bot.render.paper.archive import without_times
from bot.render.paper.flow import HEADINGS, SHAPES, Line, LineStyle, flow

_META = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
  office:version="1.3"><office:meta/></office:document-meta>"""


def odt(page: Page) -> bytes:
    """Set a page. Raises nothing for any text that `bot.core.letters.page` lets through."""
    document = Document(io.BytesIO(_blank()))
    document.meta.title = page.subject
    for line in flow(page):
        document.body.append(_paragraph(line, _style_of(document, line)))
    return _saved(document)


@cache
def _blank() -> bytes:
    """An empty document with our styles."""
    document = Document("text")
    document.set_part("styles.xml", Path(__file__).with_name("styles.xml").read_bytes())
    document.set_part("meta.xml", _META.encode())
    document.meta.language = "fr-FR"
    for style in LineStyle:
        document.insert_style(_named(style))
    document.body.clear()
    return _saved(document)


def _named(style: LineStyle) -> OdfStyle:
    shape = SHAPES[style]
    named = OdfStyle("paragraph", name=_name(style), display_name=style.value, parent_style="Standard")
    named.set_properties(
        {
            "fo:margin-left": f"{shape.left}mm",
            "fo:margin-right": f"{shape.right}mm",
            "fo:text-indent": f"{shape.first}mm",
            "fo:margin-top": f"{shape.before}mm",
            "fo:margin-bottom": f"{shape.after}mm",
            "fo:keep-with-next": "always" if style in HEADINGS else "auto",
        },
        area="paragraph",
    )
    if shape.bold:
        named.set_properties({"fo:font-weight": "bold"}, area="text")
    stops = Element.from_tag("style:tab-stops")
    if shape.first:
        stops.append(_tab_stop(0))
    if shape.ruled is not None:
        stop = _tab_stop(shape.ruled - shape.left)  # a tab is counted from the indent, not from the margin
        for key, value in (("type", "right"), ("leader-style", "solid"), ("leader-text", "_")):
            stop.set_attribute(f"style:{key}", value)
        stops.append(stop)
    properties = named.get_element("style:paragraph-properties")
    if properties is not None:
        properties.append(stops)
    return named


def _tab_stop(at: float) -> Element:
    stop = Element.from_tag("style:tab-stop")
    stop.set_attribute("style:position", f"{at}mm")
    return stop


def _name(style: LineStyle) -> str:
    """The name of a style in the file: ASCII, and for headings the one that LibreOffice knows."""
    return style.value.replace(" ", "_20_") if style in HEADINGS else style.name.lower()


def _style_of(document: Document, line: Line) -> str:
    """The name of a line's style: a derived one when the line has more room above or stays with the next."""
    named = _name(line.style)
    if not line.before and not line.keep:
        return named
    name = f"{named}-{line.before:.1f}{'-kept' if line.keep else ''}"
    if document.get_style("paragraph", name) is None:
        own = OdfStyle("paragraph", name=name, parent_style=named)
        like = SHAPES[line.style]
        # Both margins: given one alone, LibreOffice sets the other to zero.
        shape = {"fo:margin-top": f"{like.before + line.before:.1f}mm", "fo:margin-bottom": f"{like.after}mm"}
        own.set_properties(shape | ({"fo:keep-with-next": "always"} if line.keep else {}), area="paragraph")
        document.insert_style(own, automatic=True)
    return name


def _paragraph(line: Line, style: str) -> Element:
    if line.style in HEADINGS:
        header = Header(1 + HEADINGS.index(line.style), line.text)
        header.style = style
        return header
    paragraph = Paragraph(style=style)
    for n, text in enumerate(line.text.split("\t")):
        if n:
            paragraph.append(Tab())
        paragraph.append_plain_text(text)
    return paragraph


def _saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return without_times(written.getvalue())
