"""The capabilities of a network: differences between networks are a table of values, not an `if`."""

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

    LOCAL = "local"  # the chat never leaves this machine
    ENCRYPTED = "encrypted"  # the chat is encrypted end to end
    CLOUD = "cloud"  # the company that carries the chat can read it


class LengthUnit(StrEnum):
    """The unit in which a network limits a message's length."""

    UTF16 = "utf-16 code units"
    UTF8 = "utf-8 bytes"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The differences between networks, as values that the renderer and the delivery read.

    markup          the markup of `Payload.html`
    text_limit      longest text of one message, in `unit`, after markup is parsed
    unit            what `text_limit` counts
    buttons         whether choices can be tapped; a number or words always work as well
    copies          the most characters that a button can copy (zero: there are no such buttons)
    deep_links      whether a link to the bot can say what to begin with (`?start=`)
    files           whether a file can be sent
    pictures        whether a picture is shown
    prefix          the sign before a command in the bot's messages ("/", "!")
    privacy         who can read the chat
    rings           whether a message rings at once, even at night, so that reminders are kept to the day
    resend_within   how long a message sent again with the same key is certainly not doubled (zero: never; None: always)
    keeps           how long the network keeps unread messages (None: for ever)
    removes_within  how long after sending the bot can remove a message from a chat (None: it cannot)
    leaves          whether the bot takes its messages back from the chat of a person who is erased, and leaves it
    per_second      the most sends a second that the network accepts from the bot
    in_a_chat       how many sends it accepts at once in one chat, and one more each second (None: any number)
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
    leaves: bool
    per_second: float
    in_a_chat: int | None

    @property
    def removes_hours(self) -> int:
        """`removes_within` in whole hours, for sentences; zero when the bot cannot remove messages."""
        return int((self.removes_within or timedelta(0)) / timedelta(hours=1))
