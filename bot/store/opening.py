"""Opening the store: the data directory, the keys, and the database on this machine or a server."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from bot.settings import Settings
from bot.store import StoreError
from bot.store.deeds import DeedsFile
from bot.store.engine import open_engine
from bot.store.migrating import migrate, pending, refuse_newer
from bot.store.seal import Keyring, key_file, parse_keys, read_key_file
from bot.store.unit import Store, sealed

KEY_FILE = "secret.key"
_HALF = "restore-unfinished"


def data_dir(settings: Settings) -> Path:
    """The data directory, made if need be, for its owner only. Raises StoreError."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the data directory {settings.data_dir} cannot be made: {error.strerror}") from None
    return settings.data_dir


def deeds_file(settings: Settings) -> DeedsFile:
    """The file of what no backup may undo. Raises StoreError."""
    return DeedsFile(data_dir(settings) / "deeds.sqlite3")


def known_keyring(settings: Settings) -> Keyring | None:
    """The keys, from the settings or the key file; None where the first start is to make one. Raises StoreError."""
    path = settings.data_dir / KEY_FILE
    try:
        if settings.secret_keys is None:
            return Keyring(read_key_file(path)) if path.exists() else None
        return Keyring(parse_keys(settings.secret_keys.get_secret_value()))
    except OSError as error:
        raise StoreError(f"the key file {path} cannot be used: {error.strerror}") from None
    except ValueError as error:
        raise StoreError(str(error)) from None


def migrated(settings: Settings) -> Engine:
    """The database, brought to the present schema, and made if need be. Raises StoreError."""
    if settings.sqlite:
        data_dir(settings)
    engine = open_engine(settings.database)
    with owner_only():
        migrate(engine)
    return engine


def open_store(settings: Settings) -> Store:
    """The database, at the present schema, with the key that it was written with. Raises StoreError.

    A key is made for a database that holds nothing yet: one that does is never given another, which could read nothing.
    """
    keyring = known_keyring(settings)
    engine = migrated(settings) if settings.sqlite else open_engine(settings.database)
    if pending(engine):
        refuse_newer(engine)
        raise StoreError("the database's schema is older than this release: run `objecteur migrate` first")
    if keyring is None and sealed(engine):
        path = settings.data_dir / KEY_FILE
        raise StoreError(f"the key file {path} is missing, and the database was written with it: put it back")
    store = Store(engine, keyring or Keyring(key_file(data_dir(settings) / KEY_FILE)))
    store.check()
    return store


def half_restored(settings: Settings, aside: Path) -> Path:
    """Note that nothing is to be served until what is returned is deleted, even after a power cut.

    aside  where the database is that is being replaced
    """
    mark = data_dir(settings) / _HALF
    mark.write_text(str(aside), encoding="utf-8")
    durable(mark)
    return mark


def refuse_half_restored(settings: Settings) -> None:
    """Raise StoreError where a restore was cut short: what stands there would write to people who were erased."""
    mark = settings.data_dir / _HALF
    if mark.exists():
        was = mark.read_text(encoding="utf-8")
        raise StoreError(f"a restore was cut short: run `objecteur restore` again. What it replaced is {was}")


def durable(path: Path) -> None:
    """Have a file and its name on the disk."""
    for one, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(one, flags)
        os.fsync(descriptor)
        os.close(descriptor)


@contextlib.contextmanager
def owner_only() -> Iterator[None]:
    """Files made inside are readable by their owner only."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def locked_to_serve(settings: Settings) -> Iterator[None]:
    """Lock what `run` serves from while the block lasts. Raises StoreError as `locked` does.

    On SQLite the data directory, and the database too, which another directory's settings may name: one process serves
    it. On PostgreSQL any number do, whose guards keep them apart; only what replaces the database keeps them all out.
    """
    directory = data_dir(settings)
    with contextlib.ExitStack() as locks:
        locks.enter_context(locked(directory, "run", shared=not settings.sqlite))
        path = open_engine(settings.database).url.database
        if settings.sqlite and path and path != ":memory:":
            database = Path(path).resolve()
            if database.parent.is_dir():  # else whoever opens it says what is wrong
                locks.enter_context(locked(database.parent, "run", name=f"{database.name}.lock"))
        yield


@contextlib.contextmanager
def locked(directory: Path, command: str, *, shared: bool = False, name: str = "") -> Iterator[None]:
    """Lock the data directory while the block lasts: two bots on one would send messages twice.

    shared  whether others may hold it too, who say the same
    name    of the file that is locked, where it is not the command's

    Raises StoreError when another one holds it, or when nothing can be written there.
    """
    try:
        file = os.open(directory / (name or f"{command}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"the data directory {directory} cannot be written to: {error.strerror}") from None
    with os.fdopen(file, "w", encoding="ascii"):
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(f"another `objecteur {command}` already uses {directory}") from None
        yield
