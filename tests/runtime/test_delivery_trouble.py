"""A delivery in trouble: the database fails, a network fails, the program is told to stop; nothing lost or doubled."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Gone, Later, Payload, Sent, Uncertain
from bot.runtime import delivery
from bot.runtime.completing import CLEANING_TRIES
from bot.store import DatabaseError, StoreError, claiming
from bot.store.fates import Fates
from bot.store.outbox import Priority
from bot.store.tables import OutboxRow
from bot.store.traces import Traces
from bot.store.unit import Unit
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.post import SOON, Network, Post

TELEGRAM = NetworkName.TELEGRAM


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


async def test_a_database_that_is_away_for_a_moment_ends_no_delivery(post: Post) -> None:
    post.put(["1"])
    post.break_database()
    running = asyncio.create_task(post.delivery.run())
    try:
        post.delivery.wake()
        await asyncio.wait({running}, timeout=0.2)
        post.mend_database()
        if running.done():
            await running
        post.delivery.wake()
        async with asyncio.timeout(SOON):
            await post.network.took.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert post.network.texts == ["1"]


async def test_a_fate_that_could_not_be_recorded_is_recorded_once_the_database_is_back(post: Post) -> None:
    """Or the place waits for the program's next start."""
    post.put(["1", "2"])
    post.network.before = post.break_database
    running = asyncio.create_task(post.delivery.run())
    try:
        await asyncio.wait({running}, timeout=0.2)
        post.network.before = lambda: None
        post.mend_database()
        if running.done():
            await running
        async with asyncio.timeout(SOON):
            while post.rows():
                post.delivery.wake()
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert post.network.texts == ["1", "2"]


async def test_without_a_database_a_single_delivery_ends_with_its_error_and_sends_nothing_twice(post: Post) -> None:
    """`objecteur chat` has nobody who would wait."""
    post.put(["1", "2"])
    post.network.before = post.break_database
    with pytest.raises(StoreError):
        await post.empty()
    post.network.before = lambda: None
    post.mend_database()
    assert await post.empty() == ["2"]
    assert post.network.texts == ["1", "2"]


async def test_a_database_that_stays_away_is_asked_less_and_less_often_and_complained_of_once(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.01)
    post.put(["1"])
    post.break_database()
    running = asyncio.create_task(post.delivery.run())
    try:
        await asyncio.wait({running}, timeout=0.3)
        tries = post.clock_read
        assert 3 <= tries <= 7, "0.01 s, then twice as long each time"
        post.mend_database()
        async with asyncio.timeout(SOON):
            await post.network.took.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert said == ["telegram: nothing is delivered for now: the database failed: OperationalError"]


