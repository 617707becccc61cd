"""The incoming values that a network hands to the service: a person's message or act, in the network's identifiers.

A network adapter translates its network's events into `Incoming` and hands them to an `Inbox`. It decides nothing.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.ports.network_name import NetworkName


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
    """The person removed a message: `of` says which. The answers that came in it are removed too."""

    of: str


@dataclass(frozen=True, slots=True)
class Reacted:
    """The person reacted to the bot's last message with a sign that means yes, or no."""

    agrees: bool


class Unreadable(StrEnum):
    """The kinds of messages that hold no words."""

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
    """A message without words. The bot answers what it expected instead, and never stores it."""

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
    message_id    the network's own id of the event (update id, event id): the same id again is a replay, a no-op
    person        the network's own id of the person (user id, MXID)
    place         the chat to answer in (chat id, room id)
    content       what was said or done
    language      the client's language (BCP 47) when the network tells it, else None
    private       False in a group, a channel or a room that others read: the answer must hold nothing personal
    plain         whether it is not private only for want of encryption: the two are alone, and a link to the bot
                  may lead back to that very place
    link          where the person can talk to the bot in private (https link); empty where there is none
    said_in       the id of the message by which an edit or a redaction names it; empty where there is none
    thread        the thread of the message, to answer there; empty outside of one
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
        """The id of the message; for an edit that of the original, by which later edits name it too."""
        return self.content.of if isinstance(self.content, Edited) else self.said_in
