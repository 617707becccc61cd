"""Claiming walks an index of each priority, so that its cost does not depend on how many messages wait."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.core.ports.outgoing import Destination
from bot.store.claiming import Share
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.outbox import Priority
from bot.store.unit import Store, Unit
from tests.store.bench import NOW, keyring, payload
from tests.store.postgres import Postgres
from tests.store.test_outbox import TELEGRAM

INDEX = "ix_outbox_network_state_priority_not_before_id"
BEFORE = NOW - timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    engine = open_engine(f"sqlite:///{tmp_path / 'objecteur.sqlite3'}")
    migrate(engine)
    return Store(engine, keyring())


def test_each_part_of_the_search_for_what_leaves_next_walks_its_index(store: Store) -> None:
    """At 50,000 waiting rows a claim of eight took 155 ms, when it grouped them all; 1.9 ms at 100 as at a million."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        if "UNION ALL" in statement:
            asked.append((statement, given))

    event.listen(store.engine, "before_cursor_execute", note)
    for n, priority in enumerate(Priority):
        with store.transaction() as unit:
            unit.outbox.put(TELEGRAM, Destination(f"exemple-{n}", f"place-{n}"), [payload("one")], priority, NOW)
    with store.transaction() as unit:
        assert len(unit.claims.claim(TELEGRAM, NOW, 8)) == len(Priority)
        statement, given = asked[0]
        plan = [row[3] for row in unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
    searched = [line for line in plan if line.startswith("SEARCH outbox_") and "network=" in line]
    assert len(searched) == len(Priority) + 1, plan
    assert all(INDEX in line for line in searched), plan
    assert not [line for line in plan if line.startswith("SCAN outbox")], plan


MANY = text(
    "INSERT INTO outbox (key, network, lane, person, priority, state, not_before, tries)"
    " SELECT n, 'telegram', sha256(n::text::bytea), '', 2, 'waiting', :now, 0 FROM generate_series(1, 20000) AS n"
)


def test_on_postgresql_no_part_sorts_or_reads_all_that_waits_even_for_the_same_moment(postgres: Postgres) -> None:
    """Before: 20,000 reminders of one tick were all read and sorted for each claim."""
    store = Store(open_engine(postgres.lent()), keyring())
    with store.transaction() as unit:
        for n in range(
            100
        ):  # what comes first can be sent: what cannot leaves its place to the one behind it, each time
            unit.outbox.put(TELEGRAM, Destination(f"n{n}", f"n{n}"), [payload("a")], Priority.REMINDER, BEFORE)
        unit.connection.execute(MANY, {"now": NOW})
        unit.connection.execute(text("ANALYZE outbox"))
        for share in (Share(), Share(1, 4), Share(3, 4)):
            plans = _plans(store, unit, share)
            for plan in plans:
                assert "Seq Scan" not in plan, plan
            reminders = next(part for part in plans[0].split("Limit") if "priority = 2" in part)
            assert INDEX in reminders
            assert "Sort" not in reminders, plans[0]
    store.engine.dispose()


def _plans(store: Store, unit: Unit, share: Share) -> list[str]:
    """How the database would run the statements of a claim, which is undone."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        asked.append((statement, given))

    with unit.connection.begin_nested() as claimed:
        event.listen(store.engine, "before_cursor_execute", note)
        unit.claims.claim(TELEGRAM, NOW, 8, share=share)
        event.remove(store.engine, "before_cursor_execute", note)
        claimed.rollback()
    rows = (unit.connection.exec_driver_sql(f"EXPLAIN {statement}", given) for statement, given in asked[:2])
    return ["\n".join(row[0] for row in plan) for plan in rows]
