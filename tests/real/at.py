"""`python -m tests.real.at 2026-11-24T10:00:00+01:00 run`: `objecteur`, on a machine whose clock says so.

The product has no switch for it: here the one reader of the clock is replaced, as moving the system's clock would.
"""

import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import clock
from bot.cli import main


def begin_at(moment: str) -> None:
    """Let the program's clock go on from that moment, written as ISO 8601."""
    start, begun = datetime.fromisoformat(moment), time.monotonic()
    clock.now = lambda: start + timedelta(seconds=time.monotonic() - begun)


def run(moment: str, arguments: Sequence[str]) -> int:
    """Run `objecteur` from that moment on. Returns its exit status."""
    begin_at(moment)
    return main(arguments)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
