"""Who waits for whom where several processes write (PostgreSQL; SQLite has one writer at a time): one order for all.

Two transactions that lock the same in another order wait for each other until the database ends one. So each locks:

1. the turn of whoever speaks, of whom no row may be there yet;
2. people, all places of a case at once, and those of many cases in the order of their ids;
3. their cases, keys and logs, the codes that they gave;
4. what waits for them in the outbox;
5. the sums (`tally`).

Nothing of an earlier line is locked after something of a later one. A code is looked up, and whoever gave it locked,
before it is used up. Two people who join each other's case at once lock people in their own order: one of both is
ended, and comes again as any message does that the database could not take.
"""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, text

from bot.store.statement import Statement
from bot.store.tables import CaseRow, PersonRow
from bot.store.vault import FIRST_CASE

_TURN = text("SELECT pg_advisory_xact_lock(:turn)")
_PEOPLE = Statement(
    select(PersonRow.id)
    .where(PersonRow.case_id.in_(select(FIRST_CASE).where(CaseRow.id.in_(bindparam("cases", expanding=True)))))
    .order_by(PersonRow.id)
    .with_for_update()
)


def wait_for_turn(connection: Connection, fingerprint: bytes) -> None:
    """Wait until no other transaction takes a message of the person of that hash; then none does until this one ends.

    Two people whose hashes begin alike wait for each other now and then, which harms neither.
    """
    connection.execute(_TURN, {"turn": int.from_bytes(fingerprint[:8], "big", signed=True)})


def wait_for_people(connection: Connection, cases: Collection[str]) -> None:
    """Wait until no other transaction has a person of these cases; then none has until this one ends."""
    _PEOPLE.rows(connection, {"cases": tuple(cases)})
