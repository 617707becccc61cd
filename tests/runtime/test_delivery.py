"""Delivery: each fate of a message is recorded as what it means, each place in order, and a crash doubles nothing."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import (
    ArchiveFile,
    Destination,
    DrawnFile,
    Fate,
    Gone,
    Later,
    Payload,
    Recipe,
    Refused,
    Sent,
    TextFile,
    Uncertain,
)  # fmt: skip
from bot.runtime.pacing import TOGETHER
from bot.store.outbox import Priority
from tests.store.bench import CAMILLE, DOMINIQUE, NOW
from tests.store.post import SOON, Crash, Network, Post, Searched


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


# --- Each fate ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "tried", "uncertain", "left"),
    [
        (Sent(), ["1", "2"], False, []),
        (Refused("made up"), ["1", "2"], False, []),
        (Gone("made up"), ["1", "2"], False, [CAMILLE]),
        (Uncertain("made up"), ["1"], True, []),  # the network may be in trouble: a moment of peace first
        (Later("made up", timedelta(minutes=1)), ["1"], False, []),
    ],
)
async def test_what_becomes_of_a_message_decides_what_follows(
    post: Post, fate: Fate, tried: list[str], uncertain: bool, left: list[Destination]
) -> None:
    post.put(["1", "2"])
    assert await post.empty(fate) == tried
    assert post.told_uncertain() is uncertain
    assert post.left == left


@pytest.mark.parametrize("fate", [Sent(), Refused("made up"), Gone("made up"), Uncertain("made up")])
async def test_a_message_whose_fate_is_final_is_never_tried_again(post: Post, fate: Fate) -> None:
    post.put(["1"])
    await post.empty(fate)
    post.now += timedelta(days=400)
    assert await post.empty() == []
    assert await post.restarted().empty() == []


async def test_a_file_is_made_when_it_leaves_and_one_that_cannot_be_is_said(post: Post) -> None:
    good = ArchiveFile("a.zip", (TextFile("a.txt", "Je m’oppose."),))
    with post.store.transaction() as unit:
        for of in (good, DrawnFile("x.png", "no timeline")):
            payload = Payload("Voici.", recipe=Recipe(of, "unprintable", "Ce fichier manque."))
            unit.outbox.put(post.network.name, CAMILLE, (payload,), Priority.ANSWER, post.now)
    assert await post.empty() == ["Voici.", "Ce fichier manque."]
    assert post.network.files == ["a.zip", ""]
    assert post.rows() == 0


async def test_what_certainly_did_not_leave_is_tried_again_after_the_wait_with_the_same_key(post: Post) -> None:
    post.put(["1"])
    await post.empty(Later("made up", timedelta(minutes=1)))
    post.now += timedelta(seconds=59)
    assert await post.empty() == []
    post.now += timedelta(seconds=1)
    assert await post.empty() == ["1"]
    assert len({key for _, _, key in post.network.tried}) == 1


async def test_without_a_wait_each_try_waits_twice_as_long_and_never_more_than_five_minutes(post: Post) -> None:
    post.put(["1"])
    for seconds in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        assert await post.empty(Later("made up", timedelta(0))) == ["1"]
        post.now += timedelta(seconds=seconds - 1)
        assert await post.empty() == []
        post.now += timedelta(seconds=1)
    assert await post.empty() == ["1"]


async def test_a_pause_that_a_whole_network_asks_for_is_kept_by_everybody(post: Post) -> None:
    post.put(["1"])
    await post.empty(Later("made up", timedelta(minutes=1), everyone=True))
    post.put(["a"], DOMINIQUE)
    post.now += timedelta(seconds=59)
    assert await post.empty() == []
    post.now += timedelta(seconds=1)
    assert sorted(await post.empty()) == ["1", "a"]


async def test_a_pause_for_one_place_keeps_nobody_else_waiting(post: Post) -> None:
    post.put(["1", "2"])
    await post.empty(Later("made up", timedelta(minutes=1)))
    post.put(["a", "b"], DOMINIQUE)
    assert await post.empty() == ["a", "b"]


async def test_only_who_is_gone_is_taken_for_gone(post: Post) -> None:
    post.put(["1"])
    post.put(["a"], DOMINIQUE)
    await post.empty(Gone("made up"), Sent())
    assert post.left == [CAMILLE]


# --- A network that does not answer ---------------------------------------------------------------------------------

NO_ANSWER = Later("made up", timedelta(0), everyone=True)
SILENCES = pytest.mark.parametrize("silence", [NO_ANSWER, Uncertain("made up")])


def people(number: int) -> list[Destination]:
    return [Destination(f"exemple-{n}", f"place-{n}") for n in range(number)]


async def second_by_second(post: Post, seconds: int) -> None:
    """Live so long, as a delivery that is woken each second."""
    for _ in range(seconds):
        await post.empty()
        post.now += timedelta(seconds=1)


@SILENCES
async def test_however_many_messages_wait_a_network_that_does_not_answer_is_asked_less_than_once_a_second(
    post: Post, silence: Fate
) -> None:
    for person in people(50):
        post.put(["1", "2"], person)
    post.network.fates = [silence] * 100
    await second_by_second(post, 20)
    assert len(post.network.tried) == TOGETHER + 5, "one round of what was ready, then one message a time"
    before = len(post.network.tried)
    await second_by_second(post, 60)
    assert len(post.network.tried) - before == 60 / 6


@SILENCES
@pytest.mark.parametrize("seconds", [5, 25, 90, 600])
async def test_once_a_network_answers_again_everybody_is_written_to_within_seconds(
    post: Post, silence: Fate, seconds: int
) -> None:
    waiting = people(10)
    for person in waiting:
        post.put(["1", "2"], person)
    post.network.fates = [silence] * 10_000
    await second_by_second(post, seconds)
    tried = len(post.network.tried)
    post.network.fates = []
    await second_by_second(post, 10)
    left = [text for _, text, _ in post.network.tried[tried:]]
    uncertain = tried if isinstance(silence, Uncertain) else 0
    assert len(left) == max(20 - uncertain, 0)
    told_late = len(left) if seconds > 60 else 0
    assert post.rows() == min(uncertain, 20) + told_late, "what may have arrived, or came late, is told"


class Stumbling(Network):
    """A network that never answers when it is given one message."""

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        self.fates = [NO_ANSWER if payload.text == "bad" else Sent()]
        return await super().send(to, payload, key)


async def test_a_message_that_a_network_stumbles_over_delays_the_others_by_seconds_and_stops_nobody(
    tmp_path: Path,
) -> None:
    post = Post(tmp_path, Stumbling())
    bad, good = people(2)
    post.put(["bad"], bad)
    for number in range(20):
        await second_by_second(post, number)
        post.put([f"{number}"], good)
        tried = len(post.network.tried)
        await second_by_second(post, 9)
        assert f"{number}" in post.network.texts[tried:]


# --- Order ----------------------------------------------------------------------------------------------------------


async def test_each_place_gets_its_messages_in_order_one_at_a_time_whatever_happens_to_others(post: Post) -> None:
    people = [Destination(f"exemple-{n}", f"place-{n}") for n in range(20)]
    for number in range(5):
        for person in people:
            post.put([f"{person.place}: {number}"], person)
    hiccup = Later("made up", timedelta(seconds=1))
    post.network.fates = [hiccup if n % 3 == 0 else Sent() for n in range(60)]
    for _ in range(30):
        await post.empty()
        post.now += timedelta(seconds=2)
    assert post.network.most <= TOGETHER
    for person in people:
        seen = [text for to, text, _ in post.network.tried if to == person]
        assert sorted(set(seen)) == [f"{person.place}: {n}" for n in range(5)]
        assert seen == sorted(seen), "a later message was tried before an earlier one had left"


async def test_answers_are_tried_before_reminders(post: Post) -> None:
    for number in range(TOGETHER):
        post.put(["reminder"], Destination(f"exemple-{number}", f"place-{number}"), Priority.REMINDER)
    post.put(["answer"])
    await post.empty()
    assert "answer" in post.network.texts[:TOGETHER]
    assert len(post.network.texts) == TOGETHER + 1


async def test_a_message_for_another_network_is_left_alone(post: Post) -> None:
    with post.store.transaction() as unit:
        unit.outbox.put(NetworkName.MATRIX, CAMILLE, (Payload("not here"),), Priority.ANSWER, NOW)
    assert await post.empty() == []


# --- The program ends -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resend_within", "down", "tried", "uncertain"),
    [
        (timedelta(0), timedelta(0), ["2"], True),  # Telegram
        (timedelta(hours=20), timedelta(hours=1), ["1", "2"], False),  # Matrix, soon
        (timedelta(hours=20), timedelta(days=3), ["2"], True),  # Matrix, days later
        (None, timedelta(days=400), ["1", "2"], False),  # the terminal
    ],
)
async def test_a_crash_between_sending_and_recording_doubles_nothing_where_it_could(
    tmp_path: Path, resend_within: timedelta | None, down: timedelta, tried: list[str], uncertain: bool
) -> None:
    post = Post(tmp_path, Network(resend_within))
    post.put(["1", "2"])
    with pytest.raises(Crash):
        await post.empty(Crash())
    post.now += down
    again = post.restarted()
    assert await again.empty() == tried
    assert again.told_uncertain() is uncertain
    keys = [key for _, text, key in post.network.tried if text == "1"]
    assert len(set(keys)) == 1, "a resend has the key of the first try"


# --- What the network has forgotten ---------------------------------------------------------------------------------

DAY = timedelta(hours=20)
NO_ANSWER = Later("TimeoutError", timedelta(0), everyone=True, perhaps=True)
LONG = timedelta(days=2)


@pytest.mark.parametrize(
    ("found", "tried", "uncertain"),
    [
        (Sent(before=True), ["2"], False),
        (None, ["1", "2"], False),
        (Uncertain("the room cannot be read any more"), ["2"], True),
        (Later("TimeoutError", timedelta(0), everyone=True), [], False),
    ],
)
@pytest.mark.parametrize("killed", [True, False])
async def test_what_may_have_left_long_ago_is_looked_for_before_it_is_sent_again(
    tmp_path: Path, found: Fate | None, tried: list[str], uncertain: bool, killed: bool
) -> None:
    network = Searched(DAY, found)
    post = Post(tmp_path, network)
    post.put(["1", "2"])
    if killed:
        with pytest.raises(Crash):
            await post.empty(Crash())
    else:
        await post.empty(NO_ANSWER)
    post.now += LONG
    again = post.restarted() if killed else post
    assert await again.empty() == tried
    assert network.sought == [(network.tried[0][2], NOW)], "once, with the key of the first try, since it was queued"
    assert len({key for _, text, key in network.tried if text == "1"}) == 1
    assert again.told_uncertain() is uncertain


async def test_what_may_have_left_a_while_ago_is_sent_with_its_key_and_not_looked_for(tmp_path: Path) -> None:
    network = Searched(DAY)
    post = Post(tmp_path, network)
    post.put(["1"])
    await post.empty(NO_ANSWER)
    post.now += DAY - timedelta(minutes=1)
    assert await post.empty() == ["1"]
    assert len({key for _, _, key in network.tried}) == 1


async def test_an_outage_longer_than_the_networks_memory_makes_what_may_have_left_uncertain(tmp_path: Path) -> None:
    post = Post(tmp_path, Network(DAY))  # no kill: the same program tries again, days later
    post.put(["1", "2"])
    await post.empty(NO_ANSWER)
    post.now += LONG
    assert await post.empty() == ["2"]
    assert post.told_uncertain()


async def test_what_certainly_did_not_leave_is_sent_however_long_that_took(tmp_path: Path) -> None:
    post = Post(tmp_path, Network(DAY))
    post.put(["1"])
    await post.empty(Later("M_LIMIT_EXCEEDED", timedelta(seconds=5), everyone=True))
    post.now += LONG
    assert await post.empty() == ["1"]


async def test_what_is_found_had_come_in_time(tmp_path: Path) -> None:
    post = Post(tmp_path, Searched(DAY, Sent(before=True)))
    post.put(["1"])
    await post.empty(NO_ANSWER)
    post.now += LONG
    await post.empty()
    with post.store.transaction() as unit:
        assert not unit.outbox.pending(post.network.name, CAMILLE).late(post.now)


async def test_a_crash_before_anything_was_claimed_loses_nothing(post: Post) -> None:
    post.put(["1", "2"])
    assert await post.restarted().empty() == ["1", "2"]


async def test_without_a_crash_recovery_finds_nothing(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.put(["1"])
    await post.empty()
    with caplog.at_level(logging.WARNING):
        post.restarted()
    assert caplog.text == ""


# --- Running --------------------------------------------------------------------------------------------------------


async def test_a_running_delivery_sends_what_is_queued_once_it_is_woken(post: Post) -> None:
    running = asyncio.create_task(post.delivery.run())
    try:
        for text in ("1", "2", "3"):
            post.network.took.clear()
            post.put([text])
            post.delivery.wake()
            async with asyncio.timeout(SOON):
                await post.network.took.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert post.network.texts == ["1", "2", "3"]


@pytest.mark.parametrize(
    "fate",
    [
        Sent(),
        Refused("made up"),
        Gone("made up"),
        Uncertain("made up"),
        Later("made up", timedelta(1)),
        Later("made up", timedelta(1), everyone=True),
    ],
)
async def test_the_log_says_what_happened_without_a_word_of_it_nor_to_whom(
    post: Post, fate: Fate, caplog: pytest.LogCaptureFixture
) -> None:
    post.put(["Bonjour Camille Exemple"])
    with caplog.at_level(logging.DEBUG, "bot"):
        await post.empty(fate)
        post.restarted()
    assert "telegram" in caplog.text
    words = ("Camille", "Exemple", CAMILLE.person, CAMILLE.place, *(key for _, _, key in post.network.tried))
    assert [word for word in words if word in caplog.text] == []


async def test_a_network_that_asks_to_slow_down_gets_answers_before_reminders(post: Post) -> None:
    waits, talks, third = people(3)
    post.put(["reminder 1", "reminder 2"], waits, priority=Priority.REMINDER)
    post.put(["reminder 3"], third, priority=Priority.REMINDER)
    post.network.fates = [Later("slow down", timedelta(seconds=5), everyone=True)] * 2
    await post.delivery.once()
    post.put(["answer 1", "answer 2"], talks)
    tried = len(post.network.tried)
    await second_by_second(post, 12)
    assert post.network.texts[tried:][:2] == ["answer 1", "answer 2"]
    assert len(post.network.texts[tried:]) == 5
