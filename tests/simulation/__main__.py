"""`python -m tests.simulation [SEED] [--level core|service] [--cases N]`: one seed aloud, or many and a summary."""

import argparse
import sys

from tests.simulation.counted import aloud
from tests.simulation.ground import PEOPLE
from tests.simulation.runs import LEVELS, Failure, Outcome, live, many

CASES = {"core": 10_000, "service": 60}


def main() -> int:
    """Run it. Returns 1 when an invariant does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", help="live this one aloud; or, with --cases, begin with it")
    parser.add_argument("--level", choices=LEVELS, help="both when it is not said")
    parser.add_argument("--cases", type=int, help=f"how many cases; a world of the service has {PEOPLE}")
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    if given.seed is not None and given.cases is None:
        return _one(given.seed, given.level or "core")
    status = 0
    for level in [given.level] if given.level else LEVELS:
        cases = given.cases or CASES[level]
        begin = given.seed or 0
        status |= _told(level, many(range(begin, begin + _worlds(cases, level)), level, given.workers))
    return status


def _worlds(cases: int, level: str) -> int:
    return cases if level == "core" else -(-cases // PEOPLE)


def _one(seed: int, level: str) -> int:
    lived = live(seed, level, aloud)
    print(lived)
    return isinstance(lived, Failure)


def _told(level: str, outcome: Outcome) -> int:
    print(f"{level}: {outcome}")
    if outcome.failures:
        print(f"{level}: {len(outcome.failures)} seeds failed")
    return bool(outcome.failures)


if __name__ == "__main__":
    sys.exit(main())
