"""The queue of updates: an update stays until a later call asks for a higher one."""

import asyncio
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import clock
from tests.real.telegram_api.refusal import Json, Refusal

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Sent only to who asks for them by name."""
KILLED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
REPEAT_WINDOW = 0.5
"""Who asks with the same offset again within so many seconds gets one update only, as if the batch were too much."""
WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class _Poll:
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    killed: bool = False
    ended: bool = False


class Updates:
    """What happened and was not confirmed yet."""

    def __init__(self, first: int | None = None) -> None:
        """Nothing happened. `first` is the first update's number: by default the second, so that a restart goes on."""
        self.waiting: list[Json] = []
        self.webhook = ""
        self.confirmed: list[int] = []
        self.polled = asyncio.Event()
        """Somebody asked for updates at least once."""
        self.repeat_window = REPEAT_WINDOW
        """Set to 0 to give whole batches to who asks again at once."""
        self._numbers = itertools.count(first or int(clock.now().timestamp()))
        self._allowed: list[str] = []
        self._poll = _Poll()
        self._last: tuple[int, float] | None = None
        self._came = asyncio.Event()

    def push(self, kind: str, content: Mapping[str, Any]) -> int | None:
        """Queue one update; None when the bot did not ask for its kind. Returns its id."""
        wanted = kind in self._allowed if self._allowed else kind not in UNASKED
        if not wanted:
            return None
        number = next(self._numbers)
        self.waiting.append({"update_id": number, kind: dict(content)})
        self._poll.woken.set()
        self._came.set()
        return number

    async def something(self) -> None:
        """Wait until an update waits."""
        while not self.waiting:
            self._came.clear()
            await self._came.wait()

    def confirm_one(self, number: int) -> None:
        """A webhook took that update."""
        self.waiting = [update for update in self.waiting if update["update_id"] != number]
        self.confirmed.append(number)

    def drop(self) -> None:
        """Throw away what is queued."""
        self.waiting.clear()

    def stop(self) -> None:
        """End the poll that is waiting, if one is."""
        self._poll.ended = True
        self._poll.woken.set()

    def allow(self, kinds: list[str]) -> None:
        """Remember which kinds are wanted; of what happens from now on."""
        self._allowed = list(kinds)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm what is below `offset`, then wait for what is there. Raises Refusal 409."""
        if self.webhook:
            raise Refusal(409, WEBHOOK)
        self._poll.killed = True
        self._poll.woken.set()
        self._confirm(offset)
        mine = self._poll = _Poll()
        self.polled.set()
        try:
            async with asyncio.timeout(seconds):
                while not self.waiting:
                    await mine.woken.wait()
                    mine.woken.clear()
                    if mine.killed:
                        raise Refusal(409, KILLED)
                    if mine.ended:
                        return []
        except TimeoutError:
            return []
        return self.waiting[: 1 if self._repeated(offset) else limit]

    def _repeated(self, offset: int) -> bool:
        """Whether the same offset was answered with updates a moment ago."""
        now, last = time.monotonic(), self._last
        self._last = offset, now
        return last is not None and last[0] == offset and now - last[1] < self.repeat_window

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            kept = self.waiting[offset:]
        else:
            kept = [update for update in self.waiting if update["update_id"] >= offset] if offset else self.waiting
        self.confirmed += [update["update_id"] for update in self.waiting if update not in kept]
        self.waiting = list(kept)
