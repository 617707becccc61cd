"""How much somebody reads before they have their letters: counted in a real conversation."""

from bot.core.ports.message import Verbatim, Words
from tests.core.talk import NAME, STREET, TOWN, Talk

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
