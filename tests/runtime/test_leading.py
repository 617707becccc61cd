"""Leading: what one worker does, what it leaves when its guard is lost, and what it may not do while it is not sure."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from bot.runtime.leading import SURE, Leading
from bot.store.claiming import WHOLE, Share
from bot.store.engine import open_engine
from bot.store.guard import Guard, PoolerError, living
from tests.store.postgres import TEMPLATE, Postgres

SOON = 20.0
_KEY = re.compile(rb"(K\0\0\0\x0c).{4}", re.DOTALL)
"""What the server says of a session when it begins: its process id, and a secret."""


@pytest.fixture
def engine(postgres: Postgres) -> Iterator[Engine]:
    engine = open_engine(postgres.empty("crew", TEMPLATE))
    yield engine
    engine.dispose()
    postgres.drop("crew")


class Clock:
    """A clock that nobody sets, and that can jump, as for a process that was stopped."""

    def __init__(self) -> None:
        self.jumped = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.jumped


class Worker:
    """One worker, which notes what it does for each leadership."""

    def __init__(self, engine: Engine | None) -> None:
        self.clock = Clock()
        self.leading = Leading(Guard(engine) if engine else None, self.clock)
        self.doing: dict[str, str] = {}

    async def does(self, lead: str, what: str) -> None:
        self.doing[lead] = what
        try:
            await asyncio.Event().wait()
        finally:
            self.doing[lead] = ""

    async def stands_for(self, lead: str) -> None:
        await self.leading.lead(lead, lambda: self.does(lead, "leads"), lambda: self.does(lead, "follows"))


@asynccontextmanager
async def standing(worker: Worker, *leads: str) -> AsyncIterator[Worker]:
    tasks = [asyncio.ensure_future(worker.stands_for(lead)) for lead in leads]
    tasks.append(asyncio.ensure_future(worker.leading.run()))
    try:
        yield worker
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(holds: object) -> None:
    assert callable(holds)
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110  it may be anything
            await asyncio.sleep(0.01)


async def test_the_only_process_leads_all_and_sends_all() -> None:
    async with standing(Worker(None), "made up") as one:
        await until(lambda: one.doing == {"made up": "leads"})
        assert one.leading.leads("made up")
        assert one.leading.share() == WHOLE
        one.clock.jumped = 3_600
        assert one.leading.share() == WHOLE


async def test_one_of_two_leads_and_the_other_takes_over_when_it_ends(engine: Engine) -> None:
    one, other = Worker(engine), Worker(engine)
    async with standing(other, "b"):
        await until(lambda: other.doing.get("b") == "leads")  # before the one can take it
        async with standing(one, "a", "b"):
            await until(lambda: one.doing == {"a": "leads", "b": "follows"})
            await until(lambda: {one.leading.share(), other.leading.share()} == {Share(0, 2), Share(1, 2)})
            assert living(engine) == 2
            assert one.leading.led("b")
            assert not one.leading.leads("b")
        await until(lambda: other.leading.share() == WHOLE)
        assert other.doing == {"b": "leads"}
    assert living(engine) == 0


async def test_whoever_comes_second_sends_nothing_at_first(engine: Engine) -> None:
    one, other = Worker(engine), Worker(engine)
    async with standing(one):
        await until(lambda: one.leading.share() == WHOLE)
        async with standing(other):
            await until(lambda: other.leading.workers == 2)
            assert other.leading.share() is None
            await until(lambda: one.leading.share() is not None and one.leading.share() != WHOLE)
            await until(other.leading.share)


async def test_a_leadership_whose_work_ends_is_anothers_to_take(engine: Engine) -> None:
    one, other = Worker(engine), Worker(engine)

    async def fails() -> None:
        raise ValueError("made up")

    async with standing(one):
        with pytest.raises(ValueError, match="made up"):
            await one.leading.lead("a", fails, lambda: one.does("a", "follows"))
        async with standing(other, "a"):
            await until(lambda: other.doing == {"a": "leads"})


async def test_a_lost_guard_ends_what_was_led_and_is_set_up_again(engine: Engine) -> None:
    async with standing(Worker(engine), "a") as one:
        await until(lambda: one.doing == {"a": "leads"})
        with psycopg.connect(engine.url.set(drivername="postgresql").render_as_string(False), autocommit=True) as cut:
            cut.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        await until(lambda: one.leading.trouble)
        assert one.leading.share() is None
        await until(lambda: one.doing == {"a": "follows"})
        await until(lambda: one.doing == {"a": "leads"} and not one.leading.trouble)
        await until(one.leading.share)


async def test_a_guard_that_fails_by_a_mistake_is_set_up_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: the whole program ended."""

    async def breaks(*_: object) -> None:
        raise KeyError("Camille Exemple")

    async with standing(Worker(engine), "a") as one:
        await until(lambda: one.doing == {"a": "leads"})
        with monkeypatch.context() as broken:
            broken.setattr(Guard, "look", breaks)
            await until(lambda: one.leading.trouble)
            assert one.leading.trouble.startswith("KeyError at bot/runtime/leading.py:")
        await until(lambda: one.doing == {"a": "leads"} and not one.leading.trouble)
    assert "Camille" not in caplog.text


async def test_a_process_that_was_stopped_for_a_while_is_sure_of_nothing(engine: Engine) -> None:
    """Before its guard can tell it anything: the clock alone says that others may have taken over."""
    async with standing(Worker(engine), "a") as one:
        await until(lambda: one.doing == {"a": "leads"})
        one.clock.jumped = SURE
        assert not one.leading.leads("a")
        assert one.leading.share() is None
        await until(one.leading.share)


async def test_the_server_ends_the_guard_of_a_worker_that_says_nothing(engine: Engine) -> None:
    guard, other = Guard(engine), Worker(engine)
    async with guard.standing():
        assert (await guard.look(["a"])).leads == {"a"}
        async with standing(other, "a"):  # the guard says nothing from here on, though its connection is whole
            began = asyncio.get_running_loop().time()
            await until(lambda: other.doing == {"a": "leads"})
            assert asyncio.get_running_loop().time() - began < 15


async def test_a_pooler_is_refused_because_its_sessions_are_nobodys(engine: Engine, tmp_path: Path) -> None:
    """It answers to whoever connects with a number of its own, as PgBouncer does, and lends sessions that it keeps."""
    there = str(engine.url.query["host"])

    async def lend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said, told = await asyncio.open_unix_connection(f"{there}/.s.PGSQL.5432")

        async def pass_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            while heard := await source.read(1 << 16):
                to.write(_KEY.sub(lambda found: found[1] + b"\0\0\0\7", heard))
            to.close()

        await asyncio.gather(pass_on(reader, told), pass_on(said, writer))

    async with await asyncio.start_unix_server(lend, tmp_path / ".s.PGSQL.5432"):
        pooled = open_engine(engine.url.update_query_dict({"host": str(tmp_path)}).render_as_string(False))
        with pytest.raises(PoolerError, match="the address of PostgreSQL itself"):
            await asyncio.wait_for(Worker(pooled).leading.run(), SOON)
