"""People: found by a keyed hash, kept as they are, gone with their case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.case.event import Declined, RemindersAccepted
from bot.core.conversation.state import Conversation
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.people import OtherPlaces, moved, new_person
from bot.store.tables import CaseRow, EventRow, LedgerRow, PersonRow
from bot.store.unit import Store
from tests.store.bench import (
    CAMILLE,
    CAMPAIGN,
    DOMINIQUE,
    KEY,
    NOW,
    OLD_KEY,
    TODAY,
    conversation,
    kept,
    keyring,
    prints,
)

TELEGRAM, MATRIX = NetworkName.TELEGRAM, NetworkName.MATRIX


def test_a_person_is_found_as_they_were_saved(store: Store) -> None:
    person = kept(store)
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) == person


def test_a_person_who_is_saved_again_is_the_same_person_changed(store: Store) -> None:
    person = kept(store)
    changed = replace(person, conversation=Conversation("en", greeted=True), expires_on=date(2028, 2, 1))
    with store.transaction() as unit:
        unit.people.save(changed, CAMPAIGN)
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) == changed
        assert unit.connection.scalar(select(func.count()).select_from(PersonRow)) == 1


@pytest.mark.parametrize(
    ("network", "person"), [(MATRIX, CAMILLE.person), (TELEGRAM, DOMINIQUE.person), (TELEGRAM, CAMILLE.person + "0")]
)
def test_nobody_is_found_under_another_id_or_on_another_network(
    store: Store, network: NetworkName, person: str
) -> None:
    kept(store)
    with store.transaction() as unit:
        assert unit.people.find(network, person) is None


def test_the_same_id_on_two_networks_is_two_people(store: Store) -> None:
    one, other = kept(store), new_person(MATRIX, CAMILLE, conversation("Dominique Exemple"), TODAY)
    with store.transaction() as unit:
        unit.people.save(other, CAMPAIGN)
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) == one
        assert unit.people.find(MATRIX, CAMILLE.person) == other


def test_one_person_cannot_be_written_down_twice(store: Store) -> None:
    kept(store)
    with pytest.raises(StoreError):
        kept(store)


def test_someone_written_under_an_old_key_is_found_and_written_with_the_new_one_beside_it(store: Store) -> None:
    person = kept(Store(store.engine, keyring(OLD_KEY)))
    with Store(store.engine, keyring(KEY, OLD_KEY)).transaction() as unit:
        found = unit.people.find(TELEGRAM, CAMILLE.person)
        assert found == person
        unit.people.save(found, CAMPAIGN)
    with Store(store.engine, keyring(KEY, OLD_KEY)).transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) == person


def test_somebody_who_moves_is_reached_in_the_new_place(store: Store) -> None:
    person = replace(kept(store), reachable=False)
    there = Destination(CAMILLE.person, "another-place")
    with store.transaction() as unit:
        unit.people.save(moved(person, there, TODAY + timedelta(days=9)), CAMPAIGN)
    with store.transaction() as unit:
        found = unit.people.find(TELEGRAM, CAMILLE.person)
        assert found is not None
        assert (found.to, found.reachable) == (there, True)
        assert found.heard_on == TODAY + timedelta(days=9)


def test_about_a_case_only_somebody_who_can_be_reached_is_named(store: Store) -> None:
    person = kept(store)
    with store.transaction() as unit:
        assert unit.people.of_case(person.case_id) == (person, OtherPlaces())
        unit.people.save(replace(person, reachable=False), CAMPAIGN)
    with store.transaction() as unit:
        assert unit.people.of_case(person.case_id) is None


def test_an_erased_person_is_gone_with_their_case_and_nobody_else(store: Store) -> None:
    person, other = kept(store), kept(store, DOMINIQUE)
    for one in (person, other):
        with store.transaction() as unit:
            unit.cases.append(one.case_id, 0, (RemindersAccepted(TODAY, 1), Declined(TODAY, "hdh")))
            unit.cases.note_reminded(one.case_id, (0, "deadline"), NOW, 1)
    with store.transaction() as unit:
        unit.people.erase(prints(unit))
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) is None
        for table, rows in ((PersonRow, 1), (CaseRow, 1), (EventRow, 2), (LedgerRow, 1)):
            assert unit.connection.scalar(select(func.count()).select_from(table)) == rows, table.__tablename__
        assert len(unit.cases.load(other.case_id).log) == 2


def test_a_case_stays_as_long_as_somebody_is_on_it(store: Store) -> None:
    one = kept(store)
    other = replace(new_person(MATRIX, DOMINIQUE, conversation(), TODAY), case_id=one.case_id)
    with store.transaction() as unit:
        unit.people.save(other, CAMPAIGN)
        unit.cases.append(one.case_id, 0, (RemindersAccepted(TODAY, 1),))
    with store.transaction() as unit:
        unit.people.erase(prints(unit))
    with store.transaction() as unit:
        assert len(unit.cases.load(one.case_id).log) == 1
        unit.people.erase(prints(unit, DOMINIQUE, MATRIX))
    with store.transaction() as unit:
        assert unit.cases.load(one.case_id).log == ()


@pytest.mark.parametrize(("days", "over"), [(-1, False), (0, True), (1, True), (400, True)])
def test_a_person_expires_on_their_day_and_not_the_day_before(store: Store, days: int, over: bool) -> None:
    kept(store, expires_on=TODAY)
    with store.transaction() as unit:
        found = unit.people.expired(TODAY + timedelta(days=days), 10)
        assert found == (prints(unit) if over else ())


def test_expired_people_come_in_batches(store: Store) -> None:
    for number in range(5):
        kept(store, Destination(f"exemple-{number}", f"place-{number}"), TODAY)
    seen = 0
    while True:
        with store.transaction() as unit:
            batch = unit.people.expired(TODAY, 2)
            unit.people.erase(batch)
        seen += len(batch)
        if not batch:
            break
    assert seen == 5


@pytest.mark.parametrize("column", ["contact", "conversation"])
def test_somebody_is_erased_without_being_read(store: Store, column: str) -> None:
    kept(store, expires_on=TODAY)
    with store.transaction() as unit:
        unit.connection.execute(update(PersonRow).values({column: b"\x00" * 300}))
    with store.transaction() as unit, pytest.raises(StoreError):
        unit.people.find(TELEGRAM, CAMILLE.person)
    with store.transaction() as unit:
        unit.people.erase(unit.people.expired(TODAY, 10))
    with store.transaction() as unit:
        for table in (PersonRow, CaseRow):
            assert unit.connection.scalar(select(func.count()).select_from(table)) == 0


def test_someone_written_under_an_old_key_is_erased_under_the_new_one(store: Store) -> None:
    kept(Store(store.engine, keyring(OLD_KEY)))
    with Store(store.engine, keyring(KEY, OLD_KEY)).transaction() as unit:
        unit.people.erase(prints(unit))
        assert unit.connection.scalar(select(func.count()).select_from(PersonRow)) == 0
