"""People on networks: found by a keyed hash, everything else about them sealed."""

import logging
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, insert, inspect, or_, select, update

from bot.core.conversation.state import Conversation
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.engine import changes
from bot.store.records import dump_conversation, dump_destination, load_conversation, load_destination
from bot.store.seal import Keyring
from bot.store.tables import CaseRow, PersonRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """A person's account on one network.

    reachable   False once they blocked the bot or left: no reminder is sent until they speak again
    chosen_at   when they chose this account for the reminders of a case that has two; the latest counts
    joined_at   when this account was joined to the case by a code; None for the one that began the case
    heard_on    the day they last wrote, or came back
    expires_on  the day on which they are erased, unless they write before
    """

    id: str
    network: NetworkName
    case_id: str
    to: Destination = field(repr=False)
    conversation: Conversation = field(repr=False)
    reachable: bool
    heard_on: date
    expires_on: date
    chosen_at: datetime | None = None
    joined_at: datetime | None = None


def new_person(network: NetworkName, to: Destination, conversation: Conversation, today: date) -> Person:
    """A person who writes for the first time, with an empty case of their own."""
    return Person(uuid4().hex, network, uuid4().hex, to, conversation, True, today, today)


@dataclass(frozen=True, slots=True)
class OtherPlaces:
    """The other places of a case: those that can be read, and the networks of all."""

    people: tuple[Person, ...] = ()
    networks: tuple[NetworkName, ...] = ()


NO_OTHER = OtherPlaces()
"""Those of a case that has one place."""
_PEOPLE = select(*inspect(PersonRow).columns).order_by(PersonRow.id)
_CASE_OF = select(PersonRow.case_id).where(PersonRow.fingerprint.in_(bindparam("prints", expanding=True)))
_WITH_PLACES = _PEOPLE.where(PersonRow.case_id == _CASE_OF.scalar_subquery()).with_for_update()
_SAVE = update(PersonRow).where(PersonRow.id == bindparam("this"), PersonRow.case_id == bindparam("of"))
_MOVE = update(PersonRow).where(PersonRow.id == bindparam("this"))


