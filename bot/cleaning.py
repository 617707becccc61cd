"""What tells who somebody is, in a chat that a company can read: noted as it is said, taken out when they ask."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.conversation.naming import WHO, asks_who, tells_who
from bot.core.conversation.state import Conversation
from bot.core.exchange import Destination, Edited, Incoming, NetworkName, Payload, Text
from bot.core.message import Say, say
from bot.core.nir import looks_like_nir
from bot.store.unit import Unit

AT_ONCE = 100
"""Messages that one call takes out (Bot API, deleteMessages: 1 to 100)."""


def note_heard(unit: Unit, heard: Incoming, before: Conversation, after: Conversation, until: datetime) -> None:
    """Keep the number of what the person wrote where they were asked who they are, or told it unasked.

    A social security number tells it too, wherever it was written, although nothing of it is kept.
    """
    text = heard.content.text if isinstance(heard.content, Text | Edited) else ""
    if heard.message and (asks_who(before.shown) or after.learned_in(heard.message) & WHO or looks_like_nir(text)):
        unit.traces.add(heard.network, Destination(heard.person, heard.place), heard.message, until)


def marked(said: Iterable[Payload], *conversations: Conversation) -> tuple[Payload, ...]:
    """The messages of an answer, those marked that tell who the person is: all files do, but pictures."""
    return tuple(
        replace(payload, tells=True) if _in_a_file(payload) or tells_who(payload.text, *conversations) else payload
        for payload in said
    )


def _in_a_file(payload: Payload) -> bool:
    return payload.file is not None and not payload.file.media_type.startswith("image/")


def taking_out(unit: Unit, network: NetworkName, to: Destination, now: datetime) -> tuple[tuple[Payload, ...], Say]:
    """What takes them all out of that chat, and what is said of it."""
    numbers = unit.traces.take(network, to, now)
    parts = (numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE))
    told = say("clean.done", n=len(numbers)) if numbers else say("clean.nothing")
    return tuple(Payload("", removes=part) for part in parts), told
