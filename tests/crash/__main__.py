"""`python -m tests.crash [PART …] [--every K]`: kill the bot at every boundary of its journey, and say what came of it."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from tests.crash import parts
from tests.crash.enumerating import Outcome

PARTS: Mapping[str, Callable[..., Awaitable[Outcome]]] = {"telegram": parts.telegram}


def main() -> int:
    """Run the parts. Returns 1 when a rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when none is named")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="each K-th point only")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    unknown = set(given.parts) - PARTS.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    status = 0
    for name in given.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="objecteur-crash-") as folder:
            outcome = asyncio.run(_part(name, Path(folder), given.every, given.workers))
        print(f"\r{name}: {outcome}")
        for wrong in outcome.wrong:
            print(f"\n{name}: at {wrong.where}\n{'; '.join(wrong.verdict.wrong)}\n{wrong.transcript}")
        status |= bool(outcome.wrong)
    return status


async def _part(name: str, folder: Path, every: int, workers: int) -> Outcome:
    def progress(outcome: Outcome) -> None:
        print(f"\r{name}: {outcome}", end="", file=sys.stderr, flush=True)

    return await PARTS[name](folder, every=every, workers=workers, progress=progress if sys.stderr.isatty() else None)


if __name__ == "__main__":
    sys.exit(main())
