"""People on networks: found by a keyed hash, everything else about them sealed."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.core.conversation.state import Conversation
from bot.core.exchange import Destination, NetworkName
from bot.store.records import dump_conversation, dump_destination, load_conversation, load_destination
from bot.store.seal import Keyring
from bot.store.tables import CaseRow, PersonRow


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on one network.

    reachable   False once they blocked the bot or left: no reminder is sent until they speak again
    expires_on  the day from which nothing of them is kept, unless they speak before
    """

    id: str
    network: NetworkName
    case_id: str
    to: Destination = field(repr=False)
    conversation: Conversation = field(repr=False)
    reachable: bool
    expires_on: date


def new_person(network: NetworkName, to: Destination, conversation: Conversation, expires_on: date) -> Person:
    """Someone who speaks for the first time, with an empty case of their own."""
    return Person(uuid4().hex, network, uuid4().hex, to, conversation, True, expires_on)


class People:
    """The people, within one transaction."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        """Take the transaction's session and the keys."""
        self._session = session
        self._keyring = keyring

    def find(self, network: NetworkName, person: str) -> Person | None:
        """Who has that id on that network; their row is locked until the transaction ends."""
        prints = self._keyring.fingerprints("person", f"{network}|{person}")
        statement = select(PersonRow).where(PersonRow.fingerprint.in_(prints)).with_for_update()
        row = self._session.scalars(statement).first()
        return self._read(row) if row else None

    def of_case(self, case_id: str) -> Person | None:
        """Someone who can be reached about a case."""
        statement = select(PersonRow).where(PersonRow.case_id == case_id, PersonRow.reachable).with_for_update()
        row = self._session.scalars(statement).first()
        return self._read(row) if row else None

    def save(self, person: Person, campaign: str) -> None:
        """Keep a person as they are now, and their case if it is new."""
        if self._session.get(CaseRow, person.case_id) is None:
            self._session.add(CaseRow(id=person.case_id, campaign=campaign, next_due=None))
            self._session.flush()
        seal = self._keyring.seal
        self._session.merge(
            PersonRow(
                id=person.id,
                network=person.network,
                fingerprint=self._keyring.fingerprint("person", f"{person.network}|{person.to.person}"),
                case_id=person.case_id,
                contact=seal(f"person|{person.id}|contact", dump_destination(person.to)),
                conversation=seal(f"person|{person.id}|conversation", dump_conversation(person.conversation)),
                reachable=person.reachable,
                expires_on=person.expires_on,
            )
        )
        self._session.flush()

    def erase(self, person: Person) -> None:
        """Delete a person, and their case with its events and ledger when nobody else is on it."""
        self._session.execute(delete(PersonRow).where(PersonRow.id == person.id))
        others = self._session.scalar(select(PersonRow.id).where(PersonRow.case_id == person.case_id).limit(1))
        if others is None:
            self._session.execute(delete(CaseRow).where(CaseRow.id == person.case_id))
        self._session.expire_all()

    def expired(self, today: date, limit: int) -> tuple[Person, ...]:
        """Some of the people whose time is over."""
        statement = select(PersonRow).where(PersonRow.expires_on <= today).limit(limit).with_for_update()
        return tuple(self._read(row) for row in self._session.scalars(statement))

    def _read(self, row: PersonRow) -> Person:
        opened = self._keyring.open
        return Person(
            row.id,
            NetworkName(row.network),
            row.case_id,
            load_destination(opened(f"person|{row.id}|contact", row.contact)),
            load_conversation(opened(f"person|{row.id}|conversation", row.conversation)),
            row.reachable,
            row.expires_on,
        )


def moved(person: Person, to: Destination) -> Person:
    """The person, answering from there: they can be reached again."""
    return replace(person, to=to, reachable=True)
