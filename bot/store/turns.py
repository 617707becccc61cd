"""Who waits for whom where several processes write (PostgreSQL; SQLite has one writer at a time): one order for all.

Two transactions that lock the same in another order wait for each other until the database ends one. So each locks:

1. the turn of whoever speaks, of whom no row may be there yet;
2. people, all places of a case at once, and those of many cases in the order of their ids;
3. their cases, keys and logs, the codes that they gave;
4. what waits for them in the outbox;
5. the sums (`tally`).

Nothing of an earlier line is locked after something of a later one. A code is looked up, and whoever gave it locked,
before it is used up. Who gave it is known once whoever types it is locked: where another transaction has them, this one
is given up, so that it holds nothing, and taken anew with both locked first, in the order of their ids.
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

_BOTH = Statement(
    select(PersonRow.id)
    .where(
        PersonRow.case_id.in_(select(PersonRow.case_id).where(PersonRow.id.in_(bindparam("people", expanding=True))))
    )
    .order_by(PersonRow.id)
    .with_for_update()
)


class CrossedError(Exception):
    """Another transaction has people whom this one wants after others: it is to be begun anew with all locked first."""

    def __init__(self, *people: str) -> None:
        """Take the ids of all who are to be locked."""
        super().__init__("people are to be locked in order")
        self.people = people


def wait_for_turn(connection: Connection, fingerprint: bytes) -> None:
    """Wait until no other transaction takes a message of the person of that hash; then none does until this one ends.

    Two people whose hashes begin alike wait for each other now and then, which harms neither.
    """
    connection.execute(_TURN, {"turn": int.from_bytes(fingerprint[:8], "big", signed=True)})


def wait_for_people(connection: Connection, cases: Collection[str]) -> None:
    """Wait until no other transaction has a person of these cases; then none has until this one ends."""
    _PEOPLE.rows(connection, {"cases": tuple(cases)})


class Order:
    """The order in which one transaction locks people of whom it learns one after the other."""

    def __init__(self, connection: Connection) -> None:
        """Take the transaction's connection."""
        self._connection = connection
        self._several_write = connection.dialect.name == "postgresql"
        self._first: Collection[str] = ()

    def lock_first(self, people: Collection[str]) -> None:
        """Lock these people, by their ids in order, with all their places; to be called before others are locked."""
        self._first = people
        if people:
            _BOTH.rows(self._connection, {"people": tuple(people)})

    def lock(self, person: str, after: str) -> None:
        """Lock somebody, with all their places, after somebody else, both by their ids.

        Raises CrossedError when another transaction has them, and they were not locked first.
        """
        if not self._several_write or person in self._first:
            return
        theirs = PersonRow.case_id == select(PersonRow.case_id).where(PersonRow.id == person).scalar_subquery()
        free = select(PersonRow.id).where(theirs).with_for_update(skip_locked=True)
        locked = self._connection.scalars(free).all()
        if len(locked) < len(self._connection.scalars(select(PersonRow.id).where(theirs)).all()):
            raise CrossedError(person, after)
