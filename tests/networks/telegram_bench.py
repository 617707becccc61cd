"""What the tests of the Telegram adapter share: an inbox that commits or raises, and an adapter that is served."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from bot import clock
from bot.core.ports.incoming import Content, Incoming
from bot.core.ports.network import Cursor
from bot.networks.telegram.client import Telegram
from tests.real.telegram_api import TelegramApi

TOKEN = "123456789:made-up-for-these-tests-only-00000"
SOON = 5.0
"""Seconds that nothing here should take."""


class FakeInbox:
    """Commits in memory as the real one does in a database: content and cursor together, or not at all."""

    def __init__(self, saved: Cursor | None = None) -> None:
        self.saved = saved
        self.taken: list[Incoming] = []
        self.offered: list[str] = []
        self.together: list[int] = []
        """How many were taken together, each time."""
        self.readings: list[int] = []
        """How many had been offered, at each word that Telegram is being read."""
        self.refused: set[str] = set()
        """Ids of what is never taken."""
        self.away = 0
        """So many calls fail, whatever they are: the database is away."""
        self.held: asyncio.Event | None = None
        self._changed = asyncio.Event()

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        self.offered.append(incoming.message_id)
        self._changed.set()
        self._reach()
        if incoming.message_id in self.refused:
            raise LookupError(f"what it says: {incoming.content}")
        if self.held:
            await self.held.wait()
        if all(one.message_id != incoming.message_id for one in self.taken):
            self.taken.append(incoming)
            self._changed.set()
        if cursor is not None:
            self._keep(cursor)

    async def receive_together(self, some: Sequence[Incoming], cursor: str) -> bool:
        ids = {one.message_id for one in some}
        if self.away or self.held or ids & (self.refused | {one.message_id for one in self.taken}):
            return False
        for one in some:
            await self.receive(one)
        self.together.append(len(some))
        self._keep(cursor)
        return True

    async def cursor(self) -> Cursor | None:
        return self.saved

    async def keep_cursor(self, cursor: str) -> None:
        self._reach()
        self._keep(cursor)

    async def reading(self, *, polled: bool = True) -> None:
        self.readings.append(len(self.offered))

    async def barred(self, why: str) -> None:
        """Telegram's client tells nobody."""

    def _keep(self, cursor: str) -> None:
        self.saved = Cursor(cursor, clock.now())
        self._changed.set()

    def _reach(self) -> None:
        if self.away:
            self.away -= 1
            raise OSError("the database is away")

    @property
    def contents(self) -> list[Content]:
        return [incoming.content for incoming in self.taken]

    async def took(self, count: int) -> None:
        """Wait until so many were committed."""
        async with asyncio.timeout(SOON):
            while len(self.taken) < count:
                await self._next()

    async def was_offered(self, count: int) -> None:
        """Wait until `receive` was called so often."""
        async with asyncio.timeout(SOON):
            while len(self.offered) < count:
                await self._next()

    async def saved_cursor(self, cursor: int) -> None:
        """Wait until that cursor was saved."""
        async with asyncio.timeout(SOON):
            while self.saved is None or self.saved.value != str(cursor):
                await self._next()

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()


class Naps(list[float]):
    """Pauses that are noted instead of waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.third = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.append(seconds)
        if len(self) == 3:
            self.third.set()
        await asyncio.sleep(0)


def adapter(url: str, token: str = TOKEN, **given: Any) -> Telegram:
    settings: dict[str, Any] = {"now": clock.now, "api_url": url, "pause": 0.01}
    return Telegram(token, **settings | given)


@contextlib.asynccontextmanager
async def serving(telegram: Telegram, inbox: FakeInbox) -> AsyncIterator["asyncio.Task[None]"]:
    """Serve, and end it whatever happens."""
    task = asyncio.create_task(telegram.serve(inbox))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await telegram.close()


@contextlib.asynccontextmanager
async def running(token: str = TOKEN) -> AsyncIterator[TelegramApi]:
    """A Bot API server, ended whatever happens."""
    api = TelegramApi(token)
    await api.start()
    try:
        yield api
    finally:
        await api.stop()


def ago(**since: float) -> Cursor:
    """A cursor that was saved a while ago."""
    return Cursor("42", clock.now() - timedelta(**since))


async def confirmed(api: TelegramApi, count: int) -> None:
    """Wait until so many updates were confirmed."""
    async with asyncio.timeout(SOON):
        while len(api.updates.confirmed) < count:
            await api.next_call()
