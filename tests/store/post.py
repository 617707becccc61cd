"""What the tests of delivery share: an honest network, and a post office with its store and its clock."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from bot.core.ports.network import History
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload, Sent
from bot.networks.telegram.capabilities import TELEGRAM
from bot.runtime.delivery import Delivery
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.outbox import Priority
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.store.bench import CAMILLE, NOW, keyring, tells_uncertain

SOON = 5.0
"""Seconds that nothing here should take."""


class Crash(BaseException):
    """The program ends."""


class Network:
    """A network that remembers what it took, and answers what it was told to."""

    name = NetworkName.TELEGRAM
    history: History | None = None

    def __init__(self, resend_within: timedelta | None = timedelta(0)) -> None:
        self.capabilities = replace(TELEGRAM, resend_within=resend_within, per_second=100_000, in_a_chat=None)
        self.tried: list[tuple[Destination, str, str]] = []
        self.files: list[str] = []
        """The names of the files that went with what was tried."""
        self.fates: list[Fate | Crash] = []
        self.sending, self.most = 0, 0
        self.began, self.took = asyncio.Event(), asyncio.Event()
        self.held: asyncio.Event | None = None
        """What a message waits for before it is taken."""
        self.before: Callable[[], None] = lambda: None
        """Done before a message is taken."""

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        self.sending += 1
        self.most = max(self.most, self.sending)
        self.began.set()
        await (self.held.wait() if self.held else asyncio.sleep(0))
        self.sending -= 1
        self.before()
        self.tried.append((to, payload.text, key))
        self.files.append(payload.file.name if payload.file else "")
        self.took.set()
        fate = self.fates.pop(0) if self.fates else Sent()
        if isinstance(fate, Crash):
            raise fate
        return fate

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.tried]


class Searched(Network):
    """The same, where it can be seen what has arrived; `finds` says what is found, one look after the other."""

    def __init__(self, resend_within: timedelta, *finds: Fate | None) -> None:
        super().__init__(resend_within)
        self.history = self
        self.sought: list[tuple[str, datetime | None]] = []
        self._finds = list(finds)

    async def find(self, to: Destination, key: str, since: datetime | None) -> Fate | None:
        assert to == CAMILLE
        self.sought.append((key, since))
        return self._finds.pop(0)


class Post:
    """A delivery, its network, its store and its clock."""

    def __init__(self, directory: Path, network: Network | None = None) -> None:
        engine = open_engine(f"sqlite:///{directory / 'objecteur.sqlite3'}")
        migrate(engine)
        self.directory = directory
        self.store = Store(engine, keyring())
        self.network = network or Network()
        self.now = NOW
        self.clock_read = 0
        self.left: list[Destination] = []
        self.delivery = Delivery(self.network, self.store, self._clock, lambda out: self.left.append(out.to))

    def _clock(self) -> datetime:
        self.clock_read += 1
        return self.now

    def put(self, texts: Iterable[str], to: Destination = CAMILLE, priority: Priority = Priority.ANSWER) -> None:
        with self.store.transaction() as unit:
            unit.outbox.put(self.network.name, to, map(Payload, texts), priority, self.now)

    async def empty(self, *fates: Fate | Crash) -> list[str]:
        """Deliver until nothing can be, the first tries with these fates. Returns the texts that were tried."""
        self.network.fates += fates
        before = len(self.network.tried)
        async with asyncio.timeout(SOON):
            while await self.delivery.once():
                pass
        return self.network.texts[before:]

    def told_uncertain(self, to: Destination = CAMILLE) -> bool:
        with self.store.transaction() as unit:
            return tells_uncertain(unit, self.network.name, to)

    def restarted(self) -> "Post":
        """The program, started again on the same data."""
        again = Post(self.directory, self.network)
        again.now = self.now
        again.delivery.recover()
        return again

    def break_database(self) -> None:
        """From now on the outbox cannot be read or written."""
        self._rename("outbox", "away")

    def mend_database(self) -> None:
        """It is there again, as it was."""
        self._rename("away", "outbox")

    def _rename(self, one: str, other: str) -> None:
        with self.store.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {one} RENAME TO {other}"))

    def rows(self) -> int:
        """How many messages are not delivered."""
        with self.store.transaction() as unit:
            return unit.connection.scalar(select(func.count()).select_from(OutboxRow)) or 0
