"""`python -m tests.crash [PART …]`: kill the bot at every boundary of its journey, and say what came of it."""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path

from tests.crash import parts
from tests.crash.enumerating import Choice, Outcome

PARTS: Mapping[str, Callable[..., Coroutine[None, None, Outcome]]] = {
    "store-sqlite": parts.store,
    "store-sqlite-remembering": partial(parts.store, remembers=True),
    "store-postgresql": parts.store_on_postgres,
    "store-postgresql-remembering": partial(parts.store_on_postgres, remembers=True),
    "telegram": parts.telegram,
    "matrix": parts.matrix,
}
"""`remembering`: the stand-in for a network makes one message of one key, as a homeserver does."""


def main() -> int:
    """Run the parts. Returns 1 when a rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when none is named")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="each K-th point only")
    parser.add_argument("--only", type=re.compile, default=Choice.only, metavar="REGEX", help="points so named only")
    parser.add_argument("--workers", type=int, default=Choice.workers, metavar="N", help="runs at a time")
    given = parser.parse_args()
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    choice = Choice(given.every, given.only, given.workers)
    return max(_part(name, choice) for name in given.parts or PARTS)


def _part(name: str, choice: Choice) -> int:
    told = 0

    def progress(outcome: Outcome) -> None:
        nonlocal told
        for wrong in outcome.wrong[told:]:
            print(f"\n{name}: at {wrong.where}\n{'; '.join(wrong.verdict.wrong)}\n{wrong.transcript}", flush=True)
        told = len(outcome.wrong)
        end = "" if sys.stderr.isatty() else "\n"
        print(f"\r{name}: {outcome}", end=end, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="objecteur-crash-") as folder:
        outcome = asyncio.run(PARTS[name](Path(folder), choice, progress))
    print(f"\r{name}: {outcome}", flush=True)
    return bool(outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
