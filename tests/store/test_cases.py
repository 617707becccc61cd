"""Cases: a log that only grows, a ledger that tells each reminder once, an index of days."""

from datetime import timedelta

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.case.event import (
    Confirmed,
    Declined,
    Event,
    RemindersAccepted,
    Silent,
)
from bot.core.case.letter_event import Prepared
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.unit import Store
from tests.store.bench import CAMPAIGN, DOMINIQUE, NOW, TODAY, kept

EVENTS: tuple[Event, ...] = (
    Prepared(TODAY, (LetterName("caisse"), LetterName("hdh")), 1),
    RemindersAccepted(TODAY, 1),
    Silent(TODAY, "caisse"),
    Declined(TODAY, "hdh"),
)


@pytest.fixture
def case_id(store: Store) -> str:
    return kept(store).case_id


def test_events_come_back_in_the_order_they_happened(store: Store, case_id: str) -> None:
    for place, event in enumerate(EVENTS):
        with store.transaction() as unit:
            unit.cases.append(case_id, place, (event,))
    with store.transaction() as unit:
        case = unit.cases.load(case_id)
    assert [entry.event for entry in case.log] == list(EVENTS)
    assert [entry.seq for entry in case.log] == [0, 1, 2, 3]


def test_order_is_the_place_in_the_log_not_the_order_of_writing(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.append(case_id, 2, EVENTS[2:])
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS[:2])
        assert [entry.event for entry in unit.cases.load(case_id).log] == list(EVENTS)


def test_a_case_without_events_is_empty(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        assert unit.cases.load(case_id).log == ()
        assert unit.cases.load("never-heard-of").log == ()


def test_a_place_in_the_log_that_is_taken_is_refused_and_keeps_its_event(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS[:1])
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.cases.append(case_id, 0, (Confirmed(TODAY, "caisse"),))
    with store.transaction() as unit:
        assert [entry.event for entry in unit.cases.load(case_id).log] == [EVENTS[0]]


def test_events_of_a_case_that_does_not_exist_are_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.cases.append("never-heard-of", 0, EVENTS)


def test_an_event_that_is_put_under_another_case_does_not_open(store: Store, case_id: str) -> None:
    other = kept(store, DOMINIQUE).case_id
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS[:1])
        unit.connection.exec_driver_sql(f"UPDATE event SET case_id = '{other}'")
    with store.transaction() as unit, pytest.raises(StoreError, match="changed by hand"):
        unit.cases.load(other)


# --- The ledger -----------------------------------------------------------------------------------------------------


def test_a_reminder_is_written_in_the_ledger_once(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.note_reminded(case_id, (0, "deadline"), NOW, 1)
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.cases.note_reminded(case_id, (0, "deadline"), NOW + timedelta(days=1), 1)


def test_the_ledger_knows_reminders_by_event_and_kind_in_one_case(store: Store, case_id: str) -> None:
    keys, other = {(0, "deadline"), (0, "chase"), (3, "deadline")}, kept(store, DOMINIQUE).case_id
    with store.transaction() as unit:
        for key in sorted(keys):
            unit.cases.note_reminded(case_id, key, NOW, 3)
    with store.transaction() as unit:
        assert unit.cases.ledger(case_id) == dict.fromkeys(keys, 3)
        assert unit.cases.ledger(other) == {}


# --- The index of days ----------------------------------------------------------------------------------------------


def test_a_case_is_looked_at_from_its_moment_on_and_not_before(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.look_again(case_id, NOW)
    with store.transaction() as unit:
        assert unit.cases.to_look_at(NOW - timedelta(microseconds=1), 10) == ()
        assert unit.cases.to_look_at(NOW, 10) == (case_id,)
        assert unit.cases.to_look_at(NOW + timedelta(days=29), 10) == (case_id,), "the last day that anything is kept"
        assert unit.cases.to_look_at(NOW + timedelta(days=30), 10) == ()


def test_a_case_with_nothing_to_come_is_not_looked_at(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.look_again(case_id, NOW)
        unit.cases.look_again(case_id, None)
    with store.transaction() as unit:
        assert unit.cases.to_look_at(NOW + timedelta(days=3_650), 10) == ()


def test_the_case_that_waited_longest_is_looked_at_first(store: Store, case_id: str) -> None:
    others = [kept(store, to).case_id for to in (DOMINIQUE, Destination("claude-exemple-4003", "place-of-claude-4003"))]
    for days, case in enumerate((others[1], case_id, others[0])):
        with store.transaction() as unit:
            unit.cases.look_again(case, NOW + timedelta(days=days))
    with store.transaction() as unit:
        assert unit.cases.to_look_at(NOW + timedelta(days=9), 2) == (others[1], case_id)


def test_saving_the_person_again_leaves_the_index_alone(store: Store) -> None:
    person = kept(store)
    with store.transaction() as unit:
        unit.cases.look_again(person.case_id, NOW)
    with store.transaction() as unit:
        unit.people.save(person, CAMPAIGN)
    with store.transaction() as unit:
        assert unit.cases.to_look_at(NOW, 10) == (person.case_id,)
