"""Training the model: an averaged perceptron with a margin, in whole numbers: the same examples give the same file.

Y. Freund and R. Schapire, Large margin classification using the perceptron algorithm (1999); M. Collins (2002) for the
average. The order of examples is a fixed shuffle.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import blake2b
from math import log
from operator import add

from bot.core.understanding.features import features
from bot.core.understanding.model import Model, at
from bot.core.understanding.weights import weights as packed

ROUNDS = 8
MARGIN = 60
"""By how much the right class must be ahead of every other for an example to change nothing."""
SEEN = 3
"""Examples in which a feature must be: what was seen once or twice says nothing of the next sentence."""
SMALLEST = 4
"""Weights below are left out once all is scaled to LARGEST: the file stays small."""
LARGEST = 82
"""The largest weight. With SMALLEST it says how large the file is: at 88 over a megabyte."""
SELDOM = 3
"""How many sentences of all moments are thought to have been counted at each: what was never said there may be."""
WEIGHT = 13
"""What a class that is e times likelier at a moment is worth, where LARGEST is the largest weight of a word."""
MOST = 93
"""Weights above are cut to it: a file has one character for each size."""


@dataclass(frozen=True, slots=True)
class Group:
    """Classes that are said at the same moments, and how often at each, among sentences that were counted.

    classes  their names; « ask-* » for all that begin so
    """

    name: str
    classes: tuple[str, ...]
    counted: Mapping[str, int]

    def has(self, name: str) -> bool:
        """Whether a class is of this group."""
        return any(fnmatchcase(name, pattern) for pattern in self.classes)

    @property
    def everywhere(self) -> int:
        """How often it was meant at all moments together."""
        return sum(self.counted.values())


def train(examples: Mapping[str, Sequence[str]], groups: Sequence[Group]) -> Model:
    """A model of sentences by class. Every class is of one group."""
    classes = tuple(sorted(examples))
    count = Counter(feature for name in classes for text in examples[name] for feature in features(text))
    seen = [
        (tuple(feature for feature in features(text) if count[feature] >= SEEN), classes.index(name))
        for name in classes
        for text in examples[name]
    ]
    order = sorted(range(len(seen)), key=lambda i: blake2b(str(i).encode(), digest_size=8).digest())
    none = [0] * len(classes)
    weights: dict[str, list[int]] = {}
    past: dict[str, list[int]] = {}
    moment = 1
    for _ in range(ROUNDS):
        for i in order:
            of, right = seen[i]
            sums = none
            for feature in of:
                if found := weights.get(feature):
                    sums = list(map(add, sums, found))
            rival = max((score, -n) for n, score in enumerate(sums) if n != right)
            wrong = -rival[1]
            if sums[right] - sums[wrong] < MARGIN:
                for feature in of:
                    now = weights.setdefault(feature, [0] * len(classes))
                    then = past.setdefault(feature, [0] * len(classes))
                    now[right] += 1
                    now[wrong] -= 1
                    then[right] += moment
                    then[wrong] -= moment
            moment += 1
    averaged = {
        feature: [moment * weight - past[feature][n] for n, weight in enumerate(of)] for feature, of in weights.items()
    }
    return Model(classes, packed(len(classes), {**_scaled(averaged), **_likelier(classes, groups)}))


def _likelier(classes: Sequence[str], groups: Sequence[Group]) -> Mapping[str, Sequence[int]]:
    """For each moment the logarithm of how likely each class is there, against all being alike.

    Classes of one group are alike: what is counted says that questions are many at the first moment, not which. A group
    is worth at a moment what was counted there, and SELDOM sentences more as they were counted everywhere.
    """
    of = {name: group for group in groups for name in classes if group.has(name)}
    sizes = Counter(of[name].name for name in classes)
    every = sum(group.everywhere + 1 for group in groups)
    found = {}
    for moment in sorted({moment for group in groups for moment in group.counted}):
        counted = sum(group.counted[moment] for group in groups)
        likely = {
            group.name: (group.counted[moment] + SELDOM * (group.everywhere + 1) / every) / (counted + SELDOM)
            for group in groups
        }
        weights = (WEIGHT * log(likely[of[name].name] * len(classes) / sizes[of[name].name]) for name in classes)
        found[at(moment)] = [max(-MOST, min(MOST, round(weight))) for weight in weights]
    return found


def _scaled(averaged: Mapping[str, Sequence[int]]) -> Mapping[str, Sequence[int]]:
    """The weights from -LARGEST to LARGEST, small ones left out."""
    most = max((abs(weight) for of in averaged.values() for weight in of), default=1)
    scaled = {feature: [_kept(_quotient(weight * LARGEST, most)) for weight in of] for feature, of in averaged.items()}
    return {feature: weights for feature, weights in scaled.items() if any(weights)}


def _kept(weight: int) -> int:
    return max(-MOST, min(MOST, weight)) if abs(weight) >= SMALLEST else 0


def _quotient(dividend: int, divisor: int) -> int:
    """The quotient, rounded to the nearest whole number, half away from nought."""
    sign = -1 if dividend < 0 else 1
    return sign * ((2 * abs(dividend) + divisor) // (2 * divisor))
