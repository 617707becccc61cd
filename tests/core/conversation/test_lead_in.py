"""Names and addresses as people type them, on lists by somebody who saw no code, and the cases that were reported."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation.lead_in import address_in, name_in
from bot.core.conversation.written_name import as_written
from tests.core.talk import NAME, TO_THE_CHECK, talk
from tests.folded import folded

TO_THE_NAME = ("bonjour", "oui", "75011", "la garder")


def blind(name: str) -> list[tuple[str, str]]:
    """The rows of a list; a line break is written `\\n` in it."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return [(typed.replace("\\n", "\n"), right) for typed, right in list(csv.reader(file))[1:]]


@folded(("typed", "name"), blind("names_blind.csv"))
def test_a_name_is_printed_without_what_is_said_around_it(typed: str, name: str) -> None:
    """Forty, blind: 19 were printed right before, 39 at the first try after."""
    person = talk(*TO_THE_NAME, typed)
    assert person.conversation.answers.get("name") == as_written(name)


@folded(("typed", "lines"), blind("addresses_blind.csv"))
def test_an_address_is_printed_line_by_line_and_without_what_is_said_around_it(typed: str, lines: str) -> None:
    """Sixty, blind: 38 were printed right before. « F-67000 » is kept as it was typed, which the list had cut."""
    person = talk(*TO_THE_NAME, NAME, typed)
    assert person.conversation.answers["address"].replace("\n", " | ") == lines


@folded(
    ("typed", "lines"),
    [
        (
            "Chambre 10234\nEHPAD des Essais\n12 rue X\n69003 Lyon",
            "Chambre 10234\nEHPAD des Essais\n12 rue X\n69003 Lyon",
        ),
        ("12 rue des Essais Lyon 69003", "12 rue des Essais\n69003 Lyon"),
        ("12 rue des Essais\n69003Lyon", "12 rue des Essais\n69003 Lyon"),
        ("12 rue des Essais, FR 75011 Paris", "12 rue des Essais\nFR 75011 Paris"),
        ("1 Main Street\nNew York, NY 10001\nUSA", "1 Main Street\nNew York, NY 10001\nUSA"),
        ("rue de la Merci\n34000 Montpellier", "rue de la Merci\n34000 Montpellier"),
    ],
)
def test_a_number_that_is_no_postcode_of_that_town_stays_where_it_is(typed: str, lines: str) -> None:
    assert talk(*TO_THE_NAME, NAME, typed).conversation.answers["address"] == lines


@folded(
    ("typed", "name"),
    [
        ("Lucie Exemple-Martin, oui c’est long, désolée !", "Lucie Exemple-Martin"),
        ("Lucie Exemple, two Ls no wait, one", "Lucie Exemple"),
        ("Je m’appelle Lucie Exemple (avec un i et un e)", "Lucie Exemple"),
        ("Lucie Exemple, née Martin", "Lucie Exemple, née Martin"),
        ("Lucie Exemple, veuve Martin", "Lucie Exemple, veuve Martin"),
        ("Exemple, Lucie", "Exemple, Lucie"),
        ("Lucie Exemple, dite Lulu", "Lucie Exemple, dite Lulu"),
    ],
)
def test_a_remark_after_a_name_is_not_printed_and_a_birth_name_is(typed: str, name: str) -> None:
    assert talk(*TO_THE_NAME, typed).conversation.answers.get("name") == name


@folded(
    "town", ["91000 Évry", "Évry 91000", "74940 Annecy-le-Vieux", "06160 Juan-les-Pins", "75000 Paris", "98000 Monaco"]
)
def test_a_town_by_the_name_that_people_use_raises_no_doubt(town: str) -> None:
    asked = talk(*TO_THE_NAME, NAME).say(f"12 rue des Essais\n{town}")
    assert "Ma liste peut se tromper" not in asked
    assert "C’est juste" in asked


@pytest.mark.parametrize("before", [(), (NAME,)], ids=["the name", "the address"])
def test_a_question_back_is_printed_on_no_letter(before: tuple[str, ...]) -> None:
    person = talk(*TO_THE_NAME, *before)
    known = person.conversation.answers
    assert "est en haut de la lettre" in person.say("pourquoi vous voulez ça ?")
    assert person.conversation.answers == known


def test_an_address_that_is_doubted_is_one() -> None:
    assert "C’est juste" in talk(*TO_THE_NAME, NAME).say("12 rue des Essais, 75011 Paris ?")


def test_the_street_that_is_typed_again_after_a_break_stands_once() -> None:
    person = talk(*TO_THE_NAME, NAME, "12 rue des Essais", "12 rue des Essais", "69003 Lyon")
    assert person.conversation.answers["address"] == "12 rue des Essais\n69003 Lyon"


def test_the_address_of_the_caisse_is_not_called_yours() -> None:
    asked = talk(*TO_THE_NAME[:-1], "la corriger").say("Service DPO", "12 rue des Essais", "Bâtiment B")
    assert "Est-ce toute l’adresse de la caisse" in asked
    assert "votre adresse" not in asked


@folded(
    ("typed", "lines"),
    [
        ("j’habite aux Tilleuls, 12 rue des Essais, 75011 Paris", "aux Tilleuls\n12 rue des Essais\n75011 Paris"),
        ("J’HABITE AUBERVILLIERS, 93300 AUBERVILLIERS", "AUBERVILLIERS\n93300 AUBERVILLIERS"),
        ("j’habite le Bourg 23000 Guéret", "le Bourg\n23000 Guéret"),
        ("Chez Mme Essai, mon adresse : 12 rue X, 75011 Paris", "Chez Mme Essai\n12 rue X\n75011 Paris"),
        ("8 rue Émile Zola Aix-en-Provence 13100", "8 rue Émile Zola\n13100 Aix-en-Provence"),
        ("3 rue du Bac Clermont-Ferrand 63000", "3 rue du Bac\n63000 Clermont-Ferrand"),
        ("12 avenue de Lyon 69003", "12 avenue de Lyon 69003"),
        ("Tourcoing\n59200", "59200 Tourcoing"),
    ],
)
def test_no_word_of_an_address_is_cut_or_joined_to_another(typed: str, lines: str) -> None:
    """Found by somebody who read the code with fresh eyes: « aux Tilleuls » was printed « x Tilleuls »."""
    assert talk(*TO_THE_NAME, NAME, typed).conversation.answers["address"] == lines


@folded(
    ("typed", "name"),
    [
        ("Prénom : Lucie\nNom de famille : Essai", "Lucie Essai"),
        ("Nom d’usage : Essai, prénom : Lucie", "Lucie Essai"),
        ("prénom et nom : Lucie Essai", "Lucie Essai"),
        ("Nom : Essai\nPrénoms : Lucie Anne", "Lucie Anne Essai"),
        ("BON Jean-Pierre", "BON Jean-Pierre"),
        ("Bonjour Jean", "Bonjour Jean"),
        ("Salut-Martin Paul", "Salut-Martin Paul"),
    ],
)
def test_a_label_is_no_name_and_a_name_no_greeting(typed: str, name: str) -> None:
    assert name_in(typed) == name


@given(st.text(max_size=60))
def test_something_is_left_of_whatever_is_typed(typed: str) -> None:
    for read in (name_in, address_in):
        assert bool(read(typed)) is bool(typed.strip())


def test_what_stands_at_the_check_holds_no_lead_in() -> None:
    shown = talk(*TO_THE_CHECK[:4], "Bonjour, je m’appelle Camille Exemple").say(
        "j’habite au 12 rue des Essais, 75011 Paris, merci"
    )
    assert "appelle" not in shown
    assert "habite" not in shown
