"""A database that is made at once is the one that all migrations make of an empty one: its schema and its rows."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, MetaData, inspect, select, text

from bot.store.engine import open_engine
from bot.store.making import make
from bot.store.migrating import REVISIONS, migrate, upgrade
from tests.store.conftest import database

_ON_POSTGRESQL = {
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc, prolang, provolatile FROM pg_proc p JOIN pg_namespace n"
    " ON n.oid = pronamespace WHERE nspname = 'public'",
    "relations": "SELECT relname, relkind, relpersistence FROM pg_class c JOIN pg_namespace n"
    " ON n.oid = relnamespace WHERE nspname = 'public'",
    "sequences": "SELECT sequencename, data_type::text, start_value, increment_by, last_value FROM pg_sequences",
    "constraints": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}
_ON_SQLITE = {"objects": "SELECT type, name, tbl_name FROM sqlite_master"}


@pytest.fixture
def both(backend: str, request: pytest.FixtureRequest, empty_url: str) -> Iterator[tuple[Engine, Engine]]:
    """A database that was made at once, and one that was migrated from nothing."""
    at_once = open_engine(empty_url)
    with database(backend, request, "template1") as url:
        migrated = open_engine(url.replace(".sqlite3", "-migrated.sqlite3"))
        migrate(at_once)
        upgrade(migrated, REVISIONS[-1])
        yield at_once, migrated
        migrated.dispose()
    at_once.dispose()


def test_it_has_the_schema_that_the_migrations_make(both: tuple[Engine, Engine]) -> None:
    made, migrated = map(_schema, both)
    assert made == migrated


def test_it_has_the_rows_that_the_migrations_make(both: tuple[Engine, Engine]) -> None:
    made, migrated = map(_rows, both)
    assert made == migrated
    assert made["alembic_version"] == [(REVISIONS[-1],)]
    assert made["tally"]


def test_alembic_is_not_loaded_to_make_it(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.migrating.upgrade", lambda *_: pytest.fail("Alembic is loaded"))
    engine = open_engine(empty_url)
    migrate(engine)
    migrate(engine)
    engine.dispose()


def test_one_in_which_a_table_of_ours_stands_is_left_as_it_is(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (in_the_way INTEGER)"))
    with pytest.raises(Exception, match="tally"), engine.begin() as connection:
        make(connection, REVISIONS[-1])
    assert inspect(engine).get_table_names() == ["tally"]
    engine.dispose()


def _schema(engine: Engine) -> dict[str, object]:
    """All that the database says about its tables, in no order."""
    found: dict[str, object] = {}
    looked = inspect(engine)
    for table in looked.get_table_names():
        for column in looked.get_columns(table):
            found[f"{table}.{column['name']}"] = {**column, "type": repr(column["type"])}
        found[f"{table}, key"] = looked.get_pk_constraint(table)
        found[f"{table}, the rest"] = [
            sorted(map(repr, given))
            for given in (
                looked.get_foreign_keys(table),
                looked.get_unique_constraints(table),
                looked.get_check_constraints(table),
                looked.get_indexes(table),
            )
        ]
    with engine.connect() as connection:
        for what, query in (_ON_SQLITE if engine.dialect.name == "sqlite" else _ON_POSTGRESQL).items():
            found[what] = sorted(map(repr, connection.execute(text(query))))
    return found


def _rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with engine.connect() as connection:
        return {name: _of(connection, name) for name in inspect(engine).get_table_names()}


def _of(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    tables = MetaData()
    tables.reflect(connection, only=[name])
    columns = sorted(tables.tables[name].columns, key=lambda column: column.name)
    return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
