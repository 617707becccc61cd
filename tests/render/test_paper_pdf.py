"""The PDF as a document: tags for those who listen to it, fonts inside, pages that end where a letter may be cut."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from bot.core.campaign.letter_name import LetterName
from bot.core.letters.letter import Letter
from bot.core.letters.page import Annex, PaperKind
from bot.render.paper import dossier, paper
from tests.folded import folded
from tests.letters.written import LETTERS
from tests.render.papers import every_letter, file_of, golden, leaflet
from tests.render.readers import glyphs, page_texts, pdf_text, rules, size, words

COMPLAINT = golden(LetterName("cnil"))
ANNEXES = (
    Annex(golden(LetterName("caisse")), 1),
    Annex(golden(LetterName("chase-caisse")), 4),
    Annex(golden(LetterName("hdh"))),
)


def root_of(reader: PdfReader) -> Any:
    """The catalogue of a PDF."""
    return reader.trailer["/Root"]


def tags(reader: PdfReader) -> list[str]:
    """The kinds of all elements of the structure tree, in reading order."""
    found: list[str] = []

    def visit(element: object) -> None:
        match getattr(element, "get_object", lambda: element)():
            case DictionaryObject() as node:
                if "/S" in node:
                    found.append(str(node["/S"]))
                visit(node.get("/K"))
            case list() as nodes:
                for node in nodes:
                    visit(node)
            case _:
                pass

    visit(root_of(reader)["/StructTreeRoot"])
    return found


# --- Accessibility --------------------------------------------------------------------------------------------------


@every_letter
def test_a_pdf_is_tagged_in_french_and_bears_its_subject_as_title(name: LetterName, blanks: bool) -> None:
    letter = golden(name, blanks=blanks)
    reader = PdfReader(BytesIO(file_of(name, PaperKind.PDF, blanks=blanks)))
    root = root_of(reader)
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title
    assert words(reader.metadata.title) == words(letter.subject)
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "CreateDate" not in metadata


@every_letter
def test_all_fonts_are_embedded(name: LetterName, blanks: bool) -> None:
    reader = PdfReader(BytesIO(file_of(name, PaperKind.PDF, blanks=blanks)))
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = [font.get_object() for each in resources for font in each["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


def test_what_is_a_list_or_a_heading_is_tagged_as_one() -> None:
    reader = PdfReader(BytesIO(file_of(LetterName("cnil"), PaperKind.PDF)))
    kinds = tags(reader)
    assert kinds.count("/H1") == 4
    assert kinds.count("/L") == 4
    assert kinds.count("/LI") == 2 + 5 + 3 + 8
    assert kinds.index("/P") < kinds.index("/H1")


def test_the_title_of_a_sheet_is_its_first_heading() -> None:
    kinds = tags(PdfReader(BytesIO(paper(leaflet(), PaperKind.PDF))))
    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", "/H2"]


@every_letter
def test_a_pdf_is_small(name: LetterName, blanks: bool) -> None:
    assert len(file_of(name, PaperKind.PDF, blanks=blanks)) < 60_000


# --- Pages ----------------------------------------------------------------------------------------------------------


@folded("name", LETTERS)
def test_pages_are_numbered_when_there_are_several(name: LetterName) -> None:
    texts = page_texts(file_of(name, PaperKind.PDF))
    numbers = [re.findall(r"page \d+ sur \d+$", text) for text in texts]
    several = [[f"page {n} sur {len(texts)}"] for n in range(1, len(texts) + 1)]
    assert numbers == (several if len(texts) > 1 else [[]])


@folded("name", LETTERS)
def test_no_letter_is_longer_than_two_pages(name: LetterName) -> None:
    assert size(file_of(name, PaperKind.PDF, blanks=True)) <= 2


def _longer(letter: Letter, lines: int) -> Letter:
    """The letter with that many short paragraphs more: its end comes at every height of a page."""
    more = "".join(f"Paragraphe d’essai {n}.\n\n" for n in range(lines))
    return replace(letter, body=letter.body.replace("Madame, Monsieur,\n\n", f"Madame, Monsieur,\n\n{more}", 1))


@folded("lines", range(28))
def test_a_signature_stands_on_the_page_of_what_is_signed(lines: int) -> None:
    letter = _longer(golden(LetterName("refusal-answer-hdh")), lines)
    *_, last = page_texts(paper(letter, PaperKind.PDF))
    before = "Pièces jointes : copie de ma demande du 25 novembre 2026 et de votre réponse du 7 décembre 2026."
    assert f"{before} Veuillez agréer, Madame, Monsieur, mes salutations distinguées." in last
    assert re.search(r"Camille Exemple Signature :( page \d+ sur \d+)?$", last)


@folded("lines", range(28))
def test_what_announces_a_list_a_blank_or_a_part_is_not_cut_from_it(lines: int) -> None:
    for letter in (COMPLAINT, golden(LetterName("caisse"), blanks=True)):
        made = paper(_longer(letter, lines), PaperKind.PDF)
        for page, text in enumerate(page_texts(made)[:-1]):
            end = re.sub(r" page \d+ sur \d+$", "", text)
            assert not end.endswith(letter.headings)
            assert not end.endswith(":") or _ends_with_a_rule(made, page)


def _ends_with_a_rule(pdf: bytes, page: int) -> bool:
    lowest = max(g.bottom for g in glyphs(pdf) if g.page == page and g.size > 10)
    return any(rule.page == page and rule.bottom > lowest - 1.5 for rule in rules(pdf))


# --- The file for the CNIL ------------------------------------------------------------------------------------------


REMADE = "Texte de ma lettre, refait à sa date. La signature et ce que j’ai ajouté à la main n’y figurent pas."


def test_a_dossier_is_the_complaint_and_then_its_annexes_each_on_a_new_page() -> None:
    made = dossier(COMPLAINT, ANNEXES)
    texts = page_texts(made)
    titles = ["Annexe 1 (pièce n° 1)", "Annexe 2 (pièce n° 4)", "Annexe 3"]
    assert [text.partition(" Texte de ma lettre")[0] for text in texts if text.startswith("Annexe")] == titles
    assert texts[0].startswith("Camille Exemple")
    parts = [COMPLAINT.printed, *(a.letter.printed for a in ANNEXES)]
    assert all(REMADE in text for text in texts if text.startswith("Annexe"))
    heads = ["", *(f"{title}\n" for title in titles)]  # what is printed small is not read back
    assert words(pdf_text(made)) == words("\n".join(head + part for head, part in zip(heads, parts, strict=True)))


def test_the_pages_of_a_dossier_are_numbered_through() -> None:
    texts = page_texts(dossier(COMPLAINT, ANNEXES))
    assert [text.rpartition("page ")[2] for text in texts] == [
        f"{n} sur {len(texts)}" for n in range(1, len(texts) + 1)
    ]


def test_a_dossier_is_the_same_bytes_each_time_and_small() -> None:
    made = dossier(COMPLAINT, ANNEXES)
    assert made == dossier(COMPLAINT, ANNEXES)
    assert len(made) < 100_000


def test_a_dossier_without_annexes_is_the_complaint() -> None:
    assert dossier(COMPLAINT, ()) == file_of(LetterName("cnil"), PaperKind.PDF)


def test_the_number_of_an_exhibit_is_that_of_the_complaint() -> None:
    """What a caller gives as `exhibit` can be found in the complaint's own list."""
    assert "\n1. Copie de ma demande du 24 novembre 2026" in COMPLAINT.printed
    assert "\n4. Copie de ma relance du 5 janvier 2027" in COMPLAINT.printed
