"""The bot's messages before they have a language: keys of the catalogues, and the values that go into them.

A sentence exists once, in `locales/`. The core names it by its key and gives the values; the renderer writes it in
the person's language and the network's markup. A value is never parsed as markup, so a name that holds `*` or `<`
stays a name.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bot.core.letters.letter import Letter, Sheet
from bot.core.letters.page import Annex, PaperKind


@dataclass(frozen=True, slots=True)
class Month:
    """A date of which only the month and the year are shown."""

    of: date


@dataclass(frozen=True, slots=True)
class Say:
    """One entry of the catalogues with its values. Build it with `say`, so that keys stay literals to search for.

    A `date` is written out in the person's language, a `Say` is said in place, a tuple of them is a list.
    A value named `n` chooses the plural form where the entry has one.

    campaign  the campaign whose own words it may be said in; empty: that of what is said around it
    """

    key: str
    params: "tuple[tuple[str, str | int | date | Month | Say | tuple[Say, ...]], ...]" = field(default=(), repr=False)
    campaign: str = ""


def say(key: str, /, **params: "str | int | date | Month | Say | tuple[Say, ...]") -> Say:
    """Name a catalogue entry and give its values; the key is a literal, which a test looks up in every catalogue."""
    return Say(key, tuple(sorted(params.items())) if params else ())


def within(said: "Say", campaign: str) -> "Say":
    """An entry as that campaign says it, unless another was named."""
    return said if said.campaign else Say(said.key, said.params, campaign)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be tapped, or typed by its number or its words.

    value  what is stored: short, stable, nothing personal
    label  the words on the button
    tells  whether these words tell who the person is: they then stand in no message that others may see
    """

    value: str
    label: Say
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Words to copy, and the label of the button that copies them."""

    label: Say
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """One message: paragraphs, then choices.

    copies    words that one tap copies, where a network has such buttons: a recipient, a subject
    scope     the question that the choices answer ("form:question"); a button returns it, so that a stale one is known
    numbered  whether a choice can be typed by its number
    personal  False for a neutral line, which may be sent where others read it
    """

    paragraphs: tuple[Say, ...]
    choices: tuple[Choice, ...] = ()
    scope: str = ""
    numbered: bool = True
    personal: bool = True
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text to be copied, alone in its message: a letter, a subject, a recipient."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A text file, UTF-8: an ASCII name, a caption, the content.

    shown  whether the chat already shows its text; it is then left out where a network has no files
    """

    name: str
    caption: Say
    media_type: str
    text: str = field(repr=False)
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or a sheet as a file to print, to change or to send.

    name     ASCII, without its ending
    email    the recipient's address, for an e-mail draft
    annexes  for a complaint: the copies of letters attached to it, in one PDF
    shown    whether the chat already shows its words; where there are no files nothing is then sent
    """

    name: str
    caption: Say
    letter: Letter | Sheet = field(repr=False)
    kind: PaperKind
    email: str | None = None
    annexes: tuple[Annex, ...] = field(default=(), repr=False)
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Bundle:
    """An archive of several files: an ASCII name, a caption, the files."""

    name: str
    caption: Say
    documents: tuple[Document | Paper, ...]


class Mark(StrEnum):
    """The mark of a point of a timeline: done, being waited for, late, or to come."""

    DONE = "done"
    WAITING = "waiting"
    LATE = "late"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a timeline."""

    day: date
    text: Say
    mark: Mark


@dataclass(frozen=True, slots=True)
class Strand:
    """The points of one recipient in a timeline, in order."""

    title: "str | Say"
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A timeline to be drawn where pictures are shown, which words have said already. `alt`: its caption."""

    name: str
    title: Say
    alt: Say
    strands: tuple[Strand, ...]


Message = Words | Verbatim | Document | Paper | Bundle | Picture


def as_said_in(message: Message, campaign: str) -> Message:
    """A message as that campaign says it, but for what another was named for."""
    match message:
        case Words(paragraphs=paragraphs, choices=choices, copies=copies):
            return Words(
                tuple([within(one, campaign) for one in paragraphs]),
                tuple([Choice(one.value, within(one.label, campaign), one.tells) for one in choices]),
                message.scope,
                message.numbered,
                message.personal,
                tuple([Copy(within(one.label, campaign), one.text) for one in copies]),
            )
        case Verbatim():
            return message
        case Document() | Paper() | Bundle():
            return replace(message, caption=within(message.caption, campaign))
        case Picture(title=title, alt=alt, strands=strands):
            drawn = tuple(_strand_in(strand, campaign) for strand in strands)
            return replace(message, title=within(title, campaign), alt=within(alt, campaign), strands=drawn)


def _strand_in(strand: Strand, campaign: str) -> Strand:
    title = within(strand.title, campaign) if isinstance(strand.title, Say) else strand.title
    return Strand(title, tuple(replace(point, text=within(point.text, campaign)) for point in strand.points))
