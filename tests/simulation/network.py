"""A virtual network: implements the port `Sender`, and remembers what truly arrived.

Telegram-like: the same key twice is two messages. Matrix-like: within a day the same key is the same message.
"""

import io
import zipfile
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from bot.core.case.working_days import Territory
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, File, Gone, Later, Payload, Refused, Sent, Uncertain
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.telegram.capabilities import TELEGRAM
from tests.simulation.fuse import Fuse
from tests.simulation.laws import BrokenError

MEMORY = {NetworkName.TELEGRAM: timedelta(0), NetworkName.MATRIX: timedelta(hours=24)}
KEPT = {NetworkName.TELEGRAM: timedelta(hours=24), NetworkName.MATRIX: timedelta(days=9999)}
"""How long a network keeps what people wrote while nobody read it."""
CAN: dict[NetworkName, Capabilities] = {
    NetworkName.TELEGRAM: replace(TELEGRAM, per_second=1e9, in_a_chat=None, pictures=False),
    NetworkName.MATRIX: replace(MATRIX, per_second=1e9, in_a_chat=None, pictures=False),
}
"""As in life, but that nobody sleeps and no picture is drawn: that takes a hundred times as long as all else."""


@dataclass
class Item:
    """One message that must reach somebody, and what became of it.

    unasked   a reminder
    unknown   a try of it had an end that nobody can know
    over      it may be gone from the outbox: refused, told as uncertain, dropped
    order     it is no message, but the order to leave the chat
    home      where the person lived when it was queued, where that is not known any more
    tried_in  the start of the program in which it was tried last, by how many ends of it there were before
    """

    text: str
    unasked: bool
    key: str = ""
    arrived: list[datetime] = field(default_factory=list)
    first_try: datetime | None = None
    unknown: bool = False
    over: str = ""
    order: bool = False
    tried_in: int = -1
    home: Territory | None = None


class Post(Protocol):
    """Who is told of each try, before and after."""

    now: datetime

    def tried(self, network: NetworkName, to: Destination, payload: Payload, key: str) -> Item:
        """A message leaves. Raises BrokenError when it must not."""

    def sought(self, network: NetworkName, to: Destination, key: str) -> Item:
        """A message is looked for. Raises BrokenError when it never was one."""

    def meanwhile(self, network: NetworkName, to: Destination) -> None:
        """Something else may happen while it is on its way."""

    def blocked(self, network: NetworkName, to: Destination) -> bool:
        """Whether the person cannot be reached there."""


class VirtualNetwork:
    """One network, as it truly is."""

    def __init__(self, name: NetworkName, rng: Random, fuse: Fuse, post: Post) -> None:
        self._name, self._rng, self._fuse, self._post = name, rng, fuse, post
        self.history = self if name is NetworkName.MATRIX else None
        """A room can be looked through, a chat of Telegram's cannot."""
        self.inbox: list[tuple[datetime, Incoming]] = []
        self.read = 0
        self.trouble = 1.0
        """How much goes wrong, as a multiple of the usual."""

    @property
    def name(self) -> NetworkName:
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        return CAN[self._name]

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Deliver, or not, and say so, or not."""
        self._fuse.step("send")
        item = self._post.tried(self._name, to, payload, key)
        draw = self._rng.random() / self.trouble
        if item.order:  # twice is as once, and whether the person is there does not matter
            if draw < 0.1:
                return Later("busy", timedelta(0))
            item.arrived = [self._post.now]
            self._fuse.step("sent")
            return Sent()
        if item.over == "refused":
            return Refused("too long")  # as before: the program ended before it could record that
        self._post.meanwhile(self._name, to)
        if self._post.blocked(self._name, to):
            item.over = "gone"
            return Gone("blocked")
        if draw < 0.04:
            wait = timedelta(seconds=self._rng.choice((0, 5, 60, 900, 9 * 3600)))
            return Later("busy", wait, everyone=self._rng.random() < 0.3)
        if draw < 0.045:
            item.over = "refused"
            return Refused("too long")
        item.unknown = True  # until the answer is back
        item.first_try = item.first_try or self._post.now  # a try that was turned away left nothing there
        if not 0.06 < draw < 0.075:
            self._arrives(item)
        self._fuse.step("sent")
        if draw < 0.075:
            if self.history:
                return Later("timed out", timedelta(0), everyone=self._rng.random() < 0.3, perhaps=True)
            return Uncertain("timed out")
        item.unknown = False
        return Sent()

    async def find(self, to: Destination, key: str, since: datetime | None) -> Fate | None:
        """What became of a message: it is there, it is not, nobody can say now, or nobody ever can."""
        self._fuse.step("find")
        item = self._post.sought(self._name, to, key)
        if since and item.first_try and item.first_try < since:
            raise BrokenError("never_blindly_again", f"looked for since {since}, first tried at {item.first_try}")
        draw = self._rng.random() / self.trouble
        if draw < 0.05:
            return Later("busy", timedelta(0), everyone=True)
        if draw < 0.1:
            return Uncertain("the room cannot be read any more")
        item.unknown, item.first_try = False, None
        return Sent(before=True) if item.arrived else None

    def _arrives(self, item: Item) -> None:
        """The message is there; a second copy of it on Matrix, within its memory, is the same one."""
        memory = MEMORY[self._name]
        if item.arrived:
            if item.unknown and item.first_try and self._post.now - item.first_try < memory:
                return
            raise BrokenError("never_twice", f"{self._name}: two copies of one message")
        item.arrived.append(self._post.now)


def read_file(file: File | None) -> str:
    """The words in a file, those of an archive too."""
    if file is None:
        return ""
    if not file.name.endswith(".zip"):
        return file.content.decode(errors="ignore")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return " ".join(archive.read(name).decode(errors="ignore") for name in archive.namelist())


def lawful_try(network: NetworkName, item: Item, now: datetime) -> None:
    """What may have arrived is not sent again, unless the network knows it for the same message."""
    if item.unknown and item.first_try and now - item.first_try >= MEMORY[network]:
        raise BrokenError("never_blindly_again", f"{network}: sent again, first tried at {item.first_try}")
