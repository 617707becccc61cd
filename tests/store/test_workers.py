"""Several workers on one outbox, on a real PostgreSQL: no row is two workers', what one leaves behind is decided."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.store.claiming import Share
from bot.store.engine import open_engine
from bot.store.outbox import Priority
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.store.bench import CAMILLE, NOW, keyring, tells_uncertain
from tests.store.postgres import Postgres

TELEGRAM = NetworkName.TELEGRAM
NEVER, FOR_HOURS = timedelta(0), timedelta(hours=20)


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.lent()


@pytest.fixture
def workers(url: str) -> Iterator[tuple[Store, Store]]:
    """Two of them."""
    found = []
    for number in (1, 2):
        found.append(store := Store(open_engine(url), keyring()))
        store.worker = number
    yield found[0], found[1]
    for store in found:
        store.engine.dispose()


def put(store: Store, *texts: str, people: int = 1) -> None:
    with store.transaction() as unit:
        for number in range(people):
            to = Destination(f"exemple-{number}", f"place-{number}") if people > 1 else CAMILLE
            unit.outbox.put(TELEGRAM, to, map(Payload, texts), Priority.ANSWER, NOW)


def claim(store: Store, limit: int = 8) -> list[str]:
    """The keys of what it claims."""
    with store.transaction() as unit:
        return [out.key for out in unit.claims.claim(TELEGRAM, NOW, limit)]


def test_what_one_worker_is_claiming_is_left_to_it_and_not_waited_for(workers: tuple[Store, Store]) -> None:
    one, other = workers
    put(one, "first", people=6)
    with one.transaction() as unit:
        mine = unit.claims.claim(TELEGRAM, NOW, 6)
        assert claim(other) == [], "it did not wait for the first to commit"
    assert len(mine) == 6


def test_the_next_message_of_a_chat_waits_for_the_one_that_another_worker_sends(workers: tuple[Store, Store]) -> None:
    one, other = workers
    put(one, "first", "second")
    (first,) = claim(one)
    assert claim(other) == []
    with one.transaction() as unit:
        unit.fates.done(first)
        assert claim(other) == [], "not before that is committed"
    assert len(claim(other)) == 1


def test_each_lane_is_in_the_share_of_one_worker(workers: tuple[Store, Store]) -> None:
    one, _ = workers
    put(one, "first", people=40)
    seen: Counter[bytes] = Counter()
    for rank in range(3):
        with one.transaction() as unit:
            share = Share(rank, 3)
            claimed = unit.claims.claim(TELEGRAM, NOW, 100, share=share)
            assert all(share.holds(out.lane[0]) for out in claimed)
            seen.update(out.lane for out in claimed)
    assert set(seen.values()) == {1}
    assert len(seen) == 40


def test_whoever_queues_a_message_wakes_the_workers_in_whose_share_it_is(
    url: str, workers: tuple[Store, Store]
) -> None:
    with psycopg.connect(url, autocommit=True) as listening:
        listening.execute("LISTEN outbox")
        put(workers[0], "first", "second")
        with workers[0].transaction() as unit:
            (lane, *_) = unit.connection.scalars(select(OutboxRow.lane))
        told = [one.payload for one in listening.notifies(timeout=5, stop_after=1)]
    assert told == [f"telegram {lane[0]}"], "once for both, and nothing that says whose they are"


@pytest.mark.parametrize(
    ("resend_within", "repeatable", "told", "again"),
    [
        (NEVER, False, True, 0),  # Telegram: nobody can know whether it arrived
        (FOR_HOURS, False, False, 1),  # Matrix knows the key again
        (NEVER, True, False, 1),  # an order: twice is as once
    ],
)
def test_what_a_worker_left_behind_is_decided_as_at_a_start_and_its_own_late_word_changes_nothing(
    workers: tuple[Store, Store], resend_within: timedelta, repeatable: bool, told: bool, again: int
) -> None:
    one, other = workers
    with one.transaction() as unit:
        unit.outbox.put(TELEGRAM, CAMILLE, (Payload("x", cleans=repeatable),), Priority.ANSWER, NOW)
    (key,) = claim(one)
    with other.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, resend_within, ended=(3,)) == 0
    assert claim(other) == [], "it is still the first one's, who lives"
    with other.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, resend_within, ended=(1,)) == told
    taken = claim(other)
    with one.transaction() as unit:  # the first was not dead: it had only been silent, and knows that nothing left
        unit.fates.put_back(key, NOW)
    assert len(taken) == again
    assert claim(one) == [], "what the other sends now is not sent by the first as well"
    with other.transaction() as unit:
        for one_ in taken:
            unit.fates.done(one_)
        assert tells_uncertain(unit, TELEGRAM, CAMILLE) is told


def test_a_late_word_that_it_arrived_settles_what_was_doubted(workers: tuple[Store, Store]) -> None:
    one, other = workers
    put(one, "first")
    (key,) = claim(one)
    with other.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, NEVER, ended=(1,)) == 1
    with one.transaction() as unit:
        unit.fates.done(key)
    with other.transaction() as unit:
        assert not tells_uncertain(unit, TELEGRAM, CAMILLE)


def test_the_first_data_directory_is_the_home_and_stays_it(workers: tuple[Store, Store]) -> None:
    for store, mark, home in ((0, "here", True), (1, "elsewhere", False), (1, "here", True)):
        with workers[store].transaction() as unit:
            assert unit.homes.is_at(mark) is home
