"""A row that cannot be read is one person's trouble, and nobody else's."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import clock
from bot.inbox import Inbox
from bot.store import StoreError
from tests.store.bench import DOMINIQUE
from tests.store.talk import BEGUN, DUE, REMINDED, TELEGRAM, Bench, at
from tests.test_service_reminders import ON_TIME, tick


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Camille sent a letter, and wants to be reminded."""
    bench = Bench(tmp_path)
    bench.says(*REMINDED, now=BEGUN)
    return bench


@pytest.mark.parametrize("column", ["conversation", "contact"])
def test_somebody_whose_row_cannot_be_read_keeps_nobody_else_from_their_reminder(
    bench: Bench, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE person SET {column} = :junk"), {"junk": b"\x00" * 300})
    bench.says(*REMINDED, now=BEGUN + timedelta(hours=1), who=DOMINIQUE)
    assert bench.service.tick(ON_TIME) == 1
    assert DUE in bench.gets(ON_TIME, DOMINIQUE)
    assert [record.getMessage() for record in caplog.records] == [
        "a case cannot be looked at, again tomorrow: StoreError"
    ]


def test_a_case_that_cannot_be_looked_at_is_looked_at_again_tomorrow_and_not_sooner(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.store.engine.begin() as connection:
        kept = connection.execute(text("SELECT contact FROM person")).scalar()
        connection.execute(text("UPDATE person SET contact = :junk"), {"junk": b"\x00" * 300})
    assert tick(bench, *(ON_TIME + timedelta(minutes=n) for n in range(0, 300, 30))) == (0, "")
    assert len(caplog.records) == 1
    with bench.store.engine.begin() as connection:
        connection.execute(text("UPDATE person SET contact = :kept"), {"kept": kept})
    queued, got = tick(bench, at("Mon 2026-12-28 09:30"))
    assert queued == 1
    assert got.count(DUE) == 1


@pytest.mark.parametrize("column", ["conversation", "contact"])
async def test_whoever_cannot_be_read_and_writes_is_told_so_and_keeps_nobody_waiting(
    bench: Bench, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEGUN)
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE person SET {column} = :junk"), {"junk": b"\x00" * 300})
    inbox, hello = Inbox(bench.service, bench.store, TELEGRAM, lambda: None), bench.incoming("bonjour")
    for _ in range(3):
        with pytest.raises(StoreError):
            await inbox.receive(hello)
    await inbox.receive(hello)
    assert "Quelque chose n’a pas marché de mon côté" in bench.gets(BEGUN)
