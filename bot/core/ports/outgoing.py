"""What the service hands to a network: payloads, where they go, and what became of each."""

from dataclasses import dataclass, field
from datetime import timedelta


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
