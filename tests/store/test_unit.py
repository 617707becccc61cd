"""One transaction: all or nothing, always looked at from a new one."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text

from bot.core.case.absence import Absence
from bot.core.case.event import RemindersAccepted
from bot.core.ports.network_name import NetworkName
from bot.store import StoreError
from bot.store.deeds import DeedKind
from bot.store.described import Described
from bot.store.outbox import Priority
from bot.store.people import new_person
from bot.store.tables import VaultRow
from bot.store.unit import Store, Unit
from tests.store.bench import (
    CAMILLE,
    CAMPAIGN,
    KEY,
    NOW,
    OLD_KEY,
    OTHER_KEY,
    TODAY,
    PowerCutError,
    conversation,
    cut_short,
    kept,
    keyring,
    payload,
)

TELEGRAM, MATRIX = NetworkName.TELEGRAM, NetworkName.MATRIX


def everything(unit: Unit) -> None:
    """Something in every table."""
    person = new_person(TELEGRAM, CAMILLE, conversation(), TODAY)
    unit.first_time(TELEGRAM, "update-1", TODAY)
    unit.save_cursor(TELEGRAM, "42", NOW)
    unit.people.save(person, CAMPAIGN)
    unit.cases.append(person.case_id, 0, (RemindersAccepted(TODAY, 1),))
    unit.cases.note_reminded(person.case_id, ((0, "deadline"),), NOW, 1)
    unit.cases.count(CAMPAIGN, "answer=1")
    unit.outbox.put(TELEGRAM, CAMILLE, (payload("bonjour"),), Priority.ANSWER, NOW)
    unit.absences.read(TELEGRAM, NOW)
    unit.absences.add(TELEGRAM, Absence(NOW, NOW))
    unit.looks.believe(TODAY)
    unit.reports.add("751", "made up", TODAY)
    unit.links.offer(person.id, "made up", NOW)
    unit.traces.add(TELEGRAM, CAMILLE, "camille-exemple/1", NOW)
    unit.deeds.note(DeedKind.FORGOTTEN, (b"made up",), NOW)
    unit.backups.begin(NOW)
    unit.homes.is_at("made up")
    unit.check_key(keep=True)


def counts(store: Store) -> set[int]:
    with store.transaction() as unit:
        tables = (
            table
            for table in Described.metadata.sorted_tables
            if table.name not in {"tally", "secret", "event", "ledger"}
        )  # a row for each sum, the database's own key; and what only earlier releases write
        return {unit.connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_everything_that_happens_in_one_transaction_is_kept(store: Store) -> None:
    with store.transaction() as unit:
        everything(unit)
    assert counts(store) == {1}


@pytest.mark.parametrize("error", [RuntimeError, KeyError, KeyboardInterrupt])
def test_nothing_of_it_is_kept_when_it_ends_in_an_exception(store: Store, error: type[BaseException]) -> None:
    with pytest.raises(error):
        cut_short(store, everything, error("made up"))
    assert counts(store) == {0}


def test_nothing_of_it_is_kept_when_the_database_refuses_the_last_step(store: Store) -> None:
    def refused(unit: Unit) -> None:
        everything(unit)
        unit.connection.execute(text("INSERT INTO nothing_of_the_kind VALUES (1)"))

    with pytest.raises(StoreError):
        cut_short(store, refused)
    assert counts(store) == {0}


def test_what_the_database_says_of_its_failure_is_told_by_its_class_alone(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        with store.transaction() as unit:
            unit.connection.execute(text("SELECT camille_exemple FROM person"))
    assert "camille" not in str(caught.value).lower()
    assert caught.value.__cause__ is None


# --- Replays --------------------------------------------------------------------------------------------------------


def first(store: Store, network: NetworkName, message: str) -> bool:
    with store.transaction() as unit:
        return unit.first_time(network, message, TODAY)


def test_a_message_is_received_for_the_first_time_once(store: Store) -> None:
    assert [first(store, TELEGRAM, "update-1") for _ in range(3)] == [True, False, False]
    assert first(store, TELEGRAM, "update-2")


def test_the_same_message_id_on_another_network_is_another_message(store: Store) -> None:
    assert first(store, TELEGRAM, "1")
    assert first(store, MATRIX, "1")


def test_a_message_is_new_again_when_what_it_did_was_rolled_back(store: Store) -> None:
    with pytest.raises(PowerCutError):
        cut_short(store, lambda unit: unit.first_time(TELEGRAM, "update-1", TODAY))
    assert first(store, TELEGRAM, "update-1")


def test_a_message_that_was_seen_under_an_old_key_is_still_a_replay(store: Store) -> None:
    assert first(Store(store.engine, keyring(OLD_KEY)), TELEGRAM, "update-1")
    assert not first(Store(store.engine, keyring(KEY, OLD_KEY)), TELEGRAM, "update-1")


def test_messages_are_remembered_from_the_given_day_on(store: Store) -> None:
    for days in range(3):
        with store.transaction() as unit:
            unit.first_time(TELEGRAM, f"update-{days}", TODAY + timedelta(days=days))
    with store.transaction() as unit:
        unit.forget_seen(TODAY + timedelta(days=1))
    assert [first(store, TELEGRAM, f"update-{days}") for days in range(3)] == [True, False, False]


# --- Cursors --------------------------------------------------------------------------------------------------------


def test_each_network_goes_on_from_its_own_last_cursor(store: Store) -> None:
    for network, value in ((TELEGRAM, "41"), (MATRIX, "s72_1"), (TELEGRAM, "42")):
        with store.transaction() as unit:
            unit.save_cursor(network, value, NOW)
    with store.transaction() as unit:
        telegram, matrix = unit.cursor(TELEGRAM), unit.cursor(MATRIX)
        assert telegram is not None
        assert matrix is not None
        assert (telegram.value, telegram.saved_at, matrix.value) == ("42", NOW, "s72_1")
        assert unit.cursor(NetworkName.TERMINAL) is None


def test_a_moment_comes_back_as_the_same_instant_with_its_zone(store: Store) -> None:
    there = datetime.fromisoformat("2027-03-28T03:30:00.000001+02:00")
    with store.transaction() as unit:
        unit.save_cursor(TELEGRAM, "1", there)
    with store.transaction() as unit:
        cursor = unit.cursor(TELEGRAM)
    assert cursor is not None
    assert cursor.saved_at == there
    assert cursor.saved_at.utcoffset() is not None
    assert cursor.saved_at.astimezone(UTC).hour == 1


def test_a_moment_without_its_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.save_cursor(TELEGRAM, "1", NOW.replace(tzinfo=None))


# --- The key --------------------------------------------------------------------------------------------------------


def test_a_store_is_opened_with_the_key_it_was_written_with_or_not_at_all(store: Store) -> None:
    store.check()
    store.check()
    with pytest.raises(StoreError, match="another key"):
        Store(store.engine, keyring(OTHER_KEY)).check()
    Store(store.engine, keyring(OTHER_KEY, KEY)).check()
    with pytest.raises(StoreError, match="another key"):
        Store(store.engine, keyring(OTHER_KEY)).check()


def test_a_key_that_was_drawn_in_what_is_undone_seals_nothing_more(store: Store) -> None:
    """Before: what was sealed after it opened for nobody."""
    person = kept(store)
    with store.transaction() as unit:
        unit.connection.execute(delete(VaultRow))  # an earlier release kept them, with no key of their own
    with store.transaction() as unit:
        with suppress(PowerCutError), unit.apart():
            unit.vault.seal(person.case_id, "made up", b"made up")
            raise PowerCutError
        unit.people.save(person, CAMPAIGN)
    with store.transaction() as unit:
        assert unit.people.find(TELEGRAM, CAMILLE.person) == person
