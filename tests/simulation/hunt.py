"""Looks for the first seed that fails, in one process: `python -m tests.simulation.hunt LEVEL FIRST COUNT`.

Prints one JSON line: `Found`.
"""

import json
import sys
from dataclasses import asdict, dataclass

from tests.simulation.ground import PEOPLE
from tests.simulation.runs import Failure, live


@dataclass(frozen=True)
class Found:
    """The first seed that failed and the invariant that noticed, or None; and how many cases were lived by then."""

    seed: int | None
    name: str
    cases: int


def hunt(level: str, first: int, count: int) -> Found:
    """Live seeds one after the other until one fails."""
    each = 1 if level == "core" else PEOPLE
    for seed in range(first, first + count):
        lived = live(seed, level)
        if isinstance(lived, Failure):
            return Found(seed, lived.name, (seed - first + 1) * each)
    return Found(None, "", count * each)


if __name__ == "__main__":
    print(json.dumps(asdict(hunt(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
