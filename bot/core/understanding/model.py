"""A linear model over features: each class has a weight for each, and the class with the highest sum is meant.

Weights are whole numbers: the same file gives the same answer on every machine.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from heapq import nlargest

from bot.core.understanding.features import ALWAYS, features
from bot.core.understanding.weights import Weights

PLAIN = "answer"
"""The class of plain answers: names, addresses, bodies, days."""


def at(moment: str) -> str:
    """The feature of a moment; no text has it, because it begins with a sign."""
    return f"@{moment}"


@dataclass(frozen=True, slots=True)
class Guess:
    """A class, and how sure it is: from 0, as good as another, to 100, nothing else is near.

    beyond  by how much it is likelier than a plain answer, in the same measure, whatever else it may be
    next    the class that comes after it, plain answers left out; empty where no word was ever seen
    behind  by how much that one is less likely, in the same measure
    """

    meant: str
    sure: int
    beyond: int = 0
    next: str = ""
    behind: int = 0


@dataclass(frozen=True)
class Model:
    """Classes, and for each feature a weight for each class, in their order."""

    classes: tuple[str, ...]
    weights: Weights = field(repr=False)

    def guess(self, text: str, moment: str = "", but: Collection[str] = ()) -> Guess:
        """What is meant most probably. Raises nothing for anything a person can type.

        moment  what is being asked, where it is one of those that make some classes likelier: a feature like any other
        but     the classes that cannot be meant
        """
        seen = {one: place for one in (*features(text), at(moment)) if (place := self.weights.at(one)) is not None}
        sums = self.weights.sums(seen.values())
        possible = [n for n, name in enumerate(self.classes) if name not in but]
        best, *others = nlargest(3, possible, key=sums.__getitem__)
        second = sums[others[0]]
        if not any(feature.isalpha() and feature != ALWAYS for feature in seen):
            return Guess(self.classes[best], 0)  # no word of it was ever seen
        scale = max(1, sums[best] - sorted(sums)[len(sums) // 2])
        plain = sums[self.classes.index(PLAIN)] if PLAIN in self.classes else second
        then = next((n for n in others if self.classes[n] != PLAIN), None)
        return Guess(
            self.classes[best],
            100 * (sums[best] - second) // scale,
            100 * (sums[best] - plain) // scale,
            "" if then is None else self.classes[then],
            0 if then is None else 100 * (sums[best] - sums[then]) // scale,
        )
