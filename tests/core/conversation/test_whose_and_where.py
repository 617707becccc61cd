"""Whose name a sentence tells, by what right somebody writes for another, and which caisse was meant after all."""

import pytest

from bot.core.letters.letter import Capacity
from tests.core.talk import NAME, TO_THE_CHECK, TO_THE_LETTERS, Talk, talk
from tests.folded import folded

TO_THE_CAISSE = ("bonjour", "oui", "75011")
TO_THE_NAME = (*TO_THE_CAISSE, "la garder")
TO_THE_ADDRESS = (*TO_THE_NAME, NAME)
TO_WHOM = (*TO_THE_NAME, "c’est pour mon enfant", "mon enfant mineur")
TO_CAPACITY = (*TO_THE_NAME, "c’est pour quelqu’un d’autre")


def asks(person: Talk) -> str:
    return person.asked.partition(":")[2]


# --- Whose name -----------------------------------------------------------------------------------------------------


@folded(
    "typed",
    [
        "il s'appelle Léo Durand", "Elle s’appelle Léo Durand", "lui c'est Léo Durand", "elle c'est Léo Durand",
        "his name is Léo Durand", "her name's Léo Durand", "my son Léo Durand", "mon fils Léo Durand",
        "mon fils s’appelle Léo Durand", "Mon fils : Léo Durand", "son nom c’est Léo Durand",
        "c’est pour ma fille Léo Durand", "she is called Léo Durand", "My daughter is called Léo Durand.",
        "Léo Durand",
    ],
)  # fmt: skip
def test_the_name_of_the_other_person_is_taken_out_of_its_sentence(typed: str) -> None:
    person = talk(*TO_WHOM, typed)
    assert (asks(person), person.answers["whom"]) == ("name", "Léo Durand")


@folded(
    "typed",
    [
        "moi c'est Sophie Durand", "je m’appelle Sophie Durand", "I'm Sophie Durand", "My name is Sophie Durand",
        "Je suis Sophie Durand", "mon nom c’est Sophie Durand", "Je suis Sophie Durand, sa mère",
    ],
)  # fmt: skip
def test_ones_own_name_is_never_that_of_the_other_person(typed: str) -> None:
    person = talk(*TO_WHOM, typed)
    assert (asks(person), person.answers["name"]) == ("whom", "Sophie Durand")
    assert "whom" not in person.answers
    person.say("Léo Durand")
    assert (asks(person), person.answers["whom"]) == ("address", "Léo Durand")


@folded(
    "typed",
    [
        "il s'appelle Léo Durand et moi c'est Sophie Durand", "Moi c’est Sophie Durand, mon fils Léo Durand",
        "Léo Durand, moi c’est Sophie Durand", "His name is Léo Durand and I’m Sophie Durand",
    ],
)  # fmt: skip
def test_two_names_in_a_message_are_both_taken(typed: str) -> None:
    person = talk(*TO_WHOM, typed)
    assert asks(person) == "address"
    assert (person.answers["whom"], person.answers["name"]) == ("Léo Durand", "Sophie Durand")


@folded("typed", ["mon fils", "c’est mon fils", "ma fille mineure", "he's 8", "son père s’appelle Paul"])
def test_who_the_other_person_is_is_no_name(typed: str) -> None:
    person = talk(*TO_WHOM, typed)
    assert "whom" not in person.answers


@pytest.mark.parametrize(
    "typed", ["Jeanne Martin, mais c'est pour ma fille Zoé", "Jeanne Martin, it's for my daughter Zoé",
              "je m’appelle Jeanne Martin, c’est pour ma fille Zoé"],
)  # fmt: skip
def test_a_name_and_for_whom_it_is_in_one_message(typed: str) -> None:
    person = talk(*TO_THE_NAME, typed)
    assert (asks(person), person.answers["name"]) == ("capacity", "Jeanne Martin")


@pytest.mark.parametrize("typed", ["Ok pour ma part c’est Paul Petit", "Marie Dupont pour mon dossier"])
def test_not_everything_that_follows_for_my_is_a_person(typed: str) -> None:
    assert asks(talk(*TO_THE_NAME, typed)) != "capacity"


