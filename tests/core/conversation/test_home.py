"""The menu: what the case calls for is on buttons, what can be done at any time behind one more."""

import pytest

from bot.core.ports.incoming import Pressed
from tests.core.talk import CAISSE_SENT, TO_BOTH_SENT, TO_THE_LETTERS, talk

AT_HOME = "home@:next"
OTHERWISE = "autre chose"


def test_few_choices_are_all_shown() -> None:
    person = talk(*TO_THE_LETTERS)
    assert person.offered == ("sent", "letters", "actions", "change")


def test_where_there_is_much_to_choose_what_can_always_be_done_is_behind_one_more() -> None:
    person = talk(*TO_BOTH_SENT)
    called_for, more = person.offered[:-1], person.offered[-1]
    assert [value.partition(".")[0] for value in called_for] == ["outcome", "outcome", "case"]
    assert more == "more"
    person.say(OTHERWISE)
    assert set(person.offered) == {"letters", "besides", "actions", "correct", "nothing"}


@pytest.mark.parametrize(
    ("typed", "form"),
    [("4", "correct"), ("corriger une date", "correct"), ("2", "besides"), ("une autre lettre", "besides")],
)
def test_what_is_behind_it_is_chosen_by_its_number_or_its_words(typed: str, form: str) -> None:
    assert talk(*TO_BOTH_SENT, OTHERWISE, typed).asked.startswith(f"{form}@")


@pytest.mark.parametrize("typed", ["corriger une date ou une réponse", "une autre lettre", "mes lettres"])
def test_its_words_are_understood_before_it_is_opened(typed: str) -> None:
    assert "Je n’ai pas compris" not in talk(*TO_BOTH_SENT).say(typed)


@pytest.mark.parametrize("typed", ["rien, laissez", "retour", "5", "/annuler", "/start"])
def test_who_wants_nothing_else_is_back_at_the_menu(typed: str) -> None:
    assert talk(*TO_BOTH_SENT, OTHERWISE, typed).asked == AT_HOME


@pytest.mark.parametrize("typed", ["merci", "où j’en suis", "zzz zzz", "combien coûte un recommandé ?"])
def test_whatever_else_is_typed_there_is_read_at_the_menu(typed: str) -> None:
    person, other = talk(*TO_BOTH_SENT, OTHERWISE), talk(*TO_BOTH_SENT)
    assert person.say(typed) == other.say(typed)
    assert person.asked == AT_HOME


def test_news_told_there_is_taken_and_leads_back_to_the_menu() -> None:
    person = talk(*TO_BOTH_SENT, OTHERWISE)
    person.say("la caisse a refusé")
    assert person.asked.startswith("outcome@caisse")
    person.say("aujourd’hui", "non", "oui")
    assert person.asked == AT_HOME


def test_a_button_of_the_menu_above_still_works() -> None:
    person = talk(*TO_BOTH_SENT, OTHERWISE)
    assert "Votre dossier" in person.does(Pressed(f"{AT_HOME}=case"))
    assert person.asked == AT_HOME


def test_a_button_of_what_an_earlier_release_showed_in_the_menu_still_works() -> None:
    person = talk(*TO_BOTH_SENT)
    person.does(Pressed(f"{AT_HOME}=correct"))
    assert person.asked.startswith("correct@")


def test_a_reminder_does_not_wait_for_it() -> None:
    person = talk(*TO_BOTH_SENT, OTHERWISE)
    assert "où en êtes-vous" in person.wait(40)
    assert "Nous y viendrons" not in person.say("/start")
    assert person.asked.startswith("outcome@")


def test_who_refused_reminders_finds_them_there() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT[:-1], "oui", "non, pas de rappel", OTHERWISE)
    assert "reminders" in person.offered
