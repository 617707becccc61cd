"""Finding the sealed values that do not open. It shows none of them, only the ids of their rows; it changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from bot.store.case_logs import load_log, log_place
from bot.store.described import Described
from bot.store.dues import read_due
from bot.store.earlier import EventRow, event_place
from bot.store.outbox import read_message
from bot.store.people import read_person
from bot.store.records import load_event
from bot.store.reports import read_report
from bot.store.seal import Keyring
from bot.store.tables import AddressReportRow, CaseLogRow, CaseRow, CursorRow, OutboxRow, PersonRow, TraceRow
from bot.store.traces import read_number
from bot.store.unit import Store, Unit, read_cursor
from bot.store.vault import Vault, wrapped_of

_Rows = Sequence[Row[Any]]
BATCH = 200
"""The rows that one transaction reads, so that a bot that runs meanwhile waits for no more."""


def _message(keyring: Keyring, row: Row[Any]) -> None:
    if row.content is not None:
        read_message(keyring, row.key, row.content)


def _log(vault: Vault, row: Row[Any]) -> None:
    log = load_log(vault.open(row.case_id, log_place(row.case_id), row.content))
    for event in log.events.values():
        load_event(event)


def _event(vault: Vault, row: Row[Any]) -> None:
    load_event(vault.open(row.case_id, event_place(row.case_id, row.seq), row.event))


def _due(vault: Vault, row: Row[Any]) -> None:
    if row.due is not None:
        read_due(vault, row.id, row.due)


_BY_PERSON: tuple[tuple[str, type[Described], Callable[[Vault, Any], object]], ...] = (
    ("logs of cases", CaseLogRow, _log),
    ("events of cases", EventRow, _event),
    ("moments of cases", CaseRow, _due),
)
_BY_OPERATOR: Mapping[str, tuple[type[Described], Callable[[Keyring, Any], object]]] = {
    "waiting messages": (OutboxRow, _message),
    "numbers of messages": (TraceRow, read_number),
    "reported addresses": (AddressReportRow, read_report),
    "places in what networks sent": (CursorRow, read_cursor),
}


def unreadable(store: Store, tell: Callable[[str, int], None] = lambda *_: None) -> Mapping[str, tuple[str, ...]]:
    """By kind, the ids of the rows with a sealed value that does not open: random, counted, or keyed hashes.

    tell  takes how far it is: what, and how many rows of it were opened

    Raises DatabaseError.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)

    def look(kind: str, table: type[Described], opens: Callable[[Any, Any], object], keys: object, rows: _Rows) -> None:
        found[kind] += (_id(table, row) for row in rows if _fails(opens, keys, row))

    people, done = select(*PersonRow.table.columns, wrapped_of(PersonRow.table.columns["case_id"])), 0
    for unit, rows in _pages(store, PersonRow, people):
        look("people", PersonRow, read_person, unit.vault, rows)
        tell("people", done := done + len(rows))
    for kind, table_of, reads in _BY_PERSON:
        done = 0
        for unit, rows in _pages(store, table_of, select(*table_of.table.columns)):
            unit.vault.learn_all({_case_of(row) for row in rows})
            look(kind, table_of, reads, unit.vault, rows)
            tell(kind, done := done + len(rows))
    for kind, (table, opens) in _BY_OPERATOR.items():
        done = 0
        for _, rows in _pages(store, table, select(*table.table.columns)):
            look(kind, table, opens, store.keyring, rows)
            tell(kind, done := done + len(rows))
    return {kind: tuple(ids) for kind, ids in found.items() if ids}


def _id(table: type[Described], row: Row[Any]) -> str:
    """What an operator finds a row by."""
    key = (getattr(row, column.name) for column in tuple(table.table.primary_key))
    return "/".join(one.hex() if isinstance(one, bytes) else str(one) for one in key)


def _case_of(row: Row[Any]) -> str:
    """The case that a row is about: it is one, or names one."""
    return str(getattr(row, "case_id", None) or row.id)


def _fails(opens: Callable[[Any, Any], object], keys: object, row: Row[Any]) -> bool:
    try:
        opens(keys, row)
    except Exception:  # noqa: BLE001  whatever is wrong with one row, the others are counted
        return True
    return False


def _pages(store: Store, table: type[Described], rows: Select[Any]) -> Iterator[tuple[Unit, list[Row[Any]]]]:
    """All rows, in the order of their keys, some in each transaction."""
    key = tuple(table.table.primary_key)
    rest = rows.order_by(*key).limit(BATCH)
    page = rest
    while True:
        with store.transaction() as unit:
            found = list(unit.connection.execute(page).all())
            yield unit, found
        if len(found) < BATCH:
            return
        page = rest.where(tuple_(*key) > tuple_(*(getattr(found[-1], column.name) for column in key)))
