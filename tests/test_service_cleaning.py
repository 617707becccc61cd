"""What tells who somebody is goes out of a chat that a company can read, when they ask for it, as long as it can."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cleaning import AT_ONCE
from bot.core.exchange import Content, Destination, Edited, NetworkName, Payload, Sent
from bot.delivery import Delivery
from bot.networks.telegram.capabilities import TELEGRAM as CAN
from bot.store.tables import TraceRow
from tests.store.bench import CAMILLE
from tests.store.talk import BEGUN, MATRIX, Bench

HOUR = timedelta(hours=1)
NAME, STREET, TOWN = "Camille Exemple", "12 rue des Essais", "75011 Paris"


class Chat:
    """A chat as Telegram keeps it: each message of either side by its number, until it is taken out."""

    name = NetworkName.TELEGRAM
    capabilities = replace(CAN, per_second=100_000)
    history = None

    def __init__(self, directory: Path) -> None:
        self.bench, self.now = Bench(directory), BEGUN
        self.messages: dict[str, str] = {}
        self.delivery = self.started()

    def started(self) -> Delivery:
        """The program, begun on the data that are there."""
        return Delivery(self, self.bench.store, lambda: self.now, lambda _: None)

    def _keeps(self, words: str) -> str:
        number = f"{CAMILLE.place}/{len(self.messages) + 1}"
        self.messages[number] = words
        return number

    async def says(self, *lines: str | Content) -> str:
        """Say these things, and get the answers. Returns the number of the last."""
        number = ""
        for line in lines:
            number = self._keeps(line if isinstance(line, str) else "something else")
            self.bench.service.receive(replace(self.bench.incoming(line), said_in=number), self.now)
            await self.gets()
        return number

    async def gets(self) -> None:
        """Deliver all."""
        while await self.delivery.once():
            pass

    async def send(self, to: Destination, payload: Payload, key: str) -> Sent:
        assert (to, bool(key)) == (CAMILLE, True)
        for number in payload.removes:
            self.messages[number] = ""
        if payload.removes:
            return Sent()
        return Sent(message=self._keeps(f"{payload.text} {payload.file.name if payload.file else ''}"))

    def shows(self, words: str) -> bool:
        return any(words in message for message in self.messages.values())


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path)


async def to_the_letters(chat: Chat) -> None:
    await chat.says("bonjour", "oui", "75011", "la garder", NAME, STREET, TOWN, "1")


async def test_all_that_tells_who_it_is_goes_out_of_the_chat_and_nothing_else(chat: Chat) -> None:
    await to_the_letters(chat)
    assert chat.shows("je retirerai d’ici les messages")
    others = [words for words in chat.messages.values() if "CPAM" in words and NAME not in words]
    await chat.says("/nettoyer")
    for words in (NAME, STREET, TOWN, ".pdf"):
        assert not chat.shows(words), words
    assert chat.shows("J’ai demandé à Telegram de retirer")
    assert [words for words in others if "12 rue" not in words and ".pdf" not in words], "there is something to keep"
    assert all(chat.shows(words) for words in others if "12 rue" not in words and ".pdf" not in words)
    assert chat.bench.known().conversation.answers["name"] == NAME, "what is kept does not change"


async def test_what_was_typed_wrong_where_a_name_was_asked_goes_too(chat: Chat) -> None:
    await chat.says(
        "bonjour", "oui", "75011", "la garder", "camille.exemple@example.org", NAME, "/retour", "Cam Exemple"
    )
    await chat.says("/nettoyer")
    for words in ("camille.exemple@example.org", NAME, "Cam Exemple"):
        assert not chat.shows(words), words


async def test_what_was_changed_afterwards_goes_under_the_number_of_the_first(chat: Chat) -> None:
    await chat.says("bonjour", "oui", "75011", "la garder")
    number = await chat.says("Camile Exemple")
    await chat.says(Edited(NAME, number), "/nettoyer")
    assert chat.messages[number] == ""


async def test_a_social_security_number_goes_wherever_it_was_written(chat: Chat) -> None:
    number = "1 84 12 75 123 456 78"
    await chat.says("bonjour", "oui", number)
    assert chat.shows("Pour que je le retire de cette conversation : /nettoyer")
    await chat.says("/nettoyer")
    assert not chat.shows(number)


async def test_it_is_told_once_and_the_letters_can_be_had_again(chat: Chat) -> None:
    await to_the_letters(chat)
    await chat.says("/nettoyer", "nettoyer")
    assert chat.shows("aucun message récent avec votre nom")
    await chat.says("/lettres")
    assert chat.shows(STREET)
    await chat.says("/nettoyer")
    assert not chat.shows(STREET)


async def test_what_is_too_old_is_not_promised_and_not_kept(chat: Chat) -> None:
    await to_the_letters(chat)
    chat.now += 48 * HOUR
    await chat.says("/nettoyer")
    assert chat.shows(STREET)
    assert chat.shows("aucun message récent avec votre nom")
    chat.bench.service.tick(chat.now)
    assert "trace" not in chat.bench.rows()


async def test_many_go_in_several_calls(chat: Chat) -> None:
    await to_the_letters(chat)
    for _ in range(AT_ONCE // 4 + 1):
        chat.now += HOUR / 4
        await chat.says("/lettres")
    await chat.says("/nettoyer")
    assert not chat.shows(STREET)


@pytest.mark.parametrize("leave", ["/effacer", "a year"])
async def test_the_numbers_go_with_the_person(chat: Chat, leave: str) -> None:
    await to_the_letters(chat)
    assert "trace" in chat.bench.rows()
    if leave == "/effacer":
        await chat.says("/effacer")
        assert chat.shows("répondez non, puis écrivez /nettoyer")
        await chat.says("oui")
    else:
        chat.bench.service.tick(chat.now + timedelta(days=400))
    assert "trace" not in chat.bench.rows()


def test_nothing_is_kept_of_it_where_only_the_two_can_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    said = bench.says("bonjour", "oui", "75011", "la garder", NAME, STREET, TOWN, "1", now=BEGUN, network=MATRIX)
    assert "retirerai" not in said
    assert "chiffrée de bout en bout" in bench.says("!nettoyer", now=BEGUN, network=MATRIX)
    assert "trace" not in bench.rows()


async def test_the_number_of_a_message_stands_nowhere_in_the_open(chat: Chat) -> None:
    await to_the_letters(chat)
    with chat.bench.store.transaction() as unit:
        rows = unit.session.scalars(select(TraceRow)).all()
    assert rows
    assert not any(CAMILLE.place.encode() in row.message for row in rows)
