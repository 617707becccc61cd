"""The files of the Matrix account between starts: its log-in, its cross-signing seeds, and a lock.

One log-in for ever: a new one at each start would be a new unverified device each time, and lost keys. Two programs
on one crypto store would fork its one-time keys, so the directory is locked.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

import peewee
from sqlcipher3 import dbapi2

from bot.core.ports.network import FatalNetworkError, InUseError
from bot.networks.matrix.cipher_store import encrypt, encrypted
from bot.networks.matrix.sealing import Sealer

CRYPTO, SESSION, SEEDS = "crypto.sqlite3", "session.json", "cross-signing.json"
SEALED = b"objecteur sealed 1\n"
"""The first bytes of a sealed file; a file of an earlier release begins with a brace."""


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in: the device that it made and the token that proves it."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    made_at: int
    """The moment of the log-in, in milliseconds since 1970; this device can never read what was encrypted before."""


class Folder:
    """The directory of one Matrix account, readable by its owner only."""

    def __init__(self, path: Path, store_key: str) -> None:
        """Take the directory, made when it is missing, and the secret that what is in it is encrypted with."""
        self.path = path
        self._store_key = store_key
        self._sealer = Sealer(store_key)
        self._lock: TextIO | None = None

    def lock(self) -> None:
        """Make the directory and lock it. Raises InUseError when another program holds the lock."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)  # it may have been made before us, by somebody less careful
        file = os.fdopen(os.open(self.path / "lock", os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise InUseError(f"another program already uses the Matrix store in {self.path}") from None
        self._lock = file

    def unlock(self) -> None:
        """Release the lock."""
        if self._lock:
            self._lock.close()
            self._lock = None

    @property
    def logged_in(self) -> bool:
        """Whether there is a log-in of an earlier start."""
        return (self.path / SESSION).exists()

    def session(self) -> Session | None:
        """The log-in of an earlier start. Raises FatalNetworkError when its encryption keys are missing."""
        raw = self._read(SESSION)
        if raw is None:
            return None
        if not (self.path / CRYPTO).exists():
            raise FatalNetworkError(
                f"the Matrix encryption keys are missing from {self.path}: the bot could read nobody. Restore "
                f"{CRYPTO} from a backup, or remove session.json to log in as a new device"
            )
        return Session(**json.loads(raw))

    def keep_session(self, session: Session) -> None:
        """Save a log-in."""
        self._write(SESSION, json.dumps(asdict(session)))

    def prepare_crypto(self) -> None:
        """Make the crypto store's file, for its owner only, before nio makes one that others can read.

        Raises FatalNetworkError when one of an earlier release cannot be encrypted: it is not whole.
        """
        os.close(os.open(self.path / CRYPTO, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            encrypt(self.path / CRYPTO, self._store_key)
        except (dbapi2.Error, OSError) as error:
            raise FatalNetworkError(
                f"the Matrix crypto store in {self.path} cannot be encrypted ({type(error).__name__}): is it whole, "
                "and is there room on the disk?"
            ) from None

    def database(self, name: str) -> Any:
        """An encrypted database of that name, open. Raises FatalNetworkError when it cannot be opened."""
        os.close(os.open(self.path / name, os.O_CREAT | os.O_RDWR, 0o600))
        database = encrypted(str(self.path / name), self._store_key)
        try:
            database.execute_sql("SELECT count(*) FROM sqlite_master")
        except peewee.PeeweeException as error:
            raise FatalNetworkError(
                f"{name} in {self.path} cannot be opened ({type(error).__name__}): is it whole, and is the secret key "
                "the one that it was made with?"
            ) from None
        return database

    def put_away(self) -> None:
        """Delete the log-in and its crypto store, so that the next one is a new device."""
        for name in (SESSION, CRYPTO):
            (self.path / name).unlink(missing_ok=True)

    def seeds(self) -> dict[str, str] | None:
        """The cross-signing seeds, in base64, by their use."""
        raw = self._read(SEEDS)
        return None if raw is None else json.loads(raw)

    def keep_seeds(self, seeds: dict[str, str]) -> None:
        """Save the cross-signing seeds. If they are lost, everybody's client warns of a new identity."""
        self._write(SEEDS, json.dumps(seeds))

    def _read(self, name: str) -> str | None:
        """What a file holds, opened; one of an earlier release, which was not sealed, is sealed now."""
        path = self.path / name
        if not path.exists():
            return None
        raw = path.read_bytes()
        if raw.startswith(SEALED):
            return self._sealer.open(name, raw[len(SEALED) :]).decode()
        plain = raw.decode("utf-8")
        self._write(name, plain)
        return plain

    def _write(self, name: str, text: str) -> None:
        """Seal into a temporary file, then rename it, so that a crash leaves the old file or the new one, whole."""
        beside = self.path / f".{name}"
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(SEALED + self._sealer.seal(name, text.encode()))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path / name)
