"""Counting the sealed values that do not open. It shows none of them, and changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Row, Select, inspect, select, tuple_

from bot.store.cases import read_event
from bot.store.outbox import read_message
from bot.store.people import read_person
from bot.store.reports import read_report
from bot.store.seal import Keyring
from bot.store.tables import AddressReportRow, Base, CursorRow, EventRow, OutboxRow, PersonRow, TraceRow
from bot.store.traces import read_number
from bot.store.unit import Store, Unit, read_cursor
from bot.store.vault import wrapped_of

BATCH = 200
"""The rows that one transaction reads, so that a bot that runs meanwhile waits for no more."""


def _message(keyring: Keyring, row: Row[Any]) -> None:
    if row.content is not None:
        read_message(keyring, row.key, row.content)


_BY_OPERATOR: Mapping[str, tuple[type[Base], Callable[[Keyring, Any], object]]] = {
    "waiting messages": (OutboxRow, _message),
    "numbers of messages": (TraceRow, read_number),
    "reported addresses": (AddressReportRow, read_report),
    "places in what networks sent": (CursorRow, read_cursor),
}


def unreadable(store: Store) -> Counter[str]:
    """The number of rows of each table with a sealed value that does not open. Raises DatabaseError."""
    found: Counter[str] = Counter()
    people = select(*inspect(PersonRow).columns, wrapped_of(inspect(PersonRow).columns["case_id"]))
    for unit, rows in _pages(store, PersonRow, people):
        found["people"] += sum(_fails(read_person, unit.vault, row) for row in rows)
    for unit, rows in _pages(store, EventRow, select(*inspect(EventRow).columns)):
        unit.vault.learn_all({row.case_id for row in rows})
        found["events of cases"] += sum(_fails(read_event, unit.vault, row) for row in rows)
    for kind, (table, opens) in _BY_OPERATOR.items():
        for _, rows in _pages(store, table, select(*inspect(table).columns)):
            found[kind] += sum(_fails(opens, store.keyring, row) for row in rows)
    return +found


def _fails(opens: Callable[[Any, Any], object], keys: object, row: Row[Any]) -> bool:
    try:
        opens(keys, row)
    except Exception:  # noqa: BLE001  whatever is wrong with one row, the others are counted
        return True
    return False


def _pages(store: Store, table: type[Base], rows: Select[Any]) -> Iterator[tuple[Unit, list[Row[Any]]]]:
    """All rows, in the order of their keys, some in each transaction."""
    key = inspect(table).primary_key
    rest = rows.order_by(*key).limit(BATCH)
    page = rest
    while True:
        with store.transaction() as unit:
            found = list(unit.connection.execute(page).all())
            yield unit, found
        if len(found) < BATCH:
            return
        page = rest.where(tuple_(*key) > tuple_(*(getattr(found[-1], column.name) for column in key)))
