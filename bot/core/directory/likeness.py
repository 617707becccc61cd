"""How alike two words are, by rapidfuzz: it takes 4 MB, and is loaded for the first word that is not known as it is."""

from collections.abc import Sequence
from functools import cache
from types import ModuleType


@cache
def _library() -> ModuleType:
    import rapidfuzz  # noqa: PLC0415

    return rapidfuzz


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 100, the same."""
    found: float = _library().fuzz.ratio(one, other)
    return found


def one_slip_away(typed: str, known: Sequence[str]) -> list[str]:
    """The known words that the text spells with one slip at most: a letter more, less, wrong, or two swapped."""
    library = _library()
    alike = library.process.extract(typed, known, scorer=library.distance.OSA.distance, score_cutoff=1, limit=None)
    return [found for found, _, _ in alike]
