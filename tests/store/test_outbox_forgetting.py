"""The outbox, when what was to be said must not be said any more, or when the database's answer was lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.ports.outgoing import Destination
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.store.bench import CAMILLE, DOMINIQUE, KEY, NOW, OLD_KEY, keyring, prints, tells_uncertain
from tests.store.test_outbox import MATRIX, MINUTE, TELEGRAM, claim, put, rows, texts


def test_dropping_a_place_forgets_what_waits_and_what_is_uncertain_there_and_nowhere_else(store: Store) -> None:
    put(store, "1", "2")
    (first,) = claim(store)
    with store.transaction() as unit:
        unit.fates.uncertain(first.key)
    put(store, "a", to=DOMINIQUE)
    put(store, "x", network=MATRIX)
    with store.transaction() as unit:
        unit.outbox.drop(TELEGRAM, CAMILLE)
    with store.transaction() as unit:
        assert not tells_uncertain(unit, TELEGRAM, CAMILLE)
    assert texts(claim(store)) == ["a"]
    assert texts(claim(store, network=MATRIX)) == ["x"]


@pytest.mark.parametrize("then", ["it did not leave", "the program ended", "nobody knows"])
@pytest.mark.parametrize("why", ["left", "erased"])
def test_what_was_being_sent_when_its_place_was_dropped_is_never_tried_again(store: Store, then: str, why: str) -> None:
    put(store, "1")
    (first,) = claim(store)
    with store.transaction() as unit:
        if why == "left":
            unit.outbox.drop(TELEGRAM, CAMILLE)
        else:
            unit.outbox.forget(prints(unit))
        assert unit.connection.scalars(select(OutboxRow.content)).all() == [None]
    with store.transaction() as unit:
        if then == "it did not leave":
            unit.fates.put_back(first.key, NOW)
        elif then == "nobody knows":
            unit.fates.uncertain(first.key)
        else:
            assert unit.fates.recover(TELEGRAM, NOW, timedelta(0)) == 0
    assert claim(store, NOW + MINUTE) == ()
    assert rows(store) == 0


def test_what_waits_for_somebody_is_forgotten_in_every_place_and_for_nobody_else(store: Store) -> None:
    put(Store(store.engine, keyring(OLD_KEY)), "under an old key")
    rotated = Store(store.engine, keyring(KEY, OLD_KEY))
    put(rotated, "an old room", to=Destination(CAMILLE.person, "an-old-room"))
    put(rotated, "a", to=Destination(DOMINIQUE.person, CAMILLE.place))
    put(rotated, "x", network=MATRIX)
    with rotated.transaction() as unit:
        unit.outbox.forget(prints(unit))
    assert texts(claim(rotated)) == ["a"]
    assert texts(claim(rotated, network=MATRIX)) == ["x"]


@pytest.mark.parametrize("twice", ["put back", "uncertain", "done"])
def test_a_fate_that_is_recorded_twice_is_recorded_once(store: Store, twice: str) -> None:
    """The database kept the first record and its answer was lost."""
    put(store, "1")
    (first,) = claim(store)
    for _ in range(2):
        with store.transaction() as unit:
            match twice:
                case "put back":
                    unit.fates.put_back(first.key, NOW)
                case "uncertain":
                    unit.fates.uncertain(first.key)
                case _:
                    unit.fates.done(first.key)
    assert len(claim(store)) == (twice == "put back")
    with store.transaction() as unit:
        assert tells_uncertain(unit, TELEGRAM, CAMILLE) is (twice == "uncertain")


def test_a_claim_that_its_claimer_was_not_told_of_is_put_back(store: Store) -> None:
    put(store, "1")
    put(store, "2", network=MATRIX)
    put(store, "a", to=DOMINIQUE)
    (first,) = claim(store, limit=1)
    claim(store, NOW + MINUTE)  # somebody else's
    claim(store, network=MATRIX)
    with store.transaction() as unit:
        unit.claims.unclaim([first.key], NOW + MINUTE)
    (again,) = claim(store, NOW + MINUTE)
    assert (again.key, again.tries) == (first.key, 2)
    assert claim(store, NOW + MINUTE, network=MATRIX) == ()


def test_a_fate_that_is_recorded_twice_is_nobody_else_s(store: Store) -> None:
    """SQLite gives the number of a deleted row to the next one: the answer that was queued meanwhile was deleted."""
    put(store, "1")
    (first,) = claim(store)
    with store.transaction() as unit:
        unit.fates.done(first.key)
    put(store, "a", to=DOMINIQUE)
    with store.transaction() as unit:
        unit.fates.done(first.key)
        unit.fates.uncertain(first.key)
        unit.fates.put_back(first.key, NOW + MINUTE)
    (second,) = claim(store)
    assert (second.to, second.payload.text) == (DOMINIQUE, "a")
