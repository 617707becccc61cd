"""The ports between the bot and a network: what the bot needs of it, and where it hands in what it received.

A network adapter knows this wing and nothing else of the bot. It hands what its network says to an `Inbox`, and
delivers a `Payload` when it is asked to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload

LONGEST_PAUSE = 6.0
"""Seconds after which what is in trouble is asked again, at the most: people are answered soon after its return."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a network's stream was read (Telegram's next offset, Matrix's sync token), and when that was saved."""

    value: str
    saved_at: datetime


class Inbox(Protocol):
    """Where a network hands in what it received. Each call is one committed transaction, or raises."""

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        """Take one incoming thing; a replay is a no-op. `cursor` is saved in the same transaction."""

    async def cursor(self) -> Cursor | None:
        """How far this network had been read, or None at the very first start."""

    async def keep_cursor(self, cursor: str) -> None:
        """Save how far the network was read, once everything before it was received."""

    async def reading(self, *, polled: bool = True) -> None:
        """Say that the network answers and is being read, before handing in what came: now and then is enough.

        polled  said after each poll, so that a long silence means that it could not be read
        """


class FatalNetworkError(Exception):
    """The network cannot be served any more (token refused, account gone): one sentence for the operator."""


class History(Protocol):
    """Where it can be seen what has arrived, long after the network forgot with which key."""

    async def find(self, to: Destination, key: str, since: datetime | None) -> Fate | None:
        """What became of a payload that may have left. Never raises for what the network answers.

        since  it cannot have left earlier

        Sent when it is there, None when it certainly is not, Later when that cannot be seen now, Uncertain when it
        never can.
        """


class Sender(Protocol):
    """What the delivery needs of a network."""

    @property
    def name(self) -> NetworkName:
        """Which one it is."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    @property
    def history(self) -> History | None:
        """Where it can be seen what has arrived; None where nobody can."""

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Deliver one payload once. Never raises for what the network answers: the fate says it.

        key   made once for this payload, the same at each try (Matrix: the transaction id)
        Before `serve` has connected, the fate is Later.
        """


class Pushed(Protocol):
    """What takes the posts of a network that pushes instead of being polled."""

    largest: int
    """Bytes of a post: a longer one is not read."""

    def welcome(self, headers: Mapping[str, str]) -> bool:
        """Whether a post is the network's own, by its headers."""

    async def post(self, body: bytes) -> int:
        """Take one post. Returns the HTTP status to answer with."""


class Network(Sender, Protocol):
    """One network: the port that Telegram and Matrix implement."""

    @property
    def link(self) -> str:
        """Where a person finds the bot there (https link); empty while that is not known."""

    @property
    def pushed(self) -> Mapping[str, Pushed]:
        """By path, what takes the posts of this network; empty for one that is polled."""

    async def serve(self, inbox: Inbox) -> None:
        """Connect, and hand in what comes, until cancelled.

        Passing trouble (no connection, 5xx, 429) is retried inside, with back-off, for ever.
        Raises FatalNetworkError when going on is pointless.
        """

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""