def test_the_name_of_the_child_that_was_told_with_its_age_is_not_asked_again() -> None:
    person = talk(*TO_THE_NAME, "c’est pour mon fils Léo Durand")
    assert asks(person) == "capacity"
    person.say("il a 8 ans")
    assert (asks(person), person.answers["whom"]) == ("name", "Léo Durand")


def test_at_the_question_for_ones_own_name_the_other_s_is_not_taken_for_it() -> None:
    person = talk(*TO_WHOM, "Léa Durand", "il s’appelle Léo Durand")
    assert (asks(person), person.answers["whom"]) == ("name", "Léo Durand")


# --- By what right --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "capacity"),
    [
        ("je suis sa tutrice", Capacity.GUARDIAN),
        ("elle est sous tutelle", Capacity.GUARDIAN),
        ("I'm her guardian", Capacity.GUARDIAN),
        ("j’ai un mandat de protection future", Capacity.GUARDIAN),
        ("j'ai une procuration", Capacity.MANDATE),
        ("j'ai un mandat", Capacity.MANDATE),
        ("I have power of attorney", Capacity.MANDATE),
        ("elle n’est pas sous tutelle mais j’ai une procuration", Capacity.MANDATE),
        ("mon fils de 8 ans", Capacity.PARENT),
        ("my 6-year-old daughter", Capacity.PARENT),
        ("c’est mon fils, il a douze ans", Capacity.PARENT),
        ("il a 15 ans et demi", Capacity.PARENT),
        ("mon bébé", Capacity.PARENT),
    ],
)
def test_what_somebody_is_to_the_other_person_says_by_what_right_they_write(typed: str, capacity: Capacity) -> None:
    person = talk(*TO_CAPACITY, typed)
    assert (asks(person), person.answers["capacity"]) == ("whom", capacity)


@pytest.mark.parametrize(
    "typed",
    [
        "ma mère a 90 ans elle a toute sa tête", "c’est mon mari", "elle n'est pas sous tutelle", "mon fils a 22 ans",
        "my mother", "je n’ai pas de procuration", "mon fils majeur", "une amie, elle est d’accord",
    ],
)  # fmt: skip
def test_of_an_adult_it_is_asked_which_of_the_two(typed: str) -> None:
    person = talk(*TO_CAPACITY)
    assert "Cette personne est majeure" in person.say(typed)
    assert asks(person) == "capacity"


@pytest.mark.parametrize("typed", ["c’est mon fils", "ma fille", "je suis sa mère"])
def test_of_a_child_whose_age_is_not_told_it_is_asked(typed: str) -> None:
    person = talk(*TO_CAPACITY)
    assert "moins de 18 ans" in person.say(typed)
    assert asks(person) == "capacity"


@pytest.mark.parametrize("typed", ["ma petite-fille de 8 ans", "c’est quoi une tutelle ?", "j’attends depuis 8 ans"])
def test_what_does_not_say_it_is_no_answer(typed: str) -> None:
    assert asks(talk(*TO_CAPACITY, typed)) == "capacity"


@folded(
    "typed",
    [
        "c'est pour mon fils de 8 ans",
        "pour ma fille, elle a 6 ans",
        "bonjour, c’est pour mon petit garçon de 4 ans",
        "it's for my 6-year-old son",
    ],
)
def test_a_child_under_age_is_not_asked_about_again(typed: str) -> None:
    person = talk(*TO_THE_NAME, typed)
    assert (asks(person), person.answers["capacity"]) == ("whom", Capacity.PARENT)


def test_of_several_children_it_is_said_that_each_has_a_letter() -> None:
    person = talk(*TO_THE_NAME)
    assert "une seule personne" in person.say("c’est pour mes enfants de 6 et 8 ans")
    assert asks(person) == "whom"


