"""What is in the files of the database: nothing readable while somebody is known, nothing at all once erased."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.event import RemindersAccepted
from bot.core.case.letter_event import Posted
from bot.core.case.working_days import Territory
from bot.core.conversation.state import Conversation, Opened, Said
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, File, Payload
from bot.store.outbox import Priority
from bot.store.people import Person, new_person
from bot.store.tables import CaseLogRow, CaseRow, OutboxRow, PersonRow
from bot.store.unit import Store
from tests.store.bench import CAMPAIGN, NOW, TODAY, forms_of, keyring, prints, written

WHO = Destination("person-canary-81723", "place-canary-52914")
MESSAGE, CURSOR = "message-canary-33071", "cursor-canary-60418"
ANSWERS = ("Camille Exemple-Canari", "77 rue du Canari", "caisse-canary-19283")
WORDS = ("letter-canary-é-47", "file-canary-90812", "button-canary-55120")
CANARIES = (WHO.person, WHO.place, MESSAGE, CURSOR, *ANSWERS, *WORDS)


@pytest.fixture
def fresh() -> bool:
    return True


@pytest.fixture
def directory(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Where the database keeps its files."""
    return tmp_path if backend == "sqlite" else Path(request.getfixturevalue("postgres").directory)


def speak(store: Store) -> Person:
    """Somebody answers everything, sends a letter, and is written to."""
    said = tuple(Said(key, value) for key, value in zip(("name", "address", "body"), ANSWERS, strict=True))
    conversation = Conversation("fr", True, said, opened=(Opened("outcome", "caisse", said),))
    person = new_person(NetworkName.TELEGRAM, WHO, conversation, TODAY)
    posted = Posted(TODAY, LetterName("caisse"), Medium.POST, ANSWERS[2], Territory.METROPOLE)
    letter = Payload(WORDS[0], f"<b>{WORDS[2]}</b>", file=File("a.txt", "text/plain", WORDS[1].encode()))
    with store.transaction() as unit:
        unit.first_time(NetworkName.TELEGRAM, MESSAGE, TODAY)
        unit.save_cursor(NetworkName.TELEGRAM, CURSOR, NOW)
        unit.people.save(person, CAMPAIGN)
        unit.cases.append(person.case_id, 0, (posted, RemindersAccepted(TODAY, 1)))
        unit.cases.note_reminded(person.case_id, ((0, "deadline"),), NOW, 1)
        unit.outbox.put(NetworkName.TELEGRAM, WHO, (letter, letter), Priority.ANSWER, NOW)
    with store.transaction() as unit:
        (first,) = unit.claims.claim(NetworkName.TELEGRAM, NOW, 10)
    with store.transaction() as unit:
        unit.fates.uncertain(first.key)
    return person


def forget(store: Store, person: Person) -> None:
    with store.transaction() as unit:
        unit.people.erase(prints(unit, person.to))
        unit.outbox.forget(prints(unit, person.to))
    store.scrub()


def settle(engine: Engine) -> None:
    """Make the server write what it only has in memory, so that there is something to look through."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))


def found_in(directory: Path) -> list[str]:
    content = written(directory)
    return [word for word in CANARIES if any(form in content for form in forms_of(word))]


def sealed(store: Store) -> list[bytes]:
    """The sealed values of everybody, as they stand in the database."""
    with store.transaction() as unit:
        values = [
            unit.connection.scalars(select(column)).all()
            for column in (
                PersonRow.contact,
                PersonRow.conversation,
                PersonRow.dates,
                CaseLogRow.content,
                CaseRow.due,
                OutboxRow.content,
            )
        ]
    return [value for column in values for value in column if value]


def test_nothing_that_a_person_said_or_is_called_can_be_read_in_any_file(store: Store, directory: Path) -> None:
    speak(store)
    settle(store.engine)
    assert found_in(directory) == []


def test_nothing_of_an_erased_person_can_be_read_in_any_file(store: Store, directory: Path) -> None:
    forget(store, speak(store))
    settle(store.engine)
    assert found_in(directory) == []


def test_the_search_does_find_what_is_written_in_clear(store: Store, directory: Path) -> None:
    with store.transaction() as unit:
        unit.connection.execute(text(f"INSERT INTO \"case\" (id, campaign) VALUES ('x', '{ANSWERS[0]}')"))
    settle(store.engine)
    assert found_in(directory) == [ANSWERS[0]]


def test_an_erased_person_leaves_no_row(store: Store) -> None:
    forget(store, speak(store))
    with store.transaction() as unit:
        for table in ("person", '"case"', "case_log", "outbox"):
            assert unit.connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table


@pytest.mark.parametrize("backend", ["sqlite"])
def test_even_the_sealed_values_of_an_erased_person_are_gone_from_every_file(
    store: Store, directory: Path, backend: str
) -> None:
    """So that a key that leaks later opens nothing of theirs. PostgreSQL keeps dead rows until it vacuums."""
    person = speak(store)
    values = sealed(store)
    assert all(value in written(directory) for value in values)
    forget(store, person)
    content = written(directory)
    assert [value for value in values if value in content] == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_the_scrub_the_write_ahead_log_would_still_hold_them(
    store: Store, directory: Path, backend: str
) -> None:
    person = speak(store)
    values = sealed(store)
    with store.transaction() as unit:
        unit.people.erase(prints(unit, person.to))
    assert any(value in written(directory) for value in values), "the scrub has become needless, or these tests blind"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_erasure_is_whole_while_other_connections_are_open(store: Store, directory: Path, backend: str) -> None:
    person = speak(store)
    values = sealed(store)
    with store.engine.connect() as idle:
        idle.execute(text("SELECT 1"))
        idle.rollback()
        forget(store, person)
        content = written(directory)
    assert [value for value in values if value in content] == []


def test_one_person_is_erased_and_another_is_not(store: Store) -> None:
    person = speak(store)
    there = Destination("another-81724", "elsewhere-52915")
    other = new_person(NetworkName.TELEGRAM, there, Conversation("fr", True), date(2026, 12, 24))
    with store.transaction() as unit:
        unit.people.save(other, CAMPAIGN)
        unit.outbox.put(NetworkName.TELEGRAM, there, (Payload("bonjour"),), Priority.ANSWER, NOW)
    forget(store, person)
    with Store(store.engine, keyring()).transaction() as unit:
        assert unit.people.find(NetworkName.TELEGRAM, there.person) == other
        assert unit.outbox.waiting(NetworkName.TELEGRAM) == 1
