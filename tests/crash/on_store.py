"""The journey without a network, on SQLite and on PostgreSQL: service, outbox and delivery against a stand-in."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.engine import open_engine
from bot.store.unit import Store
from tests.crash.driving import Run, Where, empty
from tests.crash.journey import ARMED, PHASES, Phase
from tests.crash.judge import Lived
from tests.crash.kept import Kept, kept
from tests.crash.process import Bot, StuckError
from tests.crash.store_child import StoreStart, live_store, read
from tests.store.bench import keyring
from tests.store.postgres import TEMPLATE, Postgres

ONE = ARMED[0].name
"""All that may be killed is one process here: its boundaries bear the name of the first phase."""
UNARMED = tuple(phase for phase in PHASES if not phase.armed)


@contextmanager
def database(folder: Path, postgres: Postgres | None, worker: int) -> Iterator[str]:
    """The URL of an empty database: a file in the folder, or one of a server, dropped afterwards."""
    if postgres is None:
        yield f"sqlite:///{folder / 'objecteur.sqlite3'}"
        return
    name = f"crash_{worker}"
    yield postgres.empty(name, TEMPLATE)
    postgres.drop(name)


async def on_store(
    folder: Path, where: Where | None, *, remembers: bool, postgres: Postgres | None = None, worker: int = 0,
    mutant: str | None = None,
) -> Run:  # fmt: skip
    """One run."""
    data = empty(folder)
    with database(data, postgres, worker) as url:
        start = StoreStart(url, data.parent / "sent", remembers, ARMED, where.aim if where else None, mutant)
        reached: dict[str, Counter[str]] = {}
        harmed, odd = False, tuple[str, ...]()
        try:
            first = await _ended(start)
            reached[ONE], harmed = first.reached, first.killed
            await _until_all_is_said(url, start, ARMED if harmed else ())
            await _until_all_is_said(url, start, UNARMED)
        except StuckError as error:
            odd = (str(error),)
        found = await asyncio.to_thread(_kept_at, url)
    log = (data.parent / "bot.log").read_text(encoding="utf-8")
    texts = tuple(text for _, text in read(start.sent))
    return Run(Lived(texts, found, odd, "\n\n".join((*texts, log))), reached, harmed)


async def _until_all_is_said(url: str, start: StoreStart, phases: tuple[Phase, ...]) -> None:
    if phases:
        again = await _ended(StoreStart(url, start.sent, start.remembers, phases, mutant=start.mutant))
        if again.killed:
            raise StuckError("it ends again")


async def _ended(start: StoreStart) -> Bot:
    async with Bot(live_store, start) as bot:
        await bot.ends()
    return bot


def _kept_at(url: str) -> Kept:
    engine = open_engine(url)
    try:
        return kept(Store(engine, keyring()))
    finally:
        engine.dispose()
