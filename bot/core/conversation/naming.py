"""Recognising the messages of a chat that tell who the person is, which `/nettoyer` removes from it."""

import re
from collections.abc import Iterator

from bot.core.conversation.forms.meant import MEANT, SAID
from bot.core.conversation.request import SKIPPED
from bot.core.conversation.state import Conversation

WHO = frozenset({"whom", "name", "address"})
"""The answers of the request that name the person, or whom they write for."""
Telling = tuple[tuple[str, str], ...]
"""Words that tell who somebody is, each with its folded form."""
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
    return tells(text, telling(*conversations))


def telling(*conversations: Conversation) -> Telling:
    """The names and the lines of addresses that these conversations have as answers, for `tells`."""
    values = dict.fromkeys(_known(conversations))
    lines = dict.fromkeys(line.strip() for value in values for line in value.splitlines())
    # A house number alone tells nobody's address.
    return tuple((line, _folded(line)) for line in lines if len(line) > 1 and not line.isdigit())


def tells(text: str, who: Telling) -> bool:
    """Whether a message holds one of them."""
    folded = _folded(text)
    # Looked for without a pattern first: making one takes longer than all else here, and hardly any message has it.
    near = (line for line, look in who if look in folded)
    return any(re.search(rf"(?<!\w){re.escape(line)}(?!\w)", text, re.IGNORECASE) for line in near)


def _folded(text: str) -> str:
    """The text with one form for all letters that are one to a pattern that ignores case: « ı » and « İ » are « i »."""
    return text.casefold().replace("ı", "i").replace("\u0307", "")


def _known(conversations: tuple[Conversation, ...]) -> Iterator[str]:
    for one in conversations:
        every = (*one.said, *(said for other in one.aside for said in other.said))
        yield from (said.value for said in every if said.key in WHO and said.value != SKIPPED)
        asked = (said for form in (*one.opened, *one.waiting) if form.form == MEANT.key for said in form.said)
        yield from (said.value for said in asked if said.key == SAID)  # a name or an address that is asked about
