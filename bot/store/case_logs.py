"""The log of a case: its events and the reminders that were sent, sealed together as one value.

Whoever writes it must have read it: it is replaced only where it still stands as it was read, so that of two
transactions that add to one case one fails, and nothing is written twice or lost. One that an earlier release wrote, a
row for each event and each reminder, is read as well, and written as this one does.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from bot.store import DatabaseError, StoreError
from bot.store.earlier import EventRow, LedgerRow, event_place
from bot.store.engine import put
from bot.store.packing import packed, unpacked
from bot.store.records import dump_json, load_json
from bot.store.statement import Statement
from bot.store.tables import CaseLogRow, CaseRow
from bot.store.vault import Vault
from bot.store.writes import Writes

ROOM = 1920
"""The bytes of some hundred events and reminders, packed: nobody is known by the length.

Two such rows stand on one page of SQLite, and one in no TOAST of PostgreSQL; with a hundred bytes more neither does.
"""
Key = tuple[int, str]
"""A reminder: the event it follows from, and its kind."""
_READ_ALL = Statement(
    select(CaseLogRow.case_id, CaseLogRow.content).where(CaseLogRow.case_id.in_(bindparam("cases", expanding=True)))
)
_READ = Statement(select(CaseLogRow.content).where(CaseLogRow.case_id == bindparam("case")))
_REPLACE = Statement(
    update(CaseLogRow).where(CaseLogRow.case_id == bindparam("case"), CaseLogRow.content == bindparam("before"))
)
_ADD = Statement(insert(CaseLogRow))
_OF_THIS_RELEASE = select(CaseRow.id).where(CaseRow.id == bindparam("case"), CaseRow.due.is_not(None))
_EVENTS = select(EventRow.seq, EventRow.event).where(EventRow.case_id == bindparam("case")).order_by(EventRow.seq)
_LEDGER = select(LedgerRow.seq, LedgerRow.kind, LedgerRow.sent_at, LedgerRow.told).where(
    LedgerRow.case_id == bindparam("case")
)


@dataclass(frozen=True, slots=True)
class SentReminder:
    """When a reminder was queued, and how many events the case had then (None: in the first release)."""

    at: datetime
    told: int | None


@dataclass(frozen=True, slots=True)
class CaseLog:
    """What happened in a case: its events as JSON, by their places, and the reminders."""

    events: Mapping[int, bytes] = field(default_factory=dict)
    ledger: Mapping[Key, SentReminder] = field(default_factory=dict)

    def adding(self, start: int, events: Iterable[bytes]) -> "CaseLog":
        """The log with events from that place on. Raises StoreError when a place is taken."""
        new = dict(enumerate(events, start))
        if self.events.keys() & new.keys():
            raise StoreError("a place in the log of a case is taken")
        return replace(self, events={**self.events, **new})

    def noting(self, keys: Collection[Key], sent: SentReminder) -> "CaseLog":
        """The log with reminders that were sent. Raises StoreError when one was sent before, or stands there twice."""
        ledger = {**self.ledger, **dict.fromkeys(keys, sent)}
        if len(ledger) < len(self.ledger) + len(keys):
            raise StoreError("a reminder stands in the ledger already")
        return replace(self, ledger=ledger)


class CaseLogs:
    """The logs, within one transaction."""

    def __init__(self, connection: Connection, writes: Writes, vault: Vault) -> None:
        """Take the transaction's connection and writes, and the keys of people."""
        self._connection = connection
        self._writes = writes
        self._vault = vault
        self._held: dict[str, tuple[bytes | None, CaseLog]] = {}
        """What was read or written in this transaction, with its sealed value; None where an earlier release wrote."""
        self._unopened: dict[str, Row[Any]] = {}
        """The logs that were read for many at once."""

    def hold(self, cases: Collection[str]) -> None:
        """Read the logs of these cases at once; each is opened when it is asked for."""
        self._unopened |= {row.case_id: row for row in _READ_ALL.rows(self._connection, {"cases": tuple(cases)})}

    def read(self, case_id: str) -> CaseLog:
        """The log of a case; an empty one of a case that does not exist. Raises StoreError when it does not open."""
        if case_id not in self._held:
            row = self._unopened.get(case_id) or next(iter(_READ.rows(self._connection, {"case": case_id})), None)
            if row is None:
                self._held[case_id] = None, self._earlier(case_id)
            else:
                log = load_log(self._vault.open(case_id, log_place(case_id), row.content))
                self._held[case_id] = row.content, log
        return self._held[case_id][1]

    def _earlier(self, case_id: str) -> CaseLog:
        """The log as a release before 2026-12-01 wrote it. Raises StoreError where this one did, and it is missing."""
        events = self._connection.execute(_EVENTS, {"case": case_id}).all()  # all, as one may not open
        if not events and self._connection.scalar(_OF_THIS_RELEASE, {"case": case_id}):
            raise StoreError("what happened in a case is missing")
        ledger = self._connection.execute(_LEDGER, {"case": case_id}).all()
        return CaseLog(
            {row.seq: self._vault.open(case_id, event_place(case_id, row.seq), row.event) for row in events},
            {(row.seq, row.kind): SentReminder(row.sent_at, row.told) for row in ledger},
        )

    def begin(self, case_id: str) -> None:
        """Write the log of a new case, which stands there already."""
        sealed = self._sealed(case_id, CaseLog())
        _ADD.run(self._connection, {"case_id": case_id, "content": sealed})
        self._held[case_id] = sealed, CaseLog()

    def replace(self, case_id: str, log: CaseLog) -> None:
        """Write a log in the place of the one that was read.

        Raises DatabaseError when it was changed since: all is to be done again.
        """
        self.read(case_id)
        before, sealed = self._held[case_id][0], self._sealed(case_id, log)
        if before is None:
            _ADD.run(self._connection, {"case_id": case_id, "content": sealed})
            self._forget_earlier(case_id)
        elif not self._writes.one(_REPLACE, {"case": case_id, "before": before, "content": sealed}):
            raise DatabaseError("what happened in a case was changed by another process meanwhile")
        self._held[case_id] = sealed, log

    def seal_earlier(self, case_id: str) -> None:
        """Write a log as this release does, where an earlier one wrote it. Raises StoreError when it does not open."""
        log = self.read(case_id)
        if self._held[case_id][0] is None:
            self.replace(case_id, log)

    def empty(self, case_id: str) -> None:
        """Write an empty log in the place of whatever stands there, and may not open."""
        sealed = self._sealed(case_id, CaseLog())
        put(self._connection, CaseLogRow, {"case_id": case_id}, {"content": sealed})
        self._forget_earlier(case_id)
        self._held[case_id] = sealed, CaseLog()

    def _forget_earlier(self, case_id: str) -> None:
        for table in (EventRow, LedgerRow):
            self._connection.execute(delete(table).where(table.case_id == case_id))

    def forget_read(self) -> None:
        """Read all anew from now on: something that was written is undone, or sealed with another key."""
        self._held.clear()
        self._unopened.clear()

    def _sealed(self, case_id: str, log: CaseLog) -> bytes:
        return self._vault.seal(case_id, log_place(case_id), dump_log(log), ROOM)


def dump_log(log: CaseLog) -> bytes:
    """A log to JSON, packed where it must be."""
    events = [[seq, event.decode()] for seq, event in log.events.items()]
    ledger = [[*key, sent.at.astimezone(UTC).isoformat(), sent.told] for key, sent in log.ledger.items()]
    return packed(dump_json({"v": 1, "events": events, "ledger": ledger}), ROOM)


def load_log(raw: bytes) -> CaseLog:
    """Such a log. Raises StoreError without a word of its content."""
    try:
        found = load_json(unpacked(raw))
        events = {int(seq): str(event).encode() for seq, event in sorted(found["events"])}
        ledger = {
            (int(seq), str(kind)): SentReminder(datetime.fromisoformat(at), told)
            for seq, kind, at, told in found["ledger"]
        }
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"a stored log of a case cannot be read: {type(error).__name__}") from None
    return CaseLog(events, ledger)


def log_place(case_id: str) -> str:
    """Where the log of a case stands, as its seal is bound to it."""
    return f"case_log|{case_id}|content"
