"""People: found by a keyed hash, kept as they are, gone with their case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.case.event import Declined, RemindersAccepted
from bot.core.conversation.state import Conversation
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.people import OtherPlaces, new_person
from bot.store.tables import CaseLogRow, CaseRow, PersonRow
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
SOON, AT_LAST = TODAY + timedelta(days=3), TODAY + timedelta(days=431)


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
        unit.people.save(replace(person, to=there, reachable=True, heard_on=TODAY + timedelta(days=9)), CAMPAIGN)
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
            unit.cases.note_reminded(one.case_id, ((0, "deadline"),), NOW, 1)
    with store.transaction() as unit:
        unit.people.erase(prints(unit))
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) is None
        for table, rows in ((PersonRow, 1), (CaseRow, 1), (CaseLogRow, 1)):
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


def swept(store: Store, today: date, at_once: int = 10) -> list[bytes]:
    """The hashes of all whose time is over, found in pages of so many, who are deleted."""
    found: list[bytes] = []
    after = ""
    while True:
        with store.transaction() as unit:
            page = unit.sweep.page(after, today, AT_LAST, at_once)
            unit.people.erase(page.over)
        found += page.over
        if page.last is None:
            return found
        after = page.last


@pytest.mark.parametrize(("days", "over"), [(-1, False), (0, True), (1, True), (400, True)])
def test_a_person_expires_on_their_day_and_not_the_day_before(store: Store, days: int, over: bool) -> None:
    kept(store, expires_on=SOON)
    with store.transaction() as unit:
        theirs = prints(unit)
    assert swept(store, SOON + timedelta(days=days)) == list(theirs if over else ())


@pytest.mark.parametrize("at_once", [1, 2, 5, 6])
def test_all_expired_people_are_found_in_pages(store: Store, at_once: int) -> None:
    for number in range(5):
        kept(store, Destination(f"exemple-{number}", f"place-{number}"), SOON + timedelta(days=number % 2))
    assert len(swept(store, SOON, at_once)) == 3
    assert len(swept(store, SOON + timedelta(days=1), at_once)) == 2


def test_no_day_of_anybody_stands_in_clear_but_of_whoever_is_to_go_at_once(store: Store) -> None:
    kept(store, expires_on=SOON)
    gone = kept(store, DOMINIQUE, expires_on=TODAY)
    with store.transaction() as unit:
        columns = (PersonRow.id, PersonRow.heard_on, PersonRow.chosen_at, PersonRow.joined_at, PersonRow.reachable)
        assert all(row[1:] == (None,) * 4 for row in unit.connection.execute(select(*columns)))
        days = unit.connection.execute(select(PersonRow.id, PersonRow.expires_on)).all()
        assert {row.id: row.expires_on for row in days if row.expires_on} == {gone.id: TODAY}
        assert unit.sweep.marked(TODAY, 10) == prints(unit, DOMINIQUE)
        assert unit.sweep.marked(TODAY - timedelta(days=1), 10) == ()


def test_whoever_writes_while_they_are_found_to_be_over_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    person = kept(store, expires_on=SOON)
    with store.transaction() as unit:
        over = unit.sweep._over

        def writes(rows: Sequence[object], today: date) -> object:
            found = over(rows, today)
            unit.people.save(replace(person, expires_on=SOON + timedelta(days=9)), CAMPAIGN)
            return found

        monkeypatch.setattr(unit.sweep, "_over", writes)
        assert unit.sweep.page("", SOON, AT_LAST, 10).over == ()


def test_somebody_whose_day_does_not_open_goes_on_the_last_day_that_any_may_have(store: Store) -> None:
    kept(store, expires_on=SOON)
    other = kept(store, DOMINIQUE, expires_on=SOON + timedelta(days=9))
    with store.transaction() as unit:
        spoilt = update(PersonRow).where(PersonRow.id != other.id).values(dates=b"\x00" * 160)
        unit.connection.execute(spoilt)
    assert swept(store, SOON) == []
    with store.transaction() as unit:
        assert unit.sweep.page("", SOON, AT_LAST + timedelta(days=9), 10).unreadable == 1, "the first day noted stays"
        assert unit.sweep.marked(AT_LAST - timedelta(days=1), 10) == ()
        assert unit.sweep.marked(AT_LAST, 10) == prints(unit)


@pytest.mark.parametrize("column", ["contact", "conversation"])
def test_somebody_is_erased_without_being_read(store: Store, column: str) -> None:
    kept(store, expires_on=SOON)
    with store.transaction() as unit:
        unit.connection.execute(update(PersonRow).values({column: b"\x00" * 300}))
    with store.transaction() as unit, pytest.raises(StoreError):
        unit.people.find(TELEGRAM, CAMILLE.person)
    swept(store, SOON)
    with store.transaction() as unit:
        for table in (PersonRow, CaseRow):
            assert unit.connection.scalar(select(func.count()).select_from(table)) == 0


def test_someone_written_under_an_old_key_is_erased_under_the_new_one(store: Store) -> None:
    kept(Store(store.engine, keyring(OLD_KEY)))
    with Store(store.engine, keyring(KEY, OLD_KEY)).transaction() as unit:
        unit.people.erase(prints(unit))
        assert unit.connection.scalar(select(func.count()).select_from(PersonRow)) == 0
