"""One transaction: everything that happens because of one message commits together, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.core.exchange import Cursor, NetworkName
from bot.store import StoreError
from bot.store.cases import Cases
from bot.store.engine import checkpoint
from bot.store.outbox import Outbox
from bot.store.people import People
from bot.store.seal import Keyring
from bot.store.tables import CursorRow, SealRow, SeenRow

_WORD = b"objecteur"


class Unit:
    """What one transaction can do."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        """Take the session of the transaction and the keys."""
        self.session = session
        self._keyring = keyring
        self.people = People(session, keyring)
        self.cases = Cases(session, keyring)
        self.outbox = Outbox(session, keyring)

    def first_time(self, network: NetworkName, message_id: str, on: date) -> bool:
        """Whether this message was never received; from now on it was."""
        prints = self._keyring.fingerprints("message", f"{network}|{message_id}")
        if self.session.scalar(select(SeenRow.on).where(SeenRow.fingerprint.in_(prints)).limit(1)):
            return False
        self.session.add(SeenRow(fingerprint=prints[0], on=on))
        self.session.flush()
        return True

    def forget_seen(self, before: date) -> None:
        """Forget messages that were received before that day."""
        self.session.execute(delete(SeenRow).where(SeenRow.on < before))

    def save_cursor(self, network: NetworkName, value: str, now: datetime) -> None:
        """Keep how far a network was read."""
        sealed = self._keyring.seal(f"cursor|{network}|value", value.encode())
        self.session.merge(CursorRow(network=network, value=sealed, saved_at=now))

    def cursor(self, network: NetworkName) -> Cursor | None:
        """How far a network was read."""
        row = self.session.get(CursorRow, network)
        if row is None:
            return None
        return Cursor(self._keyring.open(f"cursor|{network}|value", row.value).decode(), row.saved_at)

    def check_key(self) -> None:
        """Make sure that the key is the one this database was written with. Raises StoreError."""
        row = self.session.get(SealRow, 1)
        if row is None:
            self.session.add(SealRow(id=1, word=self._keyring.seal("seal|1|word", _WORD)))
        else:
            self._keyring.open("seal|1|word", row.word)


class Store:
    """The database and its keys: hands out transactions."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        """Take an open engine and the keys."""
        self.engine = engine
        self.keyring = keyring

    @contextmanager
    def transaction(self) -> Iterator[Unit]:
        """Commit at the end of the block, roll back when it raises. Raises StoreError when the database fails."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield Unit(session, self.keyring)
        except SQLAlchemyError as error:
            raise StoreError(f"the database failed: {type(error).__name__}") from None

    def check(self) -> None:
        """Make sure that the database answers and that the key is its own. Raises StoreError."""
        with self.transaction() as unit:
            unit.session.execute(text("SELECT 1"))
            unit.check_key()

    def scrub(self) -> None:
        """After an erasure: no page of the write-ahead log may still hold it."""
        checkpoint(self.engine)
