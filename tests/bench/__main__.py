"""`make bench`: measure all, and write docs/performance.md."""

import argparse
from pathlib import Path

from tests.bench.measuring import FULL, SMALL, measure
from tests.bench.paper import write

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--day", required=True, help="the day, for the page")
    parser.add_argument("--machine", required=True, help="the machine, for the page")
    parser.add_argument("--into", type=Path, default=DOCS, help="the folder for the page")
    parser.add_argument("--small", action="store_true", help="little of everything, to see that it works")
    given = parser.parse_args()
    write(
        given.into,
        measure(SMALL if given.small else FULL, lambda what: print(what, flush=True)),
        given.day,
        given.machine,
    )


if __name__ == "__main__":
    main()
