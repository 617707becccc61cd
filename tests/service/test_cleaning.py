"""What tells who somebody is goes out of a chat that a company can read, when they ask for it, as long as it can."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.core.ports.incoming import Content, Edited
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Later, Payload, Sent, Uncertain
from bot.networks.telegram.capabilities import TELEGRAM as CAN
from bot.runtime.delivery import Delivery
from bot.store.tables import TraceRow
from tests.store.bench import CAMILLE
from tests.store.post import Crash
from tests.store.talk import BEGUN, HDH_BY_EMAIL_TODAY, MATRIX, Bench, at

HOUR = timedelta(hours=1)
NAME, STREET, TOWN = "Camille Exemple", "12 rue des Essais", "75011 Paris"


class Chat:
    """A chat as Telegram keeps it: each message of either side by its number, until it is taken out."""

    name = NetworkName.TELEGRAM
    capabilities = replace(CAN, per_second=100_000, in_a_chat=None)
    history = None

    def __init__(self, directory: Path) -> None:
        self.bench, self.now = Bench(directory), BEGUN
        self.messages: dict[str, str] = {}
        self.fates: list[Fate] = []
        """What is answered to removals, which are done all the same."""
        self.before: Callable[[Payload], None] = lambda _: None
        """Done before something leaves."""
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

    def hears(self, line: str) -> None:
        """Somebody says something, and gets no answer yet."""
        self.bench.service.receive(replace(self.bench.incoming(line), said_in=self._keeps(line)), self.now)

    async def gets(self) -> None:
        """Deliver all."""
        while await self.delivery.once():
            pass

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        assert (to, bool(key)) == (CAMILLE, True)
        self.before(payload)
        for number in payload.removes:
            self.messages[number] = ""
        if payload.cleans:
            return self.fates.pop(0) if self.fates else Sent()
        shown = (payload.text, payload.file.name if payload.file else "", *(one.label for one in payload.buttons))
        return Sent(message=self._keeps(" ".join(shown)))

    @property
    def person_is_gone(self) -> bool:
        return self.bench.person() is None

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


async def test_the_letters_can_be_had_again_and_go_again(chat: Chat) -> None:
    await to_the_letters(chat)
    await chat.says("/nettoyer", "/lettres")
    assert chat.shows(STREET)
    await chat.says("nettoyer")
    assert not chat.shows(STREET)


async def test_what_telegram_does_not_let_go_any_more_is_not_asked_for_and_not_kept(chat: Chat) -> None:
    await to_the_letters(chat)
    chat.now += 48 * HOUR
    await chat.says("/nettoyer")
    assert chat.shows(STREET)
    chat.bench.service.tick(chat.now)
    assert "trace" not in chat.bench.rows()


async def test_letters_that_waited_go_too(chat: Chat) -> None:
    await chat.says("bonjour", "oui", "75011", "la garder", NAME, STREET, TOWN)
    for line in ("1", "/nettoyer"):
        chat.hears(line)
    await chat.gets()
    assert not chat.shows(STREET)


async def test_the_question_that_follows_does_not_tell_it_again(chat: Chat) -> None:
    await chat.says("bonjour", "oui", "75011", "la garder", NAME, STREET, "/nettoyer")
    assert not chat.shows(STREET), "the rest of the address is asked for"
    await chat.says(TOWN, "/nettoyer")
    assert not chat.shows(STREET), "all answers are to be checked"
    assert chat.shows("Est-ce juste ?")


async def test_a_button_that_offers_the_name_again_goes_too_and_is_not_offered_again(chat: Chat) -> None:
    await to_the_letters(chat)
    await chat.says("/start mon-espace-sante", "oui", "1")
    assert NAME in list(chat.messages.values())[-1], "the name of the first action is on a button"
    await chat.says("/nettoyer")
    assert not chat.shows(NAME)
    await chat.says(NAME)
    assert chat.shows("J’ai noté : Camille Exemple"), "said in full, it is taken"


async def test_a_reminder_does_not_tell_it(chat: Chat) -> None:
    await to_the_letters(chat)
    await chat.says(*HDH_BY_EMAIL_TODAY, "oui", "/retour", "mes réponses")
    assert STREET in list(chat.messages.values())[-1], "all answers are to be checked"
    before, chat.now = len(chat.messages), at("Tue 2026-12-01 09:30")
    assert chat.bench.service.tick(chat.now)
    await chat.gets()
    reminder = " ".join(list(chat.messages.values())[before:])
    assert "Est-ce juste ?" in reminder
    assert STREET not in reminder


async def test_a_name_that_is_told_unasked_goes_too_and_a_command_stays(chat: Chat) -> None:
    await chat.says("bonjour", "oui", "75011", "la garder")
    await chat.says("/dossier", NAME, STREET, TOWN, "je m’appelle camille exemple, pas Exempla", "/nettoyer")
    assert not chat.shows("je m’appelle")
    assert chat.shows("/dossier")


async def test_a_short_name_is_known_as_a_word(chat: Chat) -> None:
    await chat.says("bonjour", "oui", "75011", "la garder", "Li", STREET, TOWN, "1", "/nettoyer")
    assert not any("Li" in words.split() for words in chat.messages.values())


async def test_letters_with_blanks_are_nobodys(chat: Chat) -> None:
    await chat.says("bonjour", "non", "/lettres")
    assert chat.shows(".pdf")
    assert "trace" not in chat.bench.rows()


@pytest.mark.parametrize("fate", [Uncertain("TimedOut"), Later("TimedOut", timedelta(0))])
async def test_a_removal_of_which_nobody_knows_is_asked_again(chat: Chat, fate: Fate) -> None:
    await to_the_letters(chat)
    chat.fates = [fate, fate]
    chat.hears("/nettoyer")
    for _ in range(4):
        await chat.gets()
        chat.now += timedelta(minutes=1)
    assert chat.fates == []
    assert chat.shows("J’ai demandé à Telegram")
    assert not chat.shows("n’est peut-être pas arrivé")
    assert "trace" not in chat.bench.rows()


async def test_a_removal_that_is_never_answered_holds_up_nobody_for_long(chat: Chat) -> None:
    await to_the_letters(chat)
    chat.fates = [Uncertain("TimedOut")] * 100
    chat.hears("/nettoyer")
    for _ in range(40):
        await chat.gets()
        chat.now += timedelta(minutes=1)
    assert chat.shows("J’ai demandé à Telegram")
    assert len(chat.fates) > 80


async def test_a_removal_that_a_kill_cut_off_is_asked_again(chat: Chat) -> None:
    await to_the_letters(chat)
    chat.hears("/nettoyer")

    def killed(payload: Payload) -> None:
        if payload.cleans:
            raise Crash

    chat.before = killed
    with pytest.raises(Crash):
        await chat.gets()
    chat.before = lambda _: None
    chat.delivery = chat.started()
    chat.delivery.recover()
    await chat.gets()
    assert not chat.shows(STREET)
    assert not chat.shows("n’est peut-être pas arrivé")


async def test_a_number_that_cannot_be_read_holds_up_nobody(chat: Chat) -> None:
    await to_the_letters(chat)
    with chat.bench.store.transaction() as unit:
        unit.connection.execute(update(TraceRow).values(message=b"changed by hand"))
    await chat.says("/nettoyer")
    assert chat.shows("J’ai demandé à Telegram")


async def test_who_erases_all_while_a_letter_is_on_its_way_leaves_no_number(chat: Chat) -> None:
    await to_the_letters(chat)
    await chat.says("/effacer")

    def erases(payload: Payload) -> None:
        if STREET in payload.text:
            chat.before = lambda _: None
            chat.hears("/effacer")
            chat.hears("oui")

    chat.hears("non")
    chat.hears("/lettres")
    chat.before = erases
    await chat.gets()
    assert chat.person_is_gone
    assert "trace" not in chat.bench.rows()


async def test_what_parts_from_the_case_keeps_no_number(chat: Chat) -> None:
    await to_the_letters(chat)
    chat.hears("/lier")
    with chat.bench.store.transaction() as unit:
        texts = [out.payload.text for out in unit.claims.claim(chat.name, chat.now, 1)]
    code = texts[0].partition("/lier ")[2][:9]
    elsewhere = Destination("on-matrix", "room")
    chat.bench.service.receive(chat.bench.incoming(f"!lier {code}", elsewhere, MATRIX), chat.now)
    chat.hears("/delier")
    assert "trace" not in chat.bench.rows()


@pytest.mark.parametrize("leave", ["/effacer", "a year"])
async def test_the_numbers_go_with_the_person(chat: Chat, leave: str) -> None:
    await to_the_letters(chat)
    assert "trace" in chat.bench.rows()
    if leave == "/effacer":
        await chat.says("/effacer")
        assert chat.shows("répondez non, écrivez /nettoyer")
        await chat.says("oui")
    else:
        chat.bench.runs(chat.now, chat.now + timedelta(days=400))
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
        rows = unit.connection.execute(select(TraceRow.table)).all()
    assert rows
    assert not any(CAMILLE.place.encode() in row.message for row in rows)
