"""How much somebody reads before they have their letters: counted in a real conversation."""

import pytest

from bot.core.ports.message import Verbatim, Words
from tests.core.talk import NAME, STREET, TO_BOTH_SENT, TOWN, Talk, talk

TO_THE_CHECK = ("/start", "oui", "75011", "la garder", NAME, f"{STREET}\n{TOWN}")


def words(said: str) -> int:
    return len([word for word in said.split() if any(c.isalnum() for c in word)])


def test_the_first_minutes_have_few_words_and_few_messages() -> None:
    """The welcome had 184 words, all before the first letter 727 in eight messages, and 1,290 came at once after it."""
    person = Talk()
    heard = [person.say(typed) for typed in TO_THE_CHECK]
    welcome = words(heard[0].partition("Si vous êtes d’accord, je garde")[0])
    after = person.say("c’est juste")
    assert person.turn
    letters = [message.text for message in person.turn.messages if isinstance(message, Verbatim)]
    beside = words(after) - sum(map(words, letters))
    before = sum(map(words, heard))
    print(f"welcome {welcome} words; {before} in {len(heard)} messages before the letters; {beside} beside them")
    assert welcome <= 80
    assert "Cela ne change rien à vos soins ni à vos remboursements" in heard[0]
    assert "robot gratuit" in heard[0]
    assert before <= 350
    assert len(heard) <= 7
    assert len([message for message in person.turn.messages if isinstance(message, Words)]) == 4


@pytest.mark.parametrize(
    "first", ["Hello, I'd like to opt out", "hi there, is this legit?", "my daughter told me about this"]
)
def test_who_writes_english_first_is_answered_in_it(first: str) -> None:
    said = talk().say(first)
    assert said.startswith("Hello! I’m Objecteur")
    assert "Do you agree to let me keep this information?" in said


@pytest.mark.parametrize("first", ["hello", "Bonjour, is it ici ?", "hola, no hablo francés", "stop", "/start"])
def test_who_does_not_plainly_write_another_language_is_answered_in_french(first: str) -> None:
    assert "Bonjour ! Je suis Objecteur" in talk().say(first)


def test_a_question_in_english_before_anything_was_agreed_to_is_answered_in_it() -> None:
    assert "It’s free" in talk("bonjour").say("do I have to pay for this")


def test_once_something_was_answered_the_language_stays() -> None:
    assert "Votre nom" in talk("bonjour", "oui", "75011", "la garder").say("why do you need that from me")


def test_a_name_is_taken_out_of_its_sentence_in_english_too() -> None:
    assert "J’ai noté : Mrs Dorothy Sample" in talk("bonjour", "oui", "75011", "la garder").say(
        "it's Mrs Dorothy Sample"
    )


def test_the_menu_says_something_else_in_english() -> None:
    person = talk(*TO_BOTH_SENT, "/langue en")
    person.say("something else")
    assert person.asked.startswith("more@")
