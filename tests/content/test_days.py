"""Days in words: as Babel has them, whether it is asked or not."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from bot.content.days import KNOWN, day_of_month, month, weekday_and_day

YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]


@pytest.mark.parametrize("language", [*sorted(KNOWN), "de"])
def test_a_day_is_called_as_babel_calls_it(language: str) -> None:
    for day in YEAR:
        assert weekday_and_day(day, language) == format_date(day, "EEEE d MMMM y", locale=language)
        assert day_of_month(day, language) == format_date(day, "d MMMM y", locale=language)
        assert month(day, language) == format_date(day, "MMMM y", locale=language)
