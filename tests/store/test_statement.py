"""A statement that was compiled once writes and reads what SQLAlchemy does, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.ports.network_name import NetworkName
from bot.store.fates import State
from bot.store.statement import Statement
from bot.store.tables import OutboxRow, SeenRow
from bot.store.unit import Store

HERE = timezone(timedelta(hours=1))
ROW = {
    "key": "k1", "network": NetworkName.TELEGRAM, "lane": b"lane", "person": b"\x00\xff", "priority": 2,
    "repeatable": False, "state": State.WAITING, "not_before": datetime(2026, 11, 24, 10, 5, 6, 789, tzinfo=HERE),
    "tries": 0, "until": None, "queued_at": datetime(2026, 11, 24, 9, tzinfo=UTC), "content": b"words",
}  # fmt: skip
COLUMNS = OutboxRow.table.columns
EVERY = select(*COLUMNS).order_by(OutboxRow.key)
THESE = (
    EVERY.where(OutboxRow.key.in_(bindparam("keys", expanding=True)))
    .where(OutboxRow.lane.not_in(bindparam("besides", expanding=True)))
    .where(OutboxRow.state.in_((State.WAITING, State.SENDING)), OutboxRow.not_before <= bindparam("now"))
    .limit(bindparam("most"))
)
PUT, READ = Statement(insert(OutboxRow)), Statement(EVERY)


def _like_sqlalchemy(connection: Connection, statement: Any, values: dict[str, Any]) -> list[Any]:
    expected = [row._asdict() for row in connection.execute(statement, values)]
    assert [row._asdict() for row in Statement(statement).rows(connection, values)] == expected
    return expected


def test_a_row_is_written_and_read_alike(store: Store) -> None:
    with store.transaction() as unit:
        PUT.run(unit.connection, ROW)
        unit.connection.execute(insert(OutboxRow), [ROW | {"key": "k2"}])
        first, second = _like_sqlalchemy(unit.connection, EVERY, {})
        assert first | {"id": 0, "key": ""} == second | {"id": 0, "key": ""}
        assert {name: first[name] for name in ROW} == ROW
        assert first["queued_at"].tzinfo is not None
        assert (first["repeatable"], first["claimed_at"]) == (False, None)


def test_lists_of_any_length_are_looked_through(store: Store) -> None:
    with store.transaction() as unit:
        PUT.run_each(unit.connection, [ROW | {"key": f"k{n}"} for n in range(5)])
        these = Statement(THESE)
        now = ROW["not_before"]
        for keys, besides, most, found in (
            (("k1", "k3"), (), 9, ["k1", "k3"]),
            (("k1",), (b"other", b"third"), 9, ["k1"]),
            (("k1", "k2", "k4"), (b"other",), 2, ["k1", "k2"]),
            (("k1", "k2"), (b"lane",), 9, []),
            ((), (), 9, []),
        ):
            values = {"keys": keys, "besides": besides, "now": now, "most": most}
            assert [row.key for row in these.rows(unit.connection, values)] == found
            _like_sqlalchemy(unit.connection, THESE, values)


def test_a_list_of_another_length_compiles_nothing_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each length was compiled for itself at first, ten milliseconds each, as more and more people wrote at once."""
    these = Statement(THESE)
    values = {"keys": ("k1",), "besides": (), "now": ROW["not_before"], "most": 9}
    with store.transaction() as unit:
        these.rows(unit.connection, values)
        monkeypatch.setattr(these, "_statement", None)
        these.rows(unit.connection, values | {"keys": ("k1", "k2", "k3"), "besides": (b"a", b"b")})


def test_it_says_how_many_rows_it_changed_and_returns_them(store: Store) -> None:
    later = update(OutboxRow).where(OutboxRow.key.in_(bindparam("keys", expanding=True)))
    with store.transaction() as unit:
        PUT.run_each(unit.connection, [ROW | {"key": "k1"}, ROW | {"key": "k2"}, ROW | {"key": "k3"}])
        moment = datetime(2026, 12, 1, tzinfo=UTC)
        assert Statement(later).run(unit.connection, {"keys": ("k1", "k3"), "not_before": moment}) == 2
        assert Statement(later).run(unit.connection, {"keys": ("k9",), "not_before": moment}) == 0
        more = update(OutboxRow).where(OutboxRow.key.in_(bindparam("keys", expanding=True)))
        more = more.values(tries=OutboxRow.tries + 1)
        moved = Statement(more.returning(OutboxRow.not_before, OutboxRow.tries))
        assert moved.rows(unit.connection, {"keys": ("k1",)}) == [(moment, 1)]


def test_its_errors_are_those_of_sqlalchemy_and_hold_no_value(store: Store) -> None:
    seen = Statement(insert(SeenRow))
    row = {"fingerprint": b"of-camille", "on": date(2026, 11, 24)}
    with store.transaction() as unit:
        seen.run(unit.connection, row)
    with pytest.raises(IntegrityError) as raised, store.engine.begin() as connection:
        seen.run(connection, row)
    assert "of-camille" not in str(raised.value.statement)
    assert raised.value.params is None


def test_whoever_listens_hears_it(store: Store) -> None:
    heard: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: heard.append(given[2]))
    with store.transaction() as unit:
        heard.clear()
        READ.rows(unit.connection, {})
        unit.connection.execute(EVERY)
    assert len(heard) == 2
    assert heard[0] == heard[1]
