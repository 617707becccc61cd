"""Whether the day is to be believed, before anybody is forgotten by it: what is erased does not come back.

A machine may start with a dead battery, a mistyped year, or before it was told the time. Two things are asked:
1. the clock goes as it should: two readings in this process are as far apart as the time that has passed;
2. the day is not further from the last one that was believed than a bot is ever down, or its operator said that it is
   right. A clock that was set back is believed, and kept by nobody: nobody is forgotten by it.
"""

from datetime import date, datetime

LONGEST_DOWNTIME = 92
"""Days for which a bot may have been down: any three months. A wrong clock is mostly off by years."""
APART = 10.0
"""Seconds between two readings that are compared: the steps of a clock that is being set are seen in as many."""
SLACK, DRIFT = 5.0, 0.01
"""How far two readings may be from the time that passed: seconds, and a part of that time."""


class WrongDayError(Exception):
    """The operator says another day than the clock: one line that says which."""


class Readings:
    """Readings of the clock in this process, each compared with an earlier one."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._earlier: tuple[datetime, float] | None = None

    def agree(self, now: datetime, monotonic: float) -> bool:
        """Whether this reading and an earlier one agree, APART at least. The next is compared with the newer of both.

        now, monotonic  the two clocks, read at one moment
        """
        if self._earlier is None:
            self._earlier = now, monotonic
            return False
        passed = monotonic - self._earlier[1]
        off = abs((now - self._earlier[0]).total_seconds() - passed)
        agreed = off <= SLACK + DRIFT * passed
        if agreed and passed < APART:
            return False
        self._earlier = now, monotonic
        return agreed


def doubt(last: date, today: date) -> str | None:
    """Why nobody is forgotten on that day, and what the operator can do; None where it is believed.

    last  the day that was believed last
    """
    days = (today - last).days
    if days <= LONGEST_DOWNTIME:
        return None
    return (
        f"the clock says {today}, {days} days after this bot last looked ({last}): nobody is forgotten until "
        f"`objecteur confirm-date {today}` says that this day is right"
    )
