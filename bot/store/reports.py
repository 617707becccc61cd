"""Wrong addresses that people reported: which caisse, what they wrote, on which day. Nothing says who."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, inspect, select, update

from bot.store import StoreError
from bot.store.engine import changes
from bot.store.seal import Keyring
from bot.store.tables import AddressReportRow

log = logging.getLogger(__name__)

_ROWS = select(*inspect(AddressReportRow).columns).order_by(AddressReportRow.reported_on, AddressReportRow.id)


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One report.

    caisse  the directory's code; None for a body that it does not have
    text    the words of the report, which are sealed: they may hold anything, a name too; None if they do not open
    """

    id: int
    caisse: str | None
    text: str | None
    on: date


class Reports:
    """The reports, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        """Take the transaction's connection and the keys."""
        self._connection = connection
        self._keyring = keyring

    def add(self, caisse: str | None, text: str, on: date) -> None:
        """Store a report of that day."""
        new = insert(AddressReportRow).values(caisse=caisse, text=b"", reported_on=on).returning(AddressReportRow.id)
        number = self._connection.execute(new).scalar_one()  # which the database gives, and the seal is bound to
        sealed = self._keyring.seal(report_place(number), text.encode())
        self._connection.execute(update(AddressReportRow).where(AddressReportRow.id == number).values(text=sealed))

    def all(self) -> tuple[StoredReport, ...]:
        """Every report, the oldest first."""
        rows = self._connection.execute(_ROWS)
        return tuple(StoredReport(row.id, row.caisse, self._text(row), row.reported_on) for row in rows)

    def _text(self, row: Row[Any]) -> str | None:
        try:
            return read_report(self._keyring, row)
        except StoreError as error:
            log.error("report %d cannot be read: %s", row.id, error)  # noqa: TRY400  one line
            return None

    def clear(self, report_id: int) -> bool:
        """Delete one report that was dealt with. Returns whether there was one of that number."""
        return changes(self._connection.execute(delete(AddressReportRow).where(AddressReportRow.id == report_id)))

    def forget(self, before: date) -> None:
        """Delete the reports of before that day."""
        self._connection.execute(delete(AddressReportRow).where(AddressReportRow.reported_on < before))


def read_report(keyring: Keyring, row: AddressReportRow | Row[Any]) -> str:
    """The words of a report, opened. Raises StoreError."""
    return keyring.open(report_place(row.id), row.text).decode()


def report_place(report_id: int) -> str:
    """Where the words of a report stand, as their seal is bound to it."""
    return f"address_report|{report_id}|text"
