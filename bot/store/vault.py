"""The vault: a random key for each person and their cases, with which all that is kept about them is sealed.

It has one row for each first case, and goes with it in the same transaction: from then on nothing that was sealed with
it opens, wherever a copy of it may be. The keys are sealed with the operator's. Values of releases before 2026-12 are
sealed with the operator's key itself, which their mark tells; they are sealed anew when they are next written, and by
`objecteur keys rotate`.
"""

import secrets
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from bot.store import StoreError
from bot.store.engine import changes
from bot.store.seal import MARK, Cipher, Keyring
from bot.store.statement import Statement
from bot.store.tables import CaseRow, VaultRow

OWN = b"own1"
"""The mark of what is sealed with a person's own key."""
FIRST_CASE: ColumnElement[str] = func.coalesce(CaseRow.of, CaseRow.id)
"""The first case of whoever has a case, which names them here."""
_OF_CASE = Statement(
    select(FIRST_CASE.label("first"), VaultRow.key)
    .outerjoin(VaultRow, VaultRow.id == FIRST_CASE)
    .where(CaseRow.id == bindparam("case"))
)
_OF_SOME = (
    select(CaseRow.id, FIRST_CASE.label("first"), VaultRow.key)
    .outerjoin(VaultRow, VaultRow.id == FIRST_CASE)
    .where(CaseRow.id.in_(bindparam("cases", expanding=True)))
)
_ADD = Statement(insert(VaultRow))


def wrapped_of(case_id: ColumnElement[str]) -> ColumnElement[bytes | None]:
    """The sealed key of whoever has that first case, as a column, to be read with what it opens."""
    return select(VaultRow.key).where(VaultRow.id == case_id).scalar_subquery().label("wrapped")


def vault_place(first: str) -> str:
    """Where a key stands, as its seal is bound to it."""
    return f"vault|{first}|key"


class Vault:
    """The keys of people, within one transaction. A person is named by the id of their first case."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        """Take the transaction's connection and the operator's keys."""
        self._connection = connection
        self._keyring = keyring
        self._first: dict[str, str] = {}
        self._wrapped: dict[str, bytes] = {}
        self._ciphers: dict[str, Cipher] = {}

    # --- What was read beside what it opens ---------------------------------------------------------------------------

    def learn(self, first: str, wrapped: bytes | None) -> None:
        """Take a person's sealed key that was read with their row; None where none was read."""
        self._first[first] = first
        if wrapped is not None:
            self._wrapped.setdefault(first, wrapped)

    def belongs(self, case_id: str, first: str) -> None:
        """Take that a case is of the person who has that first case."""
        self._first[case_id] = first

    def knows(self, first: str) -> bool:
        """Whether that person was read in this transaction, or made."""
        return first in self._first

    def learn_all(self, cases: Iterable[str]) -> None:
        """Read the keys of all who have these cases."""
        for row in self._connection.execute(_OF_SOME, {"cases": tuple(cases)}):
            self.learn(row.first, row.key)
            self.belongs(row.id, row.first)

    def forget_read(self) -> None:
        """Read all anew from now on: a key that was drawn and is undone must seal nothing more."""
        for held in (self._first, self._wrapped, self._ciphers):
            held.clear()

    # --- Sealing ------------------------------------------------------------------------------------------------------

    def seal(self, case_id: str, where: str, plain: bytes, room: int = 0) -> bytes:
        """Seal a value with the key of whoever has that case; one is made where an earlier release kept them.

        where  the column of the row that it is for, "table|row|column"
        room   as `Cipher.seal` is told
        """
        first = self._first_of(case_id)
        return (self._cipher(first) or self.make(first)).seal(where, plain, room)

    def open(self, case_id: str, where: str, sealed: bytes) -> bytes:
        """Open a value. Raises StoreError when no key fits, or when it was changed or sealed for another row."""
        if sealed[:MARK] != OWN:
            return self._keyring.open(where, sealed)
        first = self._first_of(case_id)
        cipher = self._cipher(first)
        if cipher is None:
            raise StoreError("a sealed value does not open: the key of whom it is about is not there")
        try:
            return cipher.open(where, sealed)
        except StoreError:
            if not self._changed(first):
                raise
            return self.open(case_id, where, sealed)

    def _changed(self, first: str) -> bool:
        """Whether a person's key is another than the one that was read beside a row.

        PostgreSQL waits for a locked row and reads it anew, but nothing beside it.
        """
        row = next(iter(_OF_CASE.rows(self._connection, {"case": first})), None)
        if row is None or row.key is None or row.key == self._wrapped.get(first):
            return False
        self._wrapped[first] = row.key
        self._ciphers.pop(first, None)
        return True

    def make(self, first: str) -> Cipher:
        """Give somebody a key of their own; their case is there already."""
        cipher = self.hold_new(first)
        self.write_new(first)
        return cipher

    def hold_new(self, first: str) -> Cipher:
        """Draw the key of a new person, to be written once their case is."""
        secret = secrets.token_bytes(32)
        self._wrapped[first] = self._keyring.wrap(vault_place(first), secret)
        return self._hold(first, secret)

    def write_new(self, first: str) -> None:
        """Write the key that was drawn."""
        _ADD.run(self._connection, {"id": first, "key": self._wrapped[first]})

    def renew(self, first: str) -> None:
        """Give a person another key. What was sealed with the one before opens no more."""
        secret = secrets.token_bytes(32)
        wrapped = self._keyring.wrap(vault_place(first), secret)
        if not changes(self._connection.execute(update(VaultRow).where(VaultRow.id == first).values(key=wrapped))):
            _ADD.run(self._connection, {"id": first, "key": wrapped})
        self._wrapped[first] = wrapped
        self._hold(first, secret)

    def _hold(self, first: str, secret: bytes) -> Cipher:
        self._first[first] = first
        self._ciphers[first] = Cipher(OWN, AESGCM(secret))
        return self._ciphers[first]

    def _first_of(self, case_id: str) -> str:
        if case_id not in self._first:
            row = next(iter(_OF_CASE.rows(self._connection, {"case": case_id})), None)
            self.learn(row.first if row else case_id, row.key if row else None)
            self.belongs(case_id, row.first if row else case_id)
        return self._first[case_id]

    def _cipher(self, first: str) -> Cipher | None:
        """The key of a person; None where they have none yet."""
        if first not in self._ciphers:
            if first not in self._wrapped:
                # Read beside a locked row, a key that another process has just made is not seen yet.
                row = next(iter(_OF_CASE.rows(self._connection, {"case": first})), None)
                self.learn(first, row.key if row else None)
            if first not in self._wrapped:
                return None
            self._hold(first, self._keyring.unwrap(vault_place(first), self._wrapped[first]))
        return self._ciphers[first]
