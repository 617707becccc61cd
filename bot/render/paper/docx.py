"""Letters as DOCX, to be changed in Word or on a phone: named styles, French, nobody's name in its properties."""

import io
from functools import cache

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from bot.core.letters.page import Page
from bot.render.paper.archive import without_times
from bot.render.paper.flow import BOTTOM, HEADINGS, MARGIN, SHAPES, LineStyle, Shape, flow

_FONT = "Times New Roman"
_NO_TRACE = ("author", "comments", "keywords", "last_modified_by")


def docx(page: Page) -> bytes:
    """Set a page. Raises nothing for any text that `bot.core.letters.page` lets through."""
    document = Document(io.BytesIO(_blank()))
    document.core_properties.title = page.subject
    ids = {style: document.styles[style.value].style_id for style in LineStyle}
    for line in flow(page):
        paragraph = document.add_paragraph(line.text)
        paragraph._p.style = ids[line.style]  # by its id: the library looks through all styles for each paragraph
        if line.before:
            paragraph.paragraph_format.space_before = _mm(SHAPES[line.style].before + line.before)
        if line.keep:
            paragraph.paragraph_format.keep_with_next = True
    return _saved(document)


@cache
def _blank() -> bytes:
    """An empty document with our styles: made once, since it takes longer than a letter."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(MARGIN)
    section.bottom_margin = Mm(BOTTOM)
    section.different_first_page_header_footer = True  # a page number from the second page on
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.left_indent = Mm(0)
    footer.alignment = 1
    for text, code in (("page ", "PAGE"), (" sur ", "NUMPAGES")):
        footer.add_run(text)
        footer._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        )
    _make_styles(document)
    properties = document.core_properties
    for name in _NO_TRACE:
        setattr(properties, name, "")
    properties.language = "fr-FR"
    for when in ("dcterms:created", "dcterms:modified"):
        for element in properties._element.findall(qn(when)):
            properties._element.remove(element)
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)
    return _saved(document)


def _make_styles(document: Docx) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
    normal = document.styles["Normal"]
    _style(document, "Normal").paragraph_format.widow_control = True
    for style in LineStyle:
        if style not in HEADINGS:
            added = document.styles.add_style(style.value, WD_STYLE_TYPE.PARAGRAPH)
            added.base_style = normal
            added.quick_style = True
        _shape(_style(document, style.value), SHAPES[style])


def _style(document: Docx, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    _set_font(style)
    return style


def _set_font(style: ParagraphStyle) -> None:
    style.font.name, style.font.size = _FONT, Pt(11)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        if name.endswith("Theme"):  # a theme's font would win over the one that is named
            del fonts.attrib[name]
    fonts.set(qn("w:cs"), _FONT)


def _shape(style: ParagraphStyle, shape: Shape) -> None:
    style.font.bold = shape.bold
    to = style.paragraph_format
    to.left_indent, to.first_line_indent, to.right_indent = _mm(shape.left), _mm(shape.first), _mm(shape.right)
    to.space_before, to.space_after, to.line_spacing = _mm(shape.before), _mm(shape.after), 1.0
    if shape.first:
        to.tab_stops.add_tab_stop(_mm(shape.left))
    if shape.ruled is not None:
        to.tab_stops.add_tab_stop(_mm(shape.ruled), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)


def _mm(length: float) -> Length:
    return Length(Mm(length))


def _saved(document: Docx) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return without_times(written.getvalue())
