"""What earlier releases wrote is sealed as this one does, when a bot of this release starts.

A migration has no key. So it leaves what it cannot seal in clear, and here one person after the other gets a key of
their own, their days and their cases' moments are sealed, and the events and reminders of each case become one value.
A batch is a transaction, and what is left is seen in the rows: cut short anywhere, it goes on. What does not open stays
as it is and is tried again at the next start, the rest of the same household is sealed: this release reads both.

No earlier release is at work meanwhile: the schema is changed while nobody is (`opening`), and none opens a newer one.
"""

import logging
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from bot.store import DatabaseError, StoreError
from bot.store.dates import IN_CLEAR_BEFORE, Dates, person_place, sealed_dates
from bot.store.earlier import EventRow, LedgerRow
from bot.store.engine import checkpoint, left_in_files, rewrite
from bot.store.packing import packed
from bot.store.people import ROOM as CONVERSATION_ROOM
from bot.store.tables import AddressReportRow, CaseLogRow, CaseRow, DeedRow, LookRow, PersonRow
from bot.store.unit import Store, Unit
from bot.store.vault import FIRST_CASE

log = logging.getLogger(__name__)

_BATCH = 50
"""The people of one transaction."""
_TOLD = 1_000
"""After how many people it is told how far it is: some seconds."""
_LEFT = (
    select(FIRST_CASE)
    .outerjoin(CaseLogRow, CaseLogRow.case_id == CaseRow.id)
    .where(CaseLogRow.case_id.is_(None))
    .distinct()
    .order_by(FIRST_CASE)
)
"""The people of whom a case has no log of this release: at the first start all, later those of whom one is spoilt."""
_CASES = (
    select(CaseRow.id, CaseRow.due, CaseRow.next_due)
    .where(or_(CaseRow.id == bindparam("first"), CaseRow.of == bindparam("first")))
    .order_by(CaseRow.id)
)
_PEOPLE = select(*PersonRow.table.columns).where(PersonRow.case_id == bindparam("first")).with_for_update()
_CHANGED = (CaseRow, PersonRow, AddressReportRow, DeedRow)
_EMPTIED = (LedgerRow, EventRow)


def seal_earlier(store: Store) -> None:
    """Seal what earlier releases wrote. Raises DatabaseError."""
    with store.transaction() as unit:
        _know_the_last_day(unit)
        done = unit.reports.seal_earlier() + unit.deeds.seal_earlier() + unit.outbox.name_people()
        people = unit.connection.scalars(_LEFT).all()
    for first in range(0, len(people), _BATCH):
        if first % _TOLD == 0:
            log.info("what an earlier release wrote is sealed: %d of %d people", first, len(people))
        with store.transaction() as unit:
            done += sum(_tried(unit, one) for one in people[first : first + _BATCH])
    checkpoint(store.engine)
    if done or left_in_files(store.engine, _EMPTIED[-1].__tablename__):
        _rewrite(store)


def _rewrite(store: Store) -> None:
    """Have PostgreSQL's files hold nothing of what stood in clear.

    The emptied tables come last: that their files are not empty too tells the next start that this was not finished.
    """
    try:
        rewrite(store.engine, (table.__tablename__ for table in (*_CHANGED, *_EMPTIED)))
    except DatabaseError as error:
        log.error("files of the database hold what stood in clear still, again at the next start: %s", error)  # noqa: TRY400
    else:
        log.info("what an earlier release wrote is sealed: all that opens")


def _know_the_last_day(unit: Unit) -> None:
    """The last believed day, in a database whose people alone told it."""
    if unit.connection.scalar(select(LookRow.on)) is not None:
        return
    if last := unit.connection.scalar(select(func.max(PersonRow.heard_on))):
        unit.looks.believe(last)


def _tried(unit: Unit, first: str) -> bool:
    """Seal what there is of a person. Returns whether nothing of it stays."""
    try:
        with unit.apart():
            spoilt = _seal(unit, first)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong with one person, the others are sealed
        # The class only: an exception's words may hold a person's.
        why = type(error).__name__
        log.error("what an earlier release kept of somebody stays as it is: %s", why)  # noqa: TRY400
        return False
    if spoilt:
        log.error("cases whose log stays as an earlier release wrote it, as it does not open: %d", spoilt)
    return not spoilt


def _seal(unit: Unit, first: str) -> int:
    """Seal all that opens of a person, by the id of their first case. Returns how many logs of cases do not.

    Raises StoreError when the key of the person does not open.
    """
    spoilt = 0
    for row in unit.connection.execute(_PEOPLE, {"first": first}).all():  # locked first, whoever writes does so too
        if row.dates is None:
            dates = Dates(row.reachable, row.heard_on, row.expires_on, row.chosen_at, row.joined_at)
            sealed = {**IN_CLEAR_BEFORE, "dates": sealed_dates(unit.vault, first, row.id, dates)}
            sealed |= _in_one_size(unit, first, row)
            unit.connection.execute(update(PersonRow).where(PersonRow.id == row.id).values(sealed))
    for row in unit.connection.execute(_CASES, {"first": first}).all():
        unit.vault.belongs(row.id, first)
        try:  # before its moment, whose seal says that this release wrote a log too
            unit.cases.logs.seal_earlier(row.id)
        except StoreError:
            spoilt += 1
        if row.due is None:
            columns = unit.cases.dues.columns(row.id, row.next_due)
            unit.connection.execute(update(CaseRow).where(CaseRow.id == row.id).values(columns))
    unit.households.adopt(first)
    return spoilt


def _in_one_size(unit: Unit, first: str, row: Row[Any]) -> dict[str, object]:
    """The conversation of a row, sealed as long as any; nothing of one that does not open."""
    place = person_place(row.id, "conversation")
    try:
        plain = unit.vault.open(first, place, row.conversation)
    except StoreError:
        return {}
    return {"conversation": unit.vault.seal(first, place, packed(plain, CONVERSATION_ROOM), CONVERSATION_ROOM)}
