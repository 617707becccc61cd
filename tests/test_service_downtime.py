"""The downtime ladder: away for an hour or for a year, each reminder comes once, several due come as one message."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.exchange import NetworkName
from tests.store.talk import BEGUN, DUE, LATE, MATRIX, TELEGRAM, TERMINAL, TO_THE_LETTERS, WHERE, Bench, at

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
    bench.says(*BOTH_SENT, now=BEGUN, network=network)
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
    bench.says(*BOTH_SENT, now=BEGUN)
    assert bench.service.tick(LAST_LOOK) == 0
    back, first = Bench(tmp_path), LAST_LOOK + timedelta(days=400)
    assert [back.service.tick(moment) for moment in looks_after(first)] == [0] * 72
    assert back.gets(first + timedelta(days=3)) == ""
