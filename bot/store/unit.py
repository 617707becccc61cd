"""One transaction: all that one message changes commits together, or not at all."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, insert, inspect, select, text, update
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from bot.core.ports.network import Cursor
from bot.core.ports.network_name import NetworkName
from bot.store import DatabaseError, StoreError
from bot.store.absences import Absences
from bot.store.backups import Backups
from bot.store.cases import Cases
from bot.store.claiming import Claims
from bot.store.dates import Sweep
from bot.store.deeds import Deeds
from bot.store.engine import checkpoint, put
from bot.store.fates import Fates
from bot.store.homes import Homes
from bot.store.households import Households
from bot.store.index import Index, first_index, forget_before, read_index
from bot.store.links import Links
from bot.store.looks import Looks
from bot.store.outbox import Outbox
from bot.store.people import People
from bot.store.reports import Reports
from bot.store.seal import WORD_PLACE, Keyring, cursor_place
from bot.store.standing import Standings
from bot.store.statement import Statement, savepoint
from bot.store.tables import CursorRow, SealRow, SecretRow, SeenRow
from bot.store.tally import Tally
from bot.store.traces import Traces
from bot.store.turns import Order, wait_for_people, wait_for_turn
from bot.store.vault import Vault
from bot.store.writes import Writes

_WORD = b"objecteur"
_WORDS = select(SealRow.word).where(SealRow.id == 1)
_TO_MEND = {
    "SQLITE_FULL": "the disk is full",
    "53100": "the disk is full",  # PostgreSQL's
    "SQLITE_IOERR": "the disk cannot be read or written",
    "SQLITE_READONLY": "it may not be written to",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_BUSY": "another program holds it",
}
"""By how the code of an error begins, what is wrong."""
_CURSORS = select(*CursorRow.table.columns)


def _seen() -> Statement:
    """The statement that notes a message, unless one of its hashes stands there."""
    columns = SeenRow.table.columns
    noted = bindparam("print", type_=columns["fingerprint"].type), bindparam("day", type_=columns["on"].type)
    before = select(SeenRow.on).where(SeenRow.fingerprint.in_(bindparam("prints", expanding=True))).exists()
    row = select(*noted).where(~before)
    return Statement(insert(SeenRow).from_select(["fingerprint", "on"], row))


_SEEN = _seen()


class Unit:
    """The operations of one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring, index: Index, worker: int = 0) -> None:
        """Take the transaction's connection, the operator's keys, the index, and this worker's number."""
        self.connection = connection
        self._keyring = keyring
        self._index = index
        self.vault = Vault(connection, keyring)
        self.writes = Writes(connection)
        self.cases = Cases(connection, self.writes, self.vault)
        self.people = People(connection, self.writes, index, self.vault, self.cases)
        self.sweep = Sweep(connection, self.vault)
        self.households = Households(connection, self.vault, self.cases)
        self.tally = Tally(connection)
        self.fates = Fates(connection, self.tally, worker)
        self.outbox = Outbox(connection, self.writes, keyring, index, self.tally, self.fates)
        self.claims = Claims(connection, keyring, self.fates)
        self.links = Links(connection, index)
        self.traces = Traces(connection, keyring, index)
        self.absences = Absences(connection)
        self.standings = Standings(self.people, self.cases, self.absences)
        self.looks = Looks(connection)
        self.reports = Reports(connection, keyring)
        self.deeds = Deeds(connection, self.writes, keyring)
        self.backups = Backups(connection, keyring)
        self.homes = Homes(connection)
        self.order = Order(connection)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Run the block as a part that may fail alone: when it raises, only its own changes are undone.

        Raises DatabaseError when the database fails: then the whole transaction does.
        """
        before = self.tally.added
        try:
            with savepoint(self.connection):
                yield
        except BaseException as error:
            self.tally.back_to(before)
            self.cases.forget_read()
            self.people.forget_read()
            self.vault.forget_read()
            if isinstance(error, SQLAlchemyError):
                raise _failure(error) from None
            raise

    def as_of_now(self) -> None:
        """Read everything as of one moment; to be called first in a transaction (PostgreSQL; SQLite always does)."""
        if self._several_write:
            self.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))

    def in_turn(self, network: NetworkName, person: str) -> None:
        """Wait until no other worker takes a message of that person; to be called first in a transaction."""
        if self._several_write:
            wait_for_turn(self.connection, self.people.fingerprints(network, person)[0])

    def with_people_of(self, cases: Collection[str]) -> None:
        """Wait until no other worker is at work on the people of these cases; to be called before a case is locked."""
        if self._several_write:
            wait_for_people(self.connection, cases)

    @property
    def _several_write(self) -> bool:
        """Whether there may be other transactions that write; SQLite has one at a time."""
        return self.connection.dialect.name == "postgresql"

    def first_time(self, network: NetworkName, message_id: str, on: date) -> bool:
        """Note that this message was received. Returns whether it is the first time."""
        prints = self._index.fingerprints("message", f"{network}|{message_id}")
        return _SEEN.run(self.connection, {"print": prints[0], "prints": prints, "day": on}) > 0

    def forget_seen(self, before: date) -> None:
        """Delete the ids of messages that were received before that day."""
        self.connection.execute(delete(SeenRow).where(SeenRow.on < before))

    def forget_index(self, today: date) -> None:
        """Delete the keys of earlier releases under which nothing is looked up any more."""
        forget_before(self.connection, today)

    def save_cursor(self, network: NetworkName, value: str, now: datetime) -> None:
        """Store how far a network was read."""
        sealed = self._keyring.seal(cursor_place(network), value.encode())
        put(self.connection, CursorRow, {"network": network}, {"value": sealed, "saved_at": now})

    def forget_cursors(self) -> None:
        """Delete how far every network was read: each is read from now on."""
        self.connection.execute(delete(CursorRow))

    def cursor(self, network: NetworkName) -> Cursor | None:
        """How far a network was read."""
        row = self.connection.execute(_CURSORS.where(CursorRow.network == network)).first()
        if row is None:
            return None
        return read_cursor(self._keyring, row)

    def check_key(self, *, keep: bool) -> None:
        """Make sure that the key is the one this database was written with. Raises StoreError.

        keep  whether a database that was never written becomes this key's own
        """
        row = self.connection.execute(_WORDS).first()
        if row:
            self._keyring.open(WORD_PLACE, row.word)
        elif keep:
            self.connection.execute(insert(SealRow).values(id=1, word=self._keyring.seal(WORD_PLACE, _WORD)))


class Store:
    """The database and its keys: hands out transactions."""

    def __init__(self, engine: Engine, keyring: Keyring, *, keep: bool = True) -> None:
        """Take an open engine and the operator's keys.

        keep  whether a database that was never written becomes these keys' own
        """
        self.engine = engine
        self.keyring = keyring
        self._keep = keep
        self._index: Index | None = None
        self.worker = 0
        """The number under which this process sends, where there are several."""

    @property
    def index(self) -> Index:
        """What identifiers are looked up by: read, or made, once. Raises StoreError with another key than its own."""
        if self._index is None:
            with _failing(), self.engine.begin() as connection:
                found = read_index(connection, self.keyring)
                found = found or first_index(connection, self.keyring, keep=self._keep)
            self._index = found  # once it is committed
        return self._index

    @contextmanager
    def transaction(self) -> Iterator[Unit]:
        """Commit at the end of the block, roll back when it raises.

        Raises DatabaseError when the database fails, StoreError when it refuses what was written.
        """
        index = self.index
        with _failing(), self.engine.begin() as connection:
            unit = Unit(connection, self.keyring, index, self.worker)
            yield unit
            unit.tally.settle()

    def check(self) -> None:
        """Make sure that the database answers and that the key is its own. Raises StoreError."""
        with self.transaction() as unit:
            unit.connection.execute(text("SELECT 1"))
            unit.check_key(keep=self._keep)

    def at_work(self) -> bool:
        """Whether a bot was started with the present key: one that has an older one only reads nothing sealed anew."""
        with self.transaction() as unit:
            word = unit.connection.scalar(_WORDS)
        return word is not None and word.startswith(self.keyring.mark)

    def go_to_work(self) -> None:
        """Note that a bot is started with the present key: the word is sealed with it from now on."""
        if not self.at_work():
            with self.transaction() as unit:
                unit.connection.execute(update(SealRow).values(word=self.keyring.seal(WORD_PLACE, _WORD)))

    def scrub(self) -> None:
        """Empty the write-ahead log after an erasure, so that no page of it holds deleted rows."""
        checkpoint(self.engine)


def sealed(engine: Engine) -> bool:
    """Whether a database at the present schema was written with some key. Raises DatabaseError."""
    try:
        with engine.connect() as connection:
            return any(connection.execute(rows.limit(1)).first() for rows in (_WORDS, select(SecretRow.name)))
    except SQLAlchemyError as error:
        raise _failure(error) from None


def word_of(engine: Engine) -> bytes | None:
    """The word that a database of whatever release was sealed with; None where there is none. Raises DatabaseError."""
    with _failing(), engine.connect() as connection:
        return connection.scalar(_WORDS) if inspect(connection).has_table(SealRow.table.name) else None


def read_cursor(keyring: Keyring, row: Row[Any]) -> Cursor:
    """How far a network was read, opened. Raises StoreError."""
    return Cursor(keyring.open(cursor_place(row.network), row.value).decode(), row.saved_at)


@contextmanager
def _failing() -> Iterator[None]:
    """Raise the block's database errors as our own."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _failure(error) from None


def _failure(error: SQLAlchemyError) -> StoreError:
    """The error to raise for a database error; it names only its class, because its words may hold a person's."""
    refused = isinstance(error, IntegrityError | DataError)  # the database answers, and would refuse it again
    return (StoreError if refused else DatabaseError)(f"the database failed: {_why(error)}")


def _why(error: SQLAlchemyError) -> str:
    """What is wrong, where an operator can mend it; else the error's class."""
    driver = getattr(error, "orig", None)
    code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or ""
    return next((why for begins, why in _TO_MEND.items() if code.startswith(begins)), type(error).__name__)
