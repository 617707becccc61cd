"""Opening the store: the data directory, the keys, and the database on this machine or a server."""

import base64
import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from bot.settings import Settings
from bot.store import StoreError
from bot.store.deeds import DeedsFile
from bot.store.engine import exists, open_engine
from bot.store.guard import living
from bot.store.migrating import earlier, migrate, pending, refuse_newer
from bot.store.seal import WORD_PLACE, Keyring, key_file, parse_keys, read_key_file
from bot.store.unit import Store, sealed, word_of
from bot.store.upgrading import seal_earlier

KEY_FILE = "secret.key"
MATRIX_KEY = "store.key"
_MATRIX_PLACE = "matrix|store|key"
_MATRIX_BEFORE = ("session.json", "cross-signing.json", "crypto.sqlite3", "identities.sqlite3")
"""The files that a Matrix store of before has; its key was derived from the operator's."""
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
    """The database, brought to the present schema, and made if need be; nobody is at work on it. Raises StoreError."""
    if settings.sqlite:
        data_dir(settings)
    engine = open_engine(settings.database)
    if exists(engine) and earlier(engine):
        _refuse_another_key(settings, engine)
    with owner_only():
        migrate(engine)
    return engine


def _refuse_another_key(settings: Settings, engine: Engine) -> None:
    """Raise StoreError where a database was written with a key that is not here: it is left as it is."""
    if (word := word_of(engine)) is None:
        return
    if (keyring := known_keyring(settings)) is None:
        raise _key_missing(settings)
    keyring.open(WORD_PLACE, word)


def _key_missing(settings: Settings) -> StoreError:
    path = settings.data_dir / KEY_FILE
    return StoreError(f"the key file {path} is missing, and the database was written with it: put it back")


def upgrade(settings: Settings) -> None:
    """Bring an older database to the present schema, while nobody is at work on it.

    From then on no earlier release opens it, so that none reads what this one writes. One that is not there yet is left
    to whoever makes it. Raises StoreError, also when somebody is at work.
    """
    engine = open_engine(settings.database)
    if not exists(engine) or not earlier(engine):
        return
    with contextlib.ExitStack() as locks:
        try:
            locks.enter_context(alone(settings))
        except StoreError as error:
            raise StoreError(f"the database is an earlier release's, and that is at work: stop it. {error}") from None
        migrated(settings)


def open_store(settings: Settings, *, numbered: bool = True) -> Store:
    """The database, at the present schema, with the key that it was written with. Raises StoreError.

    numbered  whether the database must say its schema: one that is being put back does not yet

    A key is made for a database that holds nothing yet: one that does is never given another, which could read nothing.
    """
    keyring = known_keyring(settings)
    if settings.sqlite:
        upgrade(settings)
    engine = migrated(settings) if settings.sqlite else open_engine(settings.database)
    if numbered and pending(engine):
        refuse_newer(engine)
        raise StoreError("the database's schema is older than this release: run `objecteur migrate` first")
    if keyring is None and sealed(engine):
        raise _key_missing(settings)
    store = Store(engine, keyring or Keyring(key_file(data_dir(settings) / KEY_FILE)))
    store.check()
    return store


def open_to_serve(settings: Settings, *, numbered: bool = True) -> Store:
    """The same, with all sealed that earlier releases wrote; a worker that lives has done that. Raises StoreError."""
    store = open_store(settings, numbered=numbered)
    if not living(store.engine):
        seal_earlier(store)
    return store


def matrix_key(settings: Settings, keyring: Keyring) -> str:
    """The secret that the Matrix store is encrypted with: random, sealed, in a file beside that store.

    A store of a release before 2026-12 keeps the one that it was made with. Raises StoreError.
    """
    path = data_dir(settings) / "matrix" / MATRIX_KEY
    try:
        if path.exists():
            return keyring.unwrap(_MATRIX_PLACE, path.read_bytes()).decode()
        before = any((path.parent / name).exists() for name in _MATRIX_BEFORE)
        made = keyring.matrix_key_before() if before else base64.b64encode(secrets.token_bytes(32)).decode()
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _replace(path, keyring.wrap(_MATRIX_PLACE, made.encode()))
    except OSError as error:
        raise StoreError(f"the key of the Matrix store {path} cannot be used: {error.strerror}") from None
    return made


def known_matrix_key(settings: Settings, keyring: Keyring) -> str:
    """The same, of a store that is there; nothing is made. Raises StoreError."""
    path = settings.data_dir / "matrix" / MATRIX_KEY
    try:
        return (
            keyring.unwrap(_MATRIX_PLACE, path.read_bytes()).decode() if path.exists() else keyring.matrix_key_before()
        )
    except OSError as error:
        raise StoreError(f"the key of the Matrix store {path} cannot be used: {error.strerror}") from None


def renew_matrix_key(settings: Settings, keyring: Keyring) -> None:
    """Seal the secret of the Matrix store with the present key, where there is such a store. Raises StoreError."""
    folder = settings.data_dir / "matrix"
    if any((folder / name).exists() for name in (MATRIX_KEY, *_MATRIX_BEFORE)):
        secret = matrix_key(settings, keyring)
        _replace(folder / MATRIX_KEY, keyring.wrap(_MATRIX_PLACE, secret.encode()))


def _replace(path: Path, content: bytes) -> None:
    """Write a file for its owner only; a crash leaves the old one or the new one, whole."""
    beside = path.with_name(f".{path.name}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    durable(path)


def half_restored(settings: Settings, aside: Path) -> tuple[Path, Path | None]:
    """Note that nothing is to be served until the file is deleted that is returned, even after a power cut.

    aside  where the database is that is being replaced

    Returns with it where the database is that an earlier restore replaced, whose note is kept: it was cut short.
    """
    mark = data_dir(settings) / _HALF
    if mark.exists():
        return mark, Path(mark.read_text(encoding="utf-8"))
    mark.write_text(str(aside), encoding="utf-8")
    durable(mark)
    return mark, None


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
    """Lock what `run` serves from while the block lasts. Raises StoreError as `locked_for` does.

    On SQLite the data directory, and the database too, which another directory's settings may name: one process serves
    it. On PostgreSQL any number do, whose guards keep them apart; only what replaces the database keeps them all out.
    """
    _upgrade_on_sqlite(settings)
    with _locked_to_run(settings, shared=not settings.sqlite):
        yield


@contextlib.contextmanager
def locked_for(settings: Settings, command: str) -> Iterator[None]:
    """Lock the data directory for a command while the block lasts. On SQLite an older database is upgraded before.

    Raises StoreError as `locked` and `upgrade` do.
    """
    _upgrade_on_sqlite(settings)
    with locked(data_dir(settings), command):
        yield


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep everybody out who serves from the database while the block lasts. Raises StoreError when somebody does."""
    with _locked_to_run(settings, shared=False), locked(data_dir(settings), "chat"):
        if workers := living(open_engine(settings.database)):
            raise StoreError(f"the database is served by {workers} of `objecteur run`: end them first")
        yield


def _upgrade_on_sqlite(settings: Settings) -> None:
    """Upgrade, before a lock is held that would keep this out; on PostgreSQL `migrate` does."""
    if settings.sqlite:
        upgrade(settings)


@contextlib.contextmanager
def _locked_to_run(settings: Settings, *, shared: bool) -> Iterator[None]:
    directory = data_dir(settings)
    with contextlib.ExitStack() as locks:
        locks.enter_context(locked(directory, "run", shared=shared))
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
