"""`python -m tests.real.at 2026-11-24T10:00:00+01:00 run`: `objecteur`, on a machine whose clock says so; or `now`.

The product has no switch for it: here the one reader of the clock is replaced, as moving the system's clock would.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot import clock
from bot.loading import unswept

with unswept():  # as `bot.__main__` does
    from bot.cli import main
    from bot.runtime.pacing import Pace

NOW = "now"


def begin_at(moment: str) -> None:
    """Let the program's clock go on from that moment, written as ISO 8601."""
    start, begun = datetime.fromisoformat(moment), time.monotonic()
    clock.now = lambda: start + timedelta(seconds=time.monotonic() - begun)


def bear_haste() -> None:
    """Let a chat get any number of messages a second: who is played by a test writes faster than anybody alive."""
    begin = Pace.__init__

    def hurried(pace: Pace, per_second: float, _in_a_chat: int | None, monotonic: Callable[[], float]) -> None:
        begin(pace, per_second, None, monotonic)

    Pace.__init__ = hurried  # type: ignore[assignment,method-assign]


def run(moment: str, arguments: Sequence[str]) -> int:
    """Run `objecteur` from that moment on. Returns its exit status."""
    if moment != NOW:
        begin_at(moment)
    bear_haste()
    return main(arguments)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
