"""The ports between the bot and a network: the bot sends through a `Sender`, the network hands in to an `Inbox`.

A network adapter imports this wing and nothing else of the bot. It hands incoming messages to an `Inbox`, and
delivers a `Payload` when it is asked to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload

LONGEST_PAUSE = 6.0
"""The most seconds between two tries while a network or the database fails, so that people soon get their answers."""
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""What TLS 1.2 may use to a network: forward secrecy, and a mode that authenticates. All of 1.3 have both."""


AT_MOST = 48
"""The most messages that are being sent on a network at the same time, with those that hang."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a network's stream was read (Telegram's next offset, Matrix's sync token), and when that was saved."""

    value: str
    saved_at: datetime


class Inbox(Protocol):
    """The port to which a network hands incoming messages. Each call is one committed transaction, or raises."""

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        """Take one incoming message; a replay is a no-op. `cursor` is saved in the same transaction."""

    async def receive_together(self, some: Sequence[Incoming], cursor: str) -> bool:
        """Take messages of different people in one transaction, with the cursor after the last. Raises nothing.

        Returns False where that could not be: nothing was taken, and each is to be handed in by itself.
        """

    async def cursor(self) -> Cursor | None:
        """How far this network had been read; None at the very first start."""

    async def keep_cursor(self, cursor: str) -> None:
        """Save how far the network was read, once everything before it was received."""

    async def reading(self, *, polled: bool = True) -> None:
        """Note that the network answers and is being read; to be called before messages are handed in, now and then.

        polled  whether the network calls this after each poll, so that a long silence means that it could not be read
        """

    async def barred(self, why: str) -> None:
        """Note that the network refuses to be read, in a way that does not pass by itself; until it is read again."""


class FatalNetworkError(Exception):
    """The network cannot be served any more (token refused, account gone): one sentence for the operator."""


class InUseError(FatalNetworkError):
    """The network's account is in use by another program on this machine, which may end soon."""


class History(Protocol):
    """The messages that arrived in a network's chats, for a search long after the network forgot their keys."""

    async def find(self, to: Destination, key: str, since: datetime | None) -> Fate | None:
        """The fate of a payload that may have left. Never raises for an answer of the network.

        since  the first moment at which it can have left

        Sent when it arrived, None when it certainly did not, Later when this cannot be seen now, Uncertain when it
        never can.
        """


class Sender(Protocol):
    """The port through which the delivery sends to a network."""

    @property
    def name(self) -> NetworkName:
        """The name of the network."""

    @property
    def capabilities(self) -> Capabilities:
        """The capabilities of the network."""

    @property
    def history(self) -> History | None:
        """The messages that arrived, for a search; None for a network that shows nobody what arrived."""

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Deliver one payload once. Never raises for an answer of the network: the fate says it.

        key   made once for this payload, the same at each try (Matrix: the transaction id)
        Before `serve` has connected, the fate is Later.
        """


class Pushed(Protocol):
    """The port that takes the posts of a network that pushes instead of being polled."""

    largest: int
    """The most bytes of a post; a longer one is not read."""

    def welcome(self, headers: Mapping[str, str]) -> bool:
        """Whether a post is the network's own, by its headers."""

    async def post(self, body: bytes) -> int:
        """Take one post. Returns the HTTP status to answer with."""


class Follower(Protocol):
    """The port of a network on which several workers send, while one of them receives."""

    async def follow(self, inbox: Inbox) -> None:
        """Connect to send, and take what is posted here, but ask for nothing, until cancelled.

        Raises FatalNetworkError when going on is pointless.
        """


class Network(Sender, Protocol):
    """One network: the port that Telegram and Matrix implement."""

    @property
    def follower(self) -> Follower | None:
        """How a worker that does not receive sends all the same; None where only the one that receives can."""

    @property
    def link(self) -> str:
        """The https link to the bot on that network; empty while it is not known."""

    @property
    def pushed(self) -> Mapping[str, Pushed]:
        """By path, the ports that take the posts of this network; empty for one that is polled."""

    async def serve(self, inbox: Inbox) -> None:
        """Connect, and hand in incoming messages, until cancelled; on one that can be followed, again and again.

        Passing trouble (no connection, 5xx, 429) is retried inside, with back-off, for ever.
        Raises FatalNetworkError when going on is pointless.
        """

    async def close(self) -> None:
        """Close the connections. Safe to call twice."""
