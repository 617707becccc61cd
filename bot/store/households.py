"""Sealing anew what is kept of a person: under another key, or for the first time under their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.store import StoreError
from bot.store.case_logs import ROOM as LOG_ROOM
from bot.store.case_logs import log_place
from bot.store.cases import Cases
from bot.store.dates import ROOM as DATES_ROOM
from bot.store.dates import person_place
from bot.store.described import Described
from bot.store.dues import ROOM as DUE_ROOM
from bot.store.dues import due_place
from bot.store.earlier import EventRow, event_place
from bot.store.people import ROOM
from bot.store.seal import MARK
from bot.store.tables import CaseLogRow, CaseRow, PersonRow
from bot.store.vault import OWN, Vault, wrapped_of

_PEOPLE = (
    select(
        PersonRow.id,
        PersonRow.contact,
        PersonRow.conversation,
        PersonRow.dates,
        wrapped_of(PersonRow.table.columns["case_id"]),
    )
    .where(PersonRow.case_id == bindparam("first"))
    .order_by(PersonRow.id)
    .with_for_update(of=PersonRow)
)
_THEIRS = or_(CaseRow.id == bindparam("first"), CaseRow.of == bindparam("first"))
_CASES = (
    select(CaseRow.id, CaseRow.due, CaseLogRow.content)
    .outerjoin(CaseLogRow, CaseLogRow.case_id == CaseRow.id)
    .where(_THEIRS)
)
_EVENTS = (
    select(EventRow.case_id, EventRow.seq, EventRow.event).join(CaseRow, CaseRow.id == EventRow.case_id).where(_THEIRS)
)


@dataclass(frozen=True, slots=True)
class _Value:
    """A sealed value, its column, the key of its row, and the place that it is bound to."""

    table: type[Described]
    key: tuple[object, ...]
    column: str
    where: str
    sealed: bytes
    room: int = 0


class Households:
    """All that is sealed with one key, within one transaction. A person is named by the id of their first case."""

    def __init__(self, connection: Connection, vault: Vault, cases: Cases) -> None:
        """Take the transaction's connection, the keys, and the cases that may have been read."""
        self._connection = connection
        self._vault = vault
        self._cases = cases

    def renew(self, first: str) -> None:
        """Give a person another key: of what is not theirs any more no backup gives anything."""
        self._seal(first, anew=True)

    def adopt(self, first: str) -> int:
        """Seal what an earlier release kept of a person with a key of their own. Returns how much does not open."""
        return self._seal(first, anew=False)

    def _seal(self, first: str, *, anew: bool) -> int:
        """A value that does not open stays as it is. Returns how many of these are of an earlier release."""
        values = [one for one in self._values(first) if anew or one.sealed[:MARK] != OWN]
        plain = {one.where: self._opened(first, one) for one in values}
        if anew:
            self._vault.renew(first)
        for one in values:
            if (opened := plain[one.where]) is not None:
                self._write(one, self._vault.seal(first, one.where, opened, one.room))
        self._cases.logs.forget_read()
        return sum(plain[one.where] is None and one.sealed[:MARK] != OWN for one in values)

    def _values(self, first: str) -> Iterator[_Value]:
        for row in self._connection.execute(_PEOPLE, {"first": first}).all():
            self._vault.learn(first, row.wrapped)
            for column, room in (("contact", 0), ("conversation", ROOM), ("dates", DATES_ROOM)):
                if sealed := getattr(row, column):
                    yield _Value(PersonRow, (row.id,), column, person_place(row.id, column), sealed, room)
        for id_, due, content in self._connection.execute(_CASES, {"first": first}).all():
            if due:
                yield _Value(CaseRow, (id_,), "due", due_place(id_), due, DUE_ROOM)
            if content:
                yield _Value(CaseLogRow, (id_,), "content", log_place(id_), content, LOG_ROOM)
        for case_id, seq, event in self._connection.execute(_EVENTS, {"first": first}).all():
            yield _Value(EventRow, (case_id, seq), "event", event_place(case_id, seq), event)

    def _write(self, one: _Value, sealed: bytes) -> None:
        of = (column == value for column, value in zip(tuple(one.table.table.primary_key), one.key, strict=True))
        self._connection.execute(update(one.table).where(*of).values({one.column: sealed}))

    def _opened(self, first: str, one: _Value) -> bytes | None:
        try:
            return self._vault.open(first, one.where, one.sealed)
        except StoreError:
            return None
