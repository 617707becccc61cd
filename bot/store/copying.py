"""Copying a database to two files and back, what opens it apart from the rest: PostgreSQL's by pg_dump and pg_restore.

A copy is of one moment, and is made while the bot runs.
"""

import contextlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store import StoreError
from bot.store.described import Described
from bot.store.engine import open_engine
from bot.store.migrating import put_number
from bot.store.opening import durable, owner_only
from bot.store.tables import APART

_NUMBER = "TABLE DATA public alembic_version "
"""How a dump lists the number of the schema."""
_WHOLE = ("--format=custom", "--no-owner")
_SMALL, _QUICK = "--compress=1", "--compress=0"
"""A dump writes what is sealed as hexadecimal digits: the first level halves them, the others take time for nothing."""


def copy_out(database: str, to: Path, keys: Path) -> None:
    """Copy a database to two new files, for their owner only; whole, or not there at all. Raises StoreError.

    to    what is kept, without what opens it
    keys  the tables that are kept apart: without them nobody reads the other file
    """
    url, parts = make_url(database), {path: path.with_name(f".{path.name}.part") for path in (keys, to)}
    for path in parts:
        if path.exists():
            raise StoreError(f"{path} is there already: nothing is written over")
    with owner_only(), _failing(to):
        for part in parts.values():
            part.unlink(missing_ok=True)
        (_split_sqlite if url.get_backend_name() == "sqlite" else _split_postgresql)(url, parts[to], parts[keys])
        for path, part in parts.items():
            durable(part)
            part.replace(path)


def _split_sqlite(url: URL, to: Path, keys: Path) -> None:
    """Copy the rows of one moment; nobody waits for a reader."""
    with closing(_new(to)) as copy:
        _new(keys).close()
        copy.execute("ATTACH DATABASE ? AS apart", (str(keys),))
        copy.execute("ATTACH DATABASE ? AS here", (f"{_path(url).as_uri()}?mode=ro",))
        copy.execute("BEGIN")
        made = copy.execute("SELECT type, name, sql FROM here.sqlite_master WHERE sql IS NOT NULL").fetchall()
        for name, sql in ((name, sql) for kind, name, sql in made if kind == "table"):
            copy.execute(sql)
            if name in APART:
                copy.execute(sql.replace("CREATE TABLE ", "CREATE TABLE apart.", 1))
            target = "apart" if name in APART else "main"
            copy.execute(f'INSERT INTO {target}."{name}" SELECT * FROM here."{name}"')  # noqa: S608  the schema's names
        for sql in (sql for kind, _, sql in made if kind != "table"):
            copy.execute(sql)
        copy.execute("COMMIT")


def _split_postgresql(url: URL, to: Path, keys: Path) -> None:
    """Have pg_dump write both files as of one moment."""
    engine = open_engine(url.render_as_string(hide_password=False))
    try:
        with engine.connect() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            moment = f"--snapshot={connection.scalar(text('SELECT pg_export_snapshot()'))}"
            without = (f"--exclude-table-data={name}" for name in APART)
            _run("pg_dump", url, (*_WHOLE, _SMALL, moment, *without, f"--file={to}"))
            only = (f"--table={name}" for name in APART)
            _run("pg_dump", url, (*_WHOLE, _SMALL, "--data-only", moment, *only, f"--file={keys}"))
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be read: {type(error).__name__}") from None
    finally:
        engine.dispose()


def set_aside(database: str, to: Path) -> None:
    """Move a database out of the way of the one that is to replace it. Raises StoreError."""
    url = make_url(database)
    if url.get_backend_name() != "sqlite":
        with owner_only():
            _run("pg_dump", url, (*_WHOLE, _QUICK, f"--file={to}"))
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
        if number := number_of(aside, database):
            put_number(open_engine(database), number)
        aside.unlink()
        return
    with _failing(aside):
        for end in ("-wal", "-shm", ""):
            place = _path(url).with_name(f"{_path(url).name}{end}")
            place.unlink(missing_ok=True)
            if (part := aside.with_name(f"{aside.name}{end}")).exists():
                part.replace(place)


