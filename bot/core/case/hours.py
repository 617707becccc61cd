"""The hours at which the bot may write by itself: no Sunday, no public holiday, no night."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.case.working_days import Territory, holidays_of

HOUR = time(9, 30)
"""When reminders fall due, in the person's civil time: the day has begun, nobody is woken."""


OPENS, CLOSES = time(9), time(19)
"""Between these hours the bot may write unasked; not on a Sunday, not on a public holiday."""


def may_write(now: datetime, zone: ZoneInfo, home: Territory) -> datetime:
    """The first moment at which the bot may write to the person unasked: `now`, or the next opening of the hours."""
    local = now.astimezone(zone)
    if OPENS <= local.time() < CLOSES and _good(local.date(), home):
        return now
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return _at(OPENS, day, zone, home)


def closing(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment of that day at which the bot must stop writing unasked, in the person's civil time."""
    return datetime.combine(moment.astimezone(zone).date(), CLOSES, zone)


def _good(day: date, home: Territory) -> bool:
    return day.isoweekday() != 7 and day not in holidays_of(home)


@lru_cache(maxsize=2_000)
def moment_on(day: date, zone: ZoneInfo, home: Territory) -> datetime:
    """HOUR on that day in the person's zone; on a Sunday or a holiday, HOUR on the first later day that is neither."""
    return _at(HOUR, day, zone, home)


def _at(hour: time, day: date, zone: ZoneInfo, home: Territory) -> datetime:
    return datetime.combine(good_day_from(day, home), hour, zone)


def good_day_from(day: date, home: Territory) -> date:
    """That day, or the first later one that is no Sunday and no public holiday there."""
    while not _good(day, home):
        day += timedelta(days=1)
    return day
