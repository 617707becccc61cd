"""The outgoing values that the service hands to a network: payloads, their destinations, and the fate of each."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.letters.letter import Letter, Sheet
from bot.core.letters.page import Annex, PaperKind


@dataclass(frozen=True, slots=True)
class Button:
    """A choice to tap: the words on it, and the opaque data that `Pressed` brings back (at most 64 bytes).

    copy  for a button that copies words and brings nothing back: these words
    """

    label: str = field(repr=False)
    data: str = ""
    copy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a payload: an ASCII name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text in an archive."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter or a sheet that becomes a file: its name without the ending, and as in `Paper`."""

    name: str
    kind: PaperKind
    letter: Letter | Sheet = field(repr=False)
    email: str | None = None
    annexes: tuple[Annex, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """Files that become one archive: its name, and what is in it."""

    name: str
    holds: tuple[TextFile | LetterFile, ...]


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A timeline that becomes a picture: its name, and its words and days as JSON."""

    name: str
    timeline: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a file is made of when its payload leaves, so that no answer waits for it and none is stored.

    unprintable  the caption of the file for a word processor that goes instead of a PDF which no font can set
    failed       the words that go instead of a file that cannot be made
    """

    of: LetterFile | ArchiveFile | DrawnFile
    unprintable: str
    failed: str


@dataclass(frozen=True, slots=True)
class Payload:
    """One message, ready for its network: within its limits, in its markup.

    text      plain words, always there (the fallback, the body of a Matrix event, the caption of a file)
    html      the same in the network's markup, or None when it is plain
    buttons   choices to tap, one a row; empty where the network has none (the text then numbers them)
    file      a file to send with the text as its caption
    recipe    what that file will be made of, as long as it is not made; there is then no `file`
    personal  False for a neutral line, which may be sent where others read it
    tells     whether it holds the name or address of the person, so that `/nettoyer` removes it from the chat
    cleans    whether it is no message but the order to remove the messages that tell who the person is from the chat
    removes   for such an order: the numbers of these messages, which are known when it leaves
    leaves    for the order to leave the chat, once the bot took its messages back: how many of its last ones stay there
    language  the language that it is in (ISO 639); empty where nobody said so
    """

    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    buttons: tuple[Button, ...] = ()
    file: File | None = None
    recipe: Recipe | None = field(default=None, repr=False)
    personal: bool = True
    tells: bool = False
    cleans: bool = False
    removes: tuple[str, ...] = field(default=(), repr=False)
    leaves: int | None = None
    language: str = field(default="", compare=False)

    @property
    def repeatable(self) -> bool:
        """Whether it is an order to the adapter and no message: carrying it out twice does the same as once."""
        return self.cleans or self.leaves is not None

    @property
    def has_file(self) -> bool:
        """Whether a file goes with it, made or not."""
        return self.file is not None or self.recipe is not None

    @property
    def has_picture(self) -> bool:
        """Whether that file is a picture."""
        if self.file is not None:
            return self.file.media_type.startswith("image/")
        return self.recipe is not None and isinstance(self.recipe.of, DrawnFile)


@dataclass(frozen=True, slots=True)
class Destination:
    """The destination of a payload: the person's id, the chat, and the thread in it, all the network's own."""

    person: str = field(repr=False)
    place: str = field(repr=False)
    thread: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """The network took the message.

    before   whether it took it at an earlier try, whose answer was lost
    message  its id, as `Incoming.said_in` has it, where the bot can remove it again
    """

    before: bool = False
    message: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Later:
    """The message certainly never left, or its key keeps a second try from doubling it: try again after `wait`.

    wait      how long the network asks to wait; zero when it does not ask, and the delivery decides
    everyone  whether it concerns the whole network, not this message: all must pause, or the network is down
    perhaps   whether it may have left: a second try is safe only as long as the network remembers its key
    """

    why: str
    wait: timedelta
    everyone: bool = False
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The network certainly did not take the message and never will: our mistake, or the chat no longer exists."""

    why: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The network certainly did not take the message: the person blocked the bot, or left. Write there no more."""

    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The message may have arrived or not: it is never sent again blindly; the person is told at the next contact."""

    why: str


Fate = Sent | Later | Refused | Gone | Uncertain
"""The fate of a payload. `why` is for the operator's log: a reason without a word of the message or an id."""
