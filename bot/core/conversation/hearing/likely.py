"""Which choice a text is near, where it is the words of none: « une semene », « c’est une pièce qu’ils veulent ».

Words are compared by their pieces of three letters, so that a slip or another ending costs little. Whoever calls asks
whether that choice is meant: nothing is taken by likeness.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.conversation.reading import NEGATIONS, Named
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice

_MOST = 10
"""Words of a text that may be no more than a choice."""
_LONGEST = 100
"""Its characters."""
_LEAST, _LEAST_OF_ONE = 0.35, 0.45
"""How near a text must be, and a single word."""
_AHEAD = 1.2
"""How many times as near as any other it must be."""
_OF_ALL = 0.3
"""What the words of a choice weigh all together, beside the phrase that is nearest."""

PLAINLY, NEARLY_ITS_WORDS = 0.5, 0.8
"""How near a text must be to a choice, for what the model believes to be said by it to come after; and where anything
may be typed, a name or an address, or what is chosen opens something."""

Pieces = frozenset[str]


@dataclass(frozen=True, slots=True)
class Likely:
    """A choice, and how near a text is to it, from 0 to 1."""

    choice: Choice
    near: float


def likely_choice(
    text: str, choices: Sequence[Choice], named: Mapping[str, Named], small: frozenset[str]
) -> Likely | None:
    """The one choice that a text is near; None where it is near none, or nearly as near to another.

    named  the words of each choice, and others for it, by its value
    small  words of the language that tell nothing, folded

    What denies something is compared with what does, and no other: « ils veulent bien » is not « ils veulent pas ».
    """
    if len(text.split(maxsplit=_MOST)) > _MOST or len(text) > _LONGEST:
        return None
    folded = fold(text)
    words, said = folded.split(), _pieces(folded, small)
    if not said:
        return None
    denied = not NEGATIONS.isdisjoint(words)
    phrases = [_phrases(named[choice.value].every, small, denied) for choice in choices]
    near = [
        _OF_ALL * of_all + (1 - _OF_ALL) * _nearest(said, own)
        for own, of_all in zip(phrases, _parts(said, phrases), strict=True)
    ]
    best, *others = sorted(near, reverse=True)
    least = _LEAST if len(set(words) - small) > 1 else _LEAST_OF_ONE
    found = best >= least and best >= _AHEAD * max(others, default=0.0)
    return Likely(choices[near.index(best)], best) if found else None


def _nearest(said: Pieces, phrases: Sequence[Pieces]) -> float:
    """How much a text and the nearest of the phrases have in common (Dice’s coefficient)."""
    return max((2 * len(said & own) / (len(said) + len(own)) for own in phrases), default=0.0)


def _parts(said: Pieces, phrases: Sequence[Sequence[Pieces]]) -> list[float]:
    """The part of a text that each choice has somewhere; a piece that several have tells less of each."""
    every = [frozenset[str]().union(*own) for own in phrases]
    times = Counter(piece for own in every for piece in own)
    return [sum(1 / times[piece] for piece in said & own) / len(said) for own in every]


@lru_cache(maxsize=512)
def _phrases(every: tuple[str, ...], small: frozenset[str], denied: bool) -> tuple[Pieces, ...]:
    """The pieces of each phrase of a choice that denies something, or of each other. None is a person’s."""
    meant = (words for words in every if denied is not NEGATIONS.isdisjoint(words.split()))
    return tuple(filter(None, (_pieces(words, small) for words in meant)))


def _pieces(folded: str, small: frozenset[str]) -> Pieces:
    padded = (f" {word} " for word in folded.split() if word not in small)
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))
