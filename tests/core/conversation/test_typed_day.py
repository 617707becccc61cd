"""Days as people type them: French and English, words and numbers, with and without a year."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation.typed_day import as_typed, day_of, day_to_come, past_day
from bot.core.ports.message import Say
from tests.core.days import WEEKDAYS, day
from tests.folded import folded

TODAY = day("Tue 2026-11-24")
READ = {
    # Words.
    "aujourd’hui": "Tue 2026-11-24",
    "Aujourd'hui": "Tue 2026-11-24",
    "aujourdhui": "Tue 2026-11-24",
    "today": "Tue 2026-11-24",
    "ce matin": "Tue 2026-11-24",
    "hier": "Mon 2026-11-23",
    "Hier soir": "Mon 2026-11-23",
    "yesterday": "Mon 2026-11-23",
    "avant-hier": "Sun 2026-11-22",
    "Avant hier": "Sun 2026-11-22",
    "demain": "Wed 2026-11-25",
    "il y a 3 jours": "Sat 2026-11-21",
    "il y a 1 jour": "Mon 2026-11-23",
    "3 days ago": "Sat 2026-11-21",
    "il y a 0 jour": "Tue 2026-11-24",
    # A weekday: the last one, and a week ago for today's own.
    "lundi": "Mon 2026-11-23",
    "samedi": "Sat 2026-11-21",
    "mardi": "Tue 2026-11-17",
    "mardi dernier": "Tue 2026-11-17",
    "vendredi dernier": "Fri 2026-11-20",
    "last Friday": "Fri 2026-11-20",
    "on Monday": "Mon 2026-11-23",
    "dimanche": "Sun 2026-11-22",
    "ven.": "Fri 2026-11-20",
    # A day of the month: of this one, or of the last one when it is still to come.
    "le 20": "Fri 2026-11-20",
    "20": "Fri 2026-11-20",
    "le 24": "Tue 2026-11-24",
    "le 25": "Sun 2026-10-25",
    "le 1er": "Sun 2026-11-01",
    "le premier": "Sun 2026-11-01",
    "vendredi 20": "Fri 2026-11-20",
    "the 3rd": "Tue 2026-11-03",
    # Day and month.
    "3/11": "Tue 2026-11-03",
    "03/11": "Tue 2026-11-03",
    "3-11": "Tue 2026-11-03",
    "3.11": "Tue 2026-11-03",
    "3 11": "Tue 2026-11-03",
    "le 3 novembre": "Tue 2026-11-03",
    "3 nov": "Tue 2026-11-03",
    "3 nov.": "Tue 2026-11-03",
    "3 novemebre": "Tue 2026-11-03",  # a typo
    "1er novembre": "Sun 2026-11-01",
    "vendredi 20 novembre": "Fri 2026-11-20",
    "le vendredi 20 novembre": "Fri 2026-11-20",
    "15 août": "Sat 2026-08-15",
    "15 aout": "Sat 2026-08-15",
    "Nov 20th": "Fri 2026-11-20",
    "November 3": "Tue 2026-11-03",
    "3rd of November": "Tue 2026-11-03",
    "the 2nd of Nov": "Mon 2026-11-02",
    "21st November": "Sat 2026-11-21",
    # Without a year, what is still to come stays to come: it is refused, not moved by a year.
    "25/11": "Wed 2026-11-25",
    "25 décembre": "Fri 2026-12-25",
    # With a year.
    "24/11/2026": "Tue 2026-11-24",
    "24/11/26": "Tue 2026-11-24",
    "24-11-2026": "Tue 2026-11-24",
    "24.11.2026": "Tue 2026-11-24",
    "24 11 2026": "Tue 2026-11-24",
    "24112026": "Tue 2026-11-24",
    "2026-11-24": "Tue 2026-11-24",
    "2026/11/24": "Tue 2026-11-24",
    "24 novembre 2026": "Tue 2026-11-24",
    "mardi 24 novembre 2026": "Tue 2026-11-24",
    "Tuesday 24 November 2026": "Tue 2026-11-24",
    "November 24, 2026": "Tue 2026-11-24",
    "1er octobre 2026": "Thu 2026-10-01",
    "le 24 novembre 2026.": "Tue 2026-11-24",
    "29/02/2024": "Thu 2024-02-29",
    "31/12/2025": "Wed 2025-12-31",
}
NOT_READ = {
    "30/02/2026": "day.no-such",
    "31/11": "day.no-such",
    "29/02/2026": "day.no-such",
    "31 novembre": "day.no-such",
    "lundi 20 novembre": "day.other-weekday",  # it is a Friday
    "mardi 23/11/2026": "day.other-weekday",
    "jeudi 20": "day.other-weekday",
    "je ne sais pas": "day.unknown",
    "Je ne sais plus": "day.unknown",
    "I don’t know": "day.unknown",
    "": "day.unreadable",
    "bientôt": "day.unreadable",
    "la semaine dernière": "day.unknown",
    "0": "day.unreadable",
    "32": "day.unreadable",
    "0/11/2026": "day.unreadable",
    "3/13/2026": "day.unreadable",
    "3/11/26/4": "day.unreadable",
    "3 novembre décembre": "day.unreadable",
    "99999999999999999999": "day.unreadable",
    "⑳" * 3000: "day.unreadable",
    "12 rue du 3 novembre": "day.unreadable",
    "2026": "day.unreadable",
    "novembre": "day.unreadable",
    "novembre 2026": "day.unreadable",
}


def test_the_tables_are_long() -> None:
    assert len(READ) + len(NOT_READ) >= 60


@folded(("typed", "expected"), READ.items(), ids=list(READ))
def test_a_day_is_read_as_people_type_it(typed: str, expected: str) -> None:
    assert day_of(typed, TODAY) == day(expected)


@folded(("typed", "key"), NOT_READ.items(), ids=[typed[:30] for typed in NOT_READ])
def test_what_is_no_day_is_answered_by_what_is_wrong_with_it(typed: str, key: str) -> None:
    found = day_of(typed, TODAY)
    assert isinstance(found, Say)
    assert found.key == key


@folded(
    ("typed", "today", "expected"),
    [
        ("28/12", "Tue 2027-01-05", "Mon 2026-12-28"),  # last year's: it would be a year to wait
        ("20 novembre", "Tue 2027-01-05", "Fri 2026-11-20"),
        ("6/1", "Tue 2027-01-05", "Wed 2027-01-06"),  # tomorrow: told so, not moved by a year
        ("le 31", "Mon 2027-03-01", None),  # February has none
        ("le 31", "Tue 2027-01-05", "Thu 2026-12-31"),
        ("29/02", "Tue 2028-03-07", "Tue 2028-02-29"),
        ("29/02", "Fri 2027-03-05", None),
        ("lundi", "Mon 2026-11-23", "Mon 2026-11-16"),
        ("hier", "Fri 2027-01-01", "Thu 2026-12-31"),
    ],
)
def test_a_day_without_a_year_is_the_one_that_is_meant(typed: str, today: str, expected: str | None) -> None:
    found = day_of(typed, day(today))
    assert found == day(expected) if expected else isinstance(found, Say)


@pytest.mark.parametrize(
    ("typed", "key"), [("demain", "day.future"), ("25/11", "day.future"), ("1/10/2026", "day.too-early")]
)
def test_a_day_that_is_told_is_neither_to_come_nor_before_its_letter(typed: str, key: str) -> None:
    found = past_day(typed, TODAY, day("Mon 2026-11-02"))
    assert isinstance(found, Say)
    assert found.key == key


def test_both_ends_are_allowed() -> None:
    for typed, expected in (("aujourd’hui", TODAY), ("2/11", day("Mon 2026-11-02"))):
        assert past_day(typed, TODAY, day("Mon 2026-11-02")) == expected


DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(DAYS, DAYS)
def test_a_date_in_full_is_always_itself(typed: date, today: date) -> None:
    assert day_of(as_typed(typed), today) == day_of(typed.isoformat(), today) == typed
    assert day_of(f"{typed:%d%m%Y}", today) == typed


@given(DAYS, st.integers(0, 180))
def test_a_recent_date_without_its_year_is_understood(today: date, back: int) -> None:
    typed = today - timedelta(days=back)
    if (typed.month, typed.day) != (2, 29):
        assert day_of(f"{typed.day}/{typed.month}", today) == typed


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_one_of_the_last_seven_days(today: date, number: int) -> None:
    french = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")[number]
    found = day_of(french, today)
    assert isinstance(found, date)
    assert 1 <= (today - found).days <= 7
    assert WEEKDAYS[found.weekday()] == WEEKDAYS[number]


@given(st.text(), DAYS)
def test_any_text_is_read_or_refused(typed: str, today: date) -> None:
    assert isinstance(day_of(typed, today), date | Say)


with (Path(__file__).parent / "days_blind.csv").open(encoding="utf-8", newline="") as _file:
    BLIND = [(row["today"], row["typed"], row["day"]) for row in csv.DictReader(_file)]


@folded(("today", "typed", "meant"), BLIND)
def test_a_day_of_a_blind_list_is_read_as_it_is_meant(today: str, typed: str, meant: str) -> None:
    """Fifty, by somebody who saw no code: 37 before. « Le 3 mars » said in January is asked again, as years may be."""
    read = past_day(typed, date.fromisoformat(today), date(2018, 5, 25))
    assert (read.isoformat() if isinstance(read, date) else "") == meant


@folded(
    ("typed", "day"),
    [
        ("après-demain", "2026-11-30"),
        ("samedi prochain", "2026-12-05"),
        ("samedi", "2026-12-05"),
        ("dans quinze jours", "2026-12-13"),
        ("dans une quinzaine", "2026-12-13"),
        ("dans deux mois", "2027-01-27"),
        ("29 Mar 2027", "2027-03-29"),
        ("Mar 4", "2027-03-04"),
        ("lundi matin", "2026-11-30"),
        ("le 10 à 9h", "2026-12-10"),
        ("deux semaines", "2026-12-12"),
    ],
)
def test_a_day_to_come_is_read_on_a_saturday(typed: str, day: str) -> None:
    assert day_to_come(typed, date(2026, 11, 28)) == date.fromisoformat(day)
