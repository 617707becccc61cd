"""The bot's side of the Matrix tests: the real adapter, with an inbox that keeps everything and answers nothing."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

from bot import clock
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network import Cursor
from bot.core.ports.outgoing import Destination, Fate, Later, Payload
from bot.networks.matrix.client import Matrix
from bot.networks.matrix.session import Folder
from tests.real.synapse import Synapse

SOON = 15
STORE_KEY = "made up"


class KeepingInbox:
    """Takes each message id once, as the real one; keeps the cursor."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self.taken: list[Incoming] = []
        self.replays = 0
        self.refusing = 0
        """How many more times something is refused: what a broken store does."""
        self.away = 0
        """How many more calls fail, whatever they are: the database is away."""
        self.saved: Cursor | None = None
        self.refusals: list[str] = []
        self._changed = asyncio.Condition()
        self._read = 0
        self._unsaved = False

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        """Take one incoming thing."""
        self._reach()
        if self.refusing:
            self.refusing -= 1
            raise OSError("the store is away")
        async with self._changed:
            if any(one.message_id == incoming.message_id for one in self.taken):
                self.replays += 1
                return
            self.taken.append(incoming)
            self._unsaved = True
            self._changed.notify_all()

    async def receive_together(self, some: Sequence[Incoming], cursor: str) -> bool:
        """Matrix hands in each by itself."""
        return False

    async def cursor(self) -> Cursor | None:
        """How far the network had been read."""
        self._reach()
        return self.saved

    def _reach(self) -> None:
        if self.away:
            self.away -= 1
            raise OSError("the database is away")

    async def keep_cursor(self, cursor: str) -> None:
        """Save how far the network was read."""
        self._reach()
        async with self._changed:
            self.saved = Cursor(cursor, clock.now())
            self._unsaved = False
            self._changed.notify_all()

    async def reading(self, *, polled: bool = True) -> None:
        """The network is being read."""

    async def barred(self, why: str) -> None:
        """The network refuses to be read."""
        async with self._changed:
            self.refusals.append(why)
            self._changed.notify_all()

    async def is_refused(self, why: str, times: int = 1) -> None:
        """Wait until reading is refused for that, so many times."""
        async with asyncio.timeout(SOON), self._changed:
            await self._changed.wait_for(lambda: sum(why in one for one in self.refusals) >= times)

    async def gets(self, what: type | str) -> Incoming:
        """Wait for the next thing of a kind, or whose words match. Raises AssertionError with what came instead."""

        def found() -> Incoming | None:
            for index in range(self._read, len(self.taken)):
                content = self.taken[index].content
                said = content.text if isinstance(content, Text) else None
                if (said is not None and re.search(what, said)) if isinstance(what, str) else isinstance(content, what):
                    self._read = index + 1
                    return self.taken[index]
            return None

        try:
            async with asyncio.timeout(SOON), self._changed:
                while (one := found()) is None:
                    await self._changed.wait()
                return one
        except TimeoutError:
            raise AssertionError(f"no {what} among {[one.content for one in self.taken]}") from None

    async def catches_up(self) -> None:
        """Wait until the cursor is saved behind all that came."""
        async with asyncio.timeout(SOON), self._changed:
            await self._changed.wait_for(lambda: not self._unsaved)

    async def moves_on(self, before: Cursor | None = None) -> None:
        """Wait until the cursor is another than that: `before` something was done that moves it; None: than now."""
        before = before or self.saved
        async with asyncio.timeout(SOON), self._changed:
            await self._changed.wait_for(lambda: self.saved != before)


class Bot:
    """One account of the bot, started and stopped as often as a test likes."""

    def __init__(self, synapse: Synapse, folder: Path, name: str) -> None:
        """Make the account."""
        self.user_id, self.password = synapse.register(name)
        self.folder = folder
        self.inbox = KeepingInbox()
        self.homeserver = synapse.url
        self._keys = count(1)

    def matrix(self, *, welcome_room: str | None = None, welcome: Payload | None = None) -> Matrix:
        """The adapter, not yet served."""
        return Matrix(
            self.homeserver,
            self.user_id,
            self.password,
            directory=self.folder,
            store_key=STORE_KEY,
            now=clock.now,
            welcome_room=welcome_room,
            welcome=welcome,
        )

    @property
    def token(self) -> str:
        """The access token of its log-in."""
        session = Folder(self.folder, STORE_KEY).session()
        assert session
        return session.access_token

    @contextlib.asynccontextmanager
    async def running(
        self, *, welcome_room: str | None = None, welcome: Payload | None = None
    ) -> AsyncIterator[Matrix]:
        """The adapter, being served until the block ends; what ends it earlier is raised."""
        matrix = self.matrix(welcome_room=welcome_room, welcome=welcome)
        serving = asyncio.create_task(matrix.serve(self.inbox))
        try:
            yield matrix
        finally:
            ended = serving.done()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await matrix.close()
            if ended and (error := serving.exception()):
                raise error

    async def tells(self, matrix: Matrix, incoming: Incoming, payload: Payload | str, key: str = "") -> Fate:
        """Send to where something came from, as often as the network asks for it. The last fate."""
        to = Destination(incoming.person, incoming.place)
        return await self.delivers(matrix, to, Payload(payload) if isinstance(payload, str) else payload, key)

    async def delivers(self, matrix: Matrix, to: Destination, payload: Payload, key: str = "") -> Fate:
        """Send, as often as the network asks for it. The last fate."""
        key = key or f"{self.user_id} {next(self._keys)}"
        async with asyncio.timeout(60):
            fate = await matrix.send(to, payload, key)
            while isinstance(fate, Later):
                await asyncio.sleep(max(fate.wait, timedelta(milliseconds=200)).total_seconds())
                fate = await matrix.send(to, payload, key)
        return fate