@pytest.mark.parametrize(
    "typed",
    [
        "c'est pour mon mari décédé", "c’est pour mon père qui est mort", "pour feu mon mari",
        "it's for my late husband",
        "pour ma mère, décédée en mars", "mon mari est décédé",
    ],
)  # fmt: skip
def test_for_the_dead_no_letter_is_made(typed: str) -> None:
    person = talk(*TO_THE_NAME)
    assert "personne décédée" in person.say(typed)
    assert (asks(person), "behalf" in person.answers) == ("name", False)


def test_for_a_child_whose_father_died_there_is_one() -> None:
    assert asks(talk(*TO_THE_NAME, "c’est pour mon fils, son père est décédé")) == "capacity"


def test_at_the_question_for_whom_the_dead_have_no_letter_either() -> None:
    person = talk(*TO_CAPACITY)
    assert "personne décédée" in person.say("mon mari décédé")
    assert asks(person) == "capacity"


@folded("typed", ["pour moi et ma femme", "ma femme et moi", "pour nous deux", "for me and my husband"])
def test_a_couple_is_told_that_there_is_a_letter_each(typed: str) -> None:
    person = talk(*TO_THE_NAME)
    assert "une lettre par personne" in person.say(typed)
    assert asks(person) == "name"


# --- For whom, said later -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [TO_THE_CHECK, TO_THE_ADDRESS])
@pytest.mark.parametrize(
    "typed",
    ["en fait j'écris pour ma fille", "it's for my son actually", "non c’est pour ma mère", "oups c'est pour mon mari"],
)  # fmt: skip
def test_for_whom_is_asked_as_soon_as_it_is_said(before: tuple[str, ...], typed: str) -> None:
    person = talk(*before, typed)
    assert (asks(person), person.answers["name"]) == ("capacity", NAME)


@pytest.mark.parametrize("before", [TO_THE_CHECK, TO_THE_ADDRESS])
def test_the_age_of_the_child_answers_it(before: tuple[str, ...]) -> None:
    person = talk(*before, "en fait j'écris pour mon fils de 6 ans")
    assert (asks(person), person.answers["capacity"]) == ("whom", Capacity.PARENT)


def test_the_check_comes_again_after_it() -> None:
    person = talk(*TO_THE_CHECK, "en fait j'écris pour mon fils de 6 ans", "il s’appelle Léo Durand")
    assert asks(person) == "check"
    assert "Pour : Léo Durand (mon enfant mineur)" in person.shown
    assert f"Votre nom : {NAME}" in person.shown


def test_afterwards_it_takes_another_conversation() -> None:
    assert "une autre conversation" in talk(*TO_THE_LETTERS).say("je voudrais le faire pour ma mère aussi")


# --- Which caisse ---------------------------------------------------------------------------------------------------

YVELINES = [
    "non c'est la CPAM de Versailles", "je me suis trompée c'est 78000", "78000", "pardon, 78000",
    "c’est pas 75 c’est 78000",
    "je suis à Versailles en fait", "pardon Versailles", "CPAM des Yvelines", "c’est celle de Versailles",
    "non, ma caisse c’est Versailles",
    "78000 Versailles", "sorry, it's Versailles", "soixante-dix-huit mille",
]  # fmt: skip


@pytest.mark.parametrize("asked", [(), ("la corriger",)])
@pytest.mark.parametrize("typed", YVELINES)
def test_another_caisse_is_searched_where_its_address_is_asked(asked: tuple[str, ...], typed: str) -> None:
    person = talk(*TO_THE_CAISSE, *asked)
    assert "CPAM des Yvelines" in person.say(typed)
    assert (asks(person), "body_address" in person.answers) == ("caisse_address", False)


@pytest.mark.parametrize("typed", ["je suis à la MSA en fait", "non c’est la MSA"])
def test_a_scheme_with_many_caisses_is_asked_about(typed: str) -> None:
    person = talk(*TO_THE_CAISSE)
    assert "MSA" in person.say(typed)
    assert asks(person) == "search"


