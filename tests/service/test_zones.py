"""Civil time: the person's own day and hour, wherever the machine is, and across both changes of the clock."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.case.letter_event import Posted
from tests.store.talk import BEGUN, CAISSE_ANSWERED, DUE, LATE, NAME, PARIS, REMINDED, STREET, Bench, at

HDH_BY_EMAIL = ("J’ai envoyé une lettre", "2", "par courriel")


@pytest.fixture(params=["UTC", "Pacific/Auckland"], autouse=True)
def _machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own time zone, which is nobody's."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", str(request.param))
        time.tzset()
        yield
    time.tzset()


def utc(written: str) -> datetime:
    return datetime.fromisoformat(f"{written}:00+00:00")


def posted_on(bench: Bench) -> date:
    """The day of the last letter that was marked as sent."""
    return next(e.event.on for e in reversed(bench.case().log) if isinstance(e.event, Posted))


def letters_of(bench: Bench, postcode: str, now: datetime) -> None:
    bench.says("bonjour", "oui", postcode, "la garder", NAME, STREET, "75011 Paris", "1", now=now)


@pytest.mark.parametrize(
    ("postcode", "now", "today"),
    [
        ("75011", "2026-11-24T23:30", date(2026, 11, 25)),  # half past midnight in Paris
        ("75011", "2026-11-24T22:59", date(2026, 11, 24)),
        ("75011", "2027-07-13T22:00", date(2027, 7, 14)),  # in summer two hours
        ("97400", "2026-11-24T20:00", date(2026, 11, 25)),  # midnight in La Réunion, nine in the evening in Paris
        ("97400", "2026-11-24T19:59", date(2026, 11, 24)),
        ("97200", "2026-11-25T03:59", date(2026, 11, 24)),  # in the Martinique the day before still
        ("97200", "2026-11-25T04:00", date(2026, 11, 25)),
        ("57000", "2026-11-24T23:30", date(2026, 11, 25)),
    ],
)
def test_today_is_the_day_where_the_person_lives(tmp_path: Path, postcode: str, now: str, today: date) -> None:
    bench = Bench(tmp_path)
    letters_of(bench, postcode, utc(now))
    bench.says(*HDH_BY_EMAIL, "aujourd’hui", now=utc(now))
    assert posted_on(bench) == today
    bench.says("non", now=utc(now))


def test_tomorrow_has_not_come_and_yesterday_has(tmp_path: Path) -> None:
    bench, half_past_midnight = Bench(tmp_path), utc("2026-11-24T23:30")
    letters_of(bench, "75011", utc("2026-11-22T12:00"))
    assert "n’est pas encore arrivé" in bench.says(*HDH_BY_EMAIL, "26/11/2026", now=half_past_midnight)
    bench.says("hier", now=half_past_midnight)
    assert posted_on(bench) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("postcode", "first"),
    [
        ("75011", "2026-12-26T08:30"),
        ("97400", "2026-12-26T05:30"),  # half past nine in La Réunion
        ("97200", "2026-12-26T13:30"),  # and in the Martinique
        ("57000", "2026-12-28T08:30"),  # Saint Stephen's day, then a Sunday, in the Moselle
    ],
)
def test_a_reminder_leaves_at_half_past_nine_where_the_person_lives(tmp_path: Path, postcode: str, first: str) -> None:
    bench, noon = Bench(tmp_path), utc("2026-11-24T12:00")
    letters_of(bench, postcode, noon)
    bench.says(*CAISSE_ANSWERED, "J’ai envoyé une lettre", "par courriel", "aujourd’hui", "oui", now=noon)
    assert bench.service.tick(utc(first) - timedelta(seconds=1)) == 0
    assert bench.service.tick(utc(first)) == 1
    assert LATE not in bench.gets(utc(first))


@pytest.mark.parametrize(
    ("sent", "last_day", "moment"),
    [
        # Spring 2027: the clock goes forward on Sunday 28 March, which is Easter.
        ("Fri 2027-02-26 10:00", "vendredi 26 mars 2027", "2027-03-27T08:30"),
        ("Sat 2027-02-27 10:00", "mardi 30 mars 2027", "2027-03-31T07:30"),
        # Autumn 2027: it goes back on Sunday 31 October, the day before All Saints.
        ("Wed 2027-09-29 10:00", "vendredi 29 octobre 2027", "2027-10-30T07:30"),
        ("Thu 2027-09-30 10:00", "mardi 2 novembre 2027", "2027-11-03T08:30"),
    ],
)
def test_half_past_nine_is_half_past_nine_before_and_after_the_clock_changes(
    tmp_path: Path, sent: str, last_day: str, moment: str
) -> None:
    bench = Bench(tmp_path)
    bench.says(*REMINDED, now=at(sent))
    assert bench.service.tick(utc(moment) - timedelta(seconds=1)) == 0
    assert bench.service.tick(utc(moment)) == 1
    got = bench.gets(utc(moment))
    assert f"{DUE} le {last_day}" in got
    assert utc(moment).astimezone(PARIS).strftime("%H:%M") == "09:30"


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_a_week_across_a_change_of_the_clock_is_seven_days_at_the_same_hour(tmp_path: Path, day: str) -> None:
    """Looked at every hour of the days after the clock changed: what is due then comes once."""
    bench, change = Bench(tmp_path), date.fromisoformat(day)
    begun = datetime.combine(change - timedelta(days=45), datetime.min.time(), PARIS) + timedelta(hours=12)
    bench.says(*REMINDED, now=begun)
    asked = begun + timedelta(days=41)
    assert bench.service.tick(asked) == 1
    bench.gets(asked)
    bench.says("Redemandez-moi plus tard", "dans une semaine", now=asked)
    again = (asked + timedelta(days=7)).date()
    midnight = datetime.combine(change, datetime.min.time(), PARIS).astimezone(ZoneInfo("UTC"))
    looks = [midnight + timedelta(minutes=30 + 60 * n) for n in range(24 * 5)]
    queued = [look for look in looks if bench.service.tick(look)]
    assert len(queued) == 1
    due = queued[0].astimezone(PARIS)
    assert due.strftime("%H:%M") == "09:30"
    assert due.date() >= again
    assert LATE not in bench.gets(queued[0])


def test_a_bot_that_serves_another_country_keeps_that_country_s_day(tmp_path: Path) -> None:
    bench = Bench(tmp_path, zone=ZoneInfo("America/Montreal"))
    bench.says(*REMINDED[:-1], now=utc("2026-11-25T04:30"))
    assert posted_on(bench) == date(2026, 11, 24)
    assert BEGUN.date() == date(2026, 11, 24)
