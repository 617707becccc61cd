"""Migrating the database to the schema of this release. Alembic is loaded only where there is one to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import StoreError
from bot.store.making import VERSION, make

_FOLDER = Path(__file__).parent / "migrations"
REVISIONS = tuple(sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py")))
"""The schemas that there were, in order, the present one last: how the names of the migrations begin."""
_FIRST = "person"
_UNFINISHED = "unfinished"
"""What a database says that has tables and no number: a backup is being put back, or was not to its end."""


def migrate(engine: Engine) -> None:
    """Make the database, or bring it to the present schema.

    Raises StoreError when it cannot be reached or changed, or is newer.
    """
    with _saying("migrated"):
        with engine.begin() as connection:
            if not inspect(connection).has_table(VERSION):
                make(connection, REVISIONS[-1])
                return
        found = _revision(engine)
        if found != REVISIONS[-1]:
            _refuse(found)
            upgrade(engine, REVISIONS[-1])


def upgrade(engine: Engine, to: str) -> None:
    """Bring an older database to that schema. Raises SQLAlchemyError."""
    from alembic import command  # noqa: PLC0415  loading it takes longer than opening the database
    from alembic.config import Config  # noqa: PLC0415

    from bot.store.first_tables import complete  # noqa: PLC0415  as alembic

    with engine.begin() as connection:
        complete(connection)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["engine"] = engine
    command.upgrade(config, to)


def pending(engine: Engine) -> bool:
    """Whether the database's schema is not this release's. Raises StoreError when it cannot be reached."""
    with _saying("opened"):
        return _revision(engine) != REVISIONS[-1]


def earlier(engine: Engine) -> bool:
    """Whether the database has the schema of an earlier release. Raises StoreError when it cannot be reached."""
    with _saying("opened"):
        return _revision(engine) in REVISIONS[:-1]


def refuse_newer(engine: Engine) -> None:
    """Raises StoreError when the database's schema is one that this release does not know."""
    with _saying("opened"):
        _refuse(_revision(engine))


def put_number(engine: Engine, number: str) -> None:
    """Say of a database that is filled which schema it has: from now on it can be opened. Raises StoreError."""
    with _saying("opened"), engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:number)"), {"number": number})


def take_number(engine: Engine) -> None:
    """Keep everybody from opening a database, until it has its number again. Raises StoreError."""
    with _saying("opened"), engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))


def _refuse(found: str | None) -> None:
    if found == _UNFINISHED:
        raise StoreError("a backup is being put back there, or was not to its end: run `objecteur restore` again")
    if found and found not in REVISIONS:
        raise StoreError(
            f"the database is newer than this release (schema {found}): install the release that made it, or "
            "restore a backup"
        )


def _revision(engine: Engine) -> str | None:
    """The schema of the database, which Alembic notes in a table of its own; None where there is none yet."""
    with engine.connect() as connection:
        tables = inspect(connection)
        if not tables.has_table(VERSION):
            return None
        found = connection.scalar(text(f"SELECT version_num FROM {VERSION}"))  # noqa: S608  ours
        if found is None and tables.has_table(_FIRST):
            return _UNFINISHED
        return found and str(found)


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Raise a database error of the block as a StoreError: the driver's first line, no statement, no parameter."""
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()
        why = said[0] if said else type(error).__name__
        raise StoreError(f"the database cannot be {what}: {why}") from None
