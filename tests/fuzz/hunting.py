"""Handing one made input after the other to a target, and telling apart what it did wrong."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from bot.logs import place
from tests.fuzz.target import Target

PATIENCE = 20
"""The seconds that one input may take."""


@dataclass(frozen=True)
class Finding:
    """An input that did harm.

    where  its number, or the file that it was kept in
    what   the class of the error and its place
    raw    the input
    """

    where: str
    what: str
    raw: bytes


class TooLongError(Exception):
    """An input was read for longer than PATIENCE."""


@contextmanager
def _patient() -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tried(target: Target, raw: bytes) -> str:
    """Hand an input to the target. Returns what it did wrong: the class and the place; empty if nothing."""
    try:
        with _patient():
            target.read(raw)
    except Exception as error:  # noqa: BLE001  each is a finding
        return place(error)
    return ""


def hunt(target: Target, seed: int, seconds: float, most: int | None = None) -> tuple[int, list[Finding]]:
    """Try inputs for so many seconds, or so many inputs. Returns how many, and one finding of each kind."""
    until, number = time.monotonic() + seconds, 0
    found: dict[str, Finding] = {}
    while time.monotonic() < until and (most is None or number < most):
        raw = target.made(seed, number)
        if (what := tried(target, raw)) and what not in found:
            found[what] = Finding(str(number), what, raw)
        number += 1
    return number, list(found.values())
