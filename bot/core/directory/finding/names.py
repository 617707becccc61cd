"""Caisses by their own names: an exact name, or part of one with typos."""

from collections.abc import Container, Iterable

from bot.core.directory.caisse import Caisse, Kind
from bot.core.directory.finding.words import NAMING, bare, words_of
from bot.core.directory.likeness import likeness

_CLOSE = 86
_NEARLY_WHOLE = 95


class Names:
    """The names of all caisses, without the words that all of them have."""

    def __init__(self, caisses: Iterable[Caisse]) -> None:
        """Index them."""
        self._named = tuple((bare(words_of(caisse.name)), caisse) for caisse in caisses)

    def exactly(self, words: list[str], kinds: Container[Kind]) -> Caisse | None:
        """The caisse with exactly that name: « Bayonne » is a town, « CPAM de Bayonne » a caisse."""
        typed = bare(words)
        if not typed or not NAMING & set(words):
            return None
        named = [caisse for name, caisse in self._named if name == typed and caisse.kind in kinds]
        return named[0] if len(named) == 1 else None

    def similar(self, words: list[str], kinds: Container[Kind]) -> tuple[Caisse, ...]:
        """The caisses with the most similar names, the closest first."""
        typed = bare(words)
        if len(typed) < 3:
            return ()
        scored = [(_score(typed, name), caisse) for name, caisse in self._named if caisse.kind in kinds]
        best = max((score for score, _ in scored), default=0)
        close = [pair for pair in scored if pair[0] >= max(_CLOSE, best - 6)]
        return tuple(caisse for _, caisse in sorted(close, key=lambda pair: (-pair[0], pair[1].id)))


def _score(typed: str, name: str) -> float:
    """The likeness of two names, 0 to 100; a part of a name scores nearly as high as the whole."""
    part = len(typed) > 3 and set(typed.split()) <= set(name.split())  # « sud » is no name
    return max(likeness(typed, name), _NEARLY_WHOLE if part else 0)
