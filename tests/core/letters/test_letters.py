"""Every letter: word for word as it was last read, and what must be true of it whatever its words."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.event import Declined, Event
from bot.core.letters.letter import BLANK
from tests.folded import folded
from tests.letters.golden import same_as_file
from tests.letters.written import BLANKS, FULL, LETTERS, NAME, others, posted, sheet, tracks_for, written

GOLDEN = Path(__file__).parents[2] / "letters"
OTHERS = others()
EVERY = [(letter, answers) for letter in LETTERS for answers in (FULL, BLANKS)]
every_letter = folded(
    ("letter", "answers"), EVERY, ids=[f"{letter}-{'full' if a is FULL else 'blanks'}" for letter, a in EVERY]
)

# Claims that are false, unproven or out of date (docs/law.md#what-is-not-said-any-more).
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
    same_as_file(written(letter, answers).printed, GOLDEN / name)


@folded("name", OTHERS)
def test_a_letter_of_another_story_is_word_for_word_the_one_that_was_last_read(name: str) -> None:
    same_as_file(OTHERS[name].text, GOLDEN / f"{name}.txt")
    assert not [claim for claim in FORBIDDEN if re.search(claim, OTHERS[name].text, re.IGNORECASE)]


def test_there_are_as_many_letters_as_golden_files() -> None:
    names = {path.stem.removesuffix("-blanks") for path in GOLDEN.glob("*.txt")}
    assert names == {*LETTERS, *OTHERS, *(f"conseil-etat-{name}" for name in SHEETS)}
    assert len(LETTERS) == 35


@every_letter
def test_no_letter_makes_a_claim_that_is_false_or_out_of_date(letter: LetterName, answers: dict[str, str]) -> None:
    text = written(letter, answers).text
    assert not [claim for claim in FORBIDDEN if re.search(claim, text, re.IGNORECASE)]


@every_letter
def test_every_telling_of_a_letter_has_the_same_words(letter: LetterName, answers: dict[str, str]) -> None:
    found = written(letter, answers)
    assert found.recipient.strip() in found.text
    assert f"\nObjet : {found.subject}\n" in found.text
    assert found.printed.endswith(found.body)
    only_printed = [line for line in found.printed.splitlines() if line not in found.text.splitlines()]
    assert only_printed == [line for line in only_printed if line.startswith("Numéro de sécurité sociale")]


@every_letter
def test_a_letter_is_clean_text(letter: LetterName, answers: dict[str, str]) -> None:
    text = written(letter, answers).text
    assert not re.search(r"[{}<>']|None|%s|\n{3}|[ \t]\n|  |\x00|@(?!health)|\.\.(?!\.)(?<!\.\.\.)", text)
    assert text.endswith("\n")
    assert "Signature :" in text


@folded("letter", LETTERS)
def test_a_filled_letter_bears_the_name_twice_and_the_address_once(letter: LetterName) -> None:
    text = written(letter).text
    assert text.startswith(f"{NAME}\n12 rue des Essais\nBât. B\n75011 Paris\n")
    assert text.count(NAME) == 2
    assert text.count("75011 Paris") == 1


@folded("letter", LETTERS)
def test_a_letter_with_blanks_begins_and_ends_with_lines_to_fill_in(letter: LetterName) -> None:
    lines = written(letter, BLANKS).text.splitlines()
    assert lines[:3] == [BLANK] * 3
    assert lines[-2:] == [BLANK, "Signature :"]


@folded("letter", [x for x in LETTERS if x.kind not in {LetterKind.REQUEST, LetterKind.COMPLAINT}])
def test_a_letter_goes_to_the_body_that_the_first_one_went_to(letter: LetterName) -> None:
    """Whatever caisse the person has chosen since."""
    about = tracks_for(letter, FULL)
    moved = FULL | {"body": "Caisse des Nouveaux", "body_address": "9 rue Neuve\n69000 Lyon"}
    recipient = written(letter, moved, about).recipient
    assert recipient == written(letter, FULL, about).recipient
    assert "Nouveaux" not in recipient


# --- Names ----------------------------------------------------------------------------------------------------------


@folded(
    "name",
    ["*Camille*", "<b>&amp; Camille", "{text} Camille", "Camille %s", "{{ applicant }}", "{% raw %}", "O’Exemple-Né"],
)
@folded("letter", LETTERS)
def test_a_name_that_looks_like_markup_stays_a_name(letter: LetterName, name: str) -> None:
    about = tracks_for(letter, FULL)
    text = written(letter, FULL | {"name": name}, about).text
    assert text.startswith(f"{name}\n")
    assert text.endswith(f"\n{name}\nSignature :\n")


# --- The sheet on the Conseil d'État --------------------------------------------------------------------------------

FILED = posted(LetterName("cnil"), FULL, date(2026, 10, 5), Medium.ONLINE)
REFUSED = Declined(date(2026, 12, 14), "cnil")
LATE = Declined(date(2027, 3, 8), "cnil")  # the two months after the silence end on 5 March 2027
SHEETS: dict[str, tuple[Event, ...]] = {"silence": (FILED,), "refusal": (FILED, REFUSED), "late": (FILED, LATE)}
every_sheet = folded("name", SHEETS)


@every_sheet
def test_the_sheet_is_word_for_word_the_one_that_was_last_read(name: str) -> None:
    same_as_file(sheet(*SHEETS[name]), GOLDEN / f"conseil-etat-{name}.txt")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("silence", "comptez jusqu’au 5 mars 2027."),
        ("refusal", "comptez jusqu’au 12 février 2027."),  # 14 February 2027 is a Sunday
        ("late", "le dernier jour était le 5 mars 2027."),
    ],
)
def test_the_sheet_says_the_safe_day_who_judges_and_that_it_is_no_advice(name: str, safe: str) -> None:
    text = sheet(*SHEETS[name])
    assert safe in text
    assert "le Conseil d’État juge directement" in text
    assert "elle ne remplace pas l’avis d’un avocat" in text
    assert ("vaut en principe rejet" in text.casefold()) is (name != "refusal")


def test_the_sheet_after_a_refusal_that_came_too_late_gives_no_time_anew() -> None:
    text = sheet(*SHEETS["late"])
    assert "comptez jusqu’au" not in text
    assert "un refus écrit ne fait repartir les deux mois que s’il vient avant la fin de ceux qui suivent" in text
    assert (
        "Ces trois mois ont pris fin le 5 janvier 2027 : le délai pour aller au Conseil d’État est peut-être passé."
        in text
    )


@every_sheet
def test_the_sheet_makes_no_false_claim(name: str) -> None:
    assert not [claim for claim in FORBIDDEN if re.search(claim, sheet(*SHEETS[name]), re.IGNORECASE)]
