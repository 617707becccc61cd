"""Recognising the messages of a chat that tell who the person is, which `/nettoyer` removes from it."""

import re
from collections.abc import Iterator

from bot.core.conversation.request import SKIPPED
from bot.core.conversation.state import Conversation

WHO = frozenset({"whom", "name", "address"})
"""The answers of the request that name the person, or whom they write for."""
ASKING = WHO | {"address_more", "address_doubt"}
"""The questions to which people type such an answer, or part of one."""


def asks_who(shown: str) -> bool:
    """Whether the question last shown in a chat, given by its scope, asks who the person is."""
    return shown.rpartition(":")[2] in ASKING


def knows_who(*conversations: Conversation) -> bool:
    """Whether one of these conversations has an answer that tells who the person is; its letters then tell it too."""
    return any(True for _ in _known(conversations))


def tells_who(text: str, *conversations: Conversation) -> bool:
    """Whether a message holds a name or a line of an address that one of these conversations has as an answer."""
    lines = (line.strip() for value in _known(conversations) for line in value.splitlines())
    # A house number alone tells nobody's address.
    telling = (line for line in lines if len(line) > 1 and not line.isdigit())
    return any(re.search(rf"(?<!\w){re.escape(line)}(?!\w)", text, re.IGNORECASE) for line in telling)


def _known(conversations: tuple[Conversation, ...]) -> Iterator[str]:
    for one in conversations:
        every = (*one.said, *(said for other in one.aside for said in other.said))
        yield from (said.value for said in every if said.key in WHO and said.value != SKIPPED)
