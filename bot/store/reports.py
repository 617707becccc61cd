"""Wrong addresses that people reported: sealed which caisse and what they wrote, on which day. Nothing says who."""

import json
import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.store import StoreError
from bot.store.engine import changes
from bot.store.seal import Keyring
from bot.store.tables import AddressReportRow

log = logging.getLogger(__name__)

_ROWS = select(*AddressReportRow.table.columns).order_by(AddressReportRow.reported_on, AddressReportRow.id)


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One report.

    caisse  the directory's code; None for a body that it does not have, or if the report does not open
    text    the words of the report: they may hold anything, a name too; None if it does not open
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
        new = insert(AddressReportRow).values(reported_on=on).returning(AddressReportRow.id)
        self._seal(self._connection.execute(new).scalar_one(), caisse, text)

    def _seal(self, number: int, caisse: str | None, text: str) -> None:
        """Write a report; the database gave its number, which the seal is bound to."""
        plain = json.dumps({"caisse": caisse, "text": text}, ensure_ascii=False).encode()
        sealed = {"report": self._keyring.seal(report_place(number), plain), "caisse": None, "text": None}
        self._connection.execute(update(AddressReportRow).where(AddressReportRow.id == number).values(sealed))

    def seal_earlier(self) -> int:
        """Seal the caisse too in what an earlier release wrote. Returns how many opened."""
        rows = self._connection.execute(_ROWS.where(AddressReportRow.report.is_(None))).all()
        opened = [(row, words) for row in rows if (words := self._words(row))]
        for row, (caisse, text) in opened:
            self._seal(row.id, caisse, text)
        return len(opened)

    def all(self) -> tuple[StoredReport, ...]:
        """Every report, the oldest first."""
        rows = self._connection.execute(_ROWS).all()
        read = ((row, self._words(row) or (row.caisse, None)) for row in rows)
        return tuple(StoredReport(row.id, caisse, text, row.reported_on) for row, (caisse, text) in read)

    def _words(self, row: Row[Any]) -> tuple[str | None, str] | None:
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


def read_report(keyring: Keyring, row: Row[Any]) -> tuple[str | None, str]:
    """The caisse and the words of a report, opened. Raises StoreError."""
    if row.report is None:
        return row.caisse, keyring.open(_text_place(row.id), row.text or b"").decode()
    try:
        found = json.loads(keyring.open(report_place(row.id), row.report))
        return found["caisse"], str(found["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"a stored report cannot be read: {type(error).__name__}") from None


def report_place(report_id: int) -> str:
    """Where a report stands, as its seal is bound to it."""
    return f"address_report|{report_id}|report"


def _text_place(report_id: int) -> str:
    """Where an earlier release wrote its words."""
    return f"address_report|{report_id}|text"
