"""When each case is to be looked at: sealed, as its time of day tells where somebody lives, its day how far they are.

So the database finds none by its moment: who looks opens all once a day (`agenda`), and after that those that are
marked: into which a moment of the same day or the next was written. The mark is the day on which that was done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Row, String, bindparam, or_, select, tuple_, update

from bot.store import StoreError
from bot.store.statement import Statement
from bot.store.tables import CaseRow, VaultRow
from bot.store.vault import FIRST_CASE, Vault
from bot.store.writes import Writes

ROOM = 64
MARKED_FOR = timedelta(days=1)
"""A moment of the next day is marked too: whoever looks then may have begun before it was committed."""
UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""The moment of a case whose own does not open: it is looked at, and its moment reckoned anew from its events."""
_ROWS = select(
    CaseRow.id,
    FIRST_CASE.label("first"),
    CaseRow.campaign,
    CaseRow.due,
    CaseRow.next_due,
    CaseRow.look_on,
    VaultRow.key,
).outerjoin(VaultRow, VaultRow.id == FIRST_CASE)
_PAGE = Statement(_ROWS.where(CaseRow.id > bindparam("after")).order_by(CaseRow.id).limit(bindparam("limit")))
_MARK = tuple_(CaseRow.look_on, CaseRow.id)
_MARKED = Statement(
    _ROWS.where(tuple_(bindparam("day", type_=Date()), bindparam("after", type_=String())) < _MARK)
    .order_by(CaseRow.look_on, CaseRow.id)
    .limit(bindparam("limit"))
)
_THEIRS = Statement(_ROWS.where(or_(CaseRow.id == bindparam("first"), CaseRow.of == bindparam("first"))))
_THESE = Statement(
    _ROWS.where(CaseRow.id.in_(bindparam("these", expanding=True))).with_for_update(of=CaseRow, skip_locked=True)
)
_SET = Statement(update(CaseRow).where(CaseRow.id == bindparam("case")))


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case, the first one of its person, its campaign, and when it is to be looked at (None: nothing is to come).

    marked  the day on which that was written, if it was of that day or the next
    """

    case_id: str
    first: str
    campaign: str
    at: datetime | None
    marked: date | None = None


class Dues:
    """The moments, within one transaction."""

    def __init__(self, connection: Connection, writes: Writes, vault: Vault) -> None:
        """Take the transaction's connection and writes, and the keys of people."""
        self._connection = connection
        self._writes = writes
        self._vault = vault

    def set(self, case_id: str, when: datetime | None, now: datetime) -> None:
        """Write when a case must be looked at next; `now`: the moment of writing."""
        self._writes.one(_SET, {"case": case_id, **self.columns(case_id, when, now)})

    def forget(self, case_id: str) -> None:
        """Write that nothing is to come."""
        self._writes.one(_SET, {"case": case_id, **self.columns(case_id, None)})

    def columns(self, case_id: str, when: datetime | None, now: datetime | None = None) -> dict[str, object]:
        """What a row of a case holds of it. `now`: None where nobody can have looked yet."""
        when, today = when and when.astimezone(UTC), now.astimezone(UTC).date() if now else None
        plain = when.isoformat().encode() if when else b""
        near = today and when and when.date() <= today + MARKED_FOR
        sealed = self._vault.seal(case_id, due_place(case_id), plain, ROOM)
        return {"due": sealed, "look_on": today if near else None, "next_due": None}

    def postpone(self, first: str, when: datetime, now: datetime) -> None:
        """Set it for every case of a person that must be looked at. `first`: the id of their first one."""
        for due in self._read(_THEIRS, first=first):
            if due.at:
                self.set(due.case_id, when, now)

    def page(self, after: DueCase | None, limit: int) -> tuple[DueCase, ...]:
        """Some cases, in the order of their ids: those after that one."""
        return self._read(_PAGE, after=after.case_id if after else "", limit=limit)

    def marked(self, since: date, after: DueCase | None, limit: int) -> tuple[DueCase, ...]:
        """Some of the cases that were marked on that day or later, in the order of their marks: those after that one.

        One whose moment does not open has `UNKNOWN`.
        """
        day, case_id = (after.marked, after.case_id) if after else (since, "")
        return self._read(_MARKED, day=day, after=case_id, limit=limit)

    def unmark(self, before: date) -> None:
        """Take away the marks of before that day, but of a case that is being written: then another day."""
        old = select(CaseRow.id).where(CaseRow.look_on < before).with_for_update(skip_locked=True)
        self._connection.execute(update(CaseRow).where(CaseRow.id.in_(old)).values(look_on=None))

    def there(self, cases: Collection[str]) -> frozenset[str]:
        """Those of these cases that are there now."""
        return frozenset(self._connection.scalars(select(CaseRow.id).where(CaseRow.id.in_(tuple(cases)))))

    def claim(self, cases: Collection[str], now: datetime) -> tuple[dict[str, None], frozenset[str]]:
        """Lock those of these cases whose moment has come, but those that another process holds.

        Returns the first cases of their people, in the order of their moments, each once; and all that were looked at.
        """
        found = self._read(_THESE, these=tuple(cases))
        there = self.there(cases) if len(found) < len(cases) else frozenset(cases)
        held = there - {due.case_id for due in found}
        come = sorted((due.at, due.first) for due in found if due.at and due.at <= now)
        return dict.fromkeys(first for _, first in come), frozenset(cases) - held

    def _read(self, rows: Statement, **given: object) -> tuple[DueCase, ...]:
        return tuple(map(self._opened, rows.rows(self._connection, given)))

    def _opened(self, row: Row[Any]) -> DueCase:
        self._vault.learn(row.first, row.key)
        self._vault.belongs(row.id, row.first)
        if row.due is None:
            return DueCase(row.id, row.first, row.campaign, row.next_due, row.look_on)
        try:
            return DueCase(row.id, row.first, row.campaign, read_due(self._vault, row.id, row.due), row.look_on)
        except (StoreError, ValueError):
            return DueCase(row.id, row.first, row.campaign, UNKNOWN, row.look_on)


def read_due(vault: Vault, case_id: str, sealed: bytes) -> datetime | None:
    """The moment of a case, opened. Raises StoreError."""
    plain = vault.open(case_id, due_place(case_id), sealed).decode()
    return datetime.fromisoformat(plain) if plain else None


def due_place(case_id: str) -> str:
    """Where the moment of a case stands, as its seal is bound to it."""
    return f"case|{case_id}|due"
