"""`python -m tests.real.at 2026-11-24T10:00:00+01:00 run`: `objecteur`, on a machine whose clock says so.

The product has no switch for it: here the one reader of the clock is replaced, as moving the system's clock would.
"""

import sys
import time
from datetime import datetime, timedelta

from bot import clock
from bot.cli import main


def begin_at(moment: str) -> None:
    """Let the program's clock go on from that moment, written as ISO 8601."""
    start, begun = datetime.fromisoformat(moment), time.monotonic()
    clock.now = lambda: start + timedelta(seconds=time.monotonic() - begun)


if __name__ == "__main__":
    begin_at(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
