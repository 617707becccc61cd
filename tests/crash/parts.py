"""The parts of `make crash`: what is driven, and where."""

import asyncio
from pathlib import Path

from tests.crash.driving import Driver, Run, Where, empty
from tests.crash.enumerating import ALL, Choice, Outcome, Progress, enumerate_points
from tests.crash.on_matrix import OnMatrix
from tests.crash.on_store import on_store
from tests.crash.on_telegram import OnTelegram
from tests.real.synapse import Synapse
from tests.store.postgres import Postgres


async def on_telegram(folder: Path, where: Where | None, expected: int = 0, mutant: str | None = None) -> Run:
    """One run on Telegram and SQLite."""
    async with OnTelegram() as place:
        return await Driver(place, empty(folder), where, mutant).run(expected)


async def telegram(
    folder: Path, choice: Choice = ALL, progress: Progress = lambda _: None, mutant: str | None = None
) -> Outcome:
    """Every crash point of the journey on Telegram and SQLite."""

    async def live(where: Where | None, expected: int, worker: int) -> Run:
        return await on_telegram(folder / str(worker), where, expected, mutant)

    return await enumerate_points(live, choice, remembers=False, progress=progress)


async def on_matrix(
    synapse: Synapse, folder: Path, where: Where | None, expected: int = 0, mutant: str | None = None
) -> Run:
    """One run on Matrix and SQLite."""
    data = empty(folder)
    async with OnMatrix(synapse, folder / "person") as place:
        return await Driver(place, data, where, mutant).run(expected)


async def matrix(
    folder: Path, choice: Choice = ALL, progress: Progress = lambda _: None, mutant: str | None = None
) -> Outcome:
    """Every crash point of the journey on Matrix and SQLite, on one homeserver."""
    (folder / "synapse").mkdir()
    synapse = Synapse(folder / "synapse")
    await asyncio.to_thread(synapse.start)
    try:
        return await matrix_at(synapse, folder, choice, progress, mutant)
    finally:
        await asyncio.to_thread(synapse.stop)


async def matrix_at(
    synapse: Synapse,
    folder: Path,
    choice: Choice = ALL,
    progress: Progress = lambda _: None,
    mutant: str | None = None,
) -> Outcome:
    """The same, on a homeserver that is there."""

    async def live(where: Where | None, expected: int, worker: int) -> Run:
        return await on_matrix(synapse, folder / str(worker), where, expected, mutant)

    return await enumerate_points(live, choice, remembers=True, progress=progress)


async def store(
    folder: Path,
    choice: Choice = ALL,
    progress: Progress = lambda _: None,
    mutant: str | None = None,
    *,
    remembers: bool = False,
    postgres: Postgres | None = None,
) -> Outcome:
    """Every crash point of service, outbox and delivery, on SQLite, or on a PostgreSQL that is there."""

    async def live(where: Where | None, _: int, worker: int) -> Run:
        return await on_store(
            folder / str(worker), where, remembers=remembers, postgres=postgres, worker=worker, mutant=mutant
        )

    return await enumerate_points(live, choice, remembers=remembers, progress=progress)


async def store_on_postgres(
    folder: Path,
    choice: Choice = ALL,
    progress: Progress = lambda _: None,
    mutant: str | None = None,
    *,
    remembers: bool = False,
) -> Outcome:
    """The same, on a PostgreSQL of its own."""
    server = await asyncio.to_thread(Postgres, folder / "postgres")
    try:
        return await store(folder, choice, progress, mutant, remembers=remembers, postgres=server)
    finally:
        await asyncio.to_thread(server.stop)
