"""The weights of the model, kept as they are written: thirty thousand features as objects took 10 MB, as text one.

A line is a feature and, after a tab, its weights that are not nought. A weight is two characters: the class, and
whether the feature speaks for it or against it; and how much.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence

from bot.core.directory.lines import starts

_FOR, _AGAINST, _SIZES = 0xC0, 0x180, 0x21
"""The first of the characters for classes that a feature speaks for, and against, and for how much."""


class Weights:
    """For each feature its weights that are not nought.

    A feature's line is found by its hash: `_table` has it there, or at the next place that was free.
    """

    def __init__(self, classes: int, written: bytes) -> None:
        """Take how many classes there are, and the lines of the features. Raises ValueError for other lines."""
        self._classes, self._text = classes, written
        self._starts = starts(written)
        self._last = 2 ** (2 * len(self)).bit_length() - 1
        self._table = array("I", bytes(4 * (self._last + 1)))
        known = frozenset(chr(first + n) for first in (_FOR, _AGAINST) for n in range(classes))
        for line in range(len(self)):
            feature, _, weights = self._text[self._starts[line] : self._starts[line + 1] - 1].partition(b"\t")
            _refuse_others(weights.decode(), known)
            self._table[self._place(feature)] = line + 1

    def _place(self, feature: bytes) -> int:
        """Where a feature stands in the table, or could."""
        place: int = hash(feature) & self._last
        while line := self._table[place]:
            start = self._starts[line - 1]
            if self._text.startswith(feature + b"\t", start):
                break
            place = (place + 1) & self._last
        return place

    @property
    def written(self) -> bytes:
        """The lines of the features, in their order."""
        return self._text

    def __len__(self) -> int:
        """How many features there are."""
        return len(self._starts) - 1

    def at(self, feature: str) -> int | None:
        """Where a feature stands; None for one that is not known."""
        line = self._table[self._place(feature.encode("utf-8", "surrogatepass"))]
        return line - 1 if line else None

    def sums(self, places: Iterable[int]) -> list[int]:
        """For each class the sum of its weights, over the features that stand there."""
        found = [0] * (_AGAINST + self._classes)
        for at in places:
            line = self._text[self._starts[at] : self._starts[at + 1] - 1]
            codes = array("H", line[line.index(b"\t") + 1 :].decode().encode("utf-16")[2:])  # without its order's mark
            for letter, size in zip(codes[::2], codes[1::2], strict=True):
                found[letter] += size - _SIZES
        return [found[_FOR + n] - found[_AGAINST + n] for n in range(self._classes)]


def _refuse_others(weights: str, known: frozenset[str]) -> None:
    if len(weights) % 2 or not weights:
        raise ValueError("a weight is two characters")
    if not known.issuperset(weights[::2]) or ord(min(weights[1::2])) < _SIZES:
        raise ValueError("a weight is of a class that there is, and not below nought")


def weights(classes: int, given: Mapping[str, Sequence[int]]) -> Weights:
    """The weights, given for each feature as one for each class."""
    codes = ((feature, "".join(map(_written, range(classes), of))) for feature, of in sorted(given.items()))
    return Weights(classes, "\n".join(f"{feature}\t{code}" for feature, code in codes if code).encode())


def _written(n: int, weight: int) -> str:
    return f"{chr((_FOR if weight > 0 else _AGAINST) + n)}{chr(_SIZES + abs(weight))}" if weight else ""
