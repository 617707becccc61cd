"""What a network can do, as values that the renderer and the delivery read: what differs is a table, not an `if`."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Markup(StrEnum):
    """The markup that a network's `html` is written in."""

    NONE = "none"
    TELEGRAM = "telegram"  # b i code pre a blockquote only; line breaks as they are
    MATRIX = "matrix"  # org.matrix.custom.html: line breaks are <br>


class Privacy(StrEnum):
    """Who can read a chat. Each has its sentences, `consent.channel-<value>` and `privacy.where-<value>`."""

    LOCAL = "local"  # it never leaves this machine
    ENCRYPTED = "encrypted"  # end to end
    CLOUD = "cloud"  # the company that carries it


class LengthUnit(StrEnum):
    """What a network counts when it limits a message's length."""

    UTF16 = "utf-16 code units"
    UTF8 = "utf-8 bytes"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What differs between networks, as values the renderer and the delivery read.

    markup          the markup of `Payload.html`
    text_limit      longest text of one message, in `unit`, after markup is parsed
    unit            what `text_limit` counts
    buttons         whether choices can be tapped; a number or words always work as well
    copies          how many characters a button can copy (zero: there are no such buttons)
    deep_links      whether a link to the bot can say what to begin with (`?start=`)
    files           whether a file can be sent
    pictures        whether a picture is shown
    prefix          what stands before a command where one is shown ("/", "!")
    privacy         who can read the chat
    rings           a message arrives by itself, perhaps at night: reminders keep to the day
    resend_within   how long the same key sent again is certainly one message (zero: never; None: always)
    keeps           how long it keeps what people wrote while nobody read it (None: for ever)
    removes_within  how long after it was said the bot can take a message out of a chat (None: it cannot)
    per_second      sends a second that the network bears from us in all
    """

    markup: Markup
    text_limit: int
    unit: LengthUnit
    buttons: bool
    copies: int
    deep_links: bool
    files: bool
    pictures: bool
    prefix: str
    privacy: Privacy
    rings: bool
    resend_within: timedelta | None
    keeps: timedelta | None
    removes_within: timedelta | None
    per_second: float

    @property
    def removes_hours(self) -> int:
        """`removes_within` in whole hours, to be said; zero where the bot cannot."""
        return int((self.removes_within or timedelta(0)) / timedelta(hours=1))
