"""One process of the bot, seen by its driver: what it told, whether it is quiet, how it ended."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any, Self

ENDS_WITHIN = 20
QUIET_WITHIN = 20
_FORKS = multiprocessing.get_context("forkserver")
# The last two because each fork imports the main module again: `python -m tests.crash`, or pytest.
_FORKS.set_forkserver_preload(["tests.crash.warm", "tests.crash.store_child", "tests.crash.parts", "pytest"])


_ONE = threading.Lock()


def _one_by_one(call: Callable[..., None], *given: object) -> None:
    """Start or join a process: each start looks at how all others ended, and the one that is joined is told nothing."""
    with _ONE:
        call(*given)


class StuckError(Exception):
    """The bot does not come to rest, or does not end."""


class Bot:
    """A program of the bot, `objecteur run` for one, forked from a warm process."""

    def __init__(self, live: Callable[[Any, Connection], None], start: object) -> None:
        """Take what it does and how it starts; `async with` starts it, and stops it as an operator would."""
        self._live, self._start = live, start
        self._process: ForkServerProcess | None = None
        self._reader: Connection | None = None
        self._rest = b""
        self._changed = asyncio.Event()
        self._ended = asyncio.Event()
        self.reached: Counter[str] = Counter()
        """The boundaries, and how often."""
        self.last = ""
        """The boundary that was reached last."""
        self.received: set[str] = set()
        """The messages that were taken."""
        self._busy, self._idle, self._ticked = 0.0, 0.0, False

    async def __aenter__(self) -> Self:
        self._reader, writer = multiprocessing.Pipe(duplex=False)
        self._process = _FORKS.Process(target=self._live, args=(self._start, writer), daemon=True)
        await asyncio.to_thread(_one_by_one, self._process.start)
        writer.close()
        os.set_blocking(self._reader.fileno(), False)
        asyncio.get_running_loop().add_reader(self._reader.fileno(), self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        assert self._reader
        if self._process.pid and not self.dead:
            with contextlib.suppress(ProcessLookupError):  # it was killed, and its pipe has not told so yet
                os.kill(self._process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(self._ended.wait(), ENDS_WITHIN)
        except TimeoutError:
            self._process.kill()
            raise StuckError("it does not end when it is told to") from None
        finally:
            asyncio.get_running_loop().remove_reader(self._reader.fileno())
            self._reader.close()
            await asyncio.to_thread(_one_by_one, self._process.join, ENDS_WITHIN)
        if self._process.exitcode not in {0, -signal.SIGKILL}:
            raise StuckError(f"it ended with status {self._process.exitcode}")

    @property
    def dead(self) -> bool:
        """Whether it ended."""
        return self._ended.is_set()

    @property
    def killed(self) -> bool:
        """Whether it was ended at the boundary that was aimed at."""
        return self._process is not None and self._process.exitcode == -signal.SIGKILL

    @property
    def quiet(self) -> bool:
        """Whether it looked at the day, and has nothing left to send since it last took something."""
        return self._ticked and self._idle > self._busy

    async def ends(self) -> None:
        """Wait until it ended by itself, or was killed. Raises StuckError when nothing happens for long."""
        while not self.dead:
            await self.changes()

    async def changes(self) -> None:
        """Wait until it tells something, or ends. Raises StuckError when it does not for long."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), QUIET_WITHIN)
        except TimeoutError:
            raise StuckError(f"nothing happens any more after {self.last}") from None

    def _read(self) -> None:
        assert self._reader
        try:
            chunk = os.read(self._reader.fileno(), 1 << 16)
        except BlockingIOError:
            return
        if not chunk:
            asyncio.get_running_loop().remove_reader(self._reader.fileno())
            self._ended.set()
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._note(*line.decode().split("\t"))
        self._changed.set()

    def _note(self, event: str, detail: str, moment: str = "") -> None:
        match event:
            case "point":
                self.reached[detail] += 1
                self.last = detail
            case "received":
                self.received.add(detail)
                self._busy = float(moment)
            case "ticked":
                self._ticked = True
                self._busy = max(self._busy, float(moment))
            case "idle":
                self._idle = float(moment)
            case _:
                pass  # it ends: all that it reached is told
