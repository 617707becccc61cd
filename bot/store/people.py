"""People on networks: found by a keyed hash, everything else about them sealed."""

import logging
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, insert, or_, select, update

from bot.core.conversation.state import Conversation
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.cases import Cases
from bot.store.dates import IN_CLEAR_BEFORE, Dates, person_place, read_dates, sealed_dates
from bot.store.index import Index, fingerprints
from bot.store.packing import packed, unpacked
from bot.store.records import dump_conversation, dump_destination, load_conversation, load_destination
from bot.store.statement import Statement
from bot.store.tables import CaseRow, FingerprintRow, PersonRow
from bot.store.vault import Vault, wrapped_of
from bot.store.writes import Writes

log = logging.getLogger(__name__)

ROOM = 1024
"""The bytes of nearly every conversation, packed."""


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
FOUND_BY = FingerprintRow.person_id == PersonRow.id
_PEOPLE: Select[Any] = (
    select(*PersonRow.table.columns, FingerprintRow.fingerprint, wrapped_of(PersonRow.table.columns["case_id"]))
    .join(FingerprintRow, FOUND_BY)
    .order_by(PersonRow.id)
)
_CASE_OF = (
    select(PersonRow.case_id)
    .join(FingerprintRow, FOUND_BY)
    .where(FingerprintRow.fingerprint.in_(bindparam("prints", expanding=True)))
)
_WITH_PLACES = Statement(_PEOPLE.where(PersonRow.case_id == _CASE_OF.scalar_subquery()).with_for_update(of=PersonRow))
_OF_CASE = Statement(_PEOPLE.where(PersonRow.case_id == bindparam("case")).with_for_update(of=PersonRow))
_OF_CASES = Statement(
    _PEOPLE.where(PersonRow.case_id.in_(bindparam("cases", expanding=True))).with_for_update(of=PersonRow)
)
_THIS = update(PersonRow).where(PersonRow.id == bindparam("this"), PersonRow.case_id == bindparam("of"))
_SAVE, _SAVE_CONVERSATION = Statement(_THIS), Statement(_THIS)
_MOVE = Statement(update(PersonRow).where(PersonRow.id == bindparam("this")))
_ADD, _ADD_PRINT = Statement(insert(PersonRow)), Statement(insert(FingerprintRow))


