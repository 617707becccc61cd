"""`python -m tests.real.soak [--minutes 30] [--telegram 140] [--matrix 60] [--hurry 1]`: see docs/soak.md."""

import argparse
import asyncio
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.real.soak.crowd import Pace
from tests.real.soak.ground import People
from tests.real.soak.soak import Plan, soak
from tests.real.synapse import Synapse

THINK = {"telegram": 28, "matrix": 60}
"""Seconds from an answer to the next line, on average."""
REHEARSING = 3


def main() -> int:
    """Run it. Returns 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--telegram", type=int, default=140, help="how many people are on Telegram")
    parser.add_argument("--matrix", type=int, default=60, help="how many people are on Matrix")
    parser.add_argument("--hurry", type=float, default=1, help="how many times as fast everybody writes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    plan = Plan(
        given.minutes,
        every=1,
        settled=given.minutes / 3,
        rehearsing=REHEARSING,
        telegram=People(given.telegram, Pace(THINK["telegram"] / given.hurry)),
        matrix=People(given.matrix, Pace(THINK["matrix"] / given.hurry)),
        seed=given.seed,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the bot and Synapse are stopped on the way out
    with tempfile.TemporaryDirectory(prefix="objecteur-synapse-", ignore_cleanup_errors=True) as folder:
        synapse = Synapse(Path(folder))
        synapse.start()
        try:
            wrong = asyncio.run(soak(plan, synapse, partial(print, flush=True)))
        finally:
            synapse.stop()
    for one in wrong:
        print(f"WRONG: {one}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
