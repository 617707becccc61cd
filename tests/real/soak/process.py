"""The bot as a process of its own, looked at from outside while it runs."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.real.running import BEGUN, environment

SOON = 30
STOPS_WITHIN = 10
"""Seconds from SIGTERM to the end of the program."""
WRONG = re.compile(r"Traceback|never retrieved|never awaited|ResourceWarning| (?:ERROR|CRITICAL) ")


@dataclass(frozen=True)
class Sample:
    """The process at one moment: memory in bytes, tasks by what they run, seconds of both processors so far."""

    rss: int
    tasks: Counter[str] = field(repr=False)
    threads: int
    files: int
    cpu: float


class Watched:
    """`objecteur run` in a data directory, until stopped; its log goes to a file: a pipe that nobody reads fills up."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """Take an empty folder and the settings."""
        self.data = folder / "bot"
        self.data.mkdir()
        self._settings = settings
        self._log, self._samples = folder / "bot.log", folder / "samples"
        self._process: asyncio.subprocess.Process | None = None
        self._told = 0
        self.stopped_within = 0.0
        """Seconds that it took to end, and its exit status."""
        self.status: int | None = None

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.data / "objecteur.sqlite3"

    def migrate(self) -> None:
        """Make the database, before the first start."""
        told = environment(self.data, **self._settings)
        subprocess.run([sys.executable, "-m", "bot", "migrate"], cwd=self.data, env=told, check=True, timeout=SOON)

    async def __aenter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-W", "default", "-m", "tests.real.soak.watched", self._samples, BEGUN, "run",
                cwd=self.data, env=environment(self.data, **self._settings), stderr=log,
            )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        begun = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            self.status = await asyncio.wait_for(self._process.wait(), 3 * STOPS_WITHIN)
        except TimeoutError:
            self._process.kill()
            self.status = await self._process.wait()
        self.stopped_within = time.monotonic() - begun

    def log(self) -> str:
        """What it logged so far."""
        return self._log.read_text(encoding="utf-8")

    def wrong_lines(self) -> list[str]:
        """The lines of its log that tell of something that nobody caught, or that it could not do."""
        return [line for line in self.log().splitlines() if WRONG.search(line)]

    def wrong_end(self) -> list[str]:
        """What is wrong with how it ended after SIGTERM."""
        found = [] if self.status == 0 else [f"ended with status {self.status}"]
        slow = self.stopped_within > STOPS_WITHIN
        return [*found, f"took {self.stopped_within:.1f} s to end"] if slow else found

    async def logs(self, words: str) -> None:
        """Wait until it has logged that. Raises TimeoutError."""
        await until(lambda: words in self.log(), SOON)

    async def sample(self) -> Sample:
        """Look at it. Raises TimeoutError when it does not answer."""
        assert self._process
        self._process.send_signal(signal.SIGUSR1)
        await until(lambda: len(self._lines()) > self._told, SOON)
        lines = self._lines()
        self._told = len(lines)
        told = json.loads(lines[-1])
        return await asyncio.to_thread(_sample, Path("/proc") / str(self._process.pid), told)

    def _lines(self) -> list[str]:
        return self._samples.read_text(encoding="utf-8").split("\n")[:-1] if self._samples.exists() else []


async def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for what another process does; `condition` looks, in a thread. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110  another process sets no event of ours
            await asyncio.sleep(0.05)


def _sample(process: Path, told: dict[str, dict[str, int]]) -> Sample:
    status = (process / "status").read_text(encoding="ascii")
    kilobytes = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    threads = re.search(r"^Threads:\s+(\d+)$", status, re.MULTILINE)
    assert kilobytes
    assert threads
    times = (process / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ticks = int(times[11]) + int(times[12])
    return Sample(
        rss=int(kilobytes[1]) * 1024,
        tasks=Counter(told["tasks"]),
        threads=int(threads[1]),
        files=len(list((process / "fd").iterdir())),
        cpu=ticks / os.sysconf("SC_CLK_TCK"),
    )
