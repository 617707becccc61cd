"""Wrong addresses that people reported: which caisse, what they wrote, on which day. Nothing says who."""

import logging
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store import StoreError
from bot.store.seal import Keyring
from bot.store.tables import AddressReportRow

log = logging.getLogger(__name__)


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

    def __init__(self, session: Session, keyring: Keyring) -> None:
        """Take the transaction's session and the keys."""
        self._session = session
        self._keyring = keyring

    def add(self, caisse: str | None, text: str, on: date) -> None:
        """Store a report of that day."""
        row = AddressReportRow(caisse=caisse, text=b"", reported_on=on)
        self._session.add(row)
        self._session.flush()  # the seal is bound to the row's number, which the database gives
        row.text = self._keyring.seal(_where(row.id), text.encode())
        self._session.flush()

    def all(self) -> tuple[StoredReport, ...]:
        """Every report, the oldest first."""
        rows = self._session.scalars(
            select(AddressReportRow).order_by(AddressReportRow.reported_on, AddressReportRow.id)
        )
        return tuple(StoredReport(row.id, row.caisse, self._text(row), row.reported_on) for row in rows)

    def _text(self, row: AddressReportRow) -> str | None:
        try:
            return read_report(self._keyring, row)
        except StoreError as error:
            log.error("report %d cannot be read: %s", row.id, error)  # noqa: TRY400  one line
            return None

    def clear(self, report_id: int) -> bool:
        """Delete one report that was dealt with. Returns whether there was one of that number."""
        row = self._session.get(AddressReportRow, report_id)
        if row is None:
            return False
        self._session.delete(row)
        return True

    def forget(self, before: date) -> None:
        """Delete the reports of before that day."""
        self._session.execute(delete(AddressReportRow).where(AddressReportRow.reported_on < before))


def read_report(keyring: Keyring, row: AddressReportRow) -> str:
    """The words of a report, opened. Raises StoreError."""
    return keyring.open(_where(row.id), row.text).decode()


def _where(report_id: int) -> str:
    return f"address_report|{report_id}|text"
