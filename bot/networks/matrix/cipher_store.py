"""nio's crypto store in a file of which every byte is encrypted (SQLCipher): it says nothing of who uses the bot.

Without that, only the keys in it are encrypted: people's ids are not, in the order in which they came, nor rooms. A
file that an earlier release wrote is encrypted once, beside, and then put in its place: a crash leaves one of the two.
"""

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from nio.store import SqliteStore
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from bot.networks.matrix.sealing import Sealer

PLAIN = b"SQLite format 3\0"
"""How a database begins that is not encrypted."""
_ZEROS = bytes(1 << 20)


class CipherStore(SqliteStore):  # type: ignore[misc]
    """The store; nio makes it, with the secret that it encrypts keys with."""

    def _create_database(self) -> Any:
        return encrypted(self.database_path, self.pickle_key)


def encrypted(path: str, store_key: str) -> Any:
    """An encrypted database (peewee's); nothing is opened before it is used."""
    pragmas = {"foreign_keys": 1, "secure_delete": 1}
    return SqlCipherDatabase(path, passphrase=database_key(store_key), pragmas=pragmas)


def database_key(store_key: str) -> str:
    """The key of the file, as SQLCipher writes one that is no passphrase."""
    return f"x'{Sealer(store_key).derived('database').hex()}'"


def encrypt(path: Path, store_key: str) -> None:
    """Encrypt a file of an earlier release in its place; one that is encrypted, or new, stays as it is."""
    with path.open("rb") as file:
        if file.read(len(PLAIN)) != PLAIN:
            return
    beside = path.with_name(f".{path.name}")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(dbapi2.connect(str(path), isolation_level=None)) as database:
        database.execute("SELECT count(*) FROM sqlite_master")  # what a crash left in its journal is taken back first
        database.execute("ATTACH DATABASE ? AS encrypted KEY ?", (str(beside), database_key(store_key)))
        database.execute("SELECT sqlcipher_export('encrypted')")
        database.execute("DETACH DATABASE encrypted")
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    with path.open("rb+") as plain:
        beside.replace(path)
        _overwrite(plain.fileno())
    _sync(path.parent)


def _overwrite(plain: int) -> None:
    """Overwrite a file that has no name any more; a backup that is a second name of it is left alone."""
    status = os.fstat(plain)
    if status.st_nlink:
        return
    for at in range(0, status.st_size, len(_ZEROS)):
        os.pwrite(plain, _ZEROS[: status.st_size - at], at)
    os.fsync(plain)


def _sync(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
