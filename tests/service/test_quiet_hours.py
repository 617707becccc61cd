"""By itself the bot writes by day only: in the hours, and on the days, of where the person lives."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from tests.store.talk import (
    BEGUN,
    CAISSE_ANSWERED,
    DUE,
    LATE,
    MATRIX,
    NAME,
    REMINDED,
    STREET,
    TELEGRAM,
    TERMINAL,
    Bench,
    at,
)


def looks(first: datetime, last: datetime) -> list[datetime]:
    """A look every half an hour, the last moment included."""
    return [first + n * timedelta(minutes=30) for n in range(int((last - first) / timedelta(minutes=30)) + 1)]


def sent(bench: Bench, moments: list[datetime], network: NetworkName = TELEGRAM) -> list[datetime]:
    """At which of these moments something was sent; each reminder once in all."""
    found, got = [], ""
    for moment in moments:
        if bench.service.tick(moment):
            found.append(moment)
        got += bench.gets(moment, network=network)
    assert got.count(DUE) == 1
    return found


@pytest.mark.parametrize("network", [TELEGRAM, MATRIX])
def test_after_downtime_a_bot_that_starts_at_night_waits_for_the_day(tmp_path: Path, network: NetworkName) -> None:
    bench, night = Bench(tmp_path), at("Tue 2026-12-29 03:00")
    bench.has_said(*REMINDED, now=BEGUN, network=network)
    assert bench.service.tick(night) == 0
    assert bench.gets(night, network=network) == ""
    morning = at("Tue 2026-12-29 09:00")
    assert bench.service.tick(morning - timedelta(seconds=1)) == 0
    assert [bench.service.tick(morning + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    got = bench.gets(morning, network=network)
    assert got.count(DUE) == 1
    assert LATE in got


@pytest.mark.parametrize(
    ("first", "comes"),
    [
        ("Tue 2026-12-29 18:59", "Tue 2026-12-29 18:59"),
        ("Tue 2026-12-29 19:00", "Wed 2026-12-30 09:00"),
        ("Thu 2026-12-31 23:30", "Sat 2027-01-02 09:00"),  # New Year's day
        ("Fri 2027-01-01 12:00", "Sat 2027-01-02 09:00"),
        ("Sun 2026-12-27 12:00", "Mon 2026-12-28 09:00"),
        ("Sat 2027-05-01 12:00", "Mon 2027-05-03 09:00"),  # the first of May, then a Sunday
        ("Sun 2027-03-28 01:30", "Tue 2027-03-30 09:00"),  # Easter, and the clock goes forward
    ],
)
def test_nobody_is_written_to_at_night_nor_on_a_sunday_nor_on_a_holiday(tmp_path: Path, first: str, comes: str) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    assert sent(bench, [at(first), *looks(at(first), at(comes))]) == [at(comes)]


@pytest.mark.parametrize(
    ("postcode", "first", "comes"),
    [
        ("97400", "2026-12-29T00:00+00:00", "2026-12-29T05:00+00:00"),  # nine o’clock in La Réunion is six in Paris
        ("97400", "2026-12-29T15:30+00:00", "2026-12-30T05:00+00:00"),  # half past seven there, half past four in Paris
        ("97200", "2026-12-29T08:00+00:00", "2026-12-29T13:00+00:00"),  # four in the morning in the Martinique
        ("97400", "2027-12-20T10:00+00:00", "2027-12-21T05:00+00:00"),  # the abolition of slavery, there only
        ("57000", "2027-03-26T10:00+00:00", "2027-03-27T08:00+00:00"),  # Good Friday in the Moselle only
    ],
)
def test_hours_and_days_are_those_of_where_the_person_lives(
    tmp_path: Path, postcode: str, first: str, comes: str
) -> None:
    bench, letters = Bench(tmp_path), ("bonjour", "oui", postcode, "la garder", NAME, STREET, "75011 Paris", "1")
    hdh = ("J’ai envoyé une lettre", "par courriel", "aujourd’hui", "oui")
    bench.has_said(*letters, *CAISSE_ANSWERED, *hdh, now=BEGUN)
    begun, expected = datetime.fromisoformat(first), datetime.fromisoformat(comes)
    assert sent(bench, looks(begun, expected)) == [expected]


@pytest.mark.parametrize("moment", ["Tue 2026-12-29 03:00", "Sun 2026-12-27 12:00", "Fri 2027-01-01 23:00"])
def test_the_terminal_wakes_nobody_and_shows_it_at_once(tmp_path: Path, moment: str) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN, network=TERMINAL)
    assert sent(bench, [at(moment)], TERMINAL) == [at(moment)]


def test_whoever_writes_at_night_is_answered_at_night(tmp_path: Path) -> None:
    bench, night = Bench(tmp_path), at("Sun 2026-12-27 03:00")
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.tick(night)
    assert "Votre dossier" in bench.says("/dossier", now=night)


# --- A network that was slow ----------------------------------------------------------------------------------------


def test_a_reminder_that_could_not_leave_by_day_leaves_on_the_next_good_day(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    evening, night, morning = at("Thu 2026-12-31 18:50"), at("Thu 2026-12-31 20:10"), at("Sat 2027-01-02 09:00")
    assert bench.service.tick(evening) == 1
    assert bench.gets(at("Thu 2026-12-31 19:00")) == ""  # the network only comes back now
    assert bench.service.tick(night) == 0
    for moment in (night, at("Fri 2027-01-01 12:00"), morning - timedelta(seconds=1)):
        assert bench.gets(moment) == ""
    assert bench.gets(morning).count(DUE) == 1


def test_whoever_writes_at_night_gets_what_waited_and_then_the_answer(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    night = at("Tue 2026-12-29 23:00")
    assert bench.service.tick(at("Tue 2026-12-29 18:50")) == 1
    bench.service.tick(night)
    got = bench.says("/dossier", now=night)
    assert got.count(DUE) == 1
    assert got.index(DUE) < got.index("Votre dossier")