async def test_what_was_claimed_by_a_commit_that_was_not_heard_of_is_sent_all_the_same(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is cut between the database's commit and its answer: the row is *sending*, and nobody has it."""
    post.put(["1", "2"])
    transaction = post.store.transaction

    @contextlib.contextmanager
    def unheard() -> Iterator[Unit]:
        with transaction() as unit:
            yield unit
        monkeypatch.undo()
        raise DatabaseError("the answer was lost")

    monkeypatch.setattr(post.store, "transaction", unheard)
    with pytest.raises(DatabaseError):
        await post.delivery.once()
    post.now += timedelta(seconds=1)
    assert await post.empty() == ["1", "2"]


async def test_a_fate_whose_record_was_not_heard_of_takes_no_other_message_with_it(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row was deleted, and another message has its number now: the record is made again, and must not delete that.

    The simulation found it (service, seed 6): an answer of the next morning was lost.
    """
    post.put(["1"])
    transaction = post.store.transaction

    @contextlib.contextmanager
    def unheard() -> Iterator[Unit]:
        with transaction() as unit:
            yield unit
        if post.network.tried:
            monkeypatch.undo()
            raise DatabaseError("the answer was lost")

    monkeypatch.setattr(post.store, "transaction", unheard)
    with pytest.raises(DatabaseError):
        await post.delivery.once()
    post.put(["a"], DOMINIQUE)
    assert await post.empty() == ["a"]


async def test_a_message_that_makes_a_network_fail_stops_no_other(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        post.network.before = lambda: None
        raise KeyError("Camille Exemple")

    post.network.before = fail
    post.put(["1", "2"])
    post.put(["a"], DOMINIQUE)
    assert await post.empty() == ["a"], "the chat itself rests for a moment"
    post.now += timedelta(seconds=1)
    assert await post.empty() == ["2"]
    assert post.told_uncertain(), "nobody knows whether it left"
    assert "KeyError" in caplog.text
    assert "Camille" not in caplog.text


# --- One chat in trouble --------------------------------------------------------------------------------------------


class Slow(Network):
    """A network that does to the chat of Camille what it is told to, and takes everything else at once."""

    def __init__(self, trouble: Callable[[], Awaitable[Fate]]) -> None:
        super().__init__()
        self.trouble = trouble

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        return await (self.trouble() if to == CAMILLE else super().send(to, payload, key))


async def hanging() -> Fate:
    await asyncio.Event().wait()
    return Sent()


async def slow() -> Fate:
    await asyncio.sleep(0.5)
    return Sent()


async def failing() -> Fate:
    return Later("M_UNKNOWN", timedelta(0), everyone=True)


async def limited() -> Fate:
    return Later("slow down", timedelta(minutes=1))


async def uncertain() -> Fate:
    return Uncertain("made up")


@pytest.mark.parametrize("trouble", [hanging, slow, failing, limited, uncertain])
async def test_whatever_ails_one_chat_all_others_are_written_to_at_once(
    tmp_path: Path, trouble: Callable[[], Awaitable[Fate]]
) -> None:
    """Before, a round waited for its slowest message: one that hung held up everybody for twenty-one seconds."""
    post = Post(tmp_path, Slow(trouble))
    post.put(["1", "2", "3", "4"])
    others = [Destination(f"exemple-{n}", f"place-{n}") for n in range(40)]
    running = asyncio.create_task(post.delivery.run())
    waits: list[float] = []
    try:
        for person in others:
            began = time.monotonic()
            post.network.took.clear()
            post.put(["a"], person)
            post.delivery.wake()
            async with asyncio.timeout(SOON):
                await post.network.took.wait()
            waits.append(time.monotonic() - began)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert sorted(waits)[-2] < 0.4, waits


# --- Stopping -------------------------------------------------------------------------------------------------------


async def test_a_delivery_that_is_stopped_ends_what_is_in_hand_and_begins_nothing(post: Post) -> None:
    post.put(["1", "2"])
    post.network.held = asyncio.Event()
    running = asyncio.create_task(post.delivery.run())
    async with asyncio.timeout(SOON):
        await post.network.began.wait()
        post.delivery.stop()
        await asyncio.sleep(0.05)
        assert not running.done()
        post.network.held.set()
        await running
    assert post.network.texts == ["1"]
    assert await post.restarted().empty() == ["2"], "nothing is uncertain"
    assert not post.told_uncertain()


async def test_a_delivery_that_is_stopped_waits_for_the_record_of_what_it_sent(post: Post) -> None:
    post.put(["1", "2"])
    post.network.before = post.break_database
    running = asyncio.create_task(post.delivery.run())
    async with asyncio.timeout(SOON):
        await post.network.took.wait()
        post.network.before = lambda: None
        post.delivery.stop()
        await asyncio.sleep(0.1)
        assert not running.done()
        post.mend_database()
        await running
    assert await post.restarted().empty() == ["2"]
    assert not post.told_uncertain()


async def test_an_idle_delivery_ends_at_once(post: Post) -> None:
    running = asyncio.create_task(post.delivery.run())
    await asyncio.sleep(0.05)
    post.delivery.stop()
    async with asyncio.timeout(SOON):
        await running


async def test_a_row_of_a_priority_that_there_is_not_holds_up_nobody(post: Post) -> None:
    post.put(["one"])
    with post.store.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET priority = 99"))
    post.put(["two"], DOMINIQUE)
    assert await post.empty() == ["two"]
    assert post.told_uncertain()


@pytest.mark.parametrize("where", ["leaves", "begins", "hold", "ended"])
async def test_a_mistake_beside_a_message_leaves_no_chat_waiting_for_the_next_start(
    post: Post, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Before: between its claim and its sending, or its sending and its record, nobody had it; its chat got no more."""
    of = {"leaves": post.delivery._timings, "hold": post.delivery._recorder}
    holder: object = of.get(where, post.delivery._pace)
    acts, mistakes = getattr(holder, where), [KeyError("made up")]

    def mistaken(*given: object) -> object:
        if mistakes:
            raise mistakes.pop()
        return acts(*given)

    monkeypatch.setattr(holder, where, mistaken)
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.01)
    post.put(["1", "2"])
    running = asyncio.create_task(post.delivery.run())
    try:
        async with asyncio.timeout(SOON):
            while post.rows():
                post.delivery.wake()
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert post.network.texts == ["1", "2"], "each once"
    assert mistakes == []


# --- One message in trouble -----------------------------------------------------------------------------------------


def states(post: Post) -> dict[str, str]:
    """The states of the messages that are kept, by their keys, in order."""
    with post.store.transaction() as unit:
        rows = unit.connection.execute(select(OutboxRow.key, OutboxRow.state).order_by(OutboxRow.id))
        return {key: state for key, state in rows}  # noqa: C416  rows of two


def breaking(owner: object, name: str, monkeypatch: pytest.MonkeyPatch, when: Callable[..., bool]) -> list[object]:
    """Have what an owner does fail in a way that nobody foresaw, each time that its values are those. What it met."""
    act, met = getattr(owner, name), list[object]()

    def breaks(*given: object, **named: object) -> object:
        if when(*given):
            met.append(given)
            raise ZeroDivisionError("Camille Exemple")
        return act(*given, **named)

    monkeypatch.setattr(owner, name, breaks)
    return met


async def delivered(post: Post, until: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the delivery run until that is so."""
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.01)
    running = asyncio.create_task(post.delivery.run())
    try:
        async with asyncio.timeout(SOON):
            while not until():
                post.delivery.wake()
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_waiting_message_that_breaks_its_reading_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: each claim failed at the same row, and nobody on that network got anything any more."""
    post.put(["1", "2"])
    post.put(["a"], DOMINIQUE)
    first, *_ = states(post)
    met = breaking(claiming, "read_message", monkeypatch, lambda _, key, __: key == first)
    await delivered(post, lambda: sorted(post.network.texts) == ["2", "a"], monkeypatch)
    assert len(met) == 1, "tried once"
    assert post.told_uncertain()
    assert "a message that waited cannot be read: ZeroDivisionError" in caplog.text
    assert "Camille" not in caplog.text


async def test_an_order_to_clean_that_breaks_its_making_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with post.store.transaction() as unit:
        order = Payload("", cleans=True)
        unit.outbox.put(TELEGRAM, CAMILLE, (order,), Priority.ANSWER, post.now)
    post.put(["a"], DOMINIQUE)
    met = breaking(Traces, "numbers", monkeypatch, lambda _, __, to, ___: to == CAMILLE)
    await delivered(post, lambda: list(states(post).values()) == ["waiting"], monkeypatch)
    assert post.network.texts == ["a"]
    assert len(met) == 1, "it is tried again, later"
    for _ in range(CLEANING_TRIES):
        post.now += timedelta(minutes=5)
        assert await post.empty() == []
    assert states(post) == {}, "and not for ever"
    assert "ZeroDivisionError" in caplog.text
    assert "Camille" not in caplog.text


async def test_a_fate_that_breaks_its_record_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: each round failed at the same fate: nothing was recorded, claimed or sent any more."""
    post.put(["1", "2"])
    post.put(["a", "b"], DOMINIQUE)
    first, *_ = states(post)
    breaking(Fates, "done", monkeypatch, lambda _, key, *__: key == first)
    await delivered(post, lambda: sorted(post.network.texts) == ["1", "2", "a", "b"], monkeypatch)
    assert post.told_uncertain(), "it left, and nothing more is known of it"
    assert "a fate cannot be recorded: ZeroDivisionError" in caplog.text
    assert "Camille" not in caplog.text


async def test_a_departure_that_breaks_its_report_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_: object) -> None:
        raise ZeroDivisionError("Camille Exemple")

    monkeypatch.setattr(post.delivery._recorder, "_gone", breaks)
    post.network.fates = [Gone("made up")]
    post.put(["1"])
    await delivered(post, lambda: not post.rows(), monkeypatch)
    post.put(["a"], DOMINIQUE)
    await delivered(post, lambda: post.network.texts[-1] == "a", monkeypatch)
    assert "ZeroDivisionError" in caplog.text
    assert "Camille" not in caplog.text


@pytest.mark.parametrize("column", ["not_before", "queued_at", "claimed_at"])
async def test_a_waiting_row_whose_moment_cannot_be_read_holds_up_no_other(
    post: Post, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte of the database changed its value: « 2026-24-11 » is no day."""
    post.put(["1"])
    with post.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE outbox SET {column} = '2026-24-11 09:00:00.000000'"))
    post.put(["a"], DOMINIQUE)
    post.now += timedelta(days=60)
    await delivered(post, lambda: sorted(post.network.texts) == ["1", "a"], monkeypatch)
