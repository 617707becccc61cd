"""The five letters: word for word as they were last read, and what must be true of them whatever their words."""

import re
from pathlib import Path

import pytest

from bot.core.case import LetterName
from bot.core.letter import BLANK
from tests.letters.golden import same_as_file
from tests.letters.written import BLANKS, FULL, NAME, written

LETTERS = Path(__file__).parents[1] / "letters"
EVERY = [(letter, answers) for letter in LetterName for answers in (FULL, BLANKS)]
FIRST = (LetterName.CAISSE, LetterName.HDH)
ARGUED = (LetterName.CAISSE, LetterName.HDH, LetterName.CNIL)
every_letter = pytest.mark.parametrize(
    ("letter", "answers"), EVERY, ids=[f"{letter}-{'full' if a is FULL else 'blanks'}" for letter, a in EVERY]
)

# domain.md 3.1, left column, and the other claims that are false, unproven or out of date.
FORBIDDEN = [
    r"privacy shield",
    r"schrems",
    r"bouclier de protection",
    r"patriot act",
    r"pays[- ]bas",
    r"netherlands",
    r"irlande",
    r"\bsdns\b",
    r"toutes mes données",
    r"microsoft",
    r"azure",
    r"ill[ée]ga",
    r"illicite",
    r"viol(?:é|e|ation|ez)\b",
    r"transf[ée]r[ée]e?s? (?:aux|vers les) [ée]tats[- ]unis",
    r"appel d.offres",
    r"secnumcloud",
    r"2 mois",
    r"rue vivienne",
    r"article 56",  # the present article 56 is not the one on medical secrecy
    r"(?:toute|aucune) utilisation",
    r"interdi[st]",
    r"mise en demeure",
]


@every_letter
def test_a_letter_is_word_for_word_the_one_that_was_last_read(letter: LetterName, answers: dict[str, str]) -> None:
    name = f"{letter}.txt" if answers is FULL else f"{letter}-blanks.txt"
    same_as_file(written(letter, answers).text, LETTERS / name)


@every_letter
@pytest.mark.parametrize("claim", FORBIDDEN)
def test_no_letter_makes_a_claim_that_is_false_or_out_of_date(
    letter: LetterName, answers: dict[str, str], claim: str
) -> None:
    assert not re.search(claim, written(letter, answers).text, re.IGNORECASE)


@every_letter
def test_every_telling_of_a_letter_has_the_same_words(letter: LetterName, answers: dict[str, str]) -> None:
    found = written(letter, answers)
    assert found.recipient.strip() in found.text
    assert f"\nObjet : {found.subject}\n" in found.text
    assert found.text.endswith(found.body)


@every_letter
def test_a_letter_is_clean_text(letter: LetterName, answers: dict[str, str]) -> None:
    text = written(letter, answers).text
    assert not re.search(r"[{}<>]|None|%s|\n{3}|[ \t]\n|  ", text)
    assert text.endswith("\n")
    assert "Signature :" in text


@pytest.mark.parametrize("letter", LetterName)
def test_a_filled_letter_bears_the_name_twice_and_the_address_once(letter: LetterName) -> None:
    text = written(letter).text
    assert text.startswith(f"{NAME}\n12 rue des Essais\nBât. B\n75011 Paris\n")
    assert text.count(NAME) == 2
    assert text.count("75011 Paris") == 1


@pytest.mark.parametrize("letter", LetterName)
def test_a_letter_with_blanks_begins_and_ends_with_lines_to_fill_in(letter: LetterName) -> None:
    lines = written(letter, BLANKS).text.splitlines()
    assert lines[:3] == [BLANK] * 3
    assert lines[-2:] == [BLANK, "Signature :"]


@pytest.mark.parametrize("letter", LetterName)
def test_no_letter_says_that_an_answer_was_skipped_in_words_of_ours(letter: LetterName) -> None:
    assert "@" not in written(letter, BLANKS).text


