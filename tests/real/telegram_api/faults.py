"""What can be made to go wrong, per method and for a number of calls."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from tests.real.telegram_api.refusal import Refusal


class Fault(StrEnum):
    """One way in which a call goes wrong."""

    SLOW_DOWN = "429"
    """429 with `retry_after` (the seconds of the switch)."""
    ERROR = "500"
    BAD_GATEWAY = "502"
    """With a page of HTML, as a front server writes it."""
    FORBIDDEN = "403"
    CONFLICT = "409"
    UNAUTHORIZED = "401"
    DROP_BEFORE = "drop before"
    """The connection closes without an answer; nothing was done."""
    DROP_AFTER = "drop after"
    """The same, but the call was carried out: the one that finds double messages."""
    SLOW_BEFORE = "slow before"
    """The call is carried out after so many seconds, even if the client has gone by then."""
    SLOW_AFTER = "slow after"
    """The call is carried out at once, and answered after so many seconds."""


@dataclass(frozen=True)
class Switch:
    """A fault, and its seconds (of `retry_after`, or of slowness)."""

    fault: Fault
    seconds: float


REFUSALS = {
    Fault.ERROR: (500, "Internal Server Error"),
    Fault.FORBIDDEN: (403, "Forbidden: bot was blocked by the user"),
    Fault.CONFLICT: (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
    Fault.UNAUTHORIZED: (401, "Unauthorized"),
}


@dataclass(frozen=True)
class Chance:
    """A fault of a share of the calls; which, the seeded draw says."""

    switch: Switch
    share: float
    draw: Random


class Faults:
    """The switches that are set, used up in the order they were set; and those that go on, by chance."""

    def __init__(self) -> None:
        """Nothing goes wrong."""
        self._waiting: dict[str, deque[Switch]] = defaultdict(deque)
        self._chances: dict[str, Chance] = {}
        self._chats: dict[str, Switch] = {}
        self.used = asyncio.Event()
        """Set once a call has begun to go wrong."""

    def set(self, method: str, fault: Fault, *, times: int = 1, seconds: float = 1) -> None:
        """Let the next `times` calls of `method` go wrong."""
        self._waiting[method.lower()].extend([Switch(fault, seconds)] * times)

    def sometimes(self, method: str, fault: Fault, *, share: float, seed: int, seconds: float = 1) -> None:
        """Let a share (0 to 1) of the calls of `method` go wrong from now on: the same ones for the same seed."""
        self._chances[method.lower()] = Chance(Switch(fault, seconds), share, Random(seed))

    def for_ever(self, chat: int, fault: Fault, *, seconds: float = 1) -> None:
        """Let every call about that chat go wrong."""
        self._chats[str(chat)] = Switch(fault, seconds)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._waiting.clear()
        self._chances.clear()
        self._chats.clear()

    def take(self, method: str, chat: object = None) -> Switch | None:
        """The fault of this call, used up. `chat`: that it is about, if it is about one."""
        if of_chat := self._chats.get(str(chat)):
            self.used.set()
            return of_chat
        waiting, chance = self._waiting[method.lower()], self._chances.get(method.lower())
        switch = waiting.popleft() if waiting else None
        if switch is None and chance and chance.draw.random() < chance.share:
            switch = chance.switch
        if switch:
            self.used.set()
        return switch


def refusal(switch: Switch) -> Refusal | None:
    """The refusal that a switch asks for, or None where it is not one."""
    if switch.fault is Fault.SLOW_DOWN:
        after = int(switch.seconds)
        return Refusal(429, f"Too Many Requests: retry after {after}", {"retry_after": after})
    known = REFUSALS.get(switch.fault)
    return Refusal(*known) if known else None