@pytest.mark.parametrize(
    "typed",
    [
        "18 rue Haute-Seille, 57000 Metz", "non c'est 18 rue Haute-Seille 57000 Metz", "BP 12, 57000 Metz",
        "75948 Paris Cedex 19", "75019 Paris", "CPAM de Paris\n21 rue Georges Auric\n75019 Paris",
    ],
)  # fmt: skip
def test_an_address_of_the_caisse_stays_one(typed: str) -> None:
    person = talk(*TO_THE_CAISSE, "la corriger", typed)
    assert (asks(person), person.answers["search"]) == ("name", "75011")


@pytest.mark.parametrize(
    "typed",
    ["c’est la bonne", "oui c’est ça", "c’est elle", "c’est celle de ma caisse", "oui pardon"],
)
def test_a_yes_keeps_the_address(typed: str) -> None:
    assert talk(*TO_THE_CAISSE, typed).answers["caisse_address"] == "keep"


@pytest.mark.parametrize("typed", ["non", "non une autre", "elle est fausse", "ce n’est pas la bonne"])
def test_a_no_says_nothing_of_another_caisse(typed: str) -> None:
    person = talk(*TO_THE_CAISSE, typed)
    assert (asks(person), person.answers["search"]) == ("body_address", "75011")


def test_a_town_is_a_line_of_the_address_of_a_body_that_is_no_cpam() -> None:
    person = talk("bonjour", "oui", "MSA Gironde", "33052 Bordeaux")
    assert (asks(person), person.answers["which"]) == ("name", "msa-gironde")


def test_the_first_line_of_its_address_may_be_the_name_of_the_caisse() -> None:
    person = talk(*TO_THE_CAISSE, "la corriger", "CPAM de Paris")
    assert asks(person) == "body_address_more"


# --- Corrected at once ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mon nom c'est Camille Exemples avec un s", "Camille Exemples"),
        ("non, je m’appelle Camille Essai", "Camille Essai"),
        ("my name is Camila Exemple", "Camila Exemple"),
        ("my name is spelled Camila Exemple", "Camila Exemple"),
        ("mon nom s’écrit Camille Exemples", "Camille Exemples"),
        ("pardon, Camille Durand", "Camille Durand"),
        ("mon nom c’est Exemples", "Camille Exemples"),
    ],
)
@pytest.mark.parametrize("before", [TO_THE_CHECK, TO_THE_ADDRESS])
def test_a_name_that_is_given_is_taken(before: tuple[str, ...], typed: str, name: str) -> None:
    person = talk(*before)
    stood = person.asked
    assert name in person.say(typed)
    assert (person.asked, person.answers["name"]) == (stood, name)


@pytest.mark.parametrize("typed", ["mon nom est mal écrit", "mon nom c’est pas ça", "mon nom"])
def test_a_name_that_is_only_wrong_is_asked(typed: str) -> None:
    person = talk(*TO_THE_CHECK, typed)
    assert person.answers["name"] == NAME
    assert asks(person) != "check" or "meant" in person.asked or "pas juste" in person.shown


@pytest.mark.parametrize(
    "typed", ["ma caisse c'est la MSA Gironde", "je suis à la MSA Gironde", "non c’est la MSA Gironde"]
)
def test_a_caisse_that_is_given_is_searched(typed: str) -> None:
    person = talk(*TO_THE_CHECK)
    assert "MSA Gironde" in person.say(typed)
    assert (asks(person), person.answers["which"]) == ("body_address", "msa-gironde")


@pytest.mark.parametrize("typed", ["je suis à Lyon", "69000", "c’est parfait", "non c’est 69003 Lyon"])
def test_a_place_at_the_check_is_not_taken_for_a_caisse(typed: str) -> None:
    assert talk(*TO_THE_CHECK, typed).answers["which"] == "751"


def test_ones_own_name_once_more_is_no_address() -> None:
    person = talk(*TO_THE_ADDRESS, NAME)
    assert (asks(person), "address" in person.answers) == ("address", False)


@pytest.mark.parametrize("typed", ["Résidence Marie Durand", "chez Camille Durand"])
def test_a_line_of_an_address_stays_one(typed: str) -> None:
    person = talk(*TO_THE_ADDRESS, typed)
    assert (person.answers["name"], asks(person)) == (NAME, "address_more")
