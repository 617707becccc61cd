"""The pace at which a network is written to: the pauses, and the number of chats at once.

While the network does not answer, no message is sent for a time that doubles, and then one message tries: so a network
that is down gets few requests, and few messages become uncertain where none may be sent again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.core.ports.network import LONGEST_PAUSE
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain

TOGETHER = 8
"""The most chats that are written to at the same time."""
SLOWLY = 10
"""The rounds of one message each after a network asked to slow down, in which answers go before reminders."""
FIRST_PAUSE = 0.5
"""The seconds after which a failed database or network is tried again; doubled each time."""


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
        """The number of chats that the next round may write to."""
        return 1 if self._pause or self._one_by_one else TOGETHER

    def paused(self) -> bool:
        """Whether no message may be sent now."""
        return self._paused_until is not None and self._now() < self._paused_until

    def wait(self, wait: timedelta) -> None:
        """Send no message for as long as the network asked."""
        self._paused_until = self._now() + wait

    def judge(self, fates: Sequence[Fate]) -> None:
        """Judge a round: pause when the network did not answer, and go slowly when it asked to slow down."""
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
