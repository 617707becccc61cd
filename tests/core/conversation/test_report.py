"""A wrong address is told, kept apart from who told it, and nothing of it stays in the conversation."""

import pytest

from bot.core.conversation.question import AddressReport
from tests.core.talk import TO_THE_LETTERS, talk

TEXT = "Le HDH a déménagé : 1 rue de l’Essai, 75000 Exemple (lu sur son site)"


def test_without_a_mark_an_address_is_an_answer() -> None:
    person = talk("bonjour", "oui", "75011", "la garder")
    assert "Quelle adresse est fausse" not in person.say("adresse")
    assert "Quelle adresse est fausse" in person.say("/adresse")
    assert "Quelle adresse est fausse" in talk("bonjour", "oui").say("!adresse")


@pytest.mark.parametrize(
    ("which", "body"), [("1", "751"), ("Health Data Hub", "hdh"), ("CNIL", "cnil"), ("une autre", None)]
)
def test_what_is_told_is_kept_with_the_body_that_it_is_about(which: str, body: str | None) -> None:
    person = talk(*TO_THE_LETTERS, "/adresse", which, TEXT)
    assert person.turn
    assert person.turn.report == AddressReport(body, TEXT)
    assert "Merci" in person.shown
    assert person.conversation.over is None
    assert TEXT not in repr(person.conversation) + str(person.conversation.answers)


def test_it_is_said_that_nobody_can_find_it_again() -> None:
    assert "/effacer ne pourra donc pas l’effacer" in talk(*TO_THE_LETTERS, "/adresse").say("1")


@pytest.mark.parametrize("typed", ["?!", "x" * 501, "mon numéro est le 1 85 05 78 006 084 36"])
def test_what_says_nothing_or_too_much_is_not_kept(typed: str) -> None:
    person = talk(*TO_THE_LETTERS, "/adresse", "1", typed)
    assert person.turn
    assert person.turn.report is None
    assert person.asked == "report@:text"


def test_a_stranger_starts_from_the_beginning() -> None:
    assert "Je suis Objecteur" in talk().say("/adresse")
