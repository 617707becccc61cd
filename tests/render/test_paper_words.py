"""Each file says what the chat says: every letter, in every kind, read back by another program."""

import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from bot.content.samples import samples
from bot.core.campaign.letter_name import LetterName
from bot.core.letters.letter import Capacity, Letter
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.folded import folded
from tests.letters.written import LETTERS, MADE, content
from tests.render.papers import every_letter, file_of, golden, leaflet
from tests.render.readers import docx_paragraphs, odt_paragraphs, part, pdf_text, rules, text_of, words

SUMS = """
import hashlib, os, pickle, sys, time_machine
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
letter = pickle.load(sys.stdin.buffer)
with time_machine.travel(int(os.environ["AT"])):
    for kind in PaperKind:
        print(hashlib.sha256(paper(letter, kind)).hexdigest())
"""
ENVS = [os.environ | {"PYTHONHASHSEED": seed, "AT": at} for seed, at in (("1", "1800000000"), ("2", "1900000000"))]
every_kind = folded("kind", PaperKind)


@every_kind
@every_letter
def test_a_file_has_the_words_of_the_letter_in_their_order(name: LetterName, blanks: bool, kind: PaperKind) -> None:
    letter = golden(name, blanks=blanks)
    assert words(text_of(kind, file_of(name, kind, blanks=blanks))) == words(_said_in(letter, kind))


def _said_in(letter: Letter, kind: PaperKind) -> str:
    """An e-mail has no line for the social security number."""
    return letter.text if kind is PaperKind.EML else letter.printed


@every_kind
def test_a_sheet_can_be_a_file_as_well(kind: PaperKind) -> None:
    assert words(text_of(kind, paper(leaflet(), kind))) == words(leaflet().text)


FIRST_SAMPLES = dict(reversed([*samples(content().campaign, MADE)]))


@every_kind
@pytest.mark.parametrize(
    "capacity",
    [Capacity.MANDATE, *(pytest.param(one, marks=pytest.mark.long) for one in (Capacity.PARENT, Capacity.GUARDIAN))],
)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_for_somebody_else_is_the_same_in_every_kind(
    name: LetterName, capacity: Capacity, kind: PaperKind
) -> None:
    sample = FIRST_SAMPLES[name]
    applicant = replace(sample.applicant, capacity=capacity, whom="Sacha Exemple")
    letter = content().letters.write(name, applicant, sample.to, MADE, sample.tracks)
    assert "Sacha Exemple" in letter.printed
    assert words(text_of(kind, paper(letter, kind))) == words(_said_in(letter, kind))


@every_letter
def test_every_dotted_line_is_drawn_in_the_pdf(name: LetterName, blanks: bool) -> None:
    letter = golden(name, blanks=blanks)
    made = file_of(name, PaperKind.PDF, blanks=blanks)
    assert len(rules(made)) == len(re.findall(r"\.{20,}", letter.printed))
    assert "...." not in pdf_text(made)


@every_kind
@folded("blanks", [False, True])
def test_the_same_letter_is_the_same_bytes(blanks: bool, kind: PaperKind) -> None:
    letter = golden(LetterName("cnil"), blanks=blanks)
    assert paper(letter, kind) == paper(replace(letter), kind)


def test_another_process_on_another_day_writes_the_same_bytes() -> None:
    told = pickle.dumps(golden(LetterName("cnil")))
    command = [sys.executable, "-c", SUMS]
    first, second = (subprocess.check_output(command, input=told, env=env) for env in ENVS)
    assert first == second
    assert first.count(b"\n") == len(PaperKind)


@every_kind
def test_no_file_says_who_made_it_or_when(kind: PaperKind) -> None:
    made = file_of(LetterName("caisse"), kind)
    match kind:
        case PaperKind.DOCX:
            about = part(made, "docProps/core.xml").decode() + part(made, "docProps/app.xml").decode()
        case PaperKind.ODT:
            about = part(made, "meta.xml").decode()
        case PaperKind.PDF:
            about = made.decode("latin-1")
        case PaperKind.EML:
            about = made.decode().partition("\r\n\r\n")[0]
    assert not re.search(r"Camille|python-docx|CreationDate|<dcterms|creation-date|creator>\w|Date: ", about)


@pytest.mark.parametrize("kind", [PaperKind.DOCX, PaperKind.ODT])
def test_a_document_to_be_changed_has_named_styles_and_is_in_french(kind: PaperKind) -> None:
    made = file_of(LetterName("cnil"), kind)
    styles = part(made, "word/styles.xml" if kind is PaperKind.DOCX else "styles.xml").decode()
    for named in ("Expéditeur", "Destinataire", "Objet de la lettre", "Corps de la lettre", "Signataire"):
        assert f'"{named}"' in styles
    assert ('w:lang w:val="fr-FR"' in styles) or ('fo:language="fr" fo:country="FR"' in styles)
    assert "en-US" not in styles.replace('w:eastAsia="en-US"', "")


def test_a_document_to_be_changed_is_a4_with_margins_of_25_millimetres() -> None:
    docx = part(file_of(LetterName("caisse"), PaperKind.DOCX), "word/document.xml").decode()
    size = re.search(r'<w:pgSz w:w="(\d+)" w:h="(\d+)"', docx)
    margins = re.search(r'<w:pgMar w:top="(\d+)" w:right="(\d+)" w:bottom="(\d+)" w:left="(\d+)"', docx)
    assert size
    assert margins
    assert [round(int(n) / 1440 * 25.4) for n in (*size.groups(), *margins.groups())] == [210, 297, 25, 25, 18, 25]
    odt = part(file_of(LetterName("caisse"), PaperKind.ODT), "styles.xml").decode()
    assert odt.count('fo:page-width="210mm" fo:page-height="297mm"') == 2
    assert odt.count('fo:margin-left="25mm" fo:margin-right="25mm" fo:margin-top="25mm"') == 2


def test_headings_and_their_levels_are_those_of_the_letter() -> None:
    letter = golden(LetterName("cnil"))
    odt = part(file_of(LetterName("cnil"), PaperKind.ODT), "content.xml").decode()
    assert re.findall(r'<text:h text:outline-level="1"[^>]*>([^<]*)', odt) == list(letter.headings)
    docx = part(file_of(LetterName("cnil"), PaperKind.DOCX), "word/document.xml").decode()
    assert docx.count('<w:pStyle w:val="Heading1"/>') == len(letter.headings)


def test_a_blank_to_be_typed_over_is_a_line_that_gives_way() -> None:
    letter = golden(LetterName("caisse"), blanks=True)
    assert "...." not in "".join(docx_paragraphs(paper(letter, PaperKind.DOCX)))
    assert "...." not in "".join(odt_paragraphs(paper(letter, PaperKind.ODT)))


@every_kind
def test_a_kind_has_a_media_type(kind: PaperKind) -> None:
    assert re.fullmatch(r"(application|message)/[a-z0-9.-]+", kind.media_type)
