"""Rotation: under conversation, killed and gone on with, and then nothing needs the older key."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from bot.core.case.event import RemindersAccepted
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.audit import unreadable
from bot.store.deeds import DeedKind
from bot.store.outbox import Priority
from bot.store.people import Person
from bot.store.rotating import BATCH, Rotation, share_before
from bot.store.tables import CaseRow, PersonRow, VaultRow
from bot.store.unit import Store
from tests.store.bench import (
    CAMILLE,
    CAMPAIGN,
    DOMINIQUE,
    KEY,
    NOW,
    OLD_KEY,
    TODAY,
    PowerCutError,
    cut_short,
    kept,
    keyring,
    payload,
    prints,
)

TELEGRAM = NetworkName.TELEGRAM
NEEDED_UNTIL = TODAY + timedelta(days=31)
SEVERAL = 5 * BATCH + 20


@pytest.fixture
def before(engine: Engine) -> Store:
    """A database under the older key."""
    store = Store(engine, keyring(OLD_KEY))
    store.check()
    return store


@pytest.fixture
def both(before: Store) -> Store:
    """The same, with the present key before the older one."""
    return Store(before.engine, keyring(KEY, OLD_KEY))


def quiet(what: str, done: int, total: int) -> None:
    """Say nothing."""


def rotated(store: Store, say: Callable[[str, int, int], None] = quiet) -> Store:
    """The database after a rotation, with the present key alone."""
    assert Rotation(store, say).run(NEEDED_UNTIL) == 0
    alone = Store(store.engine, keyring(KEY))
    alone.check()
    return alone


def lived(store: Store, to: Destination = CAMILLE) -> Person:
    """Somebody with an event, a message that waits, and a number of a message."""
    person = kept(store, to)
    with store.transaction() as unit:
        unit.cases.append(person.case_id, 0, (RemindersAccepted(TODAY, 1),))
        unit.outbox.put(TELEGRAM, to, (payload("bonjour"),), Priority.ANSWER, NOW)
        unit.traces.add(TELEGRAM, to, "4001", NOW + timedelta(days=1))
        unit.first_time(TELEGRAM, f"seen-{to.person}", TODAY)
    return person


def stands(store: Store, person: Person) -> None:
    """All of somebody who `lived` is there and opens."""
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, person.to.person) == person
        assert [one.event for one in unit.cases.load(person.case_id).log] == [RemindersAccepted(TODAY, 1)]
        assert unit.traces.numbers(TELEGRAM, person.to, NOW) == ("4001",)
        assert not unit.first_time(TELEGRAM, f"seen-{person.to.person}", TODAY), "replays are still refused"


def test_nothing_needs_the_older_key_any_more(before: Store, both: Store) -> None:
    person, other = lived(before), lived(both, DOMINIQUE)
    with before.transaction() as unit:
        unit.save_cursor(TELEGRAM, "42", NOW)
        unit.reports.add("751", "made up", TODAY)
        unit.deeds.note(DeedKind.FORGOTTEN, (b"made up",), NOW)
        unit.backups.begin(NOW)
    alone = rotated(both)
    assert not unreadable(alone)
    for one in (person, other):
        stands(alone, one)
    with alone.transaction() as unit:
        cursor = unit.cursor(TELEGRAM)
        assert cursor
        assert cursor.value == "42"
        assert unit.reports.all()[0].text == "made up"
        assert unit.backups.whole()
        assert {out.to for out in unit.claims.claim(TELEGRAM, NOW, 10)} == {CAMILLE, DOMINIQUE}
    with pytest.raises(StoreError, match="another key"):
        Store(alone.engine, keyring(OLD_KEY)).check()


class Killed:
    """Ends a rotation after so many batches; until then people talk between two of them."""

    def __init__(self, batches: int, between: Callable[[], None]) -> None:
        self._left = batches
        self._between = between

    def __call__(self, what: str, done: int, total: int) -> None:
        self._between()
        self._left -= 1
        if self._left < 0:
            raise PowerCutError


def turns(store: Store, people: list[Person]) -> Iterator[None]:
    """Each writes in turn, and is answered; every third one has all erased, and a newcomer comes."""
    for number, person in enumerate(people):
        with store.transaction() as unit:
            found = unit.people.find(TELEGRAM, person.to.person)
            assert found == person
            if number % 3 == 0:
                unit.people.erase(prints(unit, person.to))
            else:
                people[number] = replace(person, heard_on=TODAY + timedelta(days=1))
                unit.people.save(people[number], CAMPAIGN)
                unit.cases.append(person.case_id, 1, (RemindersAccepted(TODAY, 2),))
        kept(store, Destination(f"newcomer-{number}", f"place-{number}"))
        yield


def test_it_is_killed_and_goes_on_while_people_talk(before: Store, both: Store) -> None:
    people = [kept(before, Destination(f"exemple-{n}", f"place-{n}")) for n in range(SEVERAL)]
    talk, spoken = turns(both, people), 0

    def between() -> None:
        nonlocal spoken
        for _ in range(9):
            next(talk, None)
            spoken += 1

    for batches in (0, 1, 3):
        with pytest.raises(PowerCutError):
            Rotation(both, Killed(batches, between)).run(NEEDED_UNTIL)
    left, people_then = share_before(both)
    assert 0 < left < people_then
    alone = rotated(both, lambda *_: between())
    assert not unreadable(alone)
    with alone.transaction() as unit:
        for number, person in enumerate(people):
            erased = number < spoken and number % 3 == 0
            assert unit.people.find(TELEGRAM, person.to.person) == (None if erased else person)
        counted = {
            table: unit.connection.scalar(select(func.count()).select_from(table)) for table in (PersonRow, VaultRow)
        }
        assert counted[PersonRow] == counted[VaultRow]
    assert share_before(alone)[0] == 0


def test_who_writes_with_the_older_key_meanwhile_is_counted(before: Store, both: Store) -> None:
    lived(before)
    numbers = iter(range(1_000))

    def writes(*_: object) -> None:
        with before.transaction() as unit:
            number = next(numbers)
            unit.outbox.put(TELEGRAM, Destination(f"n{number}", f"n{number}"), (payload("a"),), Priority.ANSWER, NOW)

    assert Rotation(both, writes).run(NEEDED_UNTIL) > 0


def test_a_value_that_no_key_opens_stays_and_stops_nothing(before: Store, both: Store) -> None:
    person, other = lived(before), lived(before, DOMINIQUE)
    with before.transaction() as unit:
        junk = update(VaultRow).where(VaultRow.id == person.case_id).values(key=b"\x00" * 60)
        unit.connection.execute(junk)
    rotation = Rotation(both, quiet)
    assert rotation.run(NEEDED_UNTIL) == 0
    assert rotation.unreadable == 1
    stands(Store(both.engine, keyring(KEY)), other)


def test_the_share_of_people_under_an_older_key_is_known(before: Store, both: Store) -> None:
    kept(before)
    kept(both, DOMINIQUE)
    assert share_before(both) == (1, 2)
    assert share_before(rotated(both)) == (0, 2)


# --- A person's own key -----------------------------------------------------------------------------------------------


def test_the_key_of_an_erased_person_is_gone_in_the_same_transaction(store: Store) -> None:
    person = lived(store)
    lived(store, DOMINIQUE)
    with pytest.raises(PowerCutError):
        cut_short(store, lambda unit: unit.people.erase(prints(unit)))
    stands(store, person)
    with store.transaction() as unit:
        unit.people.erase(prints(unit))
    with store.transaction() as unit:
        assert unit.connection.scalars(select(VaultRow.id)).all() == unit.connection.scalars(select(CaseRow.id)).all()


def test_a_value_opens_with_no_other_person_s_key(store: Store) -> None:
    one, other = lived(store), lived(store, DOMINIQUE)
    with store.transaction() as unit:
        theirs = unit.connection.scalar(select(VaultRow.key).where(VaultRow.id == other.case_id))
        unit.connection.execute(update(VaultRow).where(VaultRow.id == one.case_id).values(key=theirs))
    with store.transaction() as unit, pytest.raises(StoreError, match="changed by hand"):
        unit.people.find(TELEGRAM, CAMILLE.person)


def test_a_renewed_key_opens_nothing_of_before(store: Store) -> None:
    person = lived(store)
    with store.transaction() as unit:
        row = unit.connection.execute(select(PersonRow.contact, PersonRow.conversation)).one()
        unit.households.renew(person.case_id)
    stands(store, person)
    with store.transaction() as unit:
        unit.connection.execute(update(PersonRow).values(contact=row.contact, conversation=row.conversation))
    with store.transaction() as unit, pytest.raises(StoreError, match="changed by hand"):
        unit.people.find(TELEGRAM, CAMILLE.person)


def test_a_value_of_an_earlier_release_that_does_not_open_is_counted_once(store: Store) -> None:
    person = lived(store)
    with store.transaction() as unit:
        unit.connection.execute(update(PersonRow).values(contact=b"\x00" * 60))
    rotation = Rotation(store, quiet)
    assert rotation.run(NEEDED_UNTIL) == 0
    assert rotation.unreadable == 1
    with store.transaction() as unit:
        assert len(unit.cases.load(person.case_id).log) == 1
