"""The public holidays that the law gives each territory, and no custom beside them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.case.working_days import (
    Territory,
    add_working_days,
    holiday_name,
    holidays_of,
    is_working_day,
    territory_of,
    time_zone_of,
)
from tests.folded import folded

NATIONAL_2026 = {
    date(2026, 1, 1),
    date(2026, 4, 6),  # Easter Monday
    date(2026, 5, 1),
    date(2026, 5, 8),
    date(2026, 5, 14),  # Ascension
    date(2026, 5, 25),  # Whit Monday
    date(2026, 7, 14),
    date(2026, 8, 15),
    date(2026, 11, 1),
    date(2026, 11, 11),
    date(2026, 12, 25),
}
LOCAL_2026 = {
    Territory.METROPOLE: set[date](),
    Territory.ALSACE_MOSELLE: {date(2026, 4, 3), date(2026, 12, 26)},
    Territory.GUADELOUPE: {date(2026, 5, 27)},
    Territory.MARTINIQUE: {date(2026, 5, 22)},
    Territory.GUYANE: {date(2026, 6, 10)},
    Territory.REUNION: {date(2026, 12, 20)},
    Territory.MAYOTTE: {date(2026, 4, 27)},
}
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
TERRITORIES = st.sampled_from(Territory)


@folded("territory", Territory)
def test_a_territory_has_the_eleven_national_days_its_own_and_no_other(territory: Territory) -> None:
    holidays = holidays_of(territory)
    year = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert {day for day in year if day in holidays} == NATIONAL_2026 | LOCAL_2026[territory]


@folded("territory", Territory)
@folded("year", range(2020, 2061))
def test_every_year_has_as_many_legal_days_less_those_that_coincide(territory: Territory, year: int) -> None:
    holidays = holidays_of(territory)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    count = sum(1 for day in days if day.year == year and day in holidays)
    expected = 11 + len(LOCAL_2026[territory])
    assert expected - 1 <= count <= expected  # Ascension may fall on 1 or 8 May, Whit Monday on 22 or 27 May


@folded(
    ("custom", "day"),
    [
        ("Mi-Carême", date(2026, 3, 12)),
        ("Good Friday", date(2026, 4, 3)),
        ("Victor Schœlcher's day", date(2026, 7, 21)),
        ("Shrove Tuesday", date(2026, 2, 17)),
        ("All Souls' Day", date(2026, 11, 2)),
        ("26 December", date(2026, 12, 26)),
        ("Easter Sunday, a Sunday but not one of the eleven", date(2026, 4, 5)),
    ],
)
def test_a_custom_moves_no_legal_term_outside_alsace_moselle(custom: str, day: date) -> None:
    for territory in set(Territory) - {Territory.ALSACE_MOSELLE}:
        assert day not in holidays_of(territory), (custom, territory)


@pytest.mark.parametrize("day", [date(2026, 3, 12), date(2026, 7, 21)])
def test_alsace_moselle_has_no_overseas_custom(day: date) -> None:
    assert day not in holidays_of(Territory.ALSACE_MOSELLE)


def test_an_abolition_day_is_a_holiday_only_where_it_was_abolished() -> None:
    abolition = {t: days for t, days in LOCAL_2026.items() if len(days) == 1}
    for territory, days in abolition.items():
        for day in days:
            assert {t for t in Territory if day in holidays_of(t)} == {territory}


def test_holidays_have_french_names_and_ordinary_days_none() -> None:
    assert holiday_name(Territory.METROPOLE, date(2026, 7, 14)) == "Fête nationale"
    assert holiday_name(Territory.ALSACE_MOSELLE, date(2026, 4, 3)) == "Vendredi saint"
    assert "esclavage" in (holiday_name(Territory.MARTINIQUE, date(2026, 5, 22)) or "")
    assert holiday_name(Territory.METROPOLE, date(2026, 4, 3)) is None
    assert holiday_name(Territory.METROPOLE, date(2026, 11, 24)) is None


@folded(
    ("departement", "territory"),
    [
        ("67", Territory.ALSACE_MOSELLE),
        ("68", Territory.ALSACE_MOSELLE),
        ("57", Territory.ALSACE_MOSELLE),
        ("971", Territory.GUADELOUPE),
        ("972", Territory.MARTINIQUE),
        ("973", Territory.GUYANE),
        ("974", Territory.REUNION),
        ("976", Territory.MAYOTTE),
        ("75", Territory.METROPOLE),
        ("54", Territory.METROPOLE),
        ("2A", Territory.METROPOLE),
        ("", Territory.METROPOLE),
    ],
)
def test_a_departement_lies_in_its_territory(departement: str, territory: Territory) -> None:
    assert territory_of(departement) is territory


@folded(
    ("territory", "hours"),
    [
        (Territory.METROPOLE, 1),
        (Territory.ALSACE_MOSELLE, 1),
        (Territory.GUADELOUPE, -4),
        (Territory.MARTINIQUE, -4),
        (Territory.GUYANE, -3),
        (Territory.REUNION, 4),
        (Territory.MAYOTTE, 3),
    ],
)
def test_each_territory_keeps_its_own_winter_time(territory: Territory, hours: int) -> None:
    noon = datetime(2026, 1, 15, 12, tzinfo=ZoneInfo(time_zone_of(territory)))
    assert noon.utcoffset() == timedelta(hours=hours)


@folded(
    ("start", "count", "end"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),  # Tuesday
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # from Friday to Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from Saturday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas, a Friday
        (date(2026, 4, 2), 2, date(2026, 4, 7)),  # Good Friday counts, Easter Monday does not
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
    ],
)
def test_working_days_are_counted_after_the_start(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, holidays_of(Territory.METROPOLE)) == end


def test_good_friday_is_not_counted_in_alsace_moselle() -> None:
    holidays = holidays_of(Territory.ALSACE_MOSELLE)
    assert add_working_days(date(2026, 4, 2), 2, holidays) == date(2026, 4, 8)


@given(DAYS, st.integers(1, 30), TERRITORIES)
def test_working_days_end_on_one_and_are_as_many_as_asked(start: date, count: int, territory: Territory) -> None:
    holidays = holidays_of(territory)
    end = add_working_days(start, count, holidays)
    assert is_working_day(end, holidays)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(is_working_day(day, holidays) for day in span) == count
