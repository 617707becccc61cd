"""Whether to believe the clock's day before erasing expired people, because an erasure cannot be undone.

A machine may start with a dead battery, a mistyped year, or before it was told the time. There are two conditions:
1. the clock runs as it should: two readings in this process are as far apart as the time that has passed;
2. the day is not further from the last one that was believed than a bot is ever down, or its operator said that it is
   right. A clock that was set back is believed, but its day is not stored: it makes nobody expire.
"""

from datetime import date, datetime

LONGEST_DOWNTIME = 92
"""The most days for which a bot may be down: any three months. A wrong clock is mostly off by years."""
APART = 10.0
"""The fewest seconds between two readings that are compared, so that the steps of a clock being set are seen."""
SLACK, DRIFT = 5.0, 0.01
"""The tolerance between the readings and the time that passed: seconds, and a part of that time."""


class WrongDayError(Exception):
    """The operator's day is not the clock's; one line names the clock's."""


class Readings:
    """Readings of the clock in this process, each compared with an earlier one."""

    def __init__(self) -> None:
        """Begin without readings."""
        self._earlier: tuple[datetime, float] | None = None

    def agree(self, now: datetime, monotonic: float) -> bool:
        """Whether this reading agrees with one at least APART seconds earlier. The next is compared with the newer one.

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
    """The reason not to erase anybody on that day, and what the operator can do; None when the day is believed.

    last  the day that was believed last
    """
    days = (today - last).days
    if days <= LONGEST_DOWNTIME:
        return None
    return (
        f"the clock says {today}, {days} days after this bot last looked ({last}): nobody is forgotten until "
        f"`objecteur confirm-date {today}` says that this day is right"
    )
