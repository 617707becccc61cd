"""Cases: their events, which are appended and never changed, and the ledger of sent reminders."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from bot.core.case.case import Case
from bot.core.case.event import Event, Recorded
from bot.core.case.reminder import Ledger
from bot.store.engine import put
from bot.store.records import dump_event, load_event
from bot.store.tables import CaseRow, DelaysRow, EventRow, LedgerRow, PersonRow
from bot.store.vault import Vault

_EVENTS = (
    select(EventRow.case_id, EventRow.seq, EventRow.event)
    .where(EventRow.case_id == bindparam("case"))
    .order_by(EventRow.seq)
)
_LEDGER = select(LedgerRow.seq, LedgerRow.kind, LedgerRow.told).where(LedgerRow.case_id == bindparam("case"))
_LOOK = update(CaseRow).where(CaseRow.id == bindparam("case")).values(next_due=bindparam("when"))


class Cases:
    """The cases, within one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        """Take the transaction's connection and the keys of people."""
        self._connection = connection
        self._vault = vault

    def load(self, case_id: str) -> Case:
        """All events of a case, in order; an empty case when there are none."""
        rows = self._connection.execute(_EVENTS, {"case": case_id}).all()
        return Case(tuple(Recorded(row.seq, read_event(self._vault, row)) for row in rows))

    def beside(self, first: str) -> dict[str, str]:
        """The ids of a person's other cases by their campaign. `first`: the id of their first one."""
        rows = self._connection.execute(select(CaseRow.campaign, CaseRow.id).where(CaseRow.of == first)).all()
        for row in rows:
            self._vault.belongs(row.id, first)
        return {row.campaign: row.id for row in rows}

    def open(self, first: str, campaign: str) -> str:
        """Begin another case of a person. Returns its id."""
        case_id = uuid4().hex
        self._connection.execute(insert(CaseRow).values(id=case_id, campaign=campaign, next_due=None, of=first))
        self._vault.belongs(case_id, first)
        return case_id

    def erase(self, case_id: str) -> None:
        """Delete what happened in a case and its ledger, and the case itself unless it is a person's first."""
        self._connection.execute(delete(CaseRow).where(CaseRow.id == case_id, CaseRow.of.is_not(None)))
        self._connection.execute(delete(EventRow).where(EventRow.case_id == case_id))
        self._connection.execute(delete(LedgerRow).where(LedgerRow.case_id == case_id))
        self.look_again(case_id, None)

    def append(self, case_id: str, start: int, events: Iterable[Event]) -> None:
        """Add events from that place in the log on; the primary key refuses a place that is taken."""
        rows = [
            {
                "case_id": case_id,
                "seq": seq,
                "event": self._vault.seal(case_id, event_place(case_id, seq), dump_event(event)),
            }
            for seq, event in enumerate(events, start)
        ]
        if rows:
            self._connection.execute(insert(EventRow), rows)

    def ledger(self, case_id: str) -> Ledger:
        """The reminders that were sent."""
        rows = self._connection.execute(_LEDGER, {"case": case_id})
        return {(seq, kind): told for seq, kind, told in rows}

    def note_reminded(self, case_id: str, key: tuple[int, str], now: datetime, told: int) -> None:
        """Write in the ledger, in the transaction that queues the reminder; its key refuses a second one.

        told  how many events the case has
        """
        row = {"case_id": case_id, "seq": key[0], "kind": key[1], "sent_at": now, "told": told}
        self._connection.execute(insert(LedgerRow), [row])

    def take_back(self, case_id: str, sent_at: Iterable[datetime]) -> bool:
        """Delete the reminders of these moments, which never arrived, from the ledger. Returns whether it had any."""
        these = (LedgerRow.case_id == case_id, LedgerRow.sent_at.in_(tuple(sent_at)))
        return len(self._connection.scalars(delete(LedgerRow).where(*these).returning(LedgerRow.seq)).all()) > 0

    def look_again(self, case_id: str, when: datetime | None) -> None:
        """Set the index of days: when this case must be looked at next."""
        self._connection.execute(_LOOK, {"case": case_id, "when": when})

    def look_again_at_all_of(self, first: str, when: datetime) -> None:
        """The same for every case of a person that must be looked at. `first`: the id of their first one."""
        theirs = (or_(CaseRow.id == first, CaseRow.of == first), CaseRow.next_due.is_not(None))
        self._connection.execute(update(CaseRow).where(*theirs).values(next_due=when))

    def look_at_all(self, campaign: str, counted: str, now: datetime) -> bool:
        """Set every case of a campaign to be looked at now, if the index of days was made with other delays.

        Returns whether it was.
        """
        if self._connection.scalar(select(DelaysRow.counted).where(DelaysRow.campaign == campaign)) == counted:
            return False
        put(self._connection, DelaysRow, {"campaign": campaign}, {"counted": counted})
        self._connection.execute(update(CaseRow).where(CaseRow.campaign == campaign).values(next_due=now))
        return True

    def due_by(self, moment: datetime) -> tuple[str, ...]:
        """The people of whom some case is to be looked at by that moment, each by the id of their first case."""
        first = func.coalesce(CaseRow.of, CaseRow.id)
        return tuple(self._connection.scalars(select(first).where(CaseRow.next_due <= moment).distinct()))

    def exists(self, case_id: str) -> bool:
        """Whether there is such a case."""
        return self._connection.scalar(select(CaseRow.id).where(CaseRow.id == case_id)) is not None

    def to_look_at(self, now: datetime, limit: int) -> tuple[str, ...]:
        """The ids of cases whose moment has come, the oldest first; locked, without those that another process holds.

        Of a person's other case it is the id of their first one: all are looked at together, and each id comes once.
        Without expired cases: they may not be erased yet, but nobody is written to about them any more.
        """
        first = func.coalesce(CaseRow.of, CaseRow.id)
        kept = select(PersonRow.id).where(PersonRow.case_id == first, PersonRow.expires_on > now.date()).exists()
        statement = (
            select(first)
            .where(CaseRow.next_due <= now, kept)
            .order_by(CaseRow.next_due)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return tuple(dict.fromkeys(self._connection.scalars(statement)))


def read_event(vault: Vault, row: EventRow | Row[str, int, bytes]) -> Event:
    """A row, opened. Raises StoreError without a word of its content."""
    return load_event(vault.open(row.case_id, event_place(row.case_id, row.seq), row.event))


def event_place(case_id: str, seq: int) -> str:
    """Where an event stands, as its seal is bound to it."""
    return f"event|{case_id}.{seq}|event"
