"""What the store holds once a run is over, in a form that two runs can be compared by: no key, no moment."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.core.case.event import Recorded
from bot.core.conversation.state import Conversation
from bot.store.engine import open_engine
from bot.store.opening import KEY_FILE
from bot.store.people import Person
from bot.store.seal import Keyring, read_key_file
from bot.store.tables import FingerprintRow, OutboxRow
from bot.store.unit import Store


@dataclass(frozen=True)
class Kept:
    """Of each person: the conversation, the case, the ledger; and how many messages are not delivered."""

    people: tuple[tuple[Conversation, tuple[Recorded, ...], tuple[Any, ...]], ...]
    waiting: int


def kept_in(data: Path) -> Kept:
    """Read a data directory that no bot uses now."""
    engine = open_engine(f"sqlite:///{data / 'objecteur.sqlite3'}")
    try:
        return kept(Store(engine, Keyring(read_key_file(data / KEY_FILE))))
    finally:
        engine.dispose()


def kept(store: Store) -> Kept:
    """Read a store."""
    with store.transaction() as unit:
        prints = unit.connection.scalars(select(FingerprintRow.fingerprint)).all()
        people = [person for one in prints if (person := unit.people.of_print(one))]

        def all_of(person: Person) -> tuple[Conversation, tuple[Recorded, ...], tuple[Any, ...]]:
            ledger = tuple(sorted(unit.cases.ledger(person.case_id).items()))
            # The numbers of messages differ as soon as one is sent less: which message told what is left out.
            told = replace(person.conversation, sources=(), last="")
            return told, unit.cases.load(person.case_id).log, ledger

        waiting = unit.connection.scalar(select(func.count()).select_from(OutboxRow)) or 0
        return Kept(tuple(all_of(person) for person in people), waiting)
