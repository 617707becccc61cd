"""A row that cannot be read is one person's trouble, and nobody else's."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot import clock
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.runtime.inbox import ServiceInbox
from bot.store import DatabaseError, StoreError
from bot.store.people import People
from tests.service.test_linking import ELSEWHERE, code, joined
from tests.service.test_reminders import ON_TIME, tick
from tests.store.bench import CAMILLE, DOMINIQUE, prints
from tests.store.talk import BEGUN, DUE, MATRIX, REMINDED, TELEGRAM, Bench, at

EVENING, NIGHT, MORNING = at("Tue 2026-12-29 18:50"), at("Tue 2026-12-29 20:10"), at("Wed 2026-12-30 09:00")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Camille sent a letter, and wants to be reminded."""
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    return bench


def spoilt(
    bench: Bench, column: str = "conversation", who: Destination = CAMILLE, network: NetworkName = TELEGRAM
) -> None:
    """What the store keeps of somebody in one place cannot be read any more."""
    with bench.store.transaction() as unit:
        (fingerprint,) = prints(unit, who, network)
    with bench.store.engine.begin() as connection:
        changed = connection.execute(
            text(
                f"UPDATE person SET {column} = :junk "
                "WHERE id = (SELECT person_id FROM fingerprint WHERE fingerprint = :fingerprint)"
            ),
            {"junk": b"\x00" * 300, "fingerprint": fingerprint},
        )
    assert changed.rowcount == 1


@pytest.mark.parametrize("column", ["conversation", "contact"])
def test_somebody_whose_row_cannot_be_read_keeps_nobody_else_from_their_reminder(
    bench: Bench, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE person SET {column} = :junk"), {"junk": b"\x00" * 300})
    bench.says(*REMINDED, now=BEGUN + timedelta(hours=1), who=DOMINIQUE)
    assert bench.service.tick(ON_TIME) == 1
    assert DUE in bench.gets(ON_TIME, DOMINIQUE)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "a case cannot be looked at, again tomorrow: StoreError"
    ]


