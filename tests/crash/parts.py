"""The parts of `make crash`: what is driven, and where."""

from collections.abc import Callable
from pathlib import Path

from tests.crash.driving import Driver, Run, Where, empty
from tests.crash.enumerating import Outcome, enumerate_points
from tests.crash.on_telegram import OnTelegram

Progress = Callable[[Outcome], None]


async def on_telegram(folder: Path, where: Where | None, expected: int = 0, mutant: str | None = None) -> Run:
    """One run on Telegram and SQLite."""
    async with OnTelegram() as place:
        return await Driver(place, empty(folder), where, mutant).run(expected)


async def telegram(
    folder: Path, every: int = 1, workers: int = 2, progress: Progress | None = None, mutant: str | None = None
) -> Outcome:
    """Every crash point of the journey on Telegram and SQLite."""

    async def live(where: Where | None, expected: int, worker: int) -> Run:
        return await on_telegram(folder / str(worker), where, expected, mutant)

    return await enumerate_points(live, remembers=False, every=every, workers=workers, progress=progress)
