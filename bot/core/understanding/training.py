"""Training the model: the widest margin, by fading steps, in whole numbers: the same examples give the same file.

A linear support vector machine of many classes (K. Crammer and Y. Singer, 2001), learnt as by « Pegasos » (S. Shalev-
Shwartz, Y. Singer, N. Srebro, 2007). At step t the weights are S / λt, where S adds up all changes; an example changes
S where its class is ahead of another by less than 1 in the weights, which is by less than λt in S. So S is all that is
kept, in whole numbers. What is taken is the average over all steps, each counting t times (S. Lacoste-Julien, M.
Schmidt, F. Bach, 2012), so that the first ones weigh little: that is the sum of every S.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import blake2b
from math import log
from struct import Struct

from bot.core.understanding.features import features
from bot.core.understanding.model import Model, at
from bot.core.understanding.weights import weights as packed

ROUNDS = 32
SLOWNESS = 880
"""1 / λ: in how many steps the margin that is wanted grows by one. The smaller, the smaller are all weights."""
SEEN = 3
"""Examples in which a feature must be: what was seen once or twice says nothing of the next sentence."""
SMALLEST = 4
"""Weights below are left out once all is scaled to LARGEST: the file stays small."""
LARGEST = 82
"""The largest weight. With SMALLEST it says how large the file is: at 88 over a megabyte."""
SELDOM = 3
"""How many sentences of all moments are thought to have been counted at each: what was never said there may be."""
WEIGHT = 16
"""What a class that is e times likelier at a moment is worth, where LARGEST is the largest weight of a word."""
MOST = 93
"""Weights above are cut to it: a file has one character for each size."""
_FIELD, _NOUGHT = 64, 1 << 62
"""The bits of a weight while it is learnt, and what stands for nought: every sum is much nearer to it."""


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
    found = {(name, text): features(text) for name in classes for text in examples[name]}
    count = Counter(feature for of in found.values() for feature in of)
    known = {feature: n for n, feature in enumerate(feature for feature in count if count[feature] >= SEEN)}
    every = [
        _Example(tuple(known[feature] for feature in of if feature in known), classes.index(name), f"{name} {text}")
        for (name, text), of in found.items()
    ]
    learnt = dict(zip(known, _learnt(every, len(known), len(classes)), strict=True))
    return Model(classes, packed(len(classes), {**_scaled(learnt), **_likelier(classes, groups)}))


@dataclass(frozen=True, slots=True)
class _Example:
    """A sentence to learn from: where its features stand, its class, and what its place in each round is drawn from."""

    features: tuple[int, ...]
    right: int
    written: str = field(repr=False)

    def place(self, turn: int) -> bytes:
        """Its place in a round: its own, so that an example more leaves the others in their order."""
        return blake2b(f"{turn} {self.written}".encode(), digest_size=8).digest()


def _learnt(examples: Sequence[_Example], features: int, classes: int) -> Iterator[tuple[int, ...]]:
    """For each feature its weight for each class, each added up over all steps.

    All weights of a feature are one whole number, with a field of bits for each class: adding up such numbers takes a
    fraction of the time that lists take.
    """
    row = Struct(f"<{classes}Q")
    nought = sum(_NOUGHT << _FIELD * n for n in range(classes))
    weights, past = [0] * features, [0] * features
    step = 1
    for turn in range(ROUNDS):
        for example in sorted(examples, key=lambda one: one.place(turn)):
            added = nought + sum(map(weights.__getitem__, example.features))
            scores = [*row.unpack(added.to_bytes(row.size, "little"))]
            ahead, scores[example.right] = scores[example.right], 0
            rival = max(scores)
            if (ahead - rival) * SLOWNESS < step:
                change = (1 << _FIELD * example.right) - (1 << _FIELD * scores.index(rival))
                then = step * change
                for n in example.features:
                    weights[n] += change
                    past[n] += then
            step += 1
    for now, before in zip(weights, past, strict=True):
        summed = row.unpack((nought + step * now - before).to_bytes(row.size, "little"))
        yield tuple(weight - _NOUGHT for weight in summed)


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
