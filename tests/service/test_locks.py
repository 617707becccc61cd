"""Two transactions that meet on a real PostgreSQL, at each lock of one: all lock in the order of `store/turns.py`.

One is stopped before a statement; the other goes on until it is done, or waits for the first. Locked in two orders, the
same rows have each wait for the other, until the database ends one of them.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import combinations, count

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event, text

from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from tests.service.test_linking import ELSEWHERE
from tests.service.test_reminders import ON_TIME
from tests.service.test_two_workers import SOON, Worker
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.postgres import TEMPLATE, Postgres
from tests.store.talk import BEGUN, MATRIX, REMINDED, TELEGRAM

pytestmark = pytest.mark.long

_WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
_LOCKS = re.compile(r"^(INSERT|UPDATE|DELETE)|FOR UPDATE|advisory")
LATER = Destination("dominique-exemple-on-matrix", "room-of-dominique")
MEETING = "objecteur_meeting"
_NUMBERS = count()


def says(worker: Worker, line: str, who: Destination = CAMILLE, network: NetworkName = TELEGRAM) -> None:
    """Somebody says something, on the day of the reminders."""
    said = Incoming(network, f"m{next(_NUMBERS)}", who.person, who.place, Text(line), "fr")
    worker.service.receive(said, ON_TIME)


def begins(worker: Worker, who: Destination, network: NetworkName, *lines: str, now: datetime = BEGUN) -> str:
    """Somebody says these things, on the first day. Returns all that left then."""
    for line in lines:
        said = Incoming(network, f"m{next(_NUMBERS)}", who.person, who.place, Text(line), "fr")
        worker.service.receive(said, now)
    left: list[str] = []
    with worker.store.transaction() as unit:
        while claimed := unit.claims.claim(network, now, 100):
            for out in claimed:
                unit.fates.done(out.key)
                left.append(out.payload.text)
    return "\n".join(left)


def gives_a_code(worker: Worker, who: Destination, now: datetime = BEGUN, network: NetworkName = TELEGRAM) -> str:
    """The code that somebody is given."""
    found = re.search(r"lier (\w{4}-\w{4})", begins(worker, who, network, "/lier", now=now))
    assert found
    return found[1]


class Meeting:
    """Camille in two places, Dominique who gave a code; both are to be reminded. So it is before each meeting."""

    def __init__(self, url: str) -> None:
        self._url = url
        worker = Worker(url)
        self.prepare(worker)
        worker.engine.dispose()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE SCHEMA kept")
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            self._tables = [sql.Identifier(table) for (table,) in tables if table != "alembic_version"]
            for table in self._tables:
                connection.execute(sql.SQL("CREATE TABLE kept.{0} AS SELECT * FROM {0}").format(table))

    def prepare(self, worker: Worker) -> None:
        """What is there before each meeting."""
        for who in (CAMILLE, DOMINIQUE):
            begins(worker, who, TELEGRAM, *REMINDED)
        begins(worker, ELSEWHERE, MATRIX, f"!lier {gives_a_code(worker, CAMILLE)}")
        self.code = gives_a_code(worker, DOMINIQUE, ON_TIME)
        begins(worker, DOMINIQUE, TELEGRAM, "/effacer", now=ON_TIME)
        worker.service.tick(BEGUN)

    @contextmanager
    def workers(self) -> Iterator[tuple[Worker, Worker]]:
        """Two workers, who know nothing of the meetings before."""
        with psycopg.connect(self._url) as connection:
            connection.execute("SET session_replication_role = replica")  # what refers to what comes in any order
            for table in self._tables:
                connection.execute(sql.SQL("DELETE FROM {0}").format(table))
                connection.execute(sql.SQL("INSERT INTO {0} SELECT * FROM kept.{0}").format(table))
        one, other = Worker(self._url), Worker(self._url)
        try:
            for worker in (one, other):
                worker.store.check()
            yield one, other
        finally:
            one.engine.dispose()
            other.engine.dispose()


@pytest.fixture(scope="module")
def meeting(postgres: Postgres) -> Iterator[Meeting]:
    yield Meeting(postgres.empty(MEETING, TEMPLATE))
    postgres.drop(MEETING)


Act = Callable[[Worker, Meeting], object]


def _erased(worker: Worker) -> None:
    for line in ("/effacer", "oui"):
        says(worker, line, ELSEWHERE, MATRIX)


def _leaves(worker: Worker, who: Destination, network: NetworkName) -> None:
    worker.service.gone(network, who, None, ON_TIME)


def _recounts(worker: Worker) -> None:
    with worker.store.transaction() as unit:
        unit.cases.count("health-data-hub", "made up")
    worker.service.tick(ON_TIME - timedelta(days=1))


ACTS: dict[str, Act] = {
    "parts": lambda worker, _: says(worker, "/delier", ELSEWHERE, MATRIX),
    "puts the other place out": lambda worker, _: says(worker, "/delier l’autre"),
    "is erased in the other place": lambda worker, _: _erased(worker),
    "who gave the code is erased": lambda worker, _: says(worker, "oui", DOMINIQUE),
    "takes a code": lambda worker, meeting: says(worker, f"!lier {meeting.code}", LATER, MATRIX),
    "gives another code": lambda worker, _: says(worker, "/lier", DOMINIQUE),
    "blocked the bot": lambda worker, _: _leaves(worker, CAMILLE, TELEGRAM),
    "blocked the bot in the other place": lambda worker, _: _leaves(worker, ELSEWHERE, MATRIX),
    "speaks": lambda worker, _: says(worker, "/dossier"),
    "speaks in the other place": lambda worker, _: says(worker, "/dossier", ELSEWHERE, MATRIX),
    "recount": lambda worker, _: _recounts(worker),
    "rounds": lambda worker, _: worker.service.tick(ON_TIME),
}
"""Those that change whom or what the others find come first: of each two, the first is the one that is stopped."""


def meet(one: Worker, act: Callable[[], object], at: int, meanwhile: Callable[[], object]) -> tuple[int, list[str]]:
    """Have one act, and, before that lock of it, the other until it is done or waits for one.

    Returns how many locks it took, and what went wrong.
    """
    wrong: list[str] = []

    def run(who: str, does: Callable[[], object]) -> None:
        try:
            does()
        except Exception as error:  # noqa: BLE001  it is told
            wrong.append(f"{who}: {error}")

    thread = threading.Thread(target=run, args=("the other", meanwhile))
    asking = one.engine.execution_options(isolation_level="AUTOCOMMIT")
    locks = count()
    seen: list[str] = []

    def stop(connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.current_thread() is thread or not _LOCKS.search(statement):
            return
        seen.append(statement)
        if next(locks) == at:
            thread.start()
            while thread.is_alive():
                with asking.connect() as looking:
                    if looking.scalar(_WAITS):
                        break

    event.listen(one.engine, "before_cursor_execute", stop)
    run("the one", act)
    if thread.ident:
        thread.join(SOON)
    return next(locks), [f"{one} at {seen[at][:60]!r}" for one in wrong]


def at_each_lock(
    meeting: Meeting,
    act: Callable[[Worker], object],
    meanwhile: Callable[[Worker], object],
    afterwards: Callable[[Worker], Iterable[str]] = lambda _: (),
) -> list[str]:
    """Have one act, stopped before each of its locks in turn, and the other meanwhile. What went wrong.

    afterwards  what is wrong once both are done
    """
    wrong: list[str] = []
    at, of = 0, 1
    while at < of:
        with meeting.workers() as (one, other):
            of, here = meet(one, partial(act, one), at, partial(meanwhile, other))
            wrong += (f"{at} of {of}: {each}" for each in (*here, *afterwards(one)))
        at += 1
    return wrong


@pytest.mark.parametrize(("act", "meanwhile"), tuple(combinations(ACTS, 2)))
def test_two_that_meet(meeting: Meeting, act: str, meanwhile: str, caplog: pytest.LogCaptureFixture) -> None:
    one, other = ACTS[act], ACTS[meanwhile]
    wrong = at_each_lock(meeting, lambda worker: one(worker, meeting), lambda worker: other(worker, meeting))
    assert not wrong, "\n".join(wrong)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
