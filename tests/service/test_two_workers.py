"""One person's messages at two workers at once, on a real PostgreSQL: each is taken whole, one after the other."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from bot.app.assembly import CAPABILITIES
from bot.core.ports.incoming import Incoming, Text
from bot.service.answering import Service
from bot.store.engine import open_engine
from bot.store.unit import Store
from tests.store.bench import CAMILLE, keyring
from tests.store.postgres import Postgres
from tests.store.talk import BEGUN, CONTROLLER, PARIS, TELEGRAM, the_content

_WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
SOON = 20


class Worker:
    """A service with connections of its own."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.store = Store(self.engine, keyring())
        self.service = Service(self.store, the_content(), CAPABILITIES, PARIS, CONTROLLER)

    def takes(self, words: str, number: str) -> None:
        self.service.receive(Incoming(TELEGRAM, number, CAMILLE.person, CAMILLE.place, Text(words), "fr"), BEGUN)


class Meanwhile:
    """Something that another thread does between the last statement of a transaction and its commit."""

    def __init__(self, engine: Engine, looks: Engine) -> None:
        """Take whose next commit waits, until the other has done it or waits for a lock; and who looks."""
        self._looks = looks
        self._thread: threading.Thread | None = None
        self._wrong: list[Exception] = []
        self.waited = False
        event.listen(engine, "commit", self._begin, once=True)

    def does(self, *act: object) -> None:
        self._act = act

    def _begin(self, _: object) -> None:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        while self._thread.is_alive() and not self.waited:
            with self._looks.connect() as connection:
                self.waited = bool(connection.scalar(_WAITS))

    def _run(self) -> None:
        act, *given = self._act
        try:
            act(*given)  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001  it is looked at
            self._wrong.append(error)

    def ends(self) -> list[Exception]:
        assert self._thread
        self._thread.join(SOON)
        assert not self._thread.is_alive()
        return self._wrong


@pytest.fixture
def url(postgres: Postgres, tmp_path: Path) -> str:
    return postgres.lent()


@pytest.fixture
def two(url: str) -> Iterator[tuple[Worker, Worker]]:
    one, other = Worker(url), Worker(url)
    for worker in (one, other):
        worker.store.check()  # makes the keys of the database, so that the next commit is that of a turn
    yield one, other
    one.engine.dispose()
    other.engine.dispose()


def said(worker: Worker) -> list[str]:
    """All that waits to be sent, in order."""
    with worker.store.transaction() as unit:
        found: list[str] = []
        while claimed := unit.claims.claim(TELEGRAM, BEGUN, 10):
            for out in claimed:
                unit.fates.done(out.key)
                found.append(out.payload.text)
        return found


def test_a_newcomer_who_writes_twice_is_taken_twice_one_after_the_other(two: tuple[Worker, Worker]) -> None:
    """Of a newcomer no row is there yet that could be locked: each worker made one, and the second message failed."""
    one, other = two
    meanwhile = Meanwhile(one.engine, other.engine)
    meanwhile.does(other.takes, "oui", "2")
    one.takes("bonjour", "1")
    assert meanwhile.ends() == []
    assert meanwhile.waited, "the second waited for the first"
    answers = said(one)
    assert [word for words in answers for word in ("Je suis Objecteur", "Question 1 sur 4") if word in words] == [
        "Je suis Objecteur",
        "Question 1 sur 4",
    ], "the second was heard as the answer to what the first was asked"


def test_a_message_that_two_workers_get_is_taken_once(two: tuple[Worker, Worker]) -> None:
    one, other = two
    meanwhile = Meanwhile(one.engine, other.engine)
    meanwhile.does(other.takes, "bonjour", "1")
    one.takes("bonjour", "1")
    assert meanwhile.ends() == []
    assert len([words for words in said(one) if "Je suis Objecteur" in words]) == 1
