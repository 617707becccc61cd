"""The downtime ladder: away for an hour or for a year, each reminder comes once, several due come as one message."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.service.speaking import Content
from tests.read import with_campaign
from tests.store.talk import (
    BEGUN,
    DUE,
    LATE,
    MATRIX,
    TELEGRAM,
    TERMINAL,
    TO_THE_LETTERS,
    WHERE,
    Bench,
    at,
    the_content,
)

BOTH_SENT = (
    *TO_THE_LETTERS,
    *("J’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "oui"),
    *("J’ai envoyé une lettre", "par courriel", "aujourd’hui"),
)
LAST_LOOK = at("Sat 2026-12-26 09:29")  # both are due a minute later: the 25th is a holiday
LADDER = [timedelta(hours=1), timedelta(hours=23), timedelta(hours=25), timedelta(days=3), timedelta(days=390)]


def looks_after(first: datetime) -> list[datetime]:
    """Every hour for three days: a Sunday and two nights are among them, whenever it begins."""
    return [first + timedelta(hours=n) for n in range(72)]


@pytest.mark.parametrize("network", [TELEGRAM, MATRIX, TERMINAL])
@pytest.mark.parametrize("away", LADDER, ids=str)
def test_after_any_downtime_both_reminders_come_once_in_one_message(
    tmp_path: Path, away: timedelta, network: NetworkName
) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*BOTH_SENT, now=BEGUN, network=network)
    assert bench.service.tick(LAST_LOOK) == 0
    back, got, queued = Bench(tmp_path), "", []
    for moment in looks_after(LAST_LOOK + away):
        queued.append(back.service.tick(moment))
        got += back.gets(moment, network=network)
    assert [number for number in queued if number] == [2]
    assert got.count(DUE) == 2
    assert got.count("Votre démarche : une étape est possible.") == 1
    assert got.count(WHERE) == 1
    assert got.count(LATE) == (1 if away > timedelta(hours=14) else 0)


def test_whoever_was_not_heard_for_fourteen_months_is_forgotten_first_and_not_written_to(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*BOTH_SENT, now=BEGUN)
    assert bench.service.tick(LAST_LOOK) == 0
    back, first = Bench(tmp_path), LAST_LOOK + timedelta(days=400)
    assert [back.service.tick(moment) for moment in looks_after(first)] == [0] * 72
    assert back.gets(first + timedelta(days=3)) == ""


# --- What people wrote meanwhile ------------------------------------------------------------------------------------

LOST = "Il me manque des messages."
WENT = at("Mon 2026-11-30 10:00")


def away(bench: Bench, for_: timedelta, network: NetworkName = TELEGRAM) -> datetime:
    """The bot reads a network, is away, and reads it again; returns when."""
    bench.service.reading(network, WENT)
    back = WENT + for_
    bench.service.reading(network, back)
    return back


@pytest.mark.parametrize(
    ("network", "for_", "told"),
    [
        (TELEGRAM, timedelta(hours=1), False),
        (TELEGRAM, timedelta(hours=23), False),
        (TELEGRAM, timedelta(hours=25), True),
        (TELEGRAM, timedelta(days=3), True),
        (MATRIX, timedelta(days=3), False),  # the gap is read back from the room
    ],
    ids=str,
)
def test_after_a_day_telegram_has_forgotten_and_people_are_told_once_when_they_write(
    tmp_path: Path, network: NetworkName, for_: timedelta, told: bool
) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, now=BEGUN, network=network)
    back = away(bench, for_, network)
    assert (LOST in bench.says("dossier", now=back, network=network)) is told
    assert LOST not in bench.says("dossier", now=back, network=network)


def test_the_days_of_which_everything_is_lost_are_named(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    back = away(bench, timedelta(days=3))
    assert "entre le lundi 30 novembre 2026 et le mercredi 2 décembre 2026" in bench.says("dossier", now=back)


def test_who_hears_of_it_with_a_reminder_is_not_told_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*BOTH_SENT, now=BEGUN)
    bench.service.reading(TELEGRAM, LAST_LOOK)
    back = LAST_LOOK + timedelta(days=2)  # Monday 28 December
    bench.service.reading(TELEGRAM, back)
    bench.service.tick(back)
    got = bench.gets(back)
    assert got.count(DUE) == 2
    assert got.count(LOST) == 1
    later = back + timedelta(days=1)
    assert LOST not in bench.says("dossier", now=later)


def test_who_comes_after_it_is_told_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    back = away(bench, timedelta(days=3))
    assert LOST not in bench.says("bonjour", now=back)


def test_two_absences_are_told_together(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    back = away(bench, timedelta(days=3))
    again = back + timedelta(days=10)
    bench.service.reading(TELEGRAM, again)
    told = bench.says("dossier", now=again)
    assert told.count(LOST) == 1
    assert told.count("entre le ") == 2


# --- A release that counts otherwise --------------------------------------------------------------------------------


def counting(**days: int) -> Content:
    """A release whose own delays are others."""
    delays = the_content().campaign.delays
    changed = {name: replace(getattr(delays, name), count=count) for name, count in days.items()}
    return with_campaign(the_content(), replace(the_content().campaign, delays=replace(delays, **changed)))


def test_a_shorter_delay_is_counted_from_the_start_of_the_release(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, "J’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "oui", now=BEGUN)
    bench.service.tick(at("Wed 2026-11-25 10:00"))
    sooner = Bench(tmp_path, counting(nudge=3))  # the other letter was given, and never marked as sent
    assert sooner.service.tick(at("Fri 2026-11-27 10:00")) == 1
    asked = sooner.gets(at("Fri 2026-11-27 10:00"))
    assert asked.endswith("\n\nAvez-vous envoyé la lettre au Health Data Hub ?")


def test_a_longer_delay_brings_no_second_reminder_of_what_was_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, "J’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "oui", now=BEGUN)
    assert bench.service.tick(at("Tue 2026-12-01 10:00")) == 1
    bench.gets(at("Tue 2026-12-01 10:00"))
    longer = Bench(tmp_path, counting(nudge=14))
    for n in range(20):
        assert longer.service.tick(at("Wed 2026-12-02 10:00") + timedelta(days=n)) == 0
