"""The outbox: each lane in order, one at a time, nothing twice, nothing silently lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, File, Payload
from bot.store.claiming import FILES_YIELD_FOR, Outgoing
from bot.store.fates import State
from bot.store.outbox import Priority
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.store.bench import (
    CAMILLE,
    DOMINIQUE,
    KEY,
    NOW,
    OLD_KEY,
    PowerCutError,
    cut_short,
    keyring,
    payload,
    tells_uncertain,
)

TELEGRAM, MATRIX = NetworkName.TELEGRAM, NetworkName.MATRIX
MINUTE = timedelta(minutes=1)


def put(
    store: Store,
    *texts: str,
    to: Destination = CAMILLE,
    network: NetworkName = TELEGRAM,
    priority: Priority = Priority.ANSWER,
) -> None:
    with store.transaction() as unit:
        unit.outbox.put(network, to, map(payload, texts), priority, NOW)


def claim(store: Store, now: datetime = NOW, limit: int = 10, network: NetworkName = TELEGRAM) -> tuple[Outgoing, ...]:
    with store.transaction() as unit:
        return unit.claims.claim(network, now, limit)


def texts(claimed: tuple[Outgoing, ...]) -> list[str]:
    return [one.payload.text for one in claimed]


def done(store: Store, claimed: tuple[Outgoing, ...]) -> None:
    with store.transaction() as unit:
        for one in claimed:
            unit.fates.done(one.key)


def rows(store: Store) -> int:
    with store.transaction() as unit:
        return unit.connection.scalar(select(func.count()).select_from(OutboxRow)) or 0


def test_a_message_is_claimed_whole_for_the_place_it_is_for(store: Store) -> None:
    put(store, "bonjour")
    (one,) = claim(store)
    assert (one.to, one.payload, one.tries) == (CAMILLE, payload("bonjour"), 1)


def test_a_lane_is_emptied_in_order_one_message_at_a_time(store: Store) -> None:
    put(store, "1", "2")
    put(store, "3")
    seen = []
    for _ in range(3):
        claimed = claim(store)
        assert claim(store) == (), "a second message left before the fate of the first was known"
        seen += texts(claimed)
        done(store, claimed)
    assert seen == ["1", "2", "3"]
    assert rows(store) == 0


def test_lanes_do_not_wait_for_each_other(store: Store) -> None:
    put(store, "1", "2")
    put(store, "a", "b", to=DOMINIQUE)
    assert texts(claim(store)) == ["1", "a"]
    put(store, "over there", to=CAMILLE, network=MATRIX)
    assert texts(claim(store, network=MATRIX)) == ["over there"]


def test_answers_leave_before_reminders_between_lanes(store: Store) -> None:
    put(store, "reminder", priority=Priority.REMINDER)
    put(store, "answer", to=DOMINIQUE)
    assert texts(claim(store, limit=1)) == ["answer"]
    assert texts(claim(store, limit=1)) == ["reminder"]


def test_where_a_network_is_slow_words_go_before_files_before_reminders_before_nudges(store: Store) -> None:
    places = [Destination(f"exemple-{number}", f"place-{number}") for number in range(4)]
    put(store, "nudge", to=places[0], priority=Priority.NUDGE)
    put(store, "reminder", to=places[1], priority=Priority.REMINDER)
    with store.transaction() as unit:
        file = Payload("letter", file=File("lettre.pdf", "application/pdf", b"made up"))
        unit.outbox.put(TELEGRAM, places[2], (file, Payload("and what to do with it")), Priority.ANSWER, NOW)
        unit.outbox.put(TELEGRAM, places[3], (Payload("words"),), Priority.ANSWER, NOW)
    left = [texts(claim(store, limit=1)) for _ in range(4)]
    assert left == [["words"], ["letter"], ["reminder"], ["nudge"]]


def test_a_file_yields_to_words_for_a_while_only(store: Store) -> None:
    with store.transaction() as unit:
        file = Payload("letter", file=File("lettre.pdf", "application/pdf", b"made up"))
        unit.outbox.put(TELEGRAM, CAMILLE, (file,), Priority.ANSWER, NOW - FILES_YIELD_FOR)
        unit.outbox.put(TELEGRAM, DOMINIQUE, (Payload("words"),), Priority.ANSWER, NOW)
    assert texts(claim(store, limit=1)) == ["letter"]


def test_within_a_lane_nothing_overtakes_a_reminder(store: Store) -> None:
    put(store, "reminder", priority=Priority.REMINDER)
    put(store, "answer")
    first = claim(store)
    done(store, first)
    assert texts(first) + texts(claim(store)) == ["reminder", "answer"]


def test_a_claim_that_was_not_committed_leaves_the_message_waiting(store: Store) -> None:
    put(store, "bonjour")
    claimed: list[Outgoing] = []
    with pytest.raises(PowerCutError):
        cut_short(store, lambda unit: claimed.extend(unit.claims.claim(TELEGRAM, NOW, 10)))
    assert texts(tuple(claimed)) == ["bonjour"]
    assert texts(claim(store)) == ["bonjour"]


def test_a_message_that_is_put_back_keeps_its_key_its_place_and_waits_for_its_moment(store: Store) -> None:
    put(store, "1", "2")
    (first,) = claim(store)
    with store.transaction() as unit:
        unit.fates.put_back(first.key, NOW + MINUTE)
    assert claim(store, NOW + MINUTE - timedelta(microseconds=1)) == (), "it overtook, or came too early"
    (again,) = claim(store, NOW + MINUTE)
    assert (again.key, again.payload, again.tries) == (first.key, first.payload, 2)


def test_two_messages_never_have_the_same_key(store: Store) -> None:
    put(store, "1")
    put(store, "1", to=DOMINIQUE)
    assert len({one.key for one in claim(store)}) == 2


# --- Uncertain ------------------------------------------------------------------------------------------------------


def test_an_uncertain_message_is_not_sent_again_its_words_are_gone_and_the_lane_goes_on(store: Store) -> None:
    put(store, "1", "2")
    (first,) = claim(store)
    with store.transaction() as unit:
        unit.fates.uncertain(first.key)
        assert unit.connection.scalar(select(OutboxRow.content).where(OutboxRow.id == first.id)) is None
    assert texts(claim(store, NOW + timedelta(days=400))) == ["2"]


def test_what_is_uncertain_is_told_once_and_only_where_it_happened(store: Store) -> None:
    put(store, "1")
    (first,) = claim(store)
    with store.transaction() as unit:
        unit.fates.uncertain(first.key)
    with store.transaction() as unit:
        assert not tells_uncertain(unit, TELEGRAM, DOMINIQUE)
        assert not tells_uncertain(unit, MATRIX, CAMILLE)
        assert tells_uncertain(unit, TELEGRAM, CAMILLE)
    with store.transaction() as unit:
        assert not tells_uncertain(unit, TELEGRAM, CAMILLE)
    assert rows(store) == 0


def test_what_became_uncertain_under_an_old_key_is_still_told(store: Store) -> None:
    put(Store(store.engine, keyring(OLD_KEY)), "1")
    rotated = Store(store.engine, keyring(KEY, OLD_KEY))
    (first,) = claim(rotated)
    with rotated.transaction() as unit:
        unit.fates.uncertain(first.key)
    with rotated.transaction() as unit:
        assert tells_uncertain(unit, TELEGRAM, CAMILLE)


# --- After a crash --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resend_within", "later", "resent"),
    [
        (None, timedelta(days=400), True),  # the terminal: printing again harms nobody
        (timedelta(0), timedelta(0), False),  # Telegram: never, not even at once
        (timedelta(hours=20), timedelta(hours=19, minutes=59), True),  # Matrix knows the key for a day
        (timedelta(hours=20), timedelta(hours=20), False),
        (timedelta(hours=20), timedelta(days=3), False),
    ],
)
def test_what_was_being_sent_is_sent_again_only_where_that_cannot_double(
    store: Store, resend_within: timedelta | None, later: timedelta, resent: bool
) -> None:
    put(store, "1", "2")
    (first,) = claim(store)
    with store.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW + later, resend_within) == (0 if resent else 1)
    (next_one,) = claim(store, NOW + later)
    assert (next_one.key == first.key) is resent
    assert next_one.payload.text == ("1" if resent else "2")
    with store.transaction() as unit:
        assert tells_uncertain(unit, TELEGRAM, CAMILLE) is not resent


def test_what_may_have_left_is_not_sent_once_its_next_try_comes_too_late(store: Store) -> None:
    """Found by the simulator: put back after an hour, busy for a day, and Matrix no longer knew the key."""
    put(store, "1", "2")
    claim(store)
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(hours=30)
    with store.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, soon, timedelta(hours=20)) == 0
    assert texts(claim(store, late)) == ["2"]
    with store.transaction() as unit:
        assert tells_uncertain(unit, TELEGRAM, CAMILLE)


def test_of_several_tries_that_may_have_left_the_first_counts(store: Store) -> None:
    put(store, "1")
    for hours in (0, 10):
        assert texts(claim(store, NOW + timedelta(hours=hours))) == ["1"]
        with store.transaction() as unit:
            unit.fates.recover(TELEGRAM, NOW + timedelta(hours=hours, minutes=1), timedelta(hours=20))
    assert claim(store, NOW + timedelta(hours=21)) == ()


def test_what_may_have_left_is_not_sent_by_a_new_log_in(store: Store) -> None:
    put(store, "1", "2")
    claim(store)
    with store.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, timedelta(hours=20)) == 0
        assert unit.fates.recover(TELEGRAM, NOW, timedelta(0)) == 1  # the next start is another device
    assert texts(claim(store)) == ["2"]


def test_where_it_can_be_looked_for_what_may_have_left_under_another_log_in_is_claimed_as_doubtful(
    store: Store,
) -> None:
    put(store, "1", network=MATRIX)
    assert not claim(store, network=MATRIX)[0].doubtful
    with store.transaction() as unit:
        assert unit.fates.recover(MATRIX, NOW, timedelta(hours=20), searched=True) == 0
        assert unit.fates.recover(MATRIX, NOW, timedelta(0), searched=True) == 0
    with store.transaction() as unit:
        (again,) = unit.claims.claim(MATRIX, NOW, 10, searched=True)
    assert again.doubtful


def test_where_the_clock_was_set_back_nobody_knows_how_long_ago_something_left(store: Store) -> None:
    put(store, "1", "2", network=MATRIX)
    claim(store, network=MATRIX)
    with store.transaction() as unit:
        assert unit.fates.recover(MATRIX, NOW - timedelta(days=1), timedelta(hours=20)) == 1


def test_what_is_done_once_when_it_is_done_twice_is_no_doubt(store: Store) -> None:
    with store.transaction() as unit:
        unit.outbox.put(TELEGRAM, CAMILLE, (Payload("", cleans=True),), Priority.ANSWER, NOW)
    (first,) = claim(store)
    with store.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, timedelta(0)) == 0
    (again,) = claim(store)
    assert again.key == first.key
    assert again.payload.cleans


def test_what_was_only_waiting_is_no_matter_for_recovery(store: Store) -> None:
    put(store, "1")
    put(store, "2", network=MATRIX)
    claim(store, network=MATRIX)
    with store.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, timedelta(0)) == 0
    assert texts(claim(store)) == ["1"]


# --- Its rows ---------------------------------------------------------------------------------------------------------


def test_only_what_waits_is_counted(store: Store) -> None:
    put(store, "1", "2", "3")
    put(store, "x", network=MATRIX)
    claim(store)
    with store.transaction() as unit:
        assert unit.outbox.waiting(TELEGRAM) == 2
        assert unit.outbox.waiting(NetworkName.TERMINAL) == 0


def test_a_row_whose_content_was_moved_to_another_row_does_not_open_and_holds_up_nobody(store: Store) -> None:
    put(store, "for Camille")
    put(store, "for Dominique", to=DOMINIQUE)
    with store.transaction() as unit:
        mine, theirs = unit.connection.execute(select(OutboxRow.id, OutboxRow.content).order_by(OutboxRow.id)).all()
        for row, other in ((mine, theirs), (theirs, mine)):
            unit.connection.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(content=other.content))
    put(store, "for Claude", to=Destination("claude-exemple-4003", "place-of-claude-4003"))
    assert texts(claim(store)) == ["for Claude"]
    assert claim(store) == ()
    with store.transaction() as unit:
        assert [tells_uncertain(unit, TELEGRAM, to) for to in (CAMILLE, DOMINIQUE)] == [True, True]
    assert rows(store) == 1, "only what Claude is being sent"


def test_a_row_says_in_clear_neither_who_nor_what(store: Store) -> None:
    put(store, "Bonjour Camille Exemple")
    with store.transaction() as unit:
        row = unit.connection.execute(select(OutboxRow)).one()
        clear = repr((row.key, row.network, row.lane, row.state, row.content)).lower()
    assert row.state == State.WAITING
    assert "camille" not in clear
    assert "exemple" not in clear
