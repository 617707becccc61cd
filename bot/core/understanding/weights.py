"""The weights of the model, kept as they are written: thirty thousand features as bytes of each class took 10 MB.

A weight is two characters: the class, and whether it speaks for it or against it; and how much.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

_FOR, _AGAINST, _SIZES = 0xC0, 0x180, 0x21
"""The first of the characters for classes that a feature speaks for, and against, and for how much."""


class Weights:
    """For each feature its weights that are not nought."""

    def __init__(self, classes: int, written: Iterable[tuple[str, str]]) -> None:
        """Take how many classes there are, and each feature with its weights as they are written.

        Raises ValueError for what is not written so.
        """
        self._classes = classes
        self._features: list[str] = []
        self._starts = array("I", (0,))
        self._codes = array("H")
        given = []
        for feature, weights in sorted(written):
            self._features.append(feature)
            given.append(weights)
            self._starts.append(self._starts[-1] + len(weights))
        self._codes.frombytes("".join(given).encode("utf-16")[2:])  # without the mark of its byte order, which is ours
        known = {first + n for first in (_FOR, _AGAINST) for n in range(classes)}
        if len(self._codes) != self._starts[-1] or any(start % 2 for start in self._starts):
            raise ValueError("a weight is two characters")
        if not known.issuperset(self._codes[::2]) or min(self._codes[1::2], default=_SIZES) < _SIZES:
            raise ValueError("a weight is of a class that there is, and not below nought")

    def __len__(self) -> int:
        """How many features there are."""
        return len(self._features)

    def at(self, feature: str) -> int | None:
        """Where a feature stands; None for one that is not known."""
        at = bisect_left(self._features, feature)
        return at if at < len(self._features) and self._features[at] == feature else None

    def sums(self, places: Iterable[int]) -> list[int]:
        """For each class the sum of its weights, over the features that stand there."""
        found = [0] * (_AGAINST + self._classes)
        for at in places:
            codes = self._codes[self._starts[at] : self._starts[at + 1]]
            for letter, size in zip(codes[::2], codes[1::2], strict=True):
                found[letter] += size - _SIZES
        return [found[_FOR + n] - found[_AGAINST + n] for n in range(self._classes)]

    def written(self) -> Iterator[tuple[str, str]]:
        """Each feature with its weights, in the order of the features."""
        for at, feature in enumerate(self._features):
            yield feature, "".join(map(chr, self._codes[self._starts[at] : self._starts[at + 1]]))


def weights(classes: int, given: Mapping[str, Sequence[int]]) -> Weights:
    """The weights, given for each feature as one for each class."""
    return Weights(classes, ((feature, "".join(map(_written, range(classes), of))) for feature, of in given.items()))


def _written(n: int, weight: int) -> str:
    return f"{chr((_FOR if weight > 0 else _AGAINST) + n)}{chr(_SIZES + abs(weight))}" if weight else ""
