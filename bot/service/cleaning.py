"""What tells who somebody is, in a chat that a company can read: noted as it is said, taken out when they ask."""

from dataclasses import replace
from datetime import datetime

from bot.core.conversation.commands import command_of
from bot.core.conversation.naming import WHO, asks_who, knows_who, telling, tells, tells_who
from bot.core.conversation.reading import clean
from bot.core.conversation.state import Conversation
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Arrived, Edited, Incoming, Left, Media, Pressed, Reacted, Redacted, Text
from bot.core.ports.nir import looks_like_nir
from bot.core.ports.outgoing import Destination, Payload
from bot.store.unit import Unit

CLEANING = Payload("", cleans=True)
"""What takes it out. Which messages is known when it leaves: what was said before has left by then."""


def note_heard(
    unit: Unit, can: Capabilities, heard: Incoming, before: Conversation, after: Conversation, *, now: datetime
) -> None:
    """Keep the number of what the person wrote, where it tells who they are or was meant to, and can be taken out."""
    if can.removes_within and heard.message and _tells(heard, before, after):
        to = Destination(heard.person, heard.place)
        unit.traces.add(heard.network, to, heard.message, now + can.removes_within)


def _tells(heard: Incoming, before: Conversation, after: Conversation) -> bool:
    """A social security number does too, wherever it was written, although nothing of it is kept."""
    if after.learned_in(heard.message) & WHO:
        return True
    match heard.content:
        case Text(text=text) | Edited(text=text):
            asked = asks_who(before.shown) and command_of(clean(text)) is None
            return asked or looks_like_nir(text) or tells_who(text, before, after)
        case Arrived() | Left() | Media() | Pressed() | Reacted() | Redacted():
            return False


def marked(can: Capabilities, said: tuple[Payload, ...], *conversations: Conversation) -> tuple[Payload, ...]:
    """The messages of an answer, those marked that tell who the person is; none where none can be taken out."""
    if not can.removes_within:
        return said
    who = telling(*conversations)
    return tuple(
        replace(payload, tells=True)
        if tells(_words(payload), who) or (_in_a_file(payload) and knows_who(*conversations))
        else payload
        for payload in said
    )


def _words(payload: Payload) -> str:
    """What can be read in a message, on its buttons too: an answer given in another campaign is offered on one."""
    return "\n".join([payload.text, *(button.label for button in payload.buttons)])


def _in_a_file(payload: Payload) -> bool:
    """Letters are, and what is exported; a picture holds dates only."""
    return payload.has_file and not payload.has_picture
