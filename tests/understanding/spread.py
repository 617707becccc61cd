"""`python -m tests.understanding.spread [MODELS]`: how much of what is understood hangs on a few examples.

Each model is trained without another random hundredth of the examples. The report says how many guesses on the
sentences of the lists two models make differently, and the least, the median and the greatest measure of each list. A
change of examples or training that moves a list by less shows nothing. No sentence is shown.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random
from statistics import median

from bot.content.understanding import load_examples, load_groups
from bot.core.conversation.asking import Scene, standing
from bot.core.conversation.replying.typed import SURE, VERY_SURE, Typed
from bot.core.understanding.meaning import Meaning
from bot.core.understanding.model import Model
from bot.core.understanding.training import train
from tests.understanding.judge import Row, acts_wrongly, came, right, rows, stands

LOCALES = Path("locales")
LISTS = tuple(f"list-{letter}" for letter in "abcdefg")
MODELS = 5
KEPT = 99
"""Of a hundred examples, how many a model is trained with."""

Examples = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Measured:
    """What one model makes of the lists.

    guesses  what each sentence of all lists means, in order
    right    how many rows in a hundred are right, by list and language
    wrong    how many rows are acted on wrongly, by list
    """

    guesses: tuple[Meaning, ...]
    right: Mapping[str, float]
    wrong: Mapping[str, int]


def without_some(examples: Examples, seed: int) -> Examples:
    """The examples without a random hundredth of each class, the same for the same seed."""
    random = Random(seed)
    return {name: [text for text in texts if random.randrange(100) < KEPT] for name, texts in examples.items()}


def measured(model: Model) -> Measured:
    """What a model makes of the lists."""
    of = {name: rows(name) for name in LISTS}
    good: dict[str, float] = {}
    wrong: dict[str, int] = {}
    for name, every in of.items():
        led = [(row, came(row, model)) for row in every]
        wrong[name] = sum(acts_wrongly(row, one) for row, one in led)
        for language in ("fr", "en"):
            said = [right(row, one) for row, one in led if row.language == language]
            good[f"{name} {language}"] = 100 * sum(said) / len(said)
    return Measured(tuple(_guess(row, model) for every in of.values() for row in every), good, wrong)


def _guess(row: Row, model: Model) -> Meaning:
    talk = stands(row, model)
    form, question, asked = standing(Scene(talk.conversation, talk.case, talk.world()))
    return Typed(form, question, asked, row.text).meanings[0]


def changed(models: Sequence[Measured], sure: int) -> float:
    """Of a hundred guesses that are as sure as that in one model, how many mean something else in another."""
    pairs = [
        one.name != other.name
        for first, second in permutations(models, 2)
        for one, other in zip(first.guesses, second.guesses, strict=True)
        if one.sure >= sure
    ]
    return 100 * sum(pairs) / max(1, len(pairs))


def report(models: Sequence[Measured]) -> str:
    """What is to be said about models that should not differ."""
    count = len(models[0].guesses)
    lines = [f"{len(models)} models, {count} sentences"]
    for words, least in (("all", 0), (f"sure by {SURE}", SURE), (f"sure by {VERY_SURE}", VERY_SURE)):
        share = median(100 * sum(one.sure >= least for one in model.guesses) / count for model in models)
        lines.append(f"guesses, {words} ({share:.0f} %): {changed(models, least):.1f} % differ")
    lines += [f"{name}: {_between([one.right[name] for one in models])} % right" for name in models[0].right]
    lines += [f"{name}: {_between([one.wrong[name] for one in models])} wrong acts" for name in models[0].wrong]
    mean = _between([sum(one.right.values()) / len(one.right) for one in models], 1)
    acts = _between([sum(one.wrong.values()) for one in models])
    lines.append(f"all lists: {mean} % right, {acts} wrong acts")
    return "\n".join(lines)


def _between(figures: Sequence[float], digits: int = 0) -> str:
    """The least, the median and the greatest."""
    return " · ".join(f"{figure:.{digits}f}" for figure in (min(figures), median(figures), max(figures)))


def main(models: str = str(MODELS)) -> int:
    """Train, measure and say. Returns 0."""
    examples, groups = load_examples(LOCALES), load_groups(LOCALES)
    print(report([measured(train(without_some(examples, seed), groups)) for seed in range(int(models))]))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
