"""Opening the database: SQLite with its durable, erasing settings, or PostgreSQL; and its migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
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
    except ArgumentError:
        raise StoreError("OBJECTEUR_DATABASE_URL is not a database URL") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True)
        case other:
            raise StoreError(f"OBJECTEUR_DATABASE_URL: {other} is not supported, use sqlite or postgresql")


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
    """After an erasure: empty SQLite's write-ahead log, whose old pages still hold what was deleted."""
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


def migrate(engine: Engine) -> None:
    """Bring the database to the present schema. Raises StoreError when it cannot be reached or changed."""
    try:
        command.upgrade(_alembic(engine), "head")
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be migrated: {_short(error)}") from None


def pending(engine: Engine) -> bool:
    """Whether the database's schema is older than this release. Raises StoreError when it cannot be reached."""
    head = ScriptDirectory.from_config(_alembic(engine)).get_current_head()
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            return MigrationContext.configure(connection).get_current_revision() != head
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be opened: {_short(error)}") from None


def _short(error: SQLAlchemyError) -> str:
    """The first line of what the driver says: no statement, no parameter."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0] if said else type(error).__name__
