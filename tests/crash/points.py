"""Where a program can be killed: boundaries with a name, each counted; and what it tells the driver while it lives.

A boundary is named by what is done there ("receive: INSERT outbox"), and counted by name: the third time is the same
moment of the journey in every run, however the threads beside it take turns. A number over all boundaries would not be.
"""

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass

_HIDDEN: ContextVar[bool] = ContextVar("hidden", default=False)
_ACT: ContextVar[str] = ContextVar("act", default="start")


@dataclass(frozen=True, slots=True)
class Aim:
    """Kill at the `nth` time that the boundary of that name is reached."""

    boundary: str
    nth: int

    def __str__(self) -> str:
        return f"{self.boundary} [{self.nth}]"


@contextlib.contextmanager
def hidden() -> Iterator[None]:
    """What the launcher itself does in the block is no boundary."""
    token = _HIDDEN.set(True)
    try:
        yield
    finally:
        _HIDDEN.reset(token)


@contextlib.contextmanager
def act(name: str) -> Iterator[None]:
    """Boundaries in the block are named after that act; threads that it starts with `to_thread` belong to it."""
    token = _ACT.set(name)
    try:
        yield
    finally:
        _ACT.reset(token)


def present_act() -> str:
    """What is being done."""
    return _ACT.get()


class Boundaries:
    """Counts the boundaries of this process, tells them to the driver, and ends the process at the one aimed at."""

    def __init__(self, pipe: int, aim: Aim | None) -> None:
        """Take the descriptor that the driver reads from, and where to end; None: nowhere."""
        self._pipe = pipe
        self._aim = aim
        self._counts: Counter[str] = Counter()
        self._untold: list[str] = []
        self._one = threading.Lock()

    def reach(self, name: str) -> None:
        """Be at a boundary. Does not return from the one that is aimed at."""
        if _HIDDEN.get():
            return
        with self._one:
            self._counts[name] += 1
            self._untold.append(f"point\t{name}")
            if self._aim == Aim(name, self._counts[name]):
                self._flush()
                os.kill(os.getpid(), signal.SIGKILL)
                signal.pause()

    def tell(self, event: str, detail: str = "", since: float | None = None) -> None:
        """Say that something happened: now, or that it is so since that moment of the machine's monotonic clock."""
        with self._one:
            self._untold.append(f"{event}\t{detail}\t{since or time.monotonic()}")
            self._flush()

    def _flush(self) -> None:
        """Tell what is untold: boundaries are not told one by one, which would wake the driver at each."""
        told, self._untold = "".join(f"{line}\n" for line in self._untold).encode(), []
        while told:
            told = told[os.write(self._pipe, told) :]
