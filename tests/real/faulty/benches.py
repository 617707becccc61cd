"""A bot as it really runs, its real peer, the proxy between the two, and a person: one bench for each network."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from tests.real.faulty.certificates import Certificates
from tests.real.faulty.faults import MATRIX, TELEGRAM
from tests.real.faulty.proxy import Proxy
from tests.real.nio_person import NioPerson
from tests.real.running import Bot, WatchedBot
from tests.real.synapse import Synapse
from tests.real.telegram_api import Person, TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"

SETTLES_WITHIN = 30


class Somebody(Protocol):
    """A person who talks to the bot past the proxy: no fault is theirs."""

    async def meets(self) -> None:
        """Go to the bot: it greets."""

    async def say(self, text: str) -> Any:
        """Write."""

    async def sees(self, pattern: str, timeout: float = 30) -> Any:  # noqa: ASYNC109  reads as a sentence
        """Wait for an answer that matches. Raises AssertionError when none comes."""

    def texts(self) -> Sequence[str]:
        """All that came from the bot."""


@dataclass(frozen=True)
class OnTelegram:
    """Somebody on Telegram."""

    person: Person

    async def meets(self) -> None:
        """Write first."""
        await self.person.say("bonjour")

    async def say(self, text: str) -> None:
        """Write."""
        await self.person.say(text)

    async def sees(self, pattern: str, timeout: float = 30) -> None:  # noqa: ASYNC109  the same
        """Wait for an answer."""
        await self.person.sees(pattern, timeout)

    def texts(self) -> Sequence[str]:
        """What came."""
        return [message.text for message in self.person.messages]


@dataclass(frozen=True)
class OnMatrix:
    """Somebody on Matrix."""

    person: NioPerson
    bot: str

    async def meets(self) -> None:
        """Invite the bot to a room."""
        await self.person.opens_room_with(self.bot)

    async def say(self, text: str) -> None:
        """Write."""
        await self.person.say(text)

    async def sees(self, pattern: str, timeout: float = 30) -> None:  # noqa: ASYNC109  the same
        """Wait for an answer."""
        await self.person.sees(pattern, timeout)

    def texts(self) -> Sequence[str]:
        """What came."""
        return [message.body for message in self.person.messages]


@dataclass(frozen=True)
class Bench:
    """One network, the person there, and what the bot is started with."""

    somebody: Somebody
    proxy: Proxy
    folder: Path
    settings: dict[str, str] = field(repr=False)
    certificates: Certificates | None

    @property
    def notes(self) -> Path:
        """Where the bot's connections are noted."""
        return self.folder / "connections.txt"

    def bot(self, when: str) -> Bot:
        """The bot, to be started at a moment of its own clock."""
        trusting = self.certificates.authority if self.certificates else None
        return WatchedBot(self.folder / "bot", when, self.notes, trusting, **self.settings)

    async def settled(self) -> None:
        """Wait until the bot knows that all it sent has arrived: a connection cut before that would leave it unsure."""
        database = sqlite3.connect(f"file:{self.folder / 'bot' / 'objecteur.sqlite3'}?mode=ro", uri=True)
        with contextlib.closing(database):
            async with asyncio.timeout(SETTLES_WITHIN):
                while database.execute("SELECT count(*) FROM outbox").fetchone()[0]:  # noqa: ASYNC110  another process's
                    await asyncio.sleep(0.05)

    def connections(self) -> list[float]:
        """When the bot tried to connect to the proxy, by the monotonic clock."""
        lines = (line.split() for line in self.notes.read_text(encoding="ascii").splitlines())
        return [float(moment) for moment, port in lines if int(port) == self.proxy.port]


@contextlib.asynccontextmanager
async def on_telegram(folder: Path, *, tls: bool) -> AsyncIterator[Bench]:
    """A Telegram of this bench's own. `folder` exists and is empty."""
    api = TelegramApi(TOKEN)
    certificates = _prepared(folder, tls=tls)
    proxy = Proxy(await api.start(), TELEGRAM, certificates)
    try:
        settings = {"telegram_token": TOKEN, "telegram_api_url": await proxy.start()}
        somebody = OnTelegram(api.person(first_name="Camille", language="fr"))
        yield Bench(somebody, proxy, folder, settings, certificates)
    finally:
        await proxy.stop()
        await api.stop()


@contextlib.asynccontextmanager
async def on_matrix(synapse: Synapse, folder: Path, *, tls: bool) -> AsyncIterator[Bench]:
    """Two accounts on a homeserver that is running. `folder` exists and is empty."""
    certificates = _prepared(folder, tls=tls)
    user, password = await asyncio.to_thread(synapse.register, f"bot-{uuid4().hex[:8]}")
    account = await asyncio.to_thread(synapse.register, f"camille-{uuid4().hex[:8]}")
    person = await NioPerson.start(synapse.url, account, folder / "person")
    proxy = Proxy(synapse.url, MATRIX, certificates)
    try:
        settings = {"matrix_homeserver": await proxy.start(), "matrix_user": user, "matrix_password": password}
        yield Bench(OnMatrix(person, user), proxy, folder, settings, certificates)
    finally:
        await proxy.stop()
        await person.close()


def _prepared(folder: Path, *, tls: bool) -> Certificates | None:
    (folder / "bot").mkdir()
    return Certificates(folder) if tls else None
