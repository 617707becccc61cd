"""What crosses the line between the service and a network: incoming words, outgoing payloads, and their fate.

A network adapter knows this module and nothing else of the bot. It translates what its network says into
`Incoming`, hands it to an `Inbox`, and delivers a `Payload` when it is asked to. It decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core.ports.capabilities import Capabilities


class NetworkName(StrEnum):
    """Where a person talks to the bot. Stored: never renamed."""

    TELEGRAM = "telegram"
    MATRIX = "matrix"
    TERMINAL = "terminal"


# --- In ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words that the person typed, as they came (commands included)."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A tap on one of our buttons: `data` is what `Button.data` held, `under` which message the button stands under."""

    data: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """The person changed a message that was sent before; `text` is the new wording, `of` which message it was."""

    text: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Redacted:
    """The person took a message back: `of` says which. What it told goes here as well."""

    of: str


@dataclass(frozen=True, slots=True)
class Reacted:
    """The person set a sign under the bot's last message that means yes, or no."""

    agrees: bool


class Unreadable(StrEnum):
    """What a person can send that is not words."""

    VOICE = "voice"
    PICTURE = "picture"
    STICKER = "sticker"
    VIDEO = "video"
    CONTACT = "contact"
    LOCATION = "location"
    FILE = "file"
    POLL = "poll"
    OTHER = "other"
    UNDECRYPTABLE = "undecryptable"
    """Matrix: the message is encrypted and its key did not come in time."""


@dataclass(frozen=True, slots=True)
class Media:
    """Something that is not words: answered with what was expected, never kept."""

    what: Unreadable


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person opened a private chat with the bot, or unblocked it, and said nothing yet."""


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked the bot or left the private room: nothing more can be delivered there."""


Content = Text | Pressed | Edited | Redacted | Reacted | Media | Arrived | Left


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened on a network, in the network's own identifiers.

    network       where it happened
    message_id    the network's own id of it (update id, event id): the same id again is a replay, a no-op
    person        the network's own id of the person (user id, MXID)
    place         where to answer (chat id, room id)
    content       what was said or done
    language      the client's language (BCP 47) when the network tells it, else None
    private       False in a group, a channel or a room that others read: the answer must hold nothing personal
    plain         why it is not private, where the two are alone: their words are not encrypted, and a link to the bot
                  may lead back to that very place
    link          where the person can talk to the bot in private (https link); empty where there is none
    said_in       the message itself, as an edit or a redaction names it; empty where there is none
    thread        the thread it was written in, to answer there; empty outside of one
    """

    network: NetworkName
    message_id: str
    person: str = field(repr=False)
    place: str = field(repr=False)
    content: Content = field(repr=False)
    language: str | None = None
    private: bool = True
    plain: bool = False
    link: str = field(default="", repr=False)
    said_in: str = field(default="", repr=False)
    thread: str = field(default="", repr=False)

    @property
    def message(self) -> str:
        """The message that was said: of one that was edited the first, by which later edits name it too."""
        return self.content.of if isinstance(self.content, Edited) else self.said_in


# --- Out --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A choice to tap: the words on it, and the opaque data that `Pressed` brings back (at most 64 bytes).

    copy  instead: the words that a tap copies, and nothing comes back
    """

    label: str
    data: str = ""
    copy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a payload: an ASCII name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Payload:
    """One message, ready for its network: within its limits, in its markup.

    text      plain words, always there (the fallback, the body of a Matrix event, the caption of a file)
    html      the same in the network's markup, or None when it is plain
    buttons   choices to tap, one a row; empty where the network has none (the text then numbers them)
    file      a file to send with the text as its caption
    personal  False for a neutral line that may be said where others read it
    tells     it holds the name or the address of the person: it is taken out of the chat when they ask for it
    cleans    instead of saying something, what tells who the person is goes out of the chat
    removes   the numbers of what goes then, known when it leaves
    """

    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    buttons: tuple[Button, ...] = ()
    file: File | None = None
    personal: bool = True
    tells: bool = False
    cleans: bool = False
    removes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a payload goes: the person's id, the place, and the thread there, all the network's own."""

    person: str = field(repr=False)
    place: str = field(repr=False)
    thread: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """The network took it.

    before   at an earlier try, whose answer was lost: it was found there
    message  its number there, where it can be taken out again: as `Incoming.said_in` names one
    """

    before: bool = False
    message: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Later:
    """It certainly never left, or the same key makes it the same message: try again after `wait`.

    wait      how long the network asks to wait; zero: it asks nothing, and the delivery decides
    everyone  it concerns the whole network, not this message: a pause that all must keep, or nobody answers there
    perhaps   it may have left: the same key makes it the same message only as long as the network remembers that key
    """

    why: str
    wait: timedelta
    everyone: bool = False
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It certainly was not taken and never will be: our mistake, or a place that is gone."""

    why: str


@dataclass(frozen=True, slots=True)
class Gone:
    """It certainly was not taken: the person blocked the bot, or left. Stop writing to this place."""

    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may or may not have arrived: never sent again blindly, told at the next contact."""

    why: str


Fate = Sent | Later | Refused | Gone | Uncertain
"""What became of a payload. `why` is for the operator's log: a reason without a word of the message or an id."""


# --- The port ---------------------------------------------------------------------------------------------------

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
