"""`/healthz`: how each part of the program is, for a watcher."""

import asyncio
import re
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.app import assembly, serving
from bot.runtime.health import UNREAD, UNSEEN, Health
from bot.runtime.http import listening
from bot.runtime.timings import Timings
from bot.settings import Settings
from bot.store import StoreError

SOON = 5.0
ILL = "a stored event cannot be read: on"


async def asked(health: Health, path: str = "healthz") -> tuple[int, dict[str, str]]:
    """What a watcher is told."""
    async with listening("127.0.0.1", 0, {}, health, bytes) as (host, port), aiohttp.ClientSession() as session:
        async with session.get(f"http://{host}:{port}/{path}") as told:
            return told.status, await told.json()


async def test_health_says_how_each_part_is() -> None:
    health, well = Health(("telegram", "matrix")), {"telegram": "serving", "matrix": "serving", "reminders": "computed"}
    assert await asked(health) == (200, well)
    health.ended["matrix"] = "the account is gone"
    assert await asked(health) == (503, well | {"matrix": "the account is gone"})


async def test_nothing_else_is_answered() -> None:
    async with listening("127.0.0.1", 0, {}, Health(()), bytes) as (host, port), aiohttp.ClientSession() as session:
        for path, status in (("/", 404), ("/healthz/", 404), ("/../etc/passwd", 404), ("/docs", 404)):
            async with session.get(f"http://{host}:{port}{path}") as told:
                assert told.status == status, path
        for method in ("TRACE", "PUT", "DELETE", "POST"):
            async with session.request(method, f"http://{host}:{port}/healthz") as told:
                assert told.status == 405, method


async def test_ready_says_what_does_not_get_on_until_it_does() -> None:
    """Before: a homeserver that was frozen, or a disk that was full, was 200 « serving »."""
    seconds = [0.0]
    health = Health(("telegram", "matrix"), ("matrix",), lambda: seconds[0])
    well = {"telegram": "serving", "matrix": "serving", "reminders": "computed"}
    assert await asked(health, "readyz") == (200, well)
    seconds[0] = UNREAD + 1
    assert await asked(health, "readyz") == (503, well | {"matrix": "no answer for 121 s"})
    assert await asked(health) == (200, well), "starting it anew would help nobody"
    health.read("matrix")
    assert await asked(health, "readyz") == (200, well)
    assert health.refuses("matrix", "a sync is refused (M_FORBIDDEN)"), "a new reason is logged"
    assert not health.refuses("matrix", "a sync is refused (M_FORBIDDEN)")
    assert await asked(health, "readyz") == (503, well | {"matrix": "a sync is refused (M_FORBIDDEN)"})
    health.read("matrix")
    assert (await asked(health, "readyz"), health.refusals["matrix"]) == ((200, well), 2)
    health.stuck["telegram"] = "the database failed: OperationalError"
    assert await asked(health, "readyz") == (503, well | {"telegram": "the database failed: OperationalError"})
    health.stuck["telegram"] = ""
    seconds[0] += UNSEEN
    health.read("matrix")
    assert await asked(health, "readyz") == (503, well | {"reminders": "no look for 421 s"})
    health.looked()
    assert await asked(health, "readyz") == (200, well)


async def test_health_says_that_reminders_cannot_be_computed_until_they_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network is served all the while: only the looks fail, twice."""
    program, health, seen = assembly.build(Settings(data_dir=tmp_path)), Health(("telegram",)), []
    fails, done = iter((StoreError(ILL), KeyError("Camille Exemple"), None)), asyncio.Event()

    def tick(_: datetime, *, forgets: bool) -> int:
        seen.append(health.seen())
        if len(seen) == 4:
            done.set()
        elif error := next(fails):
            raise error
        return 0

    monkeypatch.setattr(serving, "TICK_SECONDS", 0)
    monkeypatch.setattr(program.service, "tick", tick)
    ticking = asyncio.create_task(serving._tick(program, lambda: None, health, Timings()))
    await asyncio.wait_for(done.wait(), SOON)
    ticking.cancel()
    well, mistaken = "computed", "KeyError at bot/app/serving.py"
    told = [(int(status), words["reminders"]) for status, words in seen[:4]]
    assert "Camille" not in str(told)
    assert [(status, re.sub(r"py:\d+", "py", word)) for status, word in told] == [
        (200, well),
        (503, ILL),
        (503, mistaken),
        (200, well),
    ]
    assert dict(seen[1][1]) == {"telegram": "serving", "reminders": ILL}


async def test_a_follower_is_ready_while_somebody_leads() -> None:
    seconds, led, trouble = [0.0], [True], [""]
    health = Health(("telegram",), ("telegram",), lambda: seconds[0], trouble=lambda: trouble[0], led=lambda: led[0])
    well = {"telegram": "serving", "reminders": "computed"}
    with health.following("telegram"), health.following("reminders"):
        seconds[0] = UNREAD + UNSEEN
        assert await asked(health, "readyz") == (200, well), "another polls, and looks at what is due"
        led[0] = False
        assert await asked(health, "readyz") == (200, well), "somebody will take over"
        seconds[0] += UNSEEN + 1
        assert await asked(health, "readyz") == (503, well | {"reminders": "no look for 301 s"})
        led[0] = True
        assert await asked(health, "readyz") == (200, well)
        trouble[0] = "the database failed: OperationalError"
        assert await asked(health, "readyz") == (503, well | {"worker": trouble[0]})
        trouble[0] = ""
    assert await asked(health, "readyz") == (200, well), "nothing is late when it begins to lead"
