"""One bad thing harms one thing: each loop of the program meets an error that nobody foresaw, and all others go on."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import event

from bot import clock
from bot.app import assembly, serving
from bot.app.assembly import App
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network import Follower, History, Inbox, Pushed
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload, Sent
from bot.runtime import enduring, inbox, orphans
from bot.runtime.delivery import Delivery
from bot.runtime.metrics import Metrics
from bot.runtime.orphans import Orphans
from bot.service.answering import Service
from bot.service.forgetting import Expiry
from bot.service.rounds import Rounds
from bot.settings import Settings
from bot.store import DatabaseError
from bot.store.claiming import Claims
from bot.store.looks import Looks
from bot.store.unit import Store
from tests.read import content
from tests.real.synapse import free_port
from tests.store.talk import BEGUN, Bench

SOON = 10.0
WORDS = "Camille Exemple, 12 rue des Essais"
GREETED = "robot gratuit"
HOST = "127.0.0.1"


class UnforeseenError(Exception):
    """An error of a class that nothing in the program knows; its words are somebody's."""


def breaks(*_: object, **__: object) -> Any:
    raise UnforeseenError(WORDS)


class MadeUp:
    """A network on which a person says things, and what is sent to them is kept. It breaks when it is told to."""

    history: History | None = None
    link = ""
    pushed: Mapping[str, Pushed] = {}

    def __init__(self, name: NetworkName) -> None:
        self.name = name
        self.capabilities: Capabilities = assembly.CAPABILITIES[name]
        self.said: asyncio.Queue[Incoming | BaseException] = asyncio.Queue()
        self.got: list[str] = []
        self.opens = asyncio.Event()
        self.opens.set()
        self.served = 0
        self.refused = 0
        self._changed = asyncio.Condition()
        self._ids = count()

    @property
    def follower(self) -> Follower | None:
        return self if self.name is NetworkName.TELEGRAM else None

    async def follow(self, inbox: Inbox) -> None:
        await asyncio.Event().wait()

    async def serve(self, inbox: Inbox) -> None:
        await self.opens.wait()
        self.served += 1
        while True:
            await inbox.reading()
            if isinstance(one := await self.said.get(), BaseException):
                raise one
            try:
                await inbox.receive(one)
            except (UnforeseenError, DatabaseError):  # every adapter goes on
                self.refused += 1

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        async with self._changed:
            self.got.append(payload.text)
            self._changed.notify_all()
        return Sent()

    async def close(self) -> None:
        pass

    def greets(self) -> int:
        """Somebody new says hello. Returns how many answers had come before."""
        number = next(self._ids)
        who = f"{self.name}-person-{number}"
        self.said.put_nowait(
            Incoming(self.name, f"{self.name}-{number}", who, f"place-of-{who}", Text("bonjour"), "fr")
        )
        return len(self.got)

    async def answers(self) -> None:
        """Somebody new says hello, and is answered."""
        before = self.greets()
        async with asyncio.timeout(SOON), self._changed:
            await self._changed.wait_for(lambda: any(GREETED in text for text in self.got[before:]))


class Running:
    """The program, with two made-up networks: one that every worker could send on, one that lives in one place."""

    def __init__(self, app: App, telegram: MadeUp, matrix: MadeUp, task: "asyncio.Task[None]", url: str) -> None:
        self.app, self.telegram, self.matrix, self.task, self._url = app, telegram, matrix, task, url

    async def goes_on(self) -> None:
        """Whoever writes is answered, on both networks, and the program runs."""
        await self.telegram.answers()
        await self.matrix.answers()
        assert not self.task.done()

    async def told(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"{self._url}/{path}") as answer:
            return answer.status, await answer.text()

    async def until(self, told: Callable[[str], bool], path: str) -> tuple[int, str]:
        """Wait until a visitor is told so."""
        async with asyncio.timeout(SOON):
            while not told((found := await self.told(path))[1]):  # noqa: ASYNC110  as a watcher asks
                await asyncio.sleep(0.01)
        return found


