"""What a person's row says of days and moments, sealed: when they last wrote, and so how far they are and until when.

And the sweep: as the database knows no day, all are opened once a day by whoever forgets, and those are found whose
time is over. A row whose day does not open says one in clear, the last that any may have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.store import StoreError
from bot.store.records import dump_json, load_json
from bot.store.tables import FingerprintRow, PersonRow
from bot.store.vault import Vault, wrapped_of

ROOM = 128
IN_CLEAR_BEFORE = dict.fromkeys(("reachable", "chosen_at", "joined_at", "heard_on", "expires_on"))
"""The columns that a release before 2026-12-01 wrote, as they are left."""
_PERSON = PersonRow.table.columns
_COLUMNS = select(
    *(_PERSON[name] for name in ("id", "case_id", "dates", *IN_CLEAR_BEFORE)),
    FingerprintRow.fingerprint,
    wrapped_of(_PERSON["case_id"]),
).join(FingerprintRow, FingerprintRow.person_id == PersonRow.id)
_PAGE = _COLUMNS.where(PersonRow.id > bindparam("after")).order_by(PersonRow.id).limit(bindparam("limit"))
_LOCKED = (
    _COLUMNS.where(PersonRow.id.in_(bindparam("these", expanding=True)))
    .order_by(PersonRow.id)
    .with_for_update(of=PersonRow)
)
_FEW_OVER = select(PersonRow.id).where(PersonRow.expires_on <= bindparam("today")).limit(bindparam("limit"))
"""By the index of that column: ordered by id as well, SQLite would read all people at each tick."""
_OVER = (
    select(FingerprintRow.fingerprint)
    .join(PersonRow, FingerprintRow.person_id == PersonRow.id)
    .where(PersonRow.id.in_(_FEW_OVER))
    .order_by(PersonRow.id)
    .with_for_update(of=PersonRow)
)
_AT_LAST = update(PersonRow).where(PersonRow.id == bindparam("this"), PersonRow.expires_on.is_(None))


@dataclass(frozen=True, slots=True)
class Dates:
    """All of a person's account that has a day, and whether it can be reached: as `Person` tells them."""

    reachable: bool
    heard_on: date
    expires_on: date
    chosen_at: datetime | None = None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Swept:
    """What one page of the sweep found: the hashes of those whose time is over, and after whom to go on, if after one.

    unreadable  how many have a day that does not open
    """

    over: tuple[bytes, ...]
    last: str | None
    unreadable: int = 0


class Sweep:
    """Finds whose time is over, within one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        """Take the transaction's connection and the keys of people."""
        self._connection = connection
        self._vault = vault

    def marked(self, today: date, limit: int) -> tuple[bytes, ...]:
        """The hashes of some whose day stands in clear, and has come. No row is opened."""
        return tuple(self._connection.scalars(_OVER, {"today": today, "limit": limit}))

    def page(self, after: str, today: date, at_last: date, limit: int) -> Swept:
        """Open the days of some people, in the order of their ids, from the first one after that.

        at_last  the last day that any may have, which is noted for those whose own does not open
        """
        rows = self._connection.execute(_PAGE, {"after": after, "limit": limit}).all()
        over, spoilt = self._over(rows, today)
        if over:  # they may have written since: their rows are locked, and read again
            these = {"these": tuple(row.id for row in over)}
            over, _ = self._over(self._connection.execute(_LOCKED, these).all(), today)
        if spoilt:
            self._connection.execute(_AT_LAST, [{"this": row.id, "expires_on": at_last} for row in spoilt])
        last = rows[-1].id if len(rows) == limit else None
        return Swept(tuple(row.fingerprint for row in over), last, len(spoilt))

    def _over(self, rows: Iterable[Any], today: date) -> tuple[list[Row[Any]], list[Row[Any]]]:
        """Those of these rows whose time is over, and those whose day does not open."""
        over: list[Row[Any]] = []
        spoilt: list[Row[Any]] = []
        for row in rows:
            self._vault.learn(row.case_id, row.wrapped)
            try:
                if read_dates(self._vault, row).expires_on <= today:
                    over.append(row)
            except StoreError:
                spoilt.append(row)
        return over, spoilt


def sealed_dates(vault: Vault, case_id: str, person_id: str, dates: Dates) -> bytes:
    """What a row holds of them."""
    moments = [moment and moment.astimezone(UTC).isoformat() for moment in (dates.chosen_at, dates.joined_at)]
    plain = dump_json([dates.reachable, dates.heard_on.isoformat(), dates.expires_on.isoformat(), *moments])
    return vault.seal(case_id, person_place(person_id, "dates"), plain, ROOM)


def read_dates(vault: Vault, row: Row[Any]) -> Dates:
    """What a row holds of them, opened; an earlier release wrote it in clear. Raises StoreError."""
    if row.dates is None:
        return Dates(row.reachable, row.heard_on, row.expires_on, row.chosen_at, row.joined_at)
    try:
        plain = load_json(vault.open(row.case_id, person_place(row.id, "dates"), row.dates))
        reachable, heard_on, expires_on, *moments = plain
        chosen_at, joined_at = (datetime.fromisoformat(moment) if moment else None for moment in moments)
        return Dates(
            bool(reachable), date.fromisoformat(heard_on), date.fromisoformat(expires_on), chosen_at, joined_at
        )
    except (ValueError, TypeError) as error:
        raise StoreError(f"the stored days of somebody cannot be read: {type(error).__name__}") from None


def person_place(id_: str, column: str) -> str:
    """Where a column of a person stands, as its seal is bound to it."""
    return f"person|{id_}|{column}"
