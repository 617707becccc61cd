"""Cases: their events, which are added and never changed, and the ledger of sent reminders."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.core.case.case import Case
from bot.core.case.event import Event, Recorded
from bot.core.case.reminder import Ledger
from bot.store.case_logs import CaseLogs, Key, SentReminder
from bot.store.dues import Dues
from bot.store.engine import put
from bot.store.records import dump_event, load_events
from bot.store.statement import Statement
from bot.store.tables import CaseRow, DelaysRow
from bot.store.vault import Vault
from bot.store.writes import Writes

_BESIDE = Statement(
    select(CaseRow.of, CaseRow.campaign, CaseRow.id).where(CaseRow.of.in_(bindparam("firsts", expanding=True)))
)
Alike = dict[tuple[tuple[int, ...], tuple[bytes, ...]], Case]
"""Cases by their events, as they are stored: people who did the same on the same days have one case between them."""
_ALIKE = 500
"""The cases that are kept so: with all that is computed of one they take some megabytes."""


class Cases:
    """The cases, within one transaction."""

    def __init__(self, connection: Connection, writes: Writes, vault: Vault) -> None:
        """Take the transaction's connection and writes, and the keys of people."""
        self._connection = connection
        self._vault = vault
        self._beside: dict[str, dict[str, str]] = {}
        """The other cases of people that were read for many at once, by the first one."""
        self._alike: Alike | None = None
        self.logs = CaseLogs(connection, writes, vault)
        self.dues = Dues(connection, writes, vault)

    def load(self, case_id: str) -> Case:
        """All events of a case, in order; an empty case when there are none. Raises StoreError."""
        events = self.logs.read(case_id).events
        places = tuple(sorted(events))
        written = tuple(events[seq] for seq in places)
        found = self._alike.get((places, written)) if self._alike is not None else None
        if found is None:
            found = Case(tuple(map(Recorded, places, load_events(written))))
            if self._alike is not None:
                if len(self._alike) >= _ALIKE:
                    self._alike.clear()
                self._alike[places, written] = found
        return found

    def share(self, alike: Alike) -> None:
        """Give whose events are the same one case, so that what follows from them is computed once.

        alike  those that were read before; whoever keeps it keeps what people told
        """
        self._alike = alike

    def beside(self, first: str) -> dict[str, str]:
        """The ids of a person's other cases by their campaign. `first`: the id of their first one."""
        if first not in self._beside:
            self.hold((first,))
        found = self._beside.pop(first)
        for case_id in found.values():
            self._vault.belongs(case_id, first)
        return found

    def hold(self, firsts: Collection[str]) -> tuple[str, ...]:
        """Read which other cases these people have, for `beside`. Returns those. `firsts`: the ids of their first."""
        self._beside |= {first: {} for first in firsts}
        rows = _BESIDE.rows(self._connection, {"firsts": tuple(firsts)})
        for row in rows:
            self._beside[row.of][row.campaign] = row.id
        return tuple(row.id for row in rows)

    def begin(self, case_id: str, campaign: str) -> None:
        """Begin the first case of a new person, who gets a key of their own."""
        self._vault.hold_new(case_id)
        self._write(case_id, campaign, None)

    def open(self, first: str, campaign: str) -> str:
        """Begin another case of a person. Returns its id."""
        case_id = uuid4().hex
        self._vault.belongs(case_id, first)
        self._write(case_id, campaign, first)
        return case_id

    def _write(self, case_id: str, campaign: str, first: str | None) -> None:
        """A case in which nothing happened has all that one has in which much did."""
        nothing = self.dues.columns(case_id, None)
        self._connection.execute(insert(CaseRow), [{"id": case_id, "campaign": campaign, "of": first, **nothing}])
        if first is None:
            self._vault.write_new(case_id)
        self.logs.begin(case_id)

    def forget_read(self) -> None:
        """Read all anew from now on, as the logs are."""
        self._beside.clear()
        self.logs.forget_read()

    def erase(self, case_id: str) -> None:
        """Delete what happened in a case and its ledger, and the case itself unless it is a person's first."""
        self._connection.execute(delete(CaseRow).where(CaseRow.id == case_id, CaseRow.of.is_not(None)))
        self.logs.forget_read()
        if self.exists(case_id):
            self.logs.empty(case_id)
            self.dues.forget(case_id)

    def append(self, case_id: str, start: int, events: Iterable[Event]) -> None:
        """Add events from that place in the log on. Raises StoreError when a place is taken."""
        if added := [dump_event(event) for event in events]:
            self.logs.replace(case_id, self.logs.read(case_id).adding(start, added))

    def ledger(self, case_id: str) -> Ledger:
        """The reminders that were sent."""
        return {key: sent.told for key, sent in self.logs.read(case_id).ledger.items()}

    def note_reminded(self, case_id: str, keys: Collection[Key], now: datetime, told: int) -> None:
        """Write in the ledger, in the transaction that queues the reminders. Raises StoreError when one stands there.

        told  how many events the case has
        """
        self.logs.replace(case_id, self.logs.read(case_id).noting(keys, SentReminder(now, told)))

    def take_back(self, case_id: str, sent_at: Iterable[datetime]) -> bool:
        """Delete the reminders of these moments, which never arrived, from the ledger. Returns whether it had any."""
        moments, log = frozenset(sent_at), self.logs.read(case_id)
        left = {key: sent for key, sent in log.ledger.items() if sent.at not in moments}
        if len(left) == len(log.ledger):
            return False
        self.logs.replace(case_id, replace(log, ledger=left))
        return True

    def counts(self, campaign: str, counted: str) -> bool:
        """Whether the moments of a campaign's cases were made with these delays."""
        return self._connection.scalar(select(DelaysRow.counted).where(DelaysRow.campaign == campaign)) == counted

    def count(self, campaign: str, counted: str) -> None:
        """Note that they were, or that each case of it is looked at anew."""
        put(self._connection, DelaysRow, {"campaign": campaign}, {"counted": counted})

    def exists(self, case_id: str) -> bool:
        """Whether there is such a case."""
        return self._connection.scalar(select(CaseRow.id).where(CaseRow.id == case_id)) is not None
