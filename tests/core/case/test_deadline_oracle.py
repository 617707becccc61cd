"""A second implementation of the deadline, from the articles of Regulation (EEC, Euratom) No 1182/71 and nothing else.

It shares no line and no table with bot.core.case.deadline nor bot.core.case.working_days: Easter is computed here, the
holidays are written here from the Code du travail. Every receipt date of twelve years is compared in every territory.
"""

from datetime import date, timedelta
from functools import cache

from bot.core.case.deadline import deadline
from bot.core.case.working_days import Territory, holidays_of

FIRST, LAST = date(2024, 1, 1), date(2035, 12, 31)
PERIODS = (1, 3)
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Code du travail, art. L. 3133-1: those of the eleven that bear a date; the other three hang on Easter."""
ABOLITION = {
    # Code du travail, art. L. 3422-2.
    "guadeloupe": (5, 27),
    "martinique": (5, 22),
    "guyane": (6, 10),
    "reunion": (12, 20),
    "mayotte": (4, 27),
}


def easter(year: int) -> date:
    """Gauss's rule with its corrections, for the Gregorian calendar from 1900 to 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    march = 22 + d + e
    if (d, e) == (29, 6) or (d == 28 and e == 6 and a > 10):
        march -= 7
    return date(year, 3, 1) + timedelta(days=march - 1)


def days_off(year: int, place: str) -> set[date]:
    """The public holidays of one year in one place."""
    sunday = easter(year)
    found = {date(year, month, number) for month, number in FIXED}
    found |= {sunday + timedelta(days=after) for after in (1, 39, 50)}  # Easter Monday, Ascension, Whit Monday
    if place == "alsace-moselle":  # Code du travail, art. L. 3134-13
        found |= {sunday - timedelta(days=2), date(year, 12, 26)}
    if place in ABOLITION:
        found.add(date(year, *ABOLITION[place]))
    return found


@cache
def bearing(received: date, months: int) -> date:
    """The day with which a period of months from that receipt ends, whatever day of the week it is."""
    # Art. 3(1): the day of the event is not part of the period. Art. 3(2)(c): it ends with the last hour of the day
    # that bears the same number; where the last month has no such day, with its last day.
    year, month = received.year, received.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    end = None
    number = received.day
    while end is None:
        try:
            end = date(year, month, number)
        except ValueError:
            number -= 1
    return end


def last_day(received: date, months: int, off: set[date]) -> date:
    """The last day of a period of months that runs from that receipt."""
    end = bearing(received, months)
    # Art. 3(4): on a public holiday, a Sunday or a Saturday, it ends with the following working day.
    while end in off or end.isoweekday() in {6, 7}:
        end = date.fromordinal(end.toordinal() + 1)
    return end


def test_easter_is_known() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2030: (4, 21), 2035: (3, 25), 2038: (4, 25)}
    assert all(easter(year) == date(year, *on) for year, on in known.items())


def test_every_deadline_of_twelve_years_is_the_one_that_the_regulation_gives() -> None:
    compared, wrong = 0, []
    for territory in Territory:
        off = {holiday for year in range(2024, 2038) for holiday in days_off(year, territory.value)}
        holidays = holidays_of(territory)
        received = FIRST
        while received <= LAST:
            for months in PERIODS:
                expected = last_day(received, months, off)
                found = deadline(received, months, holidays).last_day
                compared += 1
                if found != expected:
                    wrong.append((territory, received, months, found, expected))
            received += timedelta(days=1)
    print(f"{compared} deadlines compared, {len(wrong)} differ")
    assert not wrong
    assert compared == 7 * 4383 * 2 == 61_362


def test_between_two_places_it_is_the_later_of_both_days_off() -> None:
    """Art. 2(1) leaves open which holidays count inside one State: no body is accused on a day off at either end."""
    off = {place: {day for year in range(2024, 2038) for day in days_off(year, place.value)} for place in Territory}
    compared = moved = 0
    for theirs in Territory:
        for ours in Territory:
            either = off[theirs] | off[ours]
            for n in range((LAST - FIRST).days + 1):
                received = FIRST + timedelta(days=n)
                found = deadline(received, 1, holidays_of(theirs), holidays_of(ours))
                assert found.last_day == last_day(received, 1, either), (theirs, ours, received)
                assert found.strict == last_day(received, 1, off[theirs])
                compared += 1
                moved += found.doubtful
    print(f"{compared} deadlines between two places compared, 0 differ; {moved} are later for the sender's holidays")
    assert compared == 7 * 7 * 4383 == 214_767
    assert moved > 100


def test_every_holiday_of_twelve_years_is_one_of_the_law() -> None:
    compared = 0
    for territory in Territory:
        off = {holiday for year in range(2024, 2037) for holiday in days_off(year, territory.value)}
        for n in range((LAST - FIRST).days + 1):
            on = FIRST + timedelta(days=n)
            assert (on in holidays_of(territory)) is (on in off), (territory, on)
            compared += 1
    assert compared == 7 * 4383
