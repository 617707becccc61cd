"""The last day to answer: golden dates with their weekdays, and the laws that hold on every date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.case.deadline import Roll, deadline
from bot.core.case.working_days import Territory, holidays_of, is_working_day
from tests.folded import folded

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
TERRITORIES = st.sampled_from(Territory)
MONTHS = st.sampled_from((1, 3))


def day(written: str) -> date:
    """The date of « Tue 2026-11-24 », whose weekday must be the right one."""
    weekday, iso = written.split()
    found = date.fromisoformat(iso)
    assert ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[found.weekday()] == weekday, written
    return found


@folded(
    ("received", "nominal", "last_day", "why"),
    [
        ("Tue 2026-11-24", "Thu 2026-12-24", "Thu 2026-12-24", Roll.NONE),
        ("Wed 2026-11-25", "Fri 2026-12-25", "Mon 2026-12-28", Roll.HOLIDAY),
        ("Thu 2026-11-26", "Sat 2026-12-26", "Mon 2026-12-28", Roll.SATURDAY),
        ("Tue 2026-12-01", "Fri 2027-01-01", "Mon 2027-01-04", Roll.HOLIDAY),
        ("Sun 2027-01-31", "Sun 2027-02-28", "Mon 2027-03-01", Roll.SUNDAY),
        ("Wed 2027-03-31", "Fri 2027-04-30", "Fri 2027-04-30", Roll.NONE),
        ("Thu 2027-04-01", "Sat 2027-05-01", "Mon 2027-05-03", Roll.HOLIDAY),
        ("Thu 2027-04-08", "Sat 2027-05-08", "Mon 2027-05-10", Roll.HOLIDAY),
        # The months of different lengths, and leap years.
        ("Sat 2026-01-31", "Sat 2026-02-28", "Mon 2026-03-02", Roll.SATURDAY),
        ("Wed 2026-04-01", "Fri 2026-05-01", "Mon 2026-05-04", Roll.HOLIDAY),
        ("Tue 2026-07-14", "Fri 2026-08-14", "Fri 2026-08-14", Roll.NONE),
        ("Tue 2026-03-03", "Fri 2026-04-03", "Fri 2026-04-03", Roll.NONE),
        ("Mon 2028-01-31", "Tue 2028-02-29", "Tue 2028-02-29", Roll.NONE),
        ("Tue 2028-02-29", "Wed 2028-03-29", "Wed 2028-03-29", Roll.NONE),
    ],
)
def test_one_month_ends_on_the_day_of_the_same_number_or_the_next_working_day(
    received: str, nominal: str, last_day: str, why: Roll
) -> None:
    found = deadline(day(received), 1, holidays_of(Territory.METROPOLE))
    assert (found.nominal, found.last_day, found.why) == (day(nominal), day(last_day), why)


@folded(
    ("received", "last_day"),
    [
        ("Tue 2026-11-24", "Wed 2027-02-24"),
        ("Wed 2026-11-25", "Thu 2027-02-25"),
        ("Thu 2026-11-26", "Fri 2027-02-26"),
        ("Tue 2026-12-01", "Mon 2027-03-01"),
        ("Sun 2027-01-31", "Fri 2027-04-30"),
        ("Wed 2027-03-31", "Wed 2027-06-30"),
        ("Thu 2027-04-01", "Thu 2027-07-01"),
        ("Thu 2027-04-08", "Thu 2027-07-08"),
    ],
)
def test_an_extension_gives_three_months_from_receipt(received: str, last_day: str) -> None:
    assert deadline(day(received), 3, holidays_of(Territory.METROPOLE)).last_day == day(last_day)


@folded(
    ("received", "territory", "last_day"),
    [
        ("Tue 2026-03-03", Territory.ALSACE_MOSELLE, "Tue 2026-04-07"),  # Good Friday, weekend, Easter Monday
        ("Thu 2025-11-27", Territory.ALSACE_MOSELLE, "Mon 2025-12-29"),
        ("Wed 2025-11-26", Territory.ALSACE_MOSELLE, "Mon 2025-12-29"),  # Friday 26 December
        ("Wed 2025-11-26", Territory.METROPOLE, "Fri 2025-12-26"),
        ("Wed 2026-04-22", Territory.MARTINIQUE, "Tue 2026-05-26"),  # Friday 22 May, weekend, Whit Monday
        ("Wed 2026-04-22", Territory.GUADELOUPE, "Fri 2026-05-22"),
        ("Mon 2026-04-27", Territory.GUADELOUPE, "Thu 2026-05-28"),
        ("Sun 2026-05-10", Territory.GUYANE, "Thu 2026-06-11"),
        ("Sat 2027-11-20", Territory.REUNION, "Tue 2027-12-21"),
        ("Fri 2026-03-27", Territory.MAYOTTE, "Tue 2026-04-28"),
    ],
)
def test_the_holidays_that_count_are_those_where_the_recipient_is(
    received: str, territory: Territory, last_day: str
) -> None:
    assert deadline(day(received), 1, holidays_of(territory)).last_day == day(last_day)


@pytest.mark.parametrize("months", [0, -1])
def test_a_period_without_months_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="a period is at least 1"):
        deadline(date(2026, 11, 24), months, holidays_of(Territory.METROPOLE))


@given(DAYS, MONTHS, TERRITORIES)
def test_the_last_day_is_the_first_working_day_from_the_nominal_one(
    received: date, months: int, territory: Territory
) -> None:
    holidays = holidays_of(territory)
    found = deadline(received, months, holidays)
    assert found.last_day >= found.nominal
    assert is_working_day(found.last_day, holidays)
    rolled = (found.nominal + timedelta(days=n) for n in range((found.last_day - found.nominal).days))
    assert not any(is_working_day(passed_over, holidays) for passed_over in rolled)


@given(DAYS, MONTHS, TERRITORIES)
def test_the_nominal_day_bears_the_same_number_or_ends_a_shorter_month(
    received: date, months: int, territory: Territory
) -> None:
    nominal = deadline(received, months, holidays_of(territory)).nominal
    assert (nominal.year * 12 + nominal.month) - (received.year * 12 + received.month) == months
    ends_its_month = (nominal + timedelta(days=1)).day == 1
    assert nominal.day == received.day or (ends_its_month and nominal.day < received.day)


@given(DAYS, DAYS, MONTHS, TERRITORIES)
def test_a_later_receipt_never_gives_an_earlier_last_day(
    one: date, other: date, months: int, territory: Territory
) -> None:
    earlier, later = sorted((one, other))
    holidays = holidays_of(territory)
    assert deadline(earlier, months, holidays).last_day <= deadline(later, months, holidays).last_day


@given(DAYS, MONTHS, TERRITORIES)
def test_nobody_is_late_on_the_last_day_and_everybody_is_the_day_after(
    received: date, months: int, territory: Territory
) -> None:
    found = deadline(received, months, holidays_of(territory))
    assert not found.passed(found.last_day)
    assert found.passed(found.last_day + timedelta(days=1))
    assert found.late_from == found.last_day + timedelta(days=1)


@given(DAYS, TERRITORIES)
def test_three_months_never_end_before_one(received: date, territory: Territory) -> None:
    holidays = holidays_of(territory)
    assert deadline(received, 3, holidays).last_day > deadline(received, 1, holidays).last_day


@given(DAYS, MONTHS, TERRITORIES)
def test_no_roll_is_explained_exactly_when_there_is_none(received: date, months: int, territory: Territory) -> None:
    found = deadline(received, months, holidays_of(territory))
    assert (found.why is Roll.NONE) == (found.last_day == found.nominal)
