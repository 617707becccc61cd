"""Which messages of a chat tell who somebody is: those are taken out of it when they ask for it (`/nettoyer`)."""

from bot.core.conversation.request import SKIPPED
from bot.core.conversation.state import Conversation

WHO = frozenset({"whom", "name", "address"})
"""The answers of the request that tell who the person is, or whom they write for."""
ASKING = WHO | {"address_more", "address_doubt"}
"""The questions that are answered with it, or with something that was meant to be."""
SHORTEST = 3
"""Characters of an answer, or of one of its lines, by which a message is known to hold it."""


def asks_who(shown: str) -> bool:
    """Whether the question that was shown in a place, by its scope, asks who somebody is."""
    return shown.rpartition(":")[2] in ASKING


def tells_who(text: str, *conversations: Conversation) -> bool:
    """Whether a message holds a name or a line of an address that one of these conversations knows."""
    known = (said.value for one in conversations for said in one.said if said.key in WHO and said.value != SKIPPED)
    return any(line in text for value in known for line in value.splitlines() if len(line) >= SHORTEST)
