"""Codes that join a second place to somebody's case: kept as keyed hashes, good once, for a short time."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store.seal import Keyring
from bot.store.tables import LinkRow


class Links:
    """The codes, within one transaction.

    A code is looked up by its keyed hash: how long that takes tells nothing of how much of a guess was right.
    """

    def __init__(self, session: Session, keyring: Keyring) -> None:
        """Take the transaction's session and the keys."""
        self._session = session
        self._keyring = keyring

    def offer(self, person_id: str, code: str, until: datetime) -> None:
        """Keep a code of somebody's; an earlier one of theirs is good no more."""
        self._session.execute(delete(LinkRow).where(LinkRow.person_id == person_id))
        print_ = self._keyring.fingerprint("link", code)
        self._session.merge(LinkRow(fingerprint=print_, person_id=person_id, until=until))
        self._session.flush()

    def take(self, code: str, now: datetime) -> str | None:
        """Whose code it is, by their id; it is good no more. None for any other, or one that is too old."""
        found = LinkRow.fingerprint.in_(self._keyring.fingerprints("link", code))
        row = self._session.scalars(select(LinkRow).where(found).with_for_update()).first()
        if row is None:
            return None
        person_id, until = row.person_id, row.until
        self._session.execute(delete(LinkRow).where(found))
        return person_id if until > now else None

    def forget(self, now: datetime) -> None:
        """Forget what is good no more."""
        self._session.execute(delete(LinkRow).where(LinkRow.until <= now))
