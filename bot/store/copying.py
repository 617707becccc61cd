"""Copying a whole database to a file and back: SQLite by its own backup, PostgreSQL by pg_dump and pg_restore.

A copy is of one moment, and is made while the bot runs.
"""

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store import StoreError
from bot.store.engine import open_engine
from bot.store.opening import durable, owner_only
from bot.store.tables import Base


def copy_out(database: str, to: Path) -> None:
    """Copy a database to a new file, for its owner only; whole, or not there at all. Raises StoreError."""
    url, beside = make_url(database), to.with_name(f".{to.name}.part")
    if to.exists():
        raise StoreError(f"{to} is there already: nothing is written over")
    with owner_only(), _failing(to):
        beside.unlink(missing_ok=True)
        if url.get_backend_name() == "sqlite":
            with (
                closing(sqlite3.connect(f"{_path(url).as_uri()}?mode=ro", uri=True)) as here,
                closing(_new(beside)) as copy,
            ):
                here.backup(copy)  # at once: in parts it begins anew at each write, and nobody waits for a reader
        else:
            _run("pg_dump", url, ("--format=custom", "--no-owner", f"--file={beside}"))
        durable(beside)
        beside.replace(to)


def set_aside(database: str, to: Path) -> None:
    """Move a database out of the way of the one that is to replace it. Raises StoreError."""
    url = make_url(database)
    if url.get_backend_name() != "sqlite":
        copy_out(database, to)
        return
    with _failing(to):
        for end in ("", "-wal"):
            if (part := _path(url).with_name(f"{_path(url).name}{end}")).exists():
                part.replace(to.with_name(f"{to.name}{end}"))
        _path(url).with_name(f"{_path(url).name}-shm").unlink(missing_ok=True)


def take_back(aside: Path, database: str) -> None:
    """Put the database back that was set aside. Raises StoreError."""
    url = make_url(database)
    if url.get_backend_name() != "sqlite":
        copy_in(aside, database)
        aside.unlink()
        return
    with _failing(aside):
        for end in ("-wal", "-shm", ""):
            place = _path(url).with_name(f"{_path(url).name}{end}")
            place.unlink(missing_ok=True)
            if (part := aside.with_name(f"{aside.name}{end}")).exists():
                part.replace(place)


def copy_in(file: Path, database: str) -> None:
    """Write such a file as a database, where there is none any more. Raises StoreError."""
    url = make_url(database)
    if not file.is_file():
        raise StoreError(f"{file} is no file")
    with owner_only(), _failing(file):
        if url.get_backend_name() != "sqlite":
            _empty(database)  # `--clean` would leave the tables of later releases, and stop at their references
            options = ("--no-owner", "--single-transaction", "--exit-on-error")
            _run("pg_restore", url, (*options, f"--dbname={_plain(url)}", str(file)), named=True)
            return
        place = _path(url)
        beside = place.with_name(f".{place.name}.part")
        beside.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy,
            closing(_new(beside)) as here,
        ):
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise StoreError(f"{file} is damaged")
            copy.backup(here)
        durable(beside)
        beside.replace(place)


def _empty(database: str) -> None:
    """Drop the tables of this program. Raises StoreError."""
    engine = open_engine(database)
    try:
        with engine.begin() as connection:
            for name in (*Base.metadata.tables, "alembic_version"):
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be emptied: {type(error).__name__}") from None
    finally:
        engine.dispose()


def _new(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path)
    made.execute("PRAGMA journal_mode=DELETE")  # one file, whole
    return made


def _path(url: URL) -> Path:
    return Path(url.database or "").resolve()


def _plain(url: URL) -> str:
    """The address as libpq takes it, without the password, which the list of processes would show."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query).render_as_string()


def _run(program: str, url: URL, options: Sequence[str], *, named: bool = False) -> None:
    given = (program, *options) if named else (program, *options, _plain(url))
    secret = {"PGPASSWORD": url.password} if url.password else {}
    try:
        done = subprocess.run(given, env=os.environ | secret, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise StoreError(f"{program} is not installed: it comes with PostgreSQL's client programs") from None
    if done.returncode:
        raise StoreError(f"{options[-1]}: {program} failed with status {done.returncode}")  # its words may hold rows


@contextlib.contextmanager
def _failing(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{file} cannot be used as a backup: {error}") from None
    except UnicodeDecodeError:  # SQLite's own words about what is damaged quote it
        raise StoreError(f"{file} is damaged") from None
    except OSError as error:
        raise StoreError(f"{file} cannot be used: {error.strerror}") from None
