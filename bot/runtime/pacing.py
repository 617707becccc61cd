"""How fast a network is written to: when it is left in peace, and to how many places at once.

While the network does not answer it is left in peace, each time longer, and then one message tries: however many wait,
few are asked for, and where nothing may be sent again few become uncertain.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.core.ports.network import LONGEST_PAUSE
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain

TOGETHER = 8
"""Places that are written to at the same time."""
SLOWLY = 10
"""Rounds of one message each, after a network asked to slow down: answers then go before reminders, and not beside."""
FIRST_PAUSE = 0.5
"""Seconds after which a database or a network that failed is tried again; doubled each time."""


class Pace:
    """The pace at which one network is written to."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Take the clock."""
        self._now = now
        self._paused_until: datetime | None = None
        self._pause = 0.0
        """Seconds for which a network that did not answer was left in peace the last time; zero once it answers."""
        self._one_by_one = 0
        """Rounds of one message each that are to come: the network asked everybody to slow down."""

    @property
    def together(self) -> int:
        """To how many places the next round may write."""
        return 1 if self._pause or self._one_by_one else TOGETHER

    def paused(self) -> bool:
        """Whether nothing may be sent now."""
        return self._paused_until is not None and self._now() < self._paused_until

    def wait(self, wait: timedelta) -> None:
        """Send nothing for as long as the network asked."""
        self._paused_until = self._now() + wait

    def judge(self, fates: Sequence[Fate]) -> None:
        """After a round: who does not answer is left in peace; who asks to slow down is written to slowly."""
        limited = any(isinstance(fate, Later) and fate.everyone and fate.wait > timedelta(0) for fate in fates)
        self._one_by_one = SLOWLY if limited else max(self._one_by_one - 1, 0)
        if any(isinstance(fate, Sent | Refused | Gone) for fate in fates):
            self._pause = 0.0
        elif any(map(_no_answer, fates)):
            self._pause = min(self._pause * 2, LONGEST_PAUSE) or FIRST_PAUSE
            self._paused_until = self._now() + timedelta(seconds=self._pause)


def _no_answer(fate: Fate) -> bool:
    """Whether a fate says that the network is in trouble, rather than this one message."""
    return isinstance(fate, Uncertain) or (isinstance(fate, Later) and fate.everyone and fate.wait <= timedelta(0))
