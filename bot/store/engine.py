"""Opening the database: PostgreSQL, or SQLite, set to sync every commit and to zero deleted rows."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, create_engine, event, insert, text, update
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store import DatabaseError, StoreError
from bot.store.described import Described
from bot.store.statement import Statement

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was committed survives a power cut; it costs nothing here
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # holds for one connection only: said on each
    "PRAGMA temp_store=MEMORY",
)


def open_engine(url: str) -> Engine:
    """Open a `sqlite` or `postgresql` URL. Raises StoreError for any other, with a line that shows no password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StoreError("OBJECTEUR_DATABASE_URL is not a database URL") from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
            return _sqlite(parsed)
        case "sqlite":
            raise StoreError("OBJECTEUR_DATABASE_URL: another driver than ours, write sqlite:///path")
        case "postgresql":
            return _postgresql(parsed)
        case other:
            raise StoreError(f"OBJECTEUR_DATABASE_URL: {other} is not supported, use sqlite or postgresql")


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": url.query.get("connect_timeout", "10")},  # a silent server counts as away
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver's own idea of a transaction begins too late: take it away, and say BEGIN ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    return engine


def checkpoint(engine: Engine) -> None:
    """Empty SQLite's write-ahead log after an erasure, because its old pages still hold deleted rows."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()  # beside SQLAlchemy: a checkpoint cannot run inside a transaction
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def rewrite(engine: Engine, tables: Iterable[str]) -> None:
    """Write tables of PostgreSQL anew, because what was changed stands in their files still. Raises DatabaseError."""
    if engine.dialect.name != "postgresql":
        return
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.execute(text(f'VACUUM FULL "{table}"'))
    except SQLAlchemyError as error:
        raise DatabaseError(f"the database failed: {type(error).__name__}") from None


def left_in_files(engine: Engine, table: str) -> bool:
    """Whether a table of PostgreSQL is empty, and its file is not: it was not written anew since. Raises DatabaseError.

    SQLite writes zeros over what is deleted.
    """
    if engine.dialect.name != "postgresql":
        return False
    found = text(f'SELECT pg_relation_size(\'"{table}"\') > 0 AND NOT EXISTS (SELECT 1 FROM "{table}")')  # noqa: S608
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(found))
    except SQLAlchemyError as error:
        raise DatabaseError(f"the database failed: {type(error).__name__}") from None


def changes(result: CursorResult[Any]) -> bool:
    """Whether a statement changed a row, or added one."""
    return result.rowcount > 0


def put(
    connection: Connection, table: type[Described], key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Write the row of that key: a new one, or the present one changed."""
    this = {f"this_{name}": value for name, value in key.items()}
    change, add = _of(table.table, tuple(key))
    if not change.run(connection, {**this, **values}):
        add.run(connection, {**key, **values})


@cache
def _of(table: Table, key: tuple[str, ...]) -> tuple[Statement, Statement]:
    """The statements that change the row of a key, and add it: made once, as each making takes longer than its run."""
    this = (table.columns[name] == bindparam(f"this_{name}") for name in key)
    return Statement(update(table).where(*this)), Statement(insert(table))


def exists(engine: Engine) -> bool:
    """Whether the database exists. SQLite's is not opened, which would make it. Raises StoreError."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return True
    try:
        return Path(path).exists() and Path(path).stat().st_size > 0
    except OSError as error:
        raise StoreError(f"the database cannot be opened: {error.strerror}") from None
