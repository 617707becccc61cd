"""`python -m tests.real.several [--kills 50] [--people 20] [--seed 1]`: kill -9 at random, four workers, under load."""

import argparse
import asyncio
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.real.several.kills import kills
from tests.store.postgres import TEMPLATE, Postgres


def main() -> int:
    """Run it. Returns 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.several", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="objecteur-workers-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "postgres")
        (data := Path(folder) / "data").mkdir()
        try:
            url = server.empty("workers", TEMPLATE)
            tell = partial(print, flush=True)
            outcome = asyncio.run(kills(data, url, given.kills, given.people, given.seed, tell))
        finally:
            server.stop()
    print(outcome)
    for one in (broken := outcome.broken()):
        print(f"WRONG: {one}")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