# --- The law --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ARGUED)
def test_the_right_that_needs_no_reason_is_cited_before_the_one_that_does(letter: LetterName) -> None:
    text = written(letter).text
    assert 0 < text.index("l’article 74 de la loi n° 78-17") < text.index("l’article 21 du règlement (UE) 2016/679")


@pytest.mark.parametrize("letter", ARGUED)
def test_the_objection_is_to_what_the_code_lets_one_object_to(letter: LetterName) -> None:
    text = written(letter).text
    assert "du II de l’article R. 1461-9 du code de la santé publique" in text
    assert "soient mises à disposition pour les traitements mentionnés au 1° du I de l’article L. 1461-3" in text


@pytest.mark.parametrize("letter", FIRST)
def test_a_letter_admits_the_exclusions_of_the_right(letter: LetterName) -> None:
    text = written(letter).text
    assert "J’ai connaissance des exclusions que prévoit l’article R. 1461-9" in text
    assert "base principale" in text


def test_the_letter_to_the_caisse_names_both_exclusions() -> None:
    text = written(LetterName.CAISSE).text
    assert "l’alimentation de la base principale du SNDS et les accès permanents" in text


def test_the_copy_of_the_main_base_is_objected_to_only_in_the_alternative() -> None:
    text = written(LetterName.HDH).text
    assert text.index("À titre subsidiaire") < text.index("base principale")


@pytest.mark.parametrize("letter", [*FIRST, LetterName.CHASE_CAISSE, LetterName.CHASE_HDH, LetterName.CNIL])
def test_every_letter_asks_for_a_written_confirmation_with_its_date(letter: LetterName) -> None:
    text = written(letter).text
    assert re.search(r"confirm\w+ par écrit", text)
    assert re.search(r"à quelle date|sa date", text)


@pytest.mark.parametrize("letter", FIRST)
def test_the_social_security_number_and_the_date_of_birth_are_lines_to_fill_in_by_hand(letter: LetterName) -> None:
    text = written(letter).text
    assert f"\nNuméro de sécurité sociale : {BLANK}\n" in text
    assert f"\nNé(e) le : {BLANK}\n" in text


@pytest.mark.parametrize("letter", FIRST)
def test_the_reasons_are_left_to_the_person_and_said_to_be_optional(letter: LetterName) -> None:
    assert f"(facultatif, à compléter à la main) :\n{BLANK}\n{BLANK}\n" in written(letter).text


@pytest.mark.parametrize("letter", FIRST)
def test_no_copy_of_an_identity_paper_is_promised(letter: LetterName) -> None:
    text = written(letter).text
    assert "Je ne joins pas de copie de pièce d’identité" in text
    assert "Pièces jointes" not in text


@pytest.mark.parametrize("letter", [LetterName.CHASE_CAISSE, LetterName.CHASE_HDH])
def test_a_chase_letter_is_polite_and_lists_the_copy_that_it_promises(letter: LetterName) -> None:
    text = written(letter).text
    assert "Sauf erreur de ma part" in text
    assert "Une copie de ma demande est jointe" in text
    assert re.search(r"\nPièce jointe : copie de ma demande du 2[45] novembre 2026\.\n", text)


def test_a_chase_letter_says_that_a_day_of_receipt_is_an_estimate_only_when_it_is() -> None:
    assert "selon mon estimation, le 1er décembre 2026" in written(LetterName.CHASE_CAISSE, BLANKS).text
    told = written(LetterName.CHASE_CAISSE).text
    assert "estimation" not in told
    assert "Vous l’avez reçue le 26 novembre 2026" in told


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["*Camille*", "<b>&amp; Camille", "{text} Camille", "Camille %s", "{{ applicant }}", "{% raw %}", "O’Exemple-Né"],
)
@pytest.mark.parametrize("letter", LetterName)
def test_a_name_that_looks_like_markup_stays_a_name(letter: LetterName, name: str) -> None:
    text = written(letter, FULL | {"name": name}, about=None).text
    assert text.startswith(f"{name}\n")
    assert text.endswith(f"\n{name}\nSignature :\n")
