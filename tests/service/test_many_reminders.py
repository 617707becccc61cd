"""Many reminders at once are queued in few statements, each once; what is wrong with one case harms that one only."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from bot.store import DatabaseError
from bot.store.tables import OutboxRow
from tests.bench import rows
from tests.store.talk import BEGUN, Bench

MANY = 120
IN_A_MONTH = timedelta(days=32)
BROKEN = {
    "its log does not open": "UPDATE case_log SET content = zeroblob(300) WHERE case_id = '{case}'",
    "the database refuses its person": "CREATE TRIGGER refuses BEFORE UPDATE ON person WHEN old.case_id = '{case}' "
    "BEGIN SELECT RAISE(ABORT, 'made up'); END",
    "its person is not written": "CREATE TRIGGER leaves BEFORE UPDATE ON person WHEN old.case_id = '{case}' "
    "BEGIN SELECT RAISE(IGNORE); END",
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """So many people and one, whose reminders are due on one day."""
    bench, person = rows.lived(tmp_path)
    rows.multiply(bench.store, person, MANY, IN_A_MONTH)
    return bench


def queued(bench: Bench) -> Counter[bytes]:
    """How many reminders wait, by chat."""
    with bench.store.transaction() as unit:
        found = unit.connection.execute(
            select(OutboxRow.lane, func.count()).where(OutboxRow.priority >= 2).group_by(OutboxRow.lane)
        )
        return Counter({row[0]: row[1] for row in found})


def test_a_hundred_reminders_take_fewer_statements_than_there_are(bench: Bench) -> None:
    assert bench.service.tick(BEGUN) == 0, "what is read once a day is read"
    said: list[str] = []
    event.listen(bench.store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert bench.service.tick(BEGUN + IN_A_MONTH) == MANY + 1
    assert len(said) < MANY / 2, Counter(said).most_common(5)
    assert queued(bench) == Counter(dict.fromkeys(queued(bench), 1))
    assert len(queued(bench)) == MANY + 1
    assert bench.service.tick(BEGUN + IN_A_MONTH) == 0, "they are queued once"


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_wrong_with_one_case_keeps_nobody_else_from_their_reminder(
    bench: Bench, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.store.engine.begin() as connection:
        case = connection.scalar(text('SELECT id FROM "case" ORDER BY id LIMIT 1 OFFSET 60'))
        connection.execute(text(BROKEN[broken].format(case=case)))
    assert bench.service.tick(BEGUN + IN_A_MONTH) == MANY
    assert queued(bench) == Counter(dict.fromkeys(queued(bench), 1))
    assert len(queued(bench)) == MANY
    told = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert told == ["a case cannot be looked at, again tomorrow: StoreError"]
    assert bench.service.tick(BEGUN + IN_A_MONTH) == 0


def test_a_log_that_another_process_changed_meanwhile_stops_the_look_and_nothing_of_it_is_queued(bench: Bench) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(text("CREATE TRIGGER leaves BEFORE UPDATE ON case_log BEGIN SELECT RAISE(IGNORE); END"))
    with pytest.raises(DatabaseError, match="changed by another process"):
        bench.service.tick(BEGUN + IN_A_MONTH)
    assert not queued(bench)
    with bench.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER leaves"))
    assert bench.service.tick(BEGUN + IN_A_MONTH) == MANY + 1
