"""Codes that join a second account to a person's case: stored as keyed hashes, valid once, for a short time."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.store.engine import put
from bot.store.index import Index
from bot.store.tables import LinkRow


class Links:
    """The codes, within one transaction.

    A code is looked up by its keyed hash, so that the time this takes does not tell how much of a guess was right.
    """

    def __init__(self, connection: Connection, index: Index) -> None:
        """Take the transaction's connection, and what codes are looked up by."""
        self._connection = connection
        self._index = index

    def offer(self, person_id: str, code: str, until: datetime) -> None:
        """Store a code of a person; their earlier ones are deleted."""
        self._connection.execute(delete(LinkRow).where(LinkRow.person_id == person_id))
        print_ = self._index.fingerprint("link", code)
        put(self._connection, LinkRow, {"fingerprint": print_}, {"person_id": person_id, "until": until})

    def whose(self, code: str) -> str | None:
        """The id of the person who gave a code; None for an unknown one. It is not locked."""
        return self._connection.scalar(select(LinkRow.person_id).where(self._of(code)))

    def take(self, code: str, now: datetime) -> bool:
        """Use up a code, once whoever gave it is locked. Returns whether it was there, and not too old."""
        gone = delete(LinkRow).where(self._of(code)).returning(LinkRow.until)
        return any(until > now for until in self._connection.scalars(gone).all())

    def _of(self, code: str) -> ColumnElement[bool]:
        return LinkRow.fingerprint.in_(self._index.fingerprints("link", code))

    def forget(self, now: datetime) -> None:
        """Delete the codes that are too old."""
        self._connection.execute(delete(LinkRow).where(LinkRow.until <= now))
