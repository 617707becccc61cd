"""Opening and migrating the database: PostgreSQL, or SQLite, set to sync every commit and to zero deleted rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Result, create_engine, event, text
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store import StoreError

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


def _alembic(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    return config


def changes(result: Result[Any]) -> bool:
    """Whether a statement changed a row, or added one."""
    return isinstance(result, CursorResult) and result.rowcount > 0


def exists(engine: Engine) -> bool:
    """Whether the database exists. SQLite's is not opened, which would make it. Raises StoreError."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return True
    try:
        return Path(path).exists() and Path(path).stat().st_size > 0
    except OSError as error:
        raise StoreError(f"the database cannot be opened: {error.strerror}") from None


def migrate(engine: Engine) -> None:
    """Bring the database to the present schema. Raises StoreError when it cannot be reached, changed, or is newer."""
    with _saying("migrated"):
        _refuse_newer(engine)
        command.upgrade(_alembic(engine), "head")


def pending(engine: Engine) -> bool:
    """Whether the database's schema is not this release's. Raises StoreError when it cannot be reached."""
    with _saying("opened"):
        return _revision(engine) != ScriptDirectory.from_config(_alembic(engine)).get_current_head()


def refuse_newer(engine: Engine) -> None:
    """Raises StoreError when the database's schema is one that this release does not know."""
    with _saying("opened"):
        _refuse_newer(engine)


def _refuse_newer(engine: Engine) -> None:
    known = {step.revision for step in ScriptDirectory.from_config(_alembic(engine)).walk_revisions()}
    found = _revision(engine)
    if found and found not in known:
        raise StoreError(
            f"the database is newer than this release (schema {found}): install the release that made it, or "
            "restore a backup"
        )


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Raise a database error of the block as a StoreError: the driver's first line, no statement, no parameter."""
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()
        why = said[0] if said else type(error).__name__
        raise StoreError(f"the database cannot be {what}: {why}") from None