def copy_in(file: Path, database: str, keys: Path | None = None) -> None:
    """Write such files as a database, where there is none any more. Raises StoreError.

    keys  the second file; None where the first is whole

    PostgreSQL's has all but the number of its schema: until it has, nobody opens it on any machine.
    """
    url = make_url(database)
    with owner_only(), _failing(file):
        if url.get_backend_name() != "sqlite":
            _empty(database)  # `--clean` would leave the tables of later releases, and stop at their references
            options = ("--no-owner", "--single-transaction", "--exit-on-error", f"--dbname={_plain(url)}")
            with NamedTemporaryFile("w", encoding="utf-8") as chosen:
                listed = _run("pg_restore", url, ("--list", str(file)), named=True)
                chosen.writelines(line for line in listed.splitlines(keepends=True) if _NUMBER not in line)
                chosen.flush()
                _run("pg_restore", url, (*options, f"--use-list={chosen.name}", str(file)), named=True)
            if keys:
                _run("pg_restore", url, ("--data-only", *options, str(keys)), named=True)
            return
        place = _path(url)
        beside = place.with_name(f".{place.name}.part")
        beside.unlink(missing_ok=True)
        with closing(_opened(file)) as copy, closing(_new(beside)) as here:
            copy.backup(here)
            if keys:
                _opened(keys).close()
                here.execute("ATTACH DATABASE ? AS apart", (f"{keys.resolve().as_uri()}?mode=ro",))
                here.execute("BEGIN")
                for (name,) in here.execute("SELECT name FROM apart.sqlite_master WHERE type = 'table'").fetchall():
                    here.execute(f'INSERT INTO main."{name}" SELECT * FROM apart."{name}"')  # noqa: S608
                here.execute("COMMIT")
            if here.execute("PRAGMA foreign_key_check").fetchone():
                raise StoreError(f"{keys} does not belong to {file}: they are of two backups")
        durable(beside)
        beside.replace(place)


def number_of(file: Path, database: str) -> str | None:
    """The number of the schema of a backup of PostgreSQL; None of one without, and of SQLite. Raises StoreError."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        return None
    only = ("--data-only", "--table=alembic_version", "--file=-", str(file))
    found = re.search(r"^COPY .*\n(\w+)$", _run("pg_restore", url, only, named=True), re.MULTILINE)
    return found and found[1]


def has_keys_apart(file: Path, database: str) -> bool:
    """Whether a backup needs a second file: those of releases before 2026-12 are whole. Raises StoreError."""
    if not file.is_file():
        raise StoreError(f"{file} is no file")
    url = make_url(database)
    if url.get_backend_name() != "sqlite":
        return " TABLE public vault " in _run("pg_restore", url, ("--list", str(file)), named=True)
    with _failing(file), closing(_opened(file)) as copy:
        return copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'vault'").fetchone() is not None


def _opened(file: Path) -> sqlite3.Connection:
    """A file of a backup, which is read only. Raises StoreError when it is damaged."""
    copy = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        copy.close()
        raise StoreError(f"{file} is damaged")
    return copy


def _empty(database: str) -> None:
    """Drop the tables of this program. Raises StoreError."""
    engine = open_engine(database)
    try:
        with engine.begin() as connection:
            for name in (*Described.metadata.tables, "alembic_version"):
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
            connection.execute(text("DROP FUNCTION IF EXISTS outbox_queued()"))  # of migration 0012
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be emptied: {type(error).__name__}") from None
    finally:
        engine.dispose()


def _new(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path.resolve().as_uri(), uri=True, isolation_level=None)
    made.execute("PRAGMA journal_mode=DELETE")  # one file, whole
    return made


def _path(url: URL) -> Path:
    return Path(url.database or "").resolve()


def _plain(url: URL) -> str:
    """The address as libpq takes it, without the password, which the list of processes would show."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query).render_as_string()


def _run(program: str, url: URL, options: Sequence[str], *, named: bool = False) -> str:
    """Run a program of PostgreSQL. Returns what it printed. Raises StoreError.

    named  whether the options say which database
    """
    given = (program, *options) if named else (program, *options, _plain(url))
    secret = {"PGPASSWORD": url.password} if url.password else {}
    try:
        done = subprocess.run(given, env=os.environ | secret, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise StoreError(f"{program} is not installed: it comes with PostgreSQL's client programs") from None
    if done.returncode:
        raise StoreError(f"{options[-1]}: {program} failed with status {done.returncode}")  # its words may hold rows
    return done.stdout


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
