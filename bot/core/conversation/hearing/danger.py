"""Whether somebody says that they, or those near them, are in danger: what comes before anything about letters."""

import re
from enum import Enum, auto

from bot.core.conversation.hearing.kin import KIN
from bot.core.directory.folding import fold
from bot.core.ports.message import Say, say


class Danger(Enum):
    """What somebody needs help against, by whom they are told of."""

    SUICIDE = auto()
    VIOLENCE = auto()


_SUICIDE = re.compile(
    r"\b(?:suicid\w+|(?:veux|vais|voudrais|envie de|pense a) me (?:tuer|pendre|foutre en l air)|m ote[rz]? la vie|"
    r"en finir avec la vie|mettre fin a (?:ma vie|mes jours)|(?:veux|voudrais|envie de) mourir|"
    r"plus envie de vivre|veux plus vivre|kill(?:ing)? myself|end my life|want to die|don t want to live)\b"
)
_VIOLENCE = re.compile(
    rf"\b(?:{KIN}|il|elle|on) (?:me|m a|nous) (?:frapp\w+|bat|battue?|cogn\w+|viole\w*|menace de mort)\b|"
    rf"\b(?:{KIN}|he|she|they) (?:hits?|beats?|raped|threatens? to kill) me\b"
)


def danger_in(typed: str) -> Danger | None:
    """The danger that a text speaks of; None in nearly all."""
    folded = fold(typed[:_READ])
    if _SUICIDE.search(folded):
        return Danger.SUICIDE
    return Danger.VIOLENCE if _VIOLENCE.search(folded) else None


_READ = 1_000
"""Characters in which it is looked for."""


def who_listens(danger: Danger) -> Say:
    """Who is there at any hour for somebody in that danger."""
    match danger:
        case Danger.SUICIDE:
            return say("heard.danger-suicide")
        case Danger.VIOLENCE:
            return say("heard.danger-violence")
