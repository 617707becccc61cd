"""Sealing: without the key nobody can read, move or recognise what the database holds about people.

Theory. Every personal column is AES-256-GCM (`cryptography`), a fresh 96-bit nonce each time, its associated data the
table, the row and the column: a value copied to another row does not open. What is about a person is sealed with a
random key of their own (`vault`); those keys, and all that is about nobody, are sealed with a key that is derived by
HKDF from the operator's secret, which lives outside the database. Several secrets may be given: the first writes, all
read. Lengths are padded, so that a short name and a long one look alike. Identifiers of people, places and messages are
looked up by HMAC-SHA-256 (`index`).
"""

import base64
import binascii
import fcntl
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.store import StoreError

_NONCE = 12
_PAD = 256
MARK = 4
"""The number of bytes at the head of a sealed value that say with which key it was sealed."""
LENGTH = 4
"""The number of bytes before a value that say how long it is without its padding."""
WORD_PLACE = "seal|1|word"
"""Where the word stands that only the right key opens."""
_FOREIGN = "the database was written with another key: check OBJECTEUR_SECRET_KEYS or the key file"


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"objecteur/{purpose}".encode()).derive(secret)


@dataclass(frozen=True, slots=True)
class Cipher:
    """One key that seals, and the mark that stands before what it sealed."""

    mark: bytes
    cipher: AESGCM

    def seal(self, where: str, plain: bytes, room: int = 0) -> bytes:
        """Seal a value for one column of one row: `where` is "table|row|column".

        room  the bytes that nearly every value of that column needs, and all look as long: else twice as many, and so
              on; 0: the next multiple of 256
        """
        padded, whole = len(plain).to_bytes(LENGTH, "big") + plain, room
        while whole and whole < len(padded):
            whole *= 2
        return self.wrap(where, padded.ljust(whole or -(-len(padded) // _PAD) * _PAD, b"\0"))

    def open(self, where: str, sealed: bytes) -> bytes:
        """Open a value. Raises StoreError when it was changed, or sealed for another row or with another key."""
        padded = self.unwrap(where, sealed)
        return padded[LENGTH : LENGTH + int.from_bytes(padded[:LENGTH], "big")]

    def wrap(self, where: str, plain: bytes) -> bytes:
        """Seal a value whose length tells nothing."""
        nonce = os.urandom(_NONCE)
        return self.mark + nonce + self.cipher.encrypt(nonce, plain, where.encode())

    def unwrap(self, where: str, sealed: bytes) -> bytes:
        """Open such a value. Raises StoreError as `open` does."""
        nonce, body = sealed[MARK : MARK + _NONCE], sealed[MARK + _NONCE :]
        try:
            return self.cipher.decrypt(nonce, body, where.encode())
        except (InvalidTag, ValueError):  # ValueError: the value ends in the middle of the nonce
            raise StoreError("a sealed value does not open: the database was changed by hand") from None


class Keyring:
    """The operator's secrets: with them all that is about nobody is sealed, and the keys of people."""

    @classmethod
    def new(cls) -> "Keyring":
        """A keyring with a new random key, which is not written anywhere."""
        return cls((secrets.token_bytes(32),))

    def __init__(self, secret_keys: tuple[bytes, ...]) -> None:
        """Take secrets of 32 bytes; the first one writes. Raises ValueError for none, or one of another length."""
        if not secret_keys or any(len(secret) != 32 for secret in secret_keys):
            raise ValueError("a secret key is 32 bytes, in base64")
        self._secrets = secret_keys
        self._keys = tuple(
            Cipher(hashlib.sha256(b"objecteur/id" + secret).digest()[:MARK], AESGCM(_derive(secret, "seal")))
            for secret in secret_keys
        )

    @property
    def mark(self) -> bytes:
        """The first bytes of what the present key sealed."""
        return self._keys[0].mark

    @property
    def several(self) -> bool:
        """Whether there is an older key beside the present one."""
        return len(self._keys) > 1

    def seal(self, where: str, plain: bytes, room: int = 0) -> bytes:
        """Seal a value for one column of one row, as `Cipher.seal` does."""
        return self._keys[0].seal(where, plain, room)

    def open(self, where: str, sealed: bytes) -> bytes:
        """Open a value. Raises StoreError when no key fits, or when it was changed or sealed for another row."""
        return self._of(sealed).open(where, sealed)

    def wrap(self, where: str, secret: bytes) -> bytes:
        """Seal a key, whose length tells nothing."""
        return self._keys[0].wrap(where, secret)

    def unwrap(self, where: str, wrapped: bytes) -> bytes:
        """Open a key. Raises StoreError as `open` does."""
        return self._of(wrapped).unwrap(where, wrapped)

    def _of(self, sealed: bytes) -> Cipher:
        """The key with which a value was sealed. Raises StoreError."""
        for key in self._keys:
            if key.mark == sealed[:MARK]:
                return key
        raise StoreError(_FOREIGN)

    def index_keys_before(self) -> tuple[bytes, ...]:
        """The keys under which releases before 2026-12 looked identifiers up, the present one's first."""
        return tuple(_derive(secret, "fingerprint") for secret in self._secrets)

    def matrix_key_before(self) -> str:
        """The key that such a release gave to its Matrix store: derived from the oldest secret."""
        return base64.b64encode(_derive(self._secrets[-1], "matrix-store")).decode()


def cursor_place(network: str) -> str:
    """Where it stands how far a network was read, as its seal is bound to it."""
    return f"cursor|{network}|value"


def parse_keys(text: str) -> tuple[bytes, ...]:
    """Read comma-separated base64 secrets. Raises ValueError with a sentence that does not repeat them."""
    try:
        found = tuple(base64.b64decode(part.strip(), validate=True, altchars=b"-_") for part in text.split(","))
    except (binascii.Error, ValueError):
        raise ValueError("OBJECTEUR_SECRET_KEYS is not base64, comma-separated") from None
    if any(len(secret) != 32 for secret in found):
        raise ValueError("each key of OBJECTEUR_SECRET_KEYS is 32 bytes in base64 (44 characters)")
    return found


def key_file(path: Path) -> tuple[bytes, ...]:
    """Read the key file, or make one with a new key, mode 0600.

    Raises StoreError when it cannot be read, or when others than its owner may read it.
    """
    try:
        if not path.exists():
            _make_key_file(path)
    except OSError as error:
        raise StoreError(f"the key file {path} cannot be used: {error.strerror}") from None
    return read_key_file(path)


def _make_key_file(path: Path) -> None:
    """Write beside, then put in place: a first start that is cut short leaves no file, or one with a whole key.

    Whoever comes at the same time waits, and finds the key that was made.
    """
    beside = path.with_name(f".{path.name}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists():
            beside.unlink(missing_ok=True)
            return
        file.truncate()
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())  # before anything is sealed with it
        beside.replace(path)


def read_key_file(path: Path) -> tuple[bytes, ...]:
    """Read the key file. Raises StoreError when it cannot be read, or when others than its owner may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise StoreError(f"{path} can be read by others: chmod 600 {path}")
        return parse_keys(path.read_text(encoding="ascii").strip().replace("\n", ","))
    except (OSError, ValueError) as error:
        raise StoreError(f"the key file {path} cannot be used: {error}") from None