@pytest.fixture
async def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Running]:
    port = free_port()
    began, bench = time.monotonic(), Bench(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: BEGUN + timedelta(seconds=time.monotonic() - began))
    settings = Settings(data_dir=tmp_path, http_address=f"{HOST}:{port}")
    app = App(settings, content(), bench.store, bench.service, {})
    telegram, matrix = MadeUp(NetworkName.TELEGRAM), MadeUp(NetworkName.MATRIX)
    monkeypatch.setattr(serving, "networks", lambda _: (telegram, matrix))
    monkeypatch.setattr(serving, "made", lambda *_: matrix)
    monkeypatch.setattr(serving, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(enduring, "FIRST_PAUSE", 0.05)
    task = asyncio.create_task(serving.run(app))
    running = Running(app, telegram, matrix, task, f"http://{HOST}:{port}")
    try:
        await running.goes_on()
        yield running
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert WORDS not in caplog.text
    assert "Camille" not in caplog.text


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


# --- Receiving ------------------------------------------------------------------------------------------------------


async def test_what_nobody_cancelled_and_was_cancelled_is_a_mistake_too(program: Running) -> None:
    program.matrix.said.put_nowait(asyncio.CancelledError(WORDS))
    await program.goes_on()
    assert program.matrix.served == 2


@pytest.mark.parametrize("name", ["telegram", "matrix"])
async def test_a_network_that_ends_by_a_mistake_is_served_again_and_the_other_goes_on(
    program: Running, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: a homeserver whose sync had a number for an event ended the bot, Telegram with it."""
    broken, other = (program.telegram, program.matrix) if name == "telegram" else (program.matrix, program.telegram)
    broken.opens.clear()
    broken.said.put_nowait(UnforeseenError(WORDS))
    status, _ = await program.until(lambda told: "UnforeseenError" in told, "readyz")
    assert status == 503
    assert "UnforeseenError" in (await program.told("healthz"))[1]
    await other.answers()
    broken.opens.set()
    await program.goes_on()
    assert broken.served == 2
    (line,) = lines(caplog)
    assert line.startswith(f"receiving on {name} ended by a mistake, again in 0 s: UnforeseenError at ")
    assert (await program.until(lambda told: "UnforeseenError" not in told, "readyz"))[0] == 200
    assert f'objecteur_mistakes_total{{loop="receiving on {name}"}} 1.0' in (await program.told("metrics"))[1]


async def test_the_pauses_of_a_network_that_keeps_failing_grow(program: Running) -> None:
    for _ in range(4):
        program.matrix.said.put_nowait(UnforeseenError(WORDS))
    began = asyncio.get_running_loop().time()
    await program.matrix.answers()
    assert program.matrix.served == 5
    assert asyncio.get_running_loop().time() - began > 0.05 + 0.1 + 0.2 + 0.4


# --- A turn ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["telegram", "matrix"])
async def test_a_turn_that_fails_is_one_person_s(program: Running, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = program.telegram if name == "telegram" else program.matrix
    with monkeypatch.context() as broken:
        broken.setattr(program.app.service, "receive", breaks)
        network.greets()
        await reached(lambda: network.refused, 1)
    await program.goes_on()


# --- The database ---------------------------------------------------------------------------------------------------


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """While the block lasts nothing more can be written."""

    def refuse(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
            raise error

    event.listen(store.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", refuse)


async def at_rest(program: Running) -> None:
    """Wait until nothing is to be sent, recorded or forgotten: the first looks write what they count by."""
    looks = 0
    tick = Service.tick

    def counted(*given: Any, **named: Any) -> int:
        nonlocal looks
        queued = tick(*given, **named)
        looks += 1
        return queued

    def live() -> int:
        with program.app.store.transaction() as unit:
            return sum(unit.outbox.standing(name)[0] for name in NetworkName)

    with pytest.MonkeyPatch.context() as watched:
        watched.setattr(Service, "tick", counted)
        await reached(lambda: looks, 3)
    async with asyncio.timeout(SOON):
        while await asyncio.to_thread(live):  # noqa: ASYNC110  as a watcher asks
            await asyncio.sleep(0.01)


FULL = "the database failed: the disk is full"


async def test_a_full_disk_is_said_before_anybody_writes(program: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Before: « serving », and nothing in the log, until somebody's message was lost on the way."""
    await at_rest(program)
    with full_disk(program.app.store):
        status, told = await program.until(lambda told: FULL in told, "readyz")
        assert (status, "serving" in told) == (503, False)
        alive, told = await program.told("healthz")
        assert (alive, FULL in told, "serving" in told) == (200, True, False), "starting it anew would help nobody"
        await program.until(lambda told: "objecteur_ready 0.0" in told, "metrics")
    assert (await program.until(lambda told: FULL not in told, "readyz"))[0] == 200
    await program.goes_on()
    assert lines(caplog) == [f"nothing can be written for now: {FULL}"]


async def test_a_message_that_a_full_disk_refuses_is_said_so_once_until_one_is_taken(
    program: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What writes little still works: the looks, and an empty transaction."""
    monkeypatch.setattr(Looks, "prove", lambda _: None)
    await at_rest(program)
    with full_disk(program.app.store):
        for _ in range(3):
            program.telegram.greets()
        await reached(lambda: program.telegram.refused, 3)
        status, told = await program.told("readyz")
        assert (status, FULL in told) == (503, True)
    assert lines(caplog) == [f"telegram: a message could not be taken for now: {FULL}"]
    await program.goes_on()
    assert (await program.told("readyz"))[0] == 200


async def test_what_was_last_read_that_cannot_be_noted_ends_no_reading(
    program: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: a stored moment that could not be read ended it, again and again, for ever."""
    monkeypatch.setattr(inbox, "READING_EVERY", timedelta(0))
    met = beside(monkeypatch, Service, "reading")
    await program.goes_on()
    await program.goes_on()
    assert met() >= 2
    assert program.telegram.served == program.matrix.served == 1
    assert "UnforeseenError" in lines(caplog)[0]


# --- Everything else ------------------------------------------------------------------------------------------------


def beside(monkeypatch: pytest.MonkeyPatch, owner: type, method: str) -> Callable[[], int]:
    """Have a method break. Returns what tells how often it was called."""
    met = 0

    def broken(*_: object, **__: object) -> Any:
        nonlocal met
        met += 1
        raise UnforeseenError(WORDS)

    monkeypatch.setattr(owner, method, broken)
    return lambda: met


async def reached(met: Callable[[], int], times: int = 2) -> None:
    async with asyncio.timeout(SOON):
        while met() < times:  # noqa: ASYNC110  threads count too
            await asyncio.sleep(0.01)


async def test_a_look_at_what_is_due_that_fails_stops_no_network(
    program: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        await reached(beside(broken, Rounds, "tick"))
        await program.goes_on()
        status, told = await program.told("readyz")
        assert (status, "UnforeseenError at bot/" in told) == (503, True)
    assert (await program.until(lambda told: "UnforeseenError" not in told, "readyz"))[0] == 200


async def test_forgetting_that_fails_stops_no_reminder(program: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before: nobody was reminded while somebody could not be forgotten."""
    looked = 0
    tick = Rounds.tick

    def counting(self: Rounds, *given: Any) -> int:
        nonlocal looked
        looked += 1
        return tick(self, *given)

    monkeypatch.setattr(Rounds, "tick", counting)
    await reached(beside(monkeypatch, Expiry, "look"))
    before = looked
    await reached(lambda: looked, before + 2)
    await program.goes_on()
    assert "UnforeseenError" in (await program.told("readyz"))[1]


async def test_the_file_of_deeds_is_written_while_looks_fail(program: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before: who had themselves erased while looks failed would have come back with a backup."""
    moves = 0

    def moving(*_: object) -> None:
        nonlocal moves
        moves += 1

    monkeypatch.setattr(serving, "move", moving)
    await reached(beside(monkeypatch, Rounds, "tick"))
    before = moves
    await reached(lambda: moves, before + 2)


async def test_a_file_of_deeds_that_cannot_be_written_stops_no_look(
    program: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "move", breaks)
    status, _ = await program.until(lambda told: "UnforeseenError" in told, "readyz")
    assert status == 503
    await program.goes_on()


@pytest.mark.parametrize(("owner", "method"), [(Claims, "claim"), (Delivery, "_round"), (Delivery, "_land")])
async def test_delivery_that_fails_goes_on_once_it_can(
    program: Running, monkeypatch: pytest.MonkeyPatch, owner: type, method: str
) -> None:
    with monkeypatch.context() as broken:
        program.telegram.greets()
        program.matrix.greets()
        await reached(beside(broken, owner, method))
        assert (await program.until(lambda told: "UnforeseenError" in told, "readyz"))[0] == 503
    await program.goes_on()


@pytest.mark.parametrize("name", ["telegram", "matrix"])
async def test_a_delivery_that_ends_by_a_mistake_begins_again(
    program: Running, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What stands around its rounds breaks: the word that it delivers again."""
    network = program.telegram if name == "telegram" else program.matrix
    with monkeypatch.context() as broken:
        met = beside(broken, Delivery, "_nap")
        network.greets()
        await reached(met)
    await program.goes_on()
    assert any(line.startswith(f"delivering on {name} ended by a mistake") for line in lines(caplog))


async def test_a_sending_that_breaks_is_one_message_s(program: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(program.matrix, "send", breaks)
        program.matrix.greets()
        await program.telegram.answers()
    await program.goes_on()


async def test_metrics_that_cannot_be_made_are_a_visitor_s_trouble(
    program: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Metrics, "collect", breaks)
        assert (await program.told("metrics"))[0] == 500
        assert (await program.told("healthz"))[0] == 200
        await program.goes_on()
    assert (await program.told("metrics"))[0] == 200


async def test_the_orphans_of_other_workers_are_looked_for_again_after_a_mistake(
    program: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: after one error they were never looked for again, and nothing said so."""
    monkeypatch.setattr(orphans, "LOOKS_EVERY", 0)
    looks = Orphans(MadeUp(NetworkName.TELEGRAM), program.app.store, clock.now, clock.monotonic)
    met = beside(monkeypatch, Orphans, "look")
    looking = asyncio.create_task(looks.run(lambda: True))
    await reached(met, 3)
    looking.cancel()
    assert "not decided yet: UnforeseenError" in lines(caplog)[0]
