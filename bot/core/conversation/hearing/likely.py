"""Which choice the words of a text point to, where they are those of none: « c’est une pièce qu’ils veulent »."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from bot.core.conversation.reading import NEGATIONS, Named
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice

_LEAST = 4
"""Letters of a word that tells anything."""
_MOST = 6
"""Words of a text that may be no more than a choice."""


def likely_choice(
    text: str, choices: Sequence[Choice], named: Mapping[str, Named], small: Collection[str]
) -> Choice | None:
    """The one choice that has words of the text which no other choice has; None where there is none, or several.

    named  the words of each choice, and others for it, by its value
    small  words of the language that tell nothing, folded

    At least half of the telling words of a text, which are few, must be that choice's. A text that denies something
    points to a choice only by words that the choice has with a denial of its own.
    """
    said, denied = _stems(text, small), _denies(fold(text))
    if len(text.split()) > _MOST:
        return None
    every = {
        choice: [words for words in named[choice.value].every if not denied or _denies(words)] for choice in choices
    }
    stems = {choice: set[str]().union(*(_stems(words, small) for words in every[choice])) for choice in choices}
    shared = {stem for stem, times in Counter(stem for own in stems.values() for stem in own).items() if times > 1}
    found = [
        choice for choice in choices if said & stems[choice] - shared and 2 * len(said & stems[choice]) >= len(said)
    ]
    return found[0] if len(found) == 1 else None


def _denies(words: str) -> bool:
    return not NEGATIONS.isdisjoint(words.split())


def _stems(text: str, small: Collection[str]) -> set[str]:
    """The telling words of a text, without the endings of number and gender."""
    words = (word for word in fold(text).split() if word not in small and len(word) >= _LEAST)
    return {word.rstrip("se") or word for word in words}
