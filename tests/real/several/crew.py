"""The workers of one database: started, killed, stopped and cut off."""

import asyncio
import signal
import socket
import time
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import psycopg

from tests.real.running import BEGUN, Bot

TELEGRAM, ROUNDS = "telegram", "rounds"
SOON = 30.0
_LEADERS = """
SELECT objid::bigint, pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = %s AND granted AND datname = current_database()
AND application_name LIKE 'objecteur %%:%%'
"""
_LIVES, _LEADS = 0x4F424A57, 0x4F424A4C


class Worker(Bot):
    """One of them."""

    @property
    def pid(self) -> int:
        """Its process id."""
        return int(self._process._pid)  # type: ignore[union-attr]

    def signal(self, number: int) -> None:
        """Signal it."""
        assert self._process
        self._process.send_signal(number)


class Crew:
    """The workers, on one data directory, until the block ends; then all of them end well."""

    def __init__(self, data: Path, url: str, **settings: str) -> None:
        """Take the data directory, the database, and the settings of all."""
        self._data, self._url = data, url
        self._settings = {"database_url": url, **settings}
        self._began = time.monotonic()
        self.workers: dict[int, Worker] = {}
        self.logs: list[str] = []
        """Of those that ended."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        for pid in list(self.workers):
            await self.kill(pid) if kind else await self.end(pid)

    async def join(self, data: Path | None = None, **settings: str) -> int:
        """Start one more, on a data directory of its own if one is given. Returns its process id, once it stands."""
        # The clocks of all go alike, as those of machines do that are set by the network.
        now = datetime.fromisoformat(BEGUN) + timedelta(seconds=time.monotonic() - self._began)
        worker = Worker(data or self._data, now.isoformat(), **self._settings | settings)
        await worker.__aenter__()
        self.workers[worker.pid] = worker
        await self.until(lambda: worker.pid in self.standing(), "it stands")
        return worker.pid

    async def kill(self, pid: int) -> None:
        """End one as a power cut would."""
        worker = self.workers.pop(pid)
        await worker.kill()
        self.logs.append(worker.log)

    async def end(self, pid: int) -> None:
        """End one as its operator does."""
        worker = self.workers.pop(pid)
        await worker.__aexit__()
        self.logs.append(worker.log)

    def stop(self, pid: int) -> None:
        """Let one hang: its connections stay open, and it does nothing."""
        self.workers[pid].signal(signal.SIGSTOP)

    def go_on(self, pid: int) -> None:
        """Let it go on as if nothing had been."""
        self.workers[pid].signal(signal.SIGCONT)

    def standing(self) -> dict[int, int]:
        """By process id of a worker whose guard stands, the server's own id of that connection."""
        return {pid: backend for _, backend, pid in self._held(_LIVES)}

    def leader(self, lead: str) -> int | None:
        """The process id of who has that leadership."""
        lock = zlib.crc32(lead.encode()) & 0x7FFFFFFF
        return next((pid for number, _, pid in self._held(_LEADS) if number == lock), None)

    def uncertain(self) -> int:
        """How many messages of which nobody can know whether they arrived were not told yet."""
        with psycopg.connect(self._url) as connection:
            (n,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'uncertain'").fetchone() or (0,)
        return int(n)

    def cut_off(self, pid: int) -> None:
        """End a worker's guard at the server."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", (self.standing()[pid],))

    def _held(self, kind: int) -> list[tuple[int, int, int]]:
        with psycopg.connect(self._url) as connection:
            rows = connection.execute(_LEADERS, (kind,)).fetchall()
        return [(number, backend, int(name.rpartition(":")[2])) for number, backend, name in rows]

    async def until(self, holds: Callable[[], object], what: str, seconds: float = SOON) -> float:
        """Wait until something holds. Returns the seconds. Raises AssertionError when it does not."""
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < seconds, f"not within {seconds:.0f} s: {what}"
            await asyncio.sleep(0.05)
        return time.monotonic() - began


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
