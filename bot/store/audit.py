"""Counting the sealed values that do not open. It shows none of them, and changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Row, inspect, select, tuple_

from bot.store.cases import read_event
from bot.store.outbox import read_message
from bot.store.people import read_person
from bot.store.reports import read_report
from bot.store.seal import Keyring
from bot.store.tables import AddressReportRow, Base, CursorRow, EventRow, OutboxRow, PersonRow, TraceRow
from bot.store.traces import read_number
from bot.store.unit import Store, read_cursor

BATCH = 200
"""The rows that one transaction reads, so that a bot that runs meanwhile waits for no more."""


def _message(keyring: Keyring, row: Row[Any]) -> None:
    if row.content is not None:
        read_message(keyring, row.key, row.content)


_SEALED: Mapping[str, tuple[type[Base], Callable[[Keyring, Any], object]]] = {
    "people": (PersonRow, read_person),
    "events of cases": (EventRow, read_event),
    "waiting messages": (OutboxRow, _message),
    "numbers of messages": (TraceRow, read_number),
    "reported addresses": (AddressReportRow, read_report),
    "places in what networks sent": (CursorRow, read_cursor),
}


def unreadable(store: Store) -> Counter[str]:
    """The number of rows of each table with a sealed value that does not open. Raises DatabaseError."""
    found: Counter[str] = Counter()
    for kind, (table, opens) in _SEALED.items():
        for row in _rows(store, table):
            try:
                opens(store.keyring, row)
            except Exception:  # noqa: BLE001  whatever is wrong with one row, the others are counted
                found[kind] += 1
    return found


def _rows(store: Store, table: type[Base]) -> Iterator[Row[Any]]:
    """All rows, in the order of their keys."""
    key = inspect(table).primary_key
    rest = select(*inspect(table).columns).order_by(*key).limit(BATCH)
    page = rest
    while True:
        with store.transaction() as unit:
            rows = unit.connection.execute(page).all()
        yield from rows
        if len(rows) < BATCH:
            return
        page = rest.where(tuple_(*key) > tuple_(*(getattr(rows[-1], column.name) for column in key)))
