"""Looking identifiers up: people, places and messages are stored as keyed hashes, under a random key of the database.

That key is sealed with the operator's, so that another operator's key does not change it. A database of a release
before 2026-12 has hashes under keys that were derived from the operator's: those are kept beside, to be read, until
`objecteur keys rotate` has replaced what they are needed for.
"""

import secrets
from datetime import date

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.ports.network_name import NetworkName
from bot.store import StoreError
from bot.store.seal import WORD_PLACE, Keyring, cursor_place
from bot.store.tables import CursorRow, PersonRow, SealRow, SecretRow, SeenRow, VaultRow

_PRESENT, _BEFORE = "index", "index-before-"
_ROWS = select(*SecretRow.table.columns).where(SecretRow.name.startswith(_PRESENT)).order_by(SecretRow.name)


class Index:
    """The keyed hashes under which identifiers are stored."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        """Take the keys: the first one writes, all are looked under."""
        self._keys = tuple(HMAC(key, SHA256()) for key in keys)

    @property
    def several(self) -> bool:
        """Whether something may be stored under a key of an earlier release."""
        return len(self._keys) > 1

    def fingerprint(self, kind: str, value: str) -> bytes:
        """The keyed hash under which an identifier is stored."""
        return self.fingerprints(kind, value)[0]

    def fingerprints(self, kind: str, value: str) -> tuple[bytes, ...]:
        """The keyed hashes under which an identifier may have been stored, the present one first."""
        text = f"{kind}|{value}".encode()
        return tuple(_hashed(key, text) for key in self._keys)


def fingerprints(index: Index, network: NetworkName, person: str) -> tuple[bytes, ...]:
    """The hashes under which a person may be stored, the present one first."""
    return index.fingerprints("person", f"{network}|{person}")


def _hashed(key: HMAC, text: bytes) -> bytes:
    """The hash of a text; a copy of what was begun with the key takes a third of beginning anew."""
    hashing = key.copy()
    hashing.update(text)
    return hashing.finalize()


def read_index(connection: Connection, keyring: Keyring) -> Index | None:
    """The index of a database; None where there is none yet. Raises StoreError when another key sealed it."""
    rows = connection.execute(_ROWS).all()
    keys = tuple(keyring.unwrap(secret_place(row.name), row.key) for row in rows)
    return Index(keys) if keys else None


def first_index(connection: Connection, keyring: Keyring, *, keep: bool) -> Index:
    """The index of a database that has none yet.

    keep  whether it is written, and that database has one from now on

    Raises StoreError when the database was written with another key, or holds people whose keys are missing.
    """
    before = keyring.index_keys_before() if _written(connection, keyring) else ()
    if not keep and before:
        return Index(before)
    made = {_PRESENT: secrets.token_bytes(32)}
    made |= {f"{_BEFORE}{number}": key for number, key in enumerate(before)}
    if keep:
        rows = [{"name": name, "key": keyring.wrap(secret_place(name), key)} for name, key in made.items()]
        try:
            with connection.begin_nested():
                connection.execute(insert(SecretRow), rows)
        except IntegrityError:  # another process was faster
            return read_index(connection, keyring) or Index(tuple(made.values()))
    return Index(tuple(made.values()))


def forget_before(connection: Connection, today: date) -> None:
    """Delete the keys of earlier releases under which nothing is looked up any more."""
    connection.execute(delete(SecretRow).where(SecretRow.until <= today))


def need_before_until(connection: Connection, until: date) -> None:
    """Note until when something may be looked up under the keys of earlier releases, unless that was noted."""
    these = (SecretRow.name.startswith(_BEFORE), SecretRow.until.is_(None))
    connection.execute(update(SecretRow).where(*these).values(until=until))


def secret_place(name: str) -> str:
    """Where a secret stands, as its seal is bound to it."""
    return f"secret|{name}|key"


def _written(connection: Connection, keyring: Keyring) -> bool:
    """Whether an earlier release wrote that database. Raises StoreError when it did with another key."""
    if connection.scalar(select(exists(select(VaultRow.id)))):
        raise StoreError("the key by which people are found is missing from the database: restore a backup")
    if word := connection.scalar(select(SealRow.word)):
        keyring.open(WORD_PLACE, word)
        return True
    if row := connection.execute(select(PersonRow.id, PersonRow.contact).limit(1)).first():
        keyring.open(f"person|{row.id}|contact", row.contact)
        return True
    if row := connection.execute(select(CursorRow.network, CursorRow.value).limit(1)).first():
        keyring.open(cursor_place(row.network), row.value)
        return True
    return bool(connection.scalar(select(exists(select(SeenRow.on)))))
