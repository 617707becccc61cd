"""People on networks: found by a keyed hash, everything else about them sealed."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.core.conversation.state import Conversation
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
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


class People:
    """The people, within one transaction."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        """Take the transaction's session and the keys."""
        self._session = session
        self._keyring = keyring

    def fingerprints(self, network: NetworkName, person: str) -> tuple[bytes, ...]:
        """The hashes under which a person may be stored, the present one first."""
        return fingerprints(self._keyring, network, person)

    def find(self, network: NetworkName, person: str) -> Person | None:
        """The person with that id on that network; their row is locked until the transaction ends."""
        prints = self.fingerprints(network, person)
        statement = select(PersonRow).where(PersonRow.fingerprint.in_(prints)).with_for_update()
        row = self._session.scalars(statement).first()
        return self._read(row) if row else None

    def of_print(self, fingerprint: bytes) -> Person | None:
        """The person who is stored under that hash."""
        row = self._session.scalars(select(PersonRow).where(PersonRow.fingerprint == fingerprint)).first()
        return self._read(row) if row else None

    def of_case(self, case_id: str, served: Iterable[NetworkName] = ()) -> Person | None:
        """The reachable account to write to about a case: one on a served network first, then the chosen one.

        An account whose row does not open is passed over. Raises StoreError when none opens.
        """
        chosen = (
            PersonRow.network.not_in(tuple(served)),
            PersonRow.chosen_at.is_(None),
            PersonRow.chosen_at.desc(),
            PersonRow.id,
        )
        statement = select(PersonRow).where(PersonRow.case_id == case_id, PersonRow.reachable).order_by(*chosen)
        rows = self._session.scalars(statement.with_for_update()).all()
        if len(rows) < 2:
            return self._read(rows[0]) if rows else None
        found = self._readable(rows)
        return found[0] if found else self._read(rows[0])

    def by_id(self, person_id: str) -> Person | None:
        """The person with that id in the store; their row is locked."""
        row = self._session.scalars(select(PersonRow).where(PersonRow.id == person_id).with_for_update()).first()
        return self._read(row) if row else None

    def beside(self, person: Person, *, every: bool = False) -> tuple[Person, ...]:
        """The other accounts of their case whose rows open.

        every  whether to raise StoreError when a row does not open, instead of passing it over
        """
        others = (PersonRow.case_id == person.case_id, PersonRow.id != person.id)
        rows = self._session.scalars(select(PersonRow).where(*others).order_by(PersonRow.id).with_for_update()).all()
        return tuple(map(self._read, rows)) if every else self._readable(rows)

    def alone(self, person: Person) -> bool:
        """Whether their case has no other account. No row is opened."""
        others = (PersonRow.case_id == person.case_id, PersonRow.id != person.id)
        return self._session.scalar(select(PersonRow.id).where(*others).limit(1)) is None

    def networks_beside(self, person: Person) -> tuple[NetworkName, ...]:
        """The networks of the other accounts of their case. No row is opened."""
        others = (PersonRow.case_id == person.case_id, PersonRow.id != person.id)
        found = self._session.scalars(select(PersonRow.network).where(*others).order_by(PersonRow.network))
        return tuple(map(NetworkName, found))

    def prints_on(self, case_id: str) -> tuple[bytes, ...]:
        """The hashes of all accounts of a case. No row is opened."""
        return tuple(self._session.scalars(select(PersonRow.fingerprint).where(PersonRow.case_id == case_id)))

    def delete_case_of_nobody(self, case_id: str) -> None:
        """Delete a case when it has no account any more."""
        if self._session.scalar(select(PersonRow.id).where(PersonRow.case_id == case_id).limit(1)) is None:
            self._session.execute(delete(CaseRow).where(CaseRow.id == case_id))

    def save(self, person: Person, campaign: str) -> None:
        """Store a person's present state, and their case if it is new."""
        if self._session.get(CaseRow, person.case_id) is None:
            self._session.add(CaseRow(id=person.case_id, campaign=campaign, next_due=None))
            self._session.flush()
        seal = self._keyring.seal
        self._session.merge(
            PersonRow(
                id=person.id,
                network=person.network,
                fingerprint=self.fingerprints(person.network, person.to.person)[0],
                case_id=person.case_id,
                contact=seal(f"person|{person.id}|contact", dump_destination(person.to)),
                conversation=seal(f"person|{person.id}|conversation", dump_conversation(person.conversation)),
                reachable=person.reachable,
                chosen_at=person.chosen_at,
                joined_at=person.joined_at,
                heard_on=person.heard_on,
                expires_on=person.expires_on,
            )
        )
        self._session.flush()

    def erase(self, prints: Iterable[bytes]) -> None:
        """Delete the accounts under these hashes, and their case when it has no other. No row is opened."""
        found = select(PersonRow.id, PersonRow.case_id).where(PersonRow.fingerprint.in_(tuple(prints)))
        for id_, case_id in self._session.execute(found).all():
            self._session.execute(delete(PersonRow).where(PersonRow.id == id_))
            self.delete_case_of_nobody(case_id)
        self._session.expire_all()

    def expired(self, today: date, limit: int) -> tuple[bytes, ...]:
        """The hashes of some expired people. No row is opened: one that does not open expires too."""
        statement = select(PersonRow.fingerprint).where(PersonRow.expires_on <= today).limit(limit)
        return tuple(self._session.scalars(statement.with_for_update()))

    def _readable(self, rows: Iterable[PersonRow]) -> tuple[Person, ...]:
        """The people whose rows open: a broken account of a case must not stop another."""
        found: list[Person] = []
        for row in rows:
            try:
                found.append(self._read(row))
            except StoreError as error:
                log.error("a place of a case cannot be read: %s", error)  # noqa: TRY400  one line
        return tuple(found)

    def _read(self, row: PersonRow) -> Person:
        return read_person(self._keyring, row)


def read_person(keyring: Keyring, row: PersonRow) -> Person:
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
