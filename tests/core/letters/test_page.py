"""A letter as a page: every word of it, in blocks, with the spaces that French typography asks for."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.letters.letter import HEADING
from bot.core.letters.page import (
    Blank,
    Heading,
    Items,
    Numbered,
    Page,
    Paragraph,
    Signature,
    french,
    legible,
    page,
    parted,
)
from tests.folded import folded
from tests.letters.written import BLANKS, FULL, LETTERS, NAME, content, posted, request, tracks, tracks_for, written

EVERY = [(letter, answers) for letter in LETTERS for answers in (FULL, BLANKS)]
every_letter = folded(
    ("letter", "answers"), EVERY, ids=[f"{letter}-{'full' if a is FULL else 'blanks'}" for letter, a in EVERY]
)


def words_of(set_page: Page) -> list[str]:
    """What a page says, read from top to bottom."""
    subject = set_page.subject if set_page.sheet else f"Objet : {set_page.subject}"
    said = [*set_page.sender, *set_page.recipient, set_page.dated, subject]
    for block in set_page.blocks:
        match block:
            case Paragraph(text) | Heading(text):
                said.append(text)
            case Items(items):
                said += [f"– {item}" for item in items]
            case Numbered(items):
                said += [f"{n}. {item}" for n, item in enumerate(items, start=1)]
            case Blank(label):
                said.append(label)
            case Signature(names, label):
                said += [*names, label]
    return without_blanks(" ".join(said))


def without_blanks(text: str) -> list[str]:
    """The words of a text; its dotted lines are none."""
    return re.sub(r"\.{20,}", " ", text).split()


@every_letter
def test_a_page_has_the_words_of_its_letter_in_the_same_order(letter: LetterName, answers: dict[str, str]) -> None:
    found = written(letter, answers)
    assert words_of(page(found)) == without_blanks(found.printed)


@every_letter
def test_a_page_has_a_blank_wherever_the_letter_has_one(letter: LetterName, answers: dict[str, str]) -> None:
    found = written(letter, answers)
    seen = page(found)
    inside = [*seen.sender, *seen.recipient, seen.dated, str([getattr(b, "text", "") for b in seen.blocks])]
    listed = [item for b in seen.blocks if isinstance(b, Items) for item in b.items]
    names = [name for b in seen.blocks if isinstance(b, Signature) for name in b.names]
    lines = sum(b.lines for b in seen.blocks if isinstance(b, Blank))
    assert lines + sum(len(parted(t)) - 1 for t in [*inside, *listed, *names]) == len(
        re.findall(r"\.{20,}", found.printed)
    )


@every_letter
def test_a_page_ends_with_a_closing_and_a_signature(letter: LetterName, answers: dict[str, str]) -> None:
    *_, closing, signature = page(written(letter, answers)).blocks
    assert isinstance(closing, Paragraph)
    assert closing.text.startswith("Veuillez agréer")
    assert isinstance(signature, Signature)
    assert signature.label == "Signature\u00a0:"
    assert len(signature.names) == 1


def test_the_caisse_letter_is_read_as_what_it_is() -> None:
    seen = page(written(LetterName("caisse")))
    assert seen.sender == (NAME, "12 rue des Essais", "Bât. B", "75011 Paris")
    assert seen.recipient[-1] == "59000 Lille"
    assert seen.dated == "Le 24\u00a0novembre\u00a02026"
    assert [type(block).__name__ for block in seen.blocks] == [
        "Paragraph", "Paragraph", "Paragraph", "Paragraph", "Numbered", "Paragraph", "Blank", "Blank", "Blank",
        "Paragraph", "Signature",
    ]  # fmt: skip
    assert [block for block in seen.blocks if isinstance(block, Blank)] == [
        Blank("Nom de naissance et prénoms\u00a0:"),
        Blank("Né(e) le\u00a0:"),
        Blank("Numéro de sécurité sociale\u00a0:"),
    ]


def test_a_date_left_blank_is_a_blank() -> None:
    asked = request(FULL)
    undated = content().letters.write(LetterName("hdh"), asked.applicant, asked.addressee(LetterName("hdh")), None)
    assert undated.dated.startswith("Le ...")
    assert parted(page(undated).dated) == ("Le ", "")


def test_a_letter_tells_its_headings_apart_and_shows_no_mark() -> None:
    found = written(LetterName("cnil"))
    assert found.headings == (
        "Ce que j’ai demandé",
        "Ce qui s’est passé",
        "Ce que je demande à la CNIL",
        "Pièces jointes",
    )
    assert [b.text for b in page(found).blocks if isinstance(b, Heading)] == list(found.headings)
    assert HEADING not in repr((found.printed, found.body, found.pieces))


def test_only_the_complaint_has_headings() -> None:
    assert [letter for letter in LETTERS if written(letter).headings] == [LetterName("cnil")]


def test_the_exhibits_of_a_complaint_are_numbered_and_its_chronology_is_a_list_for_each_body() -> None:
    blocks = page(written(LetterName("cnil"))).blocks
    assert [len(block.items) for block in blocks if isinstance(block, Numbered)] == [8]
    assert [len(block.items) for block in blocks if isinstance(block, Items)] == [2, 5, 3]


def test_the_sheet_on_the_conseil_d_etat_has_a_title_and_no_recipient() -> None:
    about = tracks(posted(LetterName("cnil"), FULL, date(2026, 10, 5), Medium.ONLINE))
    leaflet = content().letters.sheet("conseil-etat", about)
    seen = page(leaflet)
    assert seen.sheet
    assert seen.subject == "Après la CNIL\u00a0: le recours devant le Conseil d’État"
    assert Heading("À réunir\u00a0:") in seen.blocks
    assert words_of(seen) == without_blanks(leaflet.text)


# --- Names ----------------------------------------------------------------------------------------------------------


@folded("name", ["– Camille", "1. Camille", "Pièces jointes", "Signature :", "Objet : Camille", HEADING])
def test_a_name_that_looks_like_a_block_stays_a_name(name: str) -> None:
    about = tracks_for(LetterName("cnil"), FULL)
    seen = page(written(LetterName("cnil"), FULL | {"name": name}, about))
    *_, signature = seen.blocks
    assert isinstance(signature, Signature)
    assert [french(name)] == [*signature.names] or name == HEADING
    assert len([block for block in seen.blocks if isinstance(block, Heading)]) == 4


# --- Typography -----------------------------------------------------------------------------------------------------


@folded(
    ("typed", "set_so"),
    [
        ("motifs ; à quelle date ?", "motifs\u202f; à quelle date\u202f?"),
        ("« SNDS »", "«\u202fSNDS\u202f»"),
        ("Objet : ceci", "Objet\u00a0: ceci"),
        ("la loi n° 78-17 du 6 janvier 1978", "la loi n°\u00a078-17 du 6\u00a0janvier\u00a01978"),
        ("l’article L. 1461-7 du code", "l’article\u00a0L.\u00a01461-7 du code"),
        ("l’article R. 1461-9", "l’article\u00a0R.\u00a01461-9"),
        ("les articles R. 421-1 et R. 421-2", "les articles\u00a0R.\u00a0421-1 et R.\u00a0421-2"),
        ("l’article 74 de la loi", "l’article\u00a074 de la loi"),
        ("l’article 12, paragraphe 3, du RGPD", "l’article\u00a012, paragraphe\u00a03, du RGPD"),
        ("au 1° du I de l’article", "au 1° du\u00a0I de l’article"),
        ("le règlement (UE) 2016/679", "le règlement (UE)\u00a02016/679"),
        ("1er avril 2027", "1er\u00a0avril\u00a02027"),
        ("29 jours après", "29\u00a0jours après"),
        ("https://exemple.fr/?a;b!", "https://exemple.fr/?a;b!"),  # no space there: none comes
    ],
)
def test_spaces_that_must_not_break_do_not(typed: str, set_so: str) -> None:
    assert french(typed) == set_so


@given(st.text())
def test_typography_changes_nothing_but_spaces(text: str) -> None:
    spaces = str.maketrans(dict.fromkeys("\u202f\u00a0", " "))
    assert french(text).translate(spaces) == text.translate(spaces)
    assert len(french(text)) == len(text)


@given(st.text())
def test_typography_is_done_once(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text())
def test_a_legible_text_can_be_written_in_xml(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", legible(text))


def test_a_legible_text_keeps_letters_of_any_script() -> None:
    assert legible("Nguyễn محمد 李 🙂 O’Né\u200d") == "Nguyễn محمد 李 🙂 O’Né\u200d"


def test_a_letter_is_not_shown_by_its_repr() -> None:
    found = written(LetterName("caisse"))
    assert NAME not in repr(found)
    assert NAME not in repr(page(found))
