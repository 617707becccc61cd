"""Writing for a child, for an adult whom one represents, for somebody who gave a mandate."""

import pytest

from bot.core.letters.letter import Capacity
from bot.core.ports.message import Verbatim
from tests.core.talk import NAME, STREET, TOWN, Talk, talk
from tests.folded import folded

TO_THE_NAME = ("bonjour", "oui", "75011", "la garder")
WHOM = "Sacha Exemple"
BEHALF = "j’écris pour quelqu’un d’autre"
CAPACITIES = {
    Capacity.PARENT: "mon enfant mineur",
    Capacity.GUARDIAN: "une personne majeure que je représente (tutelle, mandat de protection future…)",
    Capacity.MANDATE: "quelqu’un qui me donne mandat par écrit",
}
each_capacity = pytest.mark.parametrize("capacity", CAPACITIES)


def writing_for(capacity: Capacity) -> Talk:
    return talk(*TO_THE_NAME, BEHALF, CAPACITIES[capacity], WHOM, NAME, f"{STREET}\n{TOWN}")


def letters(person: Talk) -> list[str]:
    assert person.turn
    return [message.text for message in person.turn.messages if isinstance(message, Verbatim)]


@each_capacity
def test_who_writes_for_another_is_asked_for_whom_and_sees_it_in_the_check(capacity: Capacity) -> None:
    person = writing_for(capacity)
    assert person.asked == "request@:check"
    assert f"Pour : {WHOM}" in person.shown
    assert f"Votre nom : {NAME}" in person.shown


@each_capacity
def test_every_first_letter_says_for_whom_and_never_speaks_of_the_writer_s_own_data(capacity: Capacity) -> None:
    person = writing_for(capacity)
    person.say("c’est juste")
    caisse, hdh = [text for text in letters(person) if text.startswith(NAME)]
    for text in (caisse, hdh):
        assert WHOM in text
        assert "qui me concernent" not in text
        assert "mes données" not in text
        assert "m’identifier" not in text
        assert text.count(NAME) == 2, "at its head and in the signature"


def test_whoever_writes_for_themselves_is_asked_nothing_more() -> None:
    person = talk(*TO_THE_NAME, NAME)
    assert person.asked == "request@:address"


def test_for_myself_after_all_goes_back_to_ones_own_name() -> None:
    person = talk(*TO_THE_NAME, BEHALF, "pour moi, finalement")
    assert person.asked == "request@:name"
    assert set(person.answers) & {"behalf", "capacity", "whom"} == set()


def test_changing_for_whom_asks_in_what_capacity_and_the_name_and_keeps_the_rest() -> None:
    person = writing_for(Capacity.PARENT)
    person.say("changer la personne pour qui j’écris")
    person.say(CAPACITIES[Capacity.MANDATE])
    assert person.asked == "request@:whom"
    person.say("Alix Exemple")
    assert person.asked == "request@:check"
    assert "Pour : Alix Exemple (avec un mandat écrit)" in person.shown
    assert f"Votre nom : {NAME}" in person.shown


def test_once_a_letter_has_left_it_speaks_of_the_same_person_to_the_end() -> None:
    sent = ("j’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "oui, prévenez-moi")
    person = writing_for(Capacity.MANDATE)
    person.say("c’est juste", *sent, "corriger une date ou une réponse", "mes réponses")
    assert "capacity" not in person.offered
    person.say("changer mon nom")
    assert "Une lettre est déjà partie" in person.say("pour ma fille")


@folded(
    "typed",
    [
        "j’écris pour ma fille", "Pour mon fils", "pour ma mère", "C’est pour quelqu’un d’autre", "pas moi",
        "ce n’est pas pour moi", "quelqu’un d’autre", "I am writing for someone else",
        "J’écris pour une autre personne",
    ],
)  # fmt: skip
def test_other_ways_to_say_so_are_no_names(typed: str) -> None:
    assert talk(*TO_THE_NAME, typed).asked == "request@:capacity"


@folded("typed", ["je suis le tuteur de mon frère", "Mon enfant mineur", "tutelle", "My minor child"])
def test_those_that_say_by_what_right_are_not_asked_it_again(typed: str) -> None:
    assert talk(*TO_THE_NAME, typed).asked == "request@:whom"


@pytest.mark.parametrize("typed", ["Fils Dominique", "Lou Pour", "Mona Mère", "Tutel Camille", "Foret Claude"])
def test_a_name_that_looks_a_little_like_it_is_a_name(typed: str) -> None:
    assert talk(*TO_THE_NAME, typed).answers["name"] == typed


@pytest.mark.parametrize("typed", ["Léa Exemple et Tom Exemple", "Léa & Tom Exemple", "Léa and Tom Exemple"])
def test_a_letter_is_about_one_person(typed: str) -> None:
    person = talk(*TO_THE_NAME, BEHALF, CAPACITIES[Capacity.PARENT])
    assert "un seul nom" in person.say(typed)
    assert person.asked == "request@:whom"


def test_the_mandate_comes_again_with_the_letters() -> None:
    person = writing_for(Capacity.MANDATE)
    person.say("c’est juste")
    person.say("/lettres")
    assert any(text.startswith("Mandat pour exercer") for text in letters(person))


def test_the_account_of_somebody_else_is_not_proposed() -> None:
    assert "compte ameli :" in talk(*TO_THE_NAME, NAME, f"{STREET}\n{TOWN}", "c’est juste").shown
    person = writing_for(Capacity.GUARDIAN)
    assert "compte ameli :" not in person.say("c’est juste")


def test_a_name_left_blank_is_a_line_to_fill_in() -> None:
    person = talk(*TO_THE_NAME, BEHALF, CAPACITIES[Capacity.PARENT], "passer", NAME, f"{STREET}\n{TOWN}", "c’est juste")
    assert all("........" in text for text in letters(person))


def test_a_mandate_comes_with_its_own_sheet_to_sign() -> None:
    person = writing_for(Capacity.MANDATE)
    person.say("c’est juste")
    (mandate,) = [text for text in letters(person) if not text.startswith(NAME)]
    assert WHOM in mandate
    assert NAME in mandate
    assert "Signature" in mandate


def test_a_guardian_is_told_to_attach_the_decision() -> None:
    assert "décision du juge" in writing_for(Capacity.GUARDIAN).say("c’est juste")


@each_capacity
def test_a_social_security_number_is_refused_there_too(capacity: Capacity) -> None:
    person = talk(*TO_THE_NAME, BEHALF, CAPACITIES[capacity])
    assert "numéro de sécurité sociale" in person.say("1 85 05 78 006 084 36")
    assert "whom" not in person.answers
