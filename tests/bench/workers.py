"""The same crowd at one, two and four workers on one PostgreSQL, whose own work is not counted."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from bot.store.engine import open_engine
from bot.store.guard import living
from tests.bench.crowd import Run, at_once
from tests.bench.journeys import BEFORE_THE_LETTERS
from tests.bench.rows import SECRET
from tests.bench.running import SOON, TOKEN, Several, ours
from tests.real.at import NOW
from tests.real.telegram_api import TelegramApi
from tests.store.postgres import TEMPLATE, Postgres

PEOPLE = 60
_SETTLED = 3.0
"""The seconds after which all send their share."""


def by_workers(numbers: tuple[int, ...]) -> dict[int, Run]:
    """The figures of each number of workers. The database syncs no commit: what the workers take is to be seen."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="objecteur-bench-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "postgres")
        try:
            for number in numbers:
                (data := Path(folder) / str(number)).mkdir()
                found[number] = asyncio.run(_run(data, server.empty(f"workers_{number}", TEMPLATE), number))
        finally:
            server.stop()
    return found


async def _run(data: Path, database: str, number: int) -> Run:
    api = TelegramApi(TOKEN)
    url, engine = await api.start(), open_engine(database)
    try:
        async with AsyncExitStack() as running:
            programs = [
                await running.enter_async_context(ours(data, url, NOW, database_url=database, secret_keys=SECRET))
                for _ in range(number)
            ]
            async with asyncio.timeout(number * SOON):
                while living(engine) < number:  # noqa: ASYNC110  only the database knows
                    await asyncio.sleep(0.1)
            await asyncio.sleep(_SETTLED)
            workers = Several(programs)
            await at_once(api, workers, 3 * number, BEFORE_THE_LETTERS)  # what is loaded at first use is loaded then
            return await at_once(api, workers, PEOPLE, BEFORE_THE_LETTERS)
    finally:
        engine.dispose()
        await api.stop()