class People:
    """The people, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        """Take the transaction's connection and the keys."""
        self._connection = connection
        self._keyring = keyring

    def fingerprints(self, network: NetworkName, person: str) -> tuple[bytes, ...]:
        """The hashes under which a person may be stored, the present one first."""
        return fingerprints(self._keyring, network, person)

    def find(self, network: NetworkName, person: str) -> Person | None:
        """Who has that id on that network; their row is locked until the transaction ends."""
        rows = self._rows(PersonRow.fingerprint.in_(self.fingerprints(network, person)))
        return self._read(rows[0]) if rows else None

    def find_with_places(self, network: NetworkName, person: str) -> tuple[Person, OtherPlaces] | None:
        """Who has that id on that network, and the other places of their case, in one read; their rows are locked."""
        prints = self.fingerprints(network, person)
        rows = self._connection.execute(_WITH_PLACES, {"prints": prints}).all()
        own = next((row for row in rows if row.fingerprint in prints), None)
        if own is None:
            return None
        return self._read(own), self._places([row for row in rows if row is not own])

    def of_print(self, fingerprint: bytes) -> Person | None:
        """Who is kept under that hash; their row is not locked."""
        row = self._connection.execute(_PEOPLE.where(PersonRow.fingerprint == fingerprint)).first()
        return self._read(row) if row else None

    def of_case(self, case_id: str, served: Collection[NetworkName] = ()) -> tuple[Person, OtherPlaces] | None:
        """The reachable account to write to about a case, and the other places of it, in one read.

        One on a served network comes first, then the chosen one. An account whose row does not open is passed over.
        Raises StoreError when none opens.
        """
        rows = self._rows(PersonRow.case_id == case_id)
        reachable = sorted((row for row in rows if row.reachable), key=lambda row: _preference(row, served))
        for row in reachable:
            found = [self._read(row)] if row is reachable[-1] else self._readable([row])
            if found:
                return found[0], self._places([other for other in rows if other is not row])
        return None

    def by_id(self, person_id: str) -> Person | None:
        """Who has that id of ours; their row is locked."""
        rows = self._rows(PersonRow.id == person_id)
        return self._read(rows[0]) if rows else None

    def beside(self, person: Person, *, every: bool = False) -> tuple[Person, ...]:
        """The other accounts of their case whose rows open.

        every  whether to raise StoreError when a row does not open, instead of passing it over
        """
        rows = self._rows(PersonRow.case_id == person.case_id, PersonRow.id != person.id)
        return tuple(map(self._read, rows)) if every else self._readable(rows)

    def alone(self, person: Person) -> bool:
        """Whether their case has no other account. No row is opened."""
        others = (PersonRow.case_id == person.case_id, PersonRow.id != person.id)
        return self._connection.scalar(select(PersonRow.id).where(*others).limit(1)) is None

    def prints_on(self, case_id: str) -> tuple[bytes, ...]:
        """The hashes of all accounts of a case. No row is opened."""
        return tuple(self._connection.scalars(select(PersonRow.fingerprint).where(PersonRow.case_id == case_id)))

    def delete_case_of_nobody(self, case_id: str) -> None:
        """Delete a case when it has no account any more, and the others of the same person."""
        if self._connection.scalar(select(PersonRow.id).where(PersonRow.case_id == case_id).limit(1)) is None:
            self._connection.execute(delete(CaseRow).where(or_(CaseRow.id == case_id, CaseRow.of == case_id)))

    def save(self, person: Person, campaign: str) -> None:
        """Keep a person as they are now, and their case if it is new."""
        columns = self._columns(person)
        if changes(self._connection.execute(_SAVE, {"this": person.id, "of": person.case_id, **columns})):
            return
        if self._connection.scalar(select(CaseRow.id).where(CaseRow.id == person.case_id)) is None:
            self._connection.execute(insert(CaseRow).values(id=person.case_id, campaign=campaign, next_due=None))
        if not changes(self._connection.execute(_MOVE, {"this": person.id, **columns})):
            self._connection.execute(insert(PersonRow).values(id=person.id, **columns))

    def _columns(self, person: Person) -> dict[str, object]:
        """What a row of a person holds, but for its key."""
        seal = self._keyring.seal
        return {
            "network": person.network,
            "fingerprint": self.fingerprints(person.network, person.to.person)[0],
            "case_id": person.case_id,
            "contact": seal(f"person|{person.id}|contact", dump_destination(person.to)),
            "conversation": seal(f"person|{person.id}|conversation", dump_conversation(person.conversation)),
            "reachable": person.reachable,
            "chosen_at": person.chosen_at,
            "joined_at": person.joined_at,
            "heard_on": person.heard_on,
            "expires_on": person.expires_on,
        }

    def erase(self, prints: Iterable[bytes]) -> None:
        """Delete the accounts under these hashes, and their case when it has no other. No row is opened."""
        found = select(PersonRow.id, PersonRow.case_id).where(PersonRow.fingerprint.in_(tuple(prints)))
        for id_, case_id in self._connection.execute(found).all():
            self._connection.execute(delete(PersonRow).where(PersonRow.id == id_))
            self.delete_case_of_nobody(case_id)

    def expired(self, today: date, limit: int) -> tuple[bytes, ...]:
        """The hashes of some expired people. No row is opened: one that does not open expires too."""
        statement = select(PersonRow.fingerprint).where(PersonRow.expires_on <= today).limit(limit)
        return tuple(self._connection.scalars(statement.with_for_update()))

    def _rows(self, *which: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """The rows of some people, in the order of their ids, locked until the transaction ends."""
        return self._connection.execute(_PEOPLE.where(*which).with_for_update()).all()

    def _places(self, rows: Sequence[Row[Any]]) -> OtherPlaces:
        return OtherPlaces(self._readable(rows), tuple(sorted({NetworkName(row.network) for row in rows})))

    def _readable(self, rows: Iterable[Row[Any]]) -> tuple[Person, ...]:
        """Those that can be read: one place of a case must not be the trouble of another."""
        found: list[Person] = []
        for row in rows:
            try:
                found.append(self._read(row))
            except StoreError as error:
                log.error("a place of a case cannot be read: %s", error)  # noqa: TRY400  one line
        return tuple(found)

    def _read(self, row: Row[Any]) -> Person:
        return read_person(self._keyring, row)


def _preference(row: Row[Any], served: Collection[NetworkName]) -> tuple[bool, float, str]:
    """Of two places of a case the one on a network that is served comes first, then the one chosen last."""
    chosen = row.chosen_at.timestamp() if row.chosen_at else -math.inf
    return NetworkName(row.network) not in served, -chosen, row.id


def read_person(keyring: Keyring, row: PersonRow | Row[Any]) -> Person:
    """A row, opened. Raises StoreError without a word of its content."""
    return Person(
        row.id,
        NetworkName(row.network),
        row.case_id,
        load_destination(keyring.open(f"person|{row.id}|contact", row.contact)),
        load_conversation(keyring.open(f"person|{row.id}|conversation", row.conversation)),
        row.reachable,
        row.heard_on,
        row.expires_on,
        row.chosen_at,
        row.joined_at,
    )


def moved(person: Person, to: Destination, today: date) -> Person:
    """The person after a message of today from that destination: they can be reached there."""
    return replace(person, to=to, reachable=True, heard_on=today)


def fingerprints(keyring: Keyring, network: NetworkName, person: str) -> tuple[bytes, ...]:
    """The hashes under which a person may be stored, the present one first."""
    return keyring.fingerprints("person", f"{network}|{person}")