def test_a_case_that_cannot_be_looked_at_is_looked_at_again_tomorrow_and_not_sooner(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.store.engine.begin() as connection:
        kept = connection.execute(text("SELECT contact FROM person")).scalar()
        connection.execute(text("UPDATE person SET contact = :junk"), {"junk": b"\x00" * 300})
    assert tick(bench, *(ON_TIME + timedelta(minutes=n) for n in range(0, 300, 30))) == (0, "")
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    with bench.store.engine.begin() as connection:
        connection.execute(text("UPDATE person SET contact = :kept"), {"kept": kept})
    queued, got = tick(bench, at("Mon 2026-12-28 09:30"))
    assert queued == 1
    assert got.count(DUE) == 1


def test_a_case_whose_key_does_not_open_is_looked_at_once_a_day(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Before: at every look of a day, where its moment was written that day or the day before."""
    bench.service.tick(ON_TIME - timedelta(days=1))  # it is Christmas: put to the next morning, and marked
    with bench.store.engine.begin() as connection:
        connection.execute(text("UPDATE vault SET key = :junk"), {"junk": b"\x00" * 60})
    caplog.clear()
    for times, day in enumerate((ON_TIME, at("Mon 2026-12-28 09:30")), 1):
        assert tick(bench, *(day + timedelta(minutes=n) for n in range(0, 300, 30))) == (0, "")
        told = [record for record in caplog.records if record.name == "bot.service.setting_aside"]
        assert len(told) == times
    assert bench.service.set_aside == 1


def test_a_case_that_fails_twice_is_set_aside_counted_and_told_no_more(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: an error line each day, for ever."""
    with bench.store.engine.begin() as connection:
        kept = connection.execute(text("SELECT contact FROM person")).scalar()
        connection.execute(text("UPDATE person SET contact = :junk"), {"junk": b"\x00" * 300})
    bench.says(*REMINDED, now=BEGUN + timedelta(hours=1), who=DOMINIQUE)
    days = [ON_TIME + timedelta(days=n, hours=1) for n in range(7)]
    aside, reminded = [], 0
    for day in days:
        bench.service.tick(day)
        aside.append(bench.service.set_aside)
        reminded += DUE in bench.gets(day, DOMINIQUE)
    assert aside == [0, 1, 1, 1, 1, 1, 1]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "a case cannot be looked at, again tomorrow: StoreError",
        "a case is set aside, and tried in silence from now on: StoreError: see `objecteur check`",
    ]
    assert reminded == 1
    with bench.store.engine.begin() as connection:
        mended = text("UPDATE person SET contact = :kept WHERE contact = :junk")
        connection.execute(mended, {"kept": kept, "junk": b"\x00" * 300})
    assert bench.service.tick(days[-1] + timedelta(days=1)) == 1
    assert bench.service.set_aside == 0


@pytest.mark.parametrize("column", ["conversation", "contact"])
async def test_whoever_cannot_be_read_and_writes_is_told_so_and_keeps_nobody_waiting(
    bench: Bench, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEGUN)
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE person SET {column} = :junk"), {"junk": b"\x00" * 300})
    inbox, hello = ServiceInbox(bench.service, bench.store, TELEGRAM, lambda: None), bench.incoming("bonjour")
    for _ in range(3):
        with pytest.raises(StoreError):
            await inbox.receive(hello)
    await inbox.receive(hello)
    assert "Quelque chose n’a pas marché de mon côté" in bench.gets(BEGUN)


# --- A reminder that overstayed its day -----------------------------------------------------------------------------


def overstayed(bench: Bench) -> None:
    """Camille's reminder and Dominique's could not leave before the evening; then Camille's row is spoilt."""
    bench.says(*REMINDED, now=BEGUN, who=DOMINIQUE)
    assert bench.service.tick(EVENING) == 2
    spoilt(bench)


def test_a_reminder_of_somebody_who_cannot_be_read_stops_no_tick_and_leaves_by_the_bot_s_own_hours(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    overstayed(bench)
    third = Destination("third-exemple-4003", "place-of-third-4003")
    bench.says(*REMINDED, now=NIGHT, who=third)
    for minutes in range(0, 60, 10):
        assert bench.service.tick(NIGHT + timedelta(minutes=minutes)) == 0
        assert bench.sent(NIGHT + timedelta(minutes=minutes)) == []
    assert bench.service.tick(MORNING) == 0
    assert {to for to, words in bench.sent(MORNING) if DUE in words} == {CAMILLE, DOMINIQUE}
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "whom a reminder is for cannot be read, it leaves by the bot's own hours: StoreError"
    ]


def test_a_database_that_fails_meanwhile_fails_the_tick(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    overstayed(bench)

    def fails(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("made up"))

    with monkeypatch.context() as patch:
        patch.setattr(People, "of_print", fails)
        with pytest.raises(DatabaseError):
            bench.service.tick(NIGHT)
    assert bench.service.tick(MORNING) == 0
    assert len(bench.sent(MORNING)) == 2


# --- One place of two -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["conversation", "contact"])
def test_a_place_that_cannot_be_read_keeps_the_other_one_neither_from_a_reminder_nor_from_an_answer(
    tmp_path: Path, column: str
) -> None:
    """Matrix was chosen last, and is the one that cannot be read."""
    bench = Bench(tmp_path)
    joined(bench)
    spoilt(bench, column, ELSEWHERE, MATRIX)
    assert bench.service.tick(ON_TIME) == 1
    assert DUE in bench.gets(ON_TIME)
    assert "Votre dossier" in bench.says("/dossier", now=ON_TIME)


def test_where_no_place_can_be_read_it_is_that_case_s_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(tmp_path)
    joined(bench)
    spoilt(bench)
    spoilt(bench, who=ELSEWHERE, network=MATRIX)
    assert bench.service.tick(ON_TIME) == 0
    assert "a case cannot be looked at, again tomorrow: StoreError" in caplog.text


def test_whoever_shares_a_case_with_a_place_that_cannot_be_read_can_leave_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    joined(bench)
    spoilt(bench, who=ELSEWHERE, network=MATRIX)
    assert "vos rappels arriveront ici" in bench.says("/ici", now=BEGUN)
    assert "n’est plus relié au dossier" in bench.says("/delier", now=BEGUN)


def test_nobody_is_told_that_a_place_was_put_out_that_cannot_be_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    joined(bench)
    spoilt(bench, who=ELSEWHERE, network=MATRIX)
    with pytest.raises(StoreError):
        bench.says("/delier autre", now=BEGUN)


def test_no_second_place_of_a_network_joins_a_case_of_which_one_cannot_be_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    joined(bench)
    given = code(bench)
    spoilt(bench, who=ELSEWHERE, network=MATRIX)
    with pytest.raises(StoreError):
        bench.says(f"/lier {given}", now=BEGUN, who=DOMINIQUE, network=MATRIX)


@pytest.mark.parametrize(("table", "column"), [("reading", "at"), ("absence", "began"), ("absence", "ended")])
def test_when_nobody_knows_since_when_a_network_was_not_read_nobody_is_told_a_day_of_long_ago(
    bench: Bench, table: str, column: str
) -> None:
    bench.service.reading(TELEGRAM, BEGUN)
    bench.service.reading(TELEGRAM, BEGUN + timedelta(days=3))
    with bench.store.engine.begin() as connection:
        changed = connection.execute(text(f"UPDATE {table} SET {column} = '2026-24-11 09:00:00.000000'"))
        assert changed.rowcount == 1
        if table == "reading":
            connection.execute(text("DELETE FROM absence"))
    back = BEGUN + timedelta(days=4)
    bench.service.reading(TELEGRAM, back)
    said = bench.says("/dossier", now=back)
    assert "CPAM de Paris" in said
    assert "1970" not in said
    with bench.store.transaction() as unit:
        assert unit.absences.of(TELEGRAM) == ()


@pytest.mark.parametrize("table", ["look", "seen"])
def test_a_day_of_the_bot_s_own_that_cannot_be_read_keeps_nobody_from_their_reminder(bench: Bench, table: str) -> None:
    """Before: every look failed at it, for ever."""
    bench.service.tick(BEGUN)
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET \"on\" = '2026-24-11'"))
        if table == "seen":
            connection.execute(text("DELETE FROM look"))
    assert bench.service.tick(ON_TIME) == 1
    assert DUE in bench.gets(ON_TIME, CAMILLE)
