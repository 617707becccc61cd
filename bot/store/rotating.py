"""Rotation: whatever is sealed with an older key of the operator's is sealed with the present one, while the bot runs.

The keys of people are sealed anew, and what they open stays as it is. What an earlier release sealed with the
operator's key itself is sealed with a key of its person's own. Each batch is a transaction; what is still to be done
is seen in the rows themselves, by the mark that stands before each sealed value: killed anywhere, it goes on. Rows that
the bot is at work on are passed over, and come in the next pass.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, literal, or_, select, tuple_, union, update

from bot.store import DatabaseError, StoreError
from bot.store.deeds import ROOM as DEED_ROOM
from bot.store.deeds import deed_place
from bot.store.described import Described
from bot.store.earlier import EventRow
from bot.store.index import need_before_until, secret_place
from bot.store.outbox import message_place
from bot.store.reports import report_place
from bot.store.seal import MARK, WORD_PLACE, cursor_place
from bot.store.tables import (
    AddressReportRow,
    CaseRow,
    CursorRow,
    DeedRow,
    OutboxRow,
    PersonRow,
    SealRow,
    SecretRow,
    TraceRow,
    VaultRow,
)
from bot.store.traces import trace_place
from bot.store.unit import Store, Unit
from bot.store.vault import FIRST_CASE, OWN, vault_place

BATCH = 200
"""The rows of one transaction: some hundredths of a second, for which a bot that runs may wait."""
_HOUSEHOLDS = 50
"""The people of one transaction who get a key of their own, which takes longer."""
_TRIES = 5
"""How often a batch is tried that the database refused, because another process needed the same rows."""
_PASSES = 5
_PAUSE = 0.03
"""The seconds between two batches: SQLite has no queue, and a bot that waits for its turn asks this often."""

_T = TypeVar("_T")
Say = Callable[[str, int, int], None]
"""Tells how far it is: what, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A column that is sealed with the operator's key, and where a value of it stands.

    bare  whether it is a key, which is sealed as it is
    room  as `Cipher.seal` is told
    """

    name: str
    table: type[Described]
    column: str
    place: Callable[[Any], str]
    bare: bool = False
    room: int = 0

    @property
    def sealed(self) -> ColumnElement[bytes]:
        """The column itself."""
        return self.table.table.columns[self.column]


_SEALED = (
    _Sealed("keys of the database", SecretRow, "key", lambda row: secret_place(row.name), bare=True),
    _Sealed("the word", SealRow, "word", lambda _: WORD_PLACE),
    _Sealed("places in what networks sent", CursorRow, "value", lambda row: cursor_place(row.network)),
    _Sealed("reported addresses", AddressReportRow, "report", lambda row: report_place(row.id)),
    _Sealed("deeds", DeedRow, "mark", lambda row: deed_place(row.kind), room=DEED_ROOM),
    _Sealed("waiting messages", OutboxRow, "content", lambda row: message_place(row.key)),
    _Sealed("numbers of messages", TraceRow, "message", lambda row: trace_place(row.lane)),
    _Sealed("keys of people", VaultRow, "key", lambda row: vault_place(row.id), bare=True),
)


def _not_own(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.substr(column, 1, MARK) != literal(OWN)


_PERSON_BEFORE = tuple(_not_own(PersonRow.table.columns[name]) for name in ("contact", "conversation"))
_EVENT_BEFORE = _not_own(EventRow.table.columns["event"])
_CASES = (
    select(CaseRow.id)
    .where(CaseRow.of.is_(None), CaseRow.id > bindparam("last"))
    .order_by(CaseRow.id)
    .limit(_HOUSEHOLDS)
)
_BEFORE = select(PersonRow.case_id).where(
    PersonRow.case_id.in_(bindparam("these", expanding=True)), or_(*_PERSON_BEFORE)
)
_BEFORE_OF_EVENTS = (
    select(FIRST_CASE)
    .join(EventRow, EventRow.case_id == CaseRow.id)
    .where(or_(*(one.in_(bindparam("these", expanding=True)) for one in (CaseRow.id, CaseRow.of))), _EVENT_BEFORE)
    .distinct()
)


class Rotation:
    """One rotation of a database."""

    def __init__(self, store: Store, say: Say) -> None:
        """Take the store, whose first key is the one to seal with, and what tells the operator how far it is."""
        self._store = store
        self._say = say
        self.unreadable = 0
        """The values that no key opens, in the last pass: they are left as they are."""

    def run(self, needed_until: date) -> int:
        """Seal all anew. Returns how many values are still sealed with an older key: somebody writes with it.

        needed_until  the day from which no message of before is looked up any more

        Raises StoreError.
        """
        left = 0
        for _ in range(_PASSES):
            self.unreadable = 0
            for sealed in _SEALED:
                self._column(sealed)
            if self._store.index.several or self._any_before():
                self._people()
            if not (left := max(self.left() - self.unreadable, 0)):
                break
        with self._store.transaction() as unit:
            need_before_until(unit.connection, needed_until)
        return left

    def adopt(self) -> None:
        """Give a key of their own to all whom an earlier release kept. Raises StoreError."""
        if self._any_before():
            self._people()

    def left(self) -> int:
        """The number of values that are not sealed with the present key, or with a person's own."""
        found = [self._count(one.table, self._older(one)) for one in _SEALED]
        found += [self._count(PersonRow, one) for one in _PERSON_BEFORE]
        return sum(found) + self._count(EventRow, _EVENT_BEFORE)

    # --- What is about people -----------------------------------------------------------------------------------------

    def _people(self) -> None:
        """Give everybody a key of their own who has none, and let them be found by the present index."""
        total, done, last = self._count(PersonRow), 0, ""
        while True:
            cases = self._retried(partial(self._some_people, last))
            if not cases:
                self._say("people", total, total)
                return
            done, last = done + len(cases), cases[-1]
            self._say("people", min(done, total), total)

    def _any_before(self) -> bool:
        """Whether something about people is sealed as an earlier release did."""
        people, events = select(PersonRow.id).where(or_(*_PERSON_BEFORE)), select(EventRow.seq).where(_EVENT_BEFORE)
        with self._store.transaction() as unit:
            return any(unit.connection.execute(rows.limit(1)).first() for rows in (people, events))

    def _some_people(self, last: str, unit: Unit) -> Sequence[str]:
        these = unit.connection.scalars(_CASES, {"last": last}).all()
        unit.with_people_of(these)
        before = {*unit.connection.scalars(_BEFORE, {"these": these})}
        before |= {*unit.connection.scalars(_BEFORE_OF_EVENTS, {"these": these})}
        for first in sorted(before):
            self.unreadable += unit.households.adopt(first)
        if self._store.index.several:
            for person in unit.people.found_anew(these):
                unit.outbox.found_anew(person.network, person.to)
                unit.traces.found_anew(person.network, person.to)
        return these

    # --- What is sealed with the operator's key -----------------------------------------------------------------------

    def _column(self, sealed: _Sealed) -> None:
        total, done, last = self._count(sealed.table, self._older(sealed)), 0, None
        while True:
            rows = self._retried(partial(self._some, sealed, last))
            done += len(rows)
            if total:
                self._say(sealed.name, min(done, total), total)
            if len(rows) < BATCH:
                return
            last = rows[-1]

    def _some(self, sealed: _Sealed, last: Row[Any] | None, unit: Unit) -> Sequence[Row[Any]]:
        key = tuple(sealed.table.table.primary_key)
        page = select(*sealed.table.table.columns).where(self._older(sealed)).order_by(*key).limit(BATCH)
        if last is not None:
            page = page.where(tuple_(*key) > tuple_(*(getattr(last, column.name) for column in key)))
        rows = unit.connection.execute(page.with_for_update(skip_locked=True)).all()
        anew = [
            {**{f"this_{column.name}": getattr(row, column.name) for column in key}, sealed.column: value}
            for row in rows
            if (value := self._anew(sealed, row)) is not None
        ]
        if anew:
            these = and_(*(column == bindparam(f"this_{column.name}") for column in key))
            unit.connection.execute(update(sealed.table).where(these), anew)
        return rows

    def _anew(self, sealed: _Sealed, row: Row[Any]) -> bytes | None:
        """A value, sealed anew; None for one that does not open."""
        keyring, where, value = self._store.keyring, sealed.place(row), getattr(row, sealed.column)
        try:
            if sealed.bare:
                return keyring.wrap(where, keyring.unwrap(where, value))
            return keyring.seal(where, keyring.open(where, value), sealed.room)
        except StoreError:
            self.unreadable += 1
            return None

    def _older(self, sealed: _Sealed) -> ColumnElement[bool]:
        return and_(
            sealed.sealed.is_not(None), func.substr(sealed.sealed, 1, MARK) != literal(self._store.keyring.mark)
        )

    def _count(self, table: type[Described], *which: ColumnElement[bool]) -> int:
        with self._store.transaction() as unit:
            return unit.connection.scalar(select(func.count()).select_from(table).where(*which)) or 0

    def _retried(self, batch: Callable[[Unit], _T]) -> _T:
        """Do a batch in a transaction of its own, again where the database gave way to another process."""
        for _ in _tries():
            try:
                with self._store.transaction() as unit:
                    done = batch(unit)
            except DatabaseError:
                continue
            time.sleep(_PAUSE)
            return done
        with self._store.transaction() as unit:
            return batch(unit)


def _tries() -> Iterator[int]:
    for number in range(_TRIES):
        yield number
        time.sleep(0.1 * 2**number)


def share_before(store: Store) -> tuple[int, int]:
    """How many people are kept under an older key, or not all under one of their own; and how many people there are."""
    mark = func.substr(VaultRow.key, 1, MARK) == literal(store.keyring.mark)
    present = select(VaultRow.id).where(VaultRow.id == CaseRow.id, mark).exists()
    firsts = select(CaseRow.id.label("first")).where(CaseRow.of.is_(None))
    # As one set: looked up for each case, the events are read as often as there are people by a server without
    # statistics of them.
    events = select(FIRST_CASE.label("first")).join(EventRow, EventRow.case_id == CaseRow.id).where(_EVENT_BEFORE)
    before = union(firsts.where(~present), events).subquery()
    with store.transaction() as unit:
        count = unit.connection.scalar
        of_all = count(select(func.count()).select_from(firsts.subquery())) or 0
        return count(select(func.count()).select_from(before)) or 0, of_all
