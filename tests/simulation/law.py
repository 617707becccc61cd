"""The calendar and the terms once more, written from the law alone: what the bot computes is compared with it.

Nothing here looks at the code of the bot but for the names of territories. Sources: Code du travail art. L. 3133-1,
L. 3134-13, L. 3422-2; Regulation 1182/71 art. 3.
"""

import calendar
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.core.case.working_days import Territory

PARIS = ZoneInfo("Europe/Paris")
ZONES = {
    Territory.METROPOLE: PARIS,
    Territory.ALSACE_MOSELLE: PARIS,
    Territory.GUADELOUPE: ZoneInfo("America/Guadeloupe"),
    Territory.MARTINIQUE: ZoneInfo("America/Martinique"),
    Territory.GUYANE: ZoneInfo("America/Cayenne"),
    Territory.REUNION: ZoneInfo("Indian/Reunion"),
    Territory.MAYOTTE: ZoneInfo("Indian/Mayotte"),
}
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_ABOLITION = {
    Territory.GUADELOUPE: (5, 27),
    Territory.MARTINIQUE: (5, 22),
    Territory.GUYANE: (6, 10),
    Territory.REUNION: (12, 20),
    Territory.MAYOTTE: (4, 27),
}
MORNING, EVENING = time(9), time(19)


def easter(year: int) -> date:
    """Easter Sunday, as Butcher computes it."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    return date(year, (h + k - 7 * m + 114) // 31, (h + k - 7 * m + 114) % 31 + 1)


@cache
def holidays(year: int, where: Territory) -> frozenset[date]:
    """The legal public holidays of a year there."""
    found = {date(year, month, day) for month, day in _FIXED}
    found |= {easter(year) + timedelta(days=after) for after in (1, 39, 50)}
    if where is Territory.ALSACE_MOSELLE:
        found |= {easter(year) - timedelta(days=2), date(year, 12, 26)}
    if where in _ABOLITION:
        found.add(date(year, *_ABOLITION[where]))
    return frozenset(found)


def holiday(day: date, where: Territory) -> bool:
    return day in holidays(day.year, where)


def works(day: date, where: Territory) -> bool:
    """Neither a Saturday, a Sunday nor a holiday there."""
    return day.weekday() < 5 and not holiday(day, where)


def after_working_days(day: date, count: int, where: Territory) -> date:
    for _ in range(count):
        day += timedelta(days=1)
        while not works(day, where):
            day += timedelta(days=1)
    return day


def months_later(day: date, months: int) -> date:
    """The day of the same number, or the last day of that month."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_day(received: date, months: int, *where: Territory) -> date:
    """The end of a term of months: rolled on to a day on which all those places work."""
    day = months_later(received, months)
    while not all(works(day, place) for place in where):
        day += timedelta(days=1)
    return day


def good_day(day: date, home: Territory) -> bool:
    """Whether somebody may be written to unasked on that day."""
    return day.weekday() != 6 and not holiday(day, home)


def good_hour(now: datetime, home: Territory) -> bool:
    """Whether somebody who lives there may be written to unasked at that moment."""
    local = now.astimezone(ZONES[home])
    return good_day(local.date(), home) and MORNING <= local.time() < EVENING


def today(now: datetime, home: Territory) -> date:
    return now.astimezone(ZONES[home]).date()