class People:
    """The people, within one transaction."""

    def __init__(self, connection: Connection, writes: Writes, index: Index, vault: Vault, cases: Cases) -> None:
        """Take the transaction's connection and writes, what people are looked up by, their keys and their cases."""
        self._connection = connection
        self._writes = writes
        self._index = index
        self._vault = vault
        self._cases = cases
        self._read_before: set[str] = set()
        """The ids of those who were read in this transaction."""
        self._held: dict[str, list[Row[Any]]] = {}
        """The rows of cases that were read for many at once, until they are asked for."""

    def fingerprints(self, network: NetworkName, person: str) -> tuple[bytes, ...]:
        """The hashes under which a person may be stored, the present one first."""
        return fingerprints(self._index, network, person)

    def find(self, network: NetworkName, person: str) -> Person | None:
        """Who has that id on that network; their row is locked until the transaction ends."""
        rows = self._rows(FingerprintRow.fingerprint.in_(self.fingerprints(network, person)))
        return self._read(rows[0]) if rows else None

    def find_with_places(self, network: NetworkName, person: str) -> tuple[Person, OtherPlaces] | None:
        """Who has that id on that network, and the other places of their case, in one read; their rows are locked."""
        prints = self.fingerprints(network, person)
        own, others = self._with_places(prints)
        if own is None and self._connection.dialect.name == "postgresql" and any(map(self.has, prints)):
            own, others = self._with_places(prints)  # they were moved to another case while their row was waited for
        return (self._read(own), self._places(others)) if own else None

    def _with_places(self, prints: Collection[bytes]) -> tuple[Row[Any] | None, list[Row[Any]]]:
        rows = _WITH_PLACES.rows(self._connection, {"prints": prints})
        own = next((row for row in rows if row.fingerprint in prints), None)
        return own, [row for row in rows if row is not own]

    def of_print(self, fingerprint: bytes) -> Person | None:
        """Who is kept under that hash; their row is not locked."""
        row = self._connection.execute(_PEOPLE.where(FingerprintRow.fingerprint == fingerprint)).first()
        return self._read(row) if row else None

    def has(self, fingerprint: bytes) -> bool:
        """Whether somebody is kept under that hash. No row is opened."""
        found = select(FingerprintRow.person_id).where(FingerprintRow.fingerprint == fingerprint)
        return self._connection.scalar(found) is not None

    def of_case(self, case_id: str, served: Collection[NetworkName] = ()) -> tuple[Person, OtherPlaces] | None:
        """The reachable account to write to about a case, and the other places of it, in one read.

        One on a served network comes first, then the chosen one. An account whose row does not open is passed over.
        Raises StoreError when none opens.
        """
        rows = self._held.pop(case_id, None) or _OF_CASE.rows(self._connection, {"case": case_id})
        found = self._readable(rows) if len(rows) > 1 else tuple(map(self._read, rows))
        if rows and not found:
            raise StoreError("no place of a case can be read")
        reachable = [person for person in found if person.reachable]
        if not reachable:
            return None
        person = min(reachable, key=lambda one: _preference(one, served))
        networks = tuple(sorted({NetworkName(row.network) for row in rows if row.id != person.id}))
        return person, OtherPlaces(tuple(one for one in found if one is not person), networks)

    def hold(self, cases: Collection[str]) -> None:
        """Read the rows of these cases at once, for `of_case`; they are locked until the transaction ends."""
        for row in _OF_CASES.rows(self._connection, {"cases": tuple(cases)}):
            self._held.setdefault(row.case_id, []).append(row)

    def forget_read(self) -> None:
        """Read all anew from now on: with what is undone the locks of the rows may be."""
        self._held.clear()

    def by_id(self, person_id: str) -> Person | None:
        """Who has that id of ours; the rows of all places of their case are locked."""
        case = select(PersonRow.case_id).where(PersonRow.id == person_id).scalar_subquery()
        return next((self._read(row) for row in self._rows(PersonRow.case_id == case) if row.id == person_id), None)

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
        found = select(FingerprintRow.fingerprint).join(PersonRow, FOUND_BY).where(PersonRow.case_id == case_id)
        return tuple(self._connection.scalars(found))

    def delete_case_of_nobody(self, case_id: str) -> None:
        """Delete a case when it has no account any more, and the others of the same person."""
        if self._connection.scalar(select(PersonRow.id).where(PersonRow.case_id == case_id).limit(1)) is None:
            self._connection.execute(delete(CaseRow).where(or_(CaseRow.id == case_id, CaseRow.of == case_id)))

    def save(self, person: Person, campaign: str) -> None:
        """Keep a person as they are now, and their case if it is new, with a key of their own."""
        new = False
        if self._vault.knows(person.case_id) or self._cases.exists(person.case_id):
            of = {"this": person.id, "of": person.case_id}
            if self._writes.one(_SAVE, {**of, **self._columns(person)}):
                return
        else:
            self._cases.begin(person.case_id, campaign)
            new = person.id not in self._read_before
        columns = self._columns(person)
        if new or not _MOVE.run(self._connection, {"this": person.id, **columns}):
            found_by = self.fingerprints(person.network, person.to.person)[0]
            _ADD.run(self._connection, {"id": person.id, **columns})
            _ADD_PRINT.run(self._connection, {"fingerprint": found_by, "person_id": person.id})

    def save_conversation(self, person: Person) -> None:
        """Keep the conversation of somebody who was read in this transaction, of whom nothing else has changed."""
        of = {"this": person.id, "of": person.case_id}
        if not self._writes.one(_SAVE_CONVERSATION, {**of, "conversation": self._conversation(person)}):
            raise StoreError("a row that was to be written is not there")

    def _conversation(self, person: Person) -> bytes:
        plain = packed(dump_conversation(person.conversation), ROOM)
        return self._vault.seal(person.case_id, person_place(person.id, "conversation"), plain, ROOM)

    def _columns(self, person: Person) -> dict[str, object]:
        """What a row of a person holds, but for its key."""
        case_id, id_ = person.case_id, person.id
        return {
            "network": person.network,
            "case_id": case_id,
            "contact": self._vault.seal(case_id, person_place(id_, "contact"), dump_destination(person.to)),
            "conversation": self._conversation(person),
            "dates": sealed_dates(self._vault, case_id, id_, dates_of(person)),
            **IN_CLEAR_BEFORE,
            # In clear for those who are to go at once.
            "expires_on": person.expires_on if person.expires_on <= person.heard_on else None,
        }

    def found_anew(self, cases: Collection[str]) -> Iterator[Person]:
        """Let the people of these first cases be found by the present index. Yields those whose rows open."""
        for row in self._rows(PersonRow.case_id.in_(tuple(cases))):
            for person in self._readable([row]):
                present = self.fingerprints(person.network, person.to.person)[0]
                if row.fingerprint != present:
                    theirs = update(FingerprintRow).where(FingerprintRow.person_id == person.id)
                    self._connection.execute(theirs.values(fingerprint=present))
                yield person

    def erase(self, prints: Iterable[bytes]) -> None:
        """Delete the accounts under these hashes, and their case when it has no other. No row is opened."""
        found = select(PersonRow.id, PersonRow.case_id).join(FingerprintRow, FOUND_BY)
        theirs = found.where(FingerprintRow.fingerprint.in_(tuple(prints)))
        for id_, case_id in self._connection.execute(theirs).all():
            self._connection.execute(delete(PersonRow).where(PersonRow.id == id_))
            self.delete_case_of_nobody(case_id)

    def _rows(self, *which: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """The rows of some people, in the order of their ids, locked until the transaction ends."""
        return self._connection.execute(_PEOPLE.where(*which).with_for_update(of=PersonRow)).all()

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
        self._read_before.add(row.id)
        return read_person(self._vault, row)


def _preference(person: Person, served: Collection[NetworkName]) -> tuple[bool, float, str]:
    """Of two places of a case the one on a network that is served comes first, then the one chosen last."""
    chosen = person.chosen_at.timestamp() if person.chosen_at else -math.inf
    return person.network not in served, -chosen, person.id


def read_person(vault: Vault, row: Row[Any]) -> Person:
    """A row, opened. Raises StoreError without a word of its content."""
    vault.learn(row.case_id, row.wrapped)
    dates, conversation = read_dates(vault, row), person_place(row.id, "conversation")
    return Person(
        row.id,
        NetworkName(row.network),
        row.case_id,
        load_destination(vault.open(row.case_id, person_place(row.id, "contact"), row.contact)),
        load_conversation(unpacked(vault.open(row.case_id, conversation, row.conversation))),
        dates.reachable,
        dates.heard_on,
        dates.expires_on,
        dates.chosen_at,
        dates.joined_at,
    )


def dates_of(person: Person) -> Dates:
    """All of a person that has a day."""
    return Dates(person.reachable, person.heard_on, person.expires_on, person.chosen_at, person.joined_at)
