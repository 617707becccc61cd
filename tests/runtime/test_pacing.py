"""The pace: nobody waits for a chat that is slow, hangs or fails; a network that is down is left in peace."""

from datetime import datetime, timedelta

import pytest

from bot.core.ports.network import AT_MOST, LONGEST_PAUSE
from bot.core.ports.outgoing import Destination, Fate, Later, Payload, Refused, Sent, Uncertain
from bot.runtime.pacing import FIRST_PAUSE, HANGS, SLOWLY, TOGETHER, Pace, Sending
from bot.store.claiming import Outgoing
from tests.store.bench import NOW

SILENCE = Later("no answer", timedelta(0), everyone=True)
SILENCES = pytest.mark.parametrize("silence", [SILENCE, Uncertain("made up")])
SECOND = timedelta(seconds=1)


class Ground:
    """A pace, its clocks, and what is being sent."""

    def __init__(self, per_second: float = 1_000, in_a_chat: int | None = None) -> None:
        self.seconds = 0.0
        self.pace = Pace(per_second, in_a_chat, lambda: self.seconds)
        self.sending: list[Sending] = []

    @property
    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    @property
    def room(self) -> int:
        return self.pace.room(self.now, self.sending)

    def begins(self, chat: int) -> Sending:
        lane = b"lane %d" % chat
        one = self.pace.begins(Outgoing(chat, f"key-{chat}", Destination("person", "place"), Payload(""), 1, lane=lane))
        self.sending.append(one)
        return one

    def ends(self, one: Sending, fate: Fate) -> None:
        self.sending.remove(one)
        self.pace.ended(one, fate, self.now)

    def tries(self, chat: int, fate: Fate) -> None:
        self.ends(self.begins(chat), fate)


def test_whatever_happens_no_second_sees_more_messages_than_the_network_bears() -> None:
    ground = Ground(per_second=30)
    left: list[float] = []
    while ground.seconds < 20:
        for _ in range(min(ground.room, 7)):
            left.append(ground.seconds)
            ground.tries(len(left), Sent())
        ground.seconds += 0.01
    assert max(sum(one <= other < one + 1 for other in left) for one in left) == 30
    assert len(left) >= 0.97 * 30 * 20


def test_a_chat_gets_a_burst_then_one_message_a_second_and_nobody_else_waits_for_it() -> None:
    ground = Ground(in_a_chat=10)
    left: list[float] = []
    while ground.seconds < 20:
        resting = ground.pace.resting(ground.now)
        assert b"lane 2" not in resting
        if b"lane 1" not in resting:
            left.append(ground.seconds)
            ground.tries(1, Sent())
        ground.seconds += 0.01
    for first in (0, 5, 10):
        assert sum(first <= one < first + 5 for one in left) <= 10 + 5
    assert sum(one < 0.1 for one in left) == 10
    assert len(left) == pytest.approx(10 + 20, abs=1)
    ground.seconds += 10
    for _ in range(10):
        assert b"lane 1" not in ground.pace.resting(ground.now), "a chat that was left alone bears a burst again"
        ground.tries(1, Sent())
    assert b"lane 1" in ground.pace.resting(ground.now)


def test_a_network_that_bears_less_than_one_message_a_second_gets_one_in_that_time() -> None:
    ground = Ground(per_second=0.25)
    ground.tries(1, Sent())
    assert ground.room == 0
    assert ground.pace.opens_in == pytest.approx(4)
    ground.seconds = 4.01
    assert ground.room == 1


def test_a_chat_that_hangs_for_ever_takes_nobody_s_turn() -> None:
    ground = Ground()
    for chat in range(TOGETHER):
        ground.begins(chat)
    assert ground.room == 0, "so many chats at once may be a network that is down"
    ground.ends(ground.sending[0], Sent())
    ground.begins(99)
    ground.seconds = HANGS + 0.1
    assert ground.room == 0, "and none was answered since the others began"
    ground.ends(ground.sending[-1], Sent())
    assert ground.room == TOGETHER


def test_there_is_an_end_to_how_many_may_hang() -> None:
    ground = Ground()
    for chat in range(AT_MOST):
        ground.begins(chat)
        ground.seconds += HANGS + 1
        ground.tries(1_000, Sent())
    assert ground.room == 0


@SILENCES
def test_a_chat_that_does_not_answer_rests_and_no_other_does(silence: Fate) -> None:
    ground = Ground()
    for seconds in (0.5, 1.0, 2.0, 4.0, 6.0, 6.0):
        ground.tries(1, silence)
        assert ground.room == TOGETHER
        assert ground.pace.resting(ground.now) == (b"lane 1",)
        assert ground.pace.resting(ground.now + timedelta(seconds=seconds)) == ()
        ground.seconds += seconds
    ground.tries(1, Sent())
    ground.tries(1, silence)
    assert ground.pace.resting(ground.now + timedelta(seconds=FIRST_PAUSE)) == (), "it begins anew"


@SILENCES
def test_two_chats_that_fall_silent_are_a_network_that_is_down_and_one_message_tries(silence: Fate) -> None:
    ground = Ground()
    ground.tries(1, silence)
    ground.tries(2, silence)
    for seconds in (0.5, 1.0, 2.0, 4.0, 6.0, 6.0):
        assert ground.room == 0
        ground.seconds += seconds
        assert ground.room == 1
        ground.tries(3, silence)
    ground.seconds += 6
    ground.tries(3, Refused("made up"))
    assert ground.room == TOGETHER, "an answer, whatever it says"


@SILENCES
def test_messages_that_left_before_a_pause_do_not_lengthen_it(silence: Fate) -> None:
    ground = Ground()
    sent = [ground.begins(chat) for chat in range(TOGETHER)]
    ground.seconds = 20
    for one in sent:
        ground.ends(one, silence)
    ground.seconds += FIRST_PAUSE
    assert ground.room == 1


@SILENCES
def test_chats_that_have_long_been_silent_are_no_news_of_the_network(silence: Fate) -> None:
    """Two rooms whose server is gone for good are tried again for days, and keep nobody waiting."""
    ground = Ground()
    for chat in (1, 2):
        ground.tries(chat, silence)
        ground.tries(9, Sent())
    for _ in range(50):
        ground.seconds += 10
        ground.tries(1, silence)
        ground.tries(2, silence)
        assert ground.room == TOGETHER


def test_a_room_that_cannot_be_searched_says_nothing_of_its_network() -> None:
    ground = Ground()
    for chat in (1, 2):
        one = ground.begins(chat)
        doubtful = Outgoing(chat, "key", one.out.to, Payload(""), 1, doubtful=True, lane=one.out.lane)
        ground.sending[-1] = Sending(doubtful, one.began)
        ground.ends(ground.sending[-1], Uncertain("made up"))
    assert ground.room == TOGETHER


def test_a_network_that_asks_everybody_to_slow_down_gets_one_at_a_time_for_a_while() -> None:
    ground = Ground()
    ground.tries(1, Later("slow down", 5 * SECOND, everyone=True))
    assert ground.room == 0
    ground.seconds += 5
    for chat in range(SLOWLY):
        assert ground.room == 1
        ground.tries(chat, Sent())
    assert ground.room == TOGETHER


def test_a_chat_that_is_asked_to_slow_down_keeps_nobody_else_waiting() -> None:
    ground = Ground()
    for _ in range(20):
        ground.tries(1, Later("slow down", 5 * SECOND))
    assert ground.room == TOGETHER
    assert ground.pace.resting(ground.now) == ()


def test_chats_that_were_silent_long_ago_are_not_remembered_for_ever() -> None:
    ground = Ground()
    for chat in range(3_000):
        ground.tries(chat, SILENCE)
        ground.seconds += 10
        ground.pace.resting(ground.now)
    assert len(ground.pace._resting) <= 1_001


@SILENCES
def test_an_answer_ends_the_pause_of_a_network_that_was_thought_down(silence: Fate) -> None:
    ground = Ground()
    answered = ground.begins(9)
    ground.tries(1, silence)
    ground.tries(2, silence)
    assert ground.room == 0
    ground.ends(answered, Sent())
    assert ground.room == TOGETHER


@SILENCES
def test_chats_that_fall_silent_do_not_shorten_a_pause_that_was_asked_for(silence: Fate) -> None:
    ground = Ground()
    sent = [ground.begins(chat) for chat in range(3)]
    ground.ends(sent[0], Later("slow down", 60 * SECOND, everyone=True))
    for one in sent[1:]:
        ground.ends(one, silence)
    ground.seconds += 59
    assert ground.room == 0
    ground.seconds += 2
    assert ground.room == 1


def test_a_clock_that_is_set_back_lets_neither_a_chat_nor_the_network_rest_until_then() -> None:
    ground = Ground()
    for chat in (1, 2):
        ground.tries(chat, SILENCE)
    ground.tries(3, Later("slow down", 60 * SECOND, everyone=True))
    ground.seconds -= 86_400
    assert ground.room == 1
    assert ground.pace.resting(ground.now) == ()


@SILENCES
def test_what_hung_before_a_pause_keeps_no_message_from_trying_after_it(silence: Fate) -> None:
    """Everybody waited for a room that took five seconds, while two others were met with errors."""
    ground = Ground()
    ground.begins(1)
    ground.seconds += 0.1
    ground.tries(2, silence)
    ground.tries(3, silence)
    ground.seconds += FIRST_PAUSE
    assert ground.room == 1
    ground.begins(4)
    assert ground.room == 0, "one tries"
    ground.seconds += LONGEST_PAUSE + 0.1
    assert ground.room == 1, "it hangs as well: another one tries"


def test_what_hangs_keeps_nobody_from_their_turn_while_the_network_asked_to_slow_down() -> None:
    ground = Ground()
    ground.begins(1)
    ground.tries(2, Later("slow down", SECOND, everyone=True))
    ground.seconds += LONGEST_PAUSE + 0.1
    assert ground.room == 1


@pytest.mark.parametrize("workers", [2, 3, 4, 30])
def test_workers_share_what_the_network_bears(workers: int) -> None:
    grounds = [Ground(per_second=30) for _ in range(workers)]
    left: list[float] = []
    for ground in grounds:
        ground.pace.shared_by(workers)
        while ground.seconds < 10:
            for _ in range(ground.room):
                left.append(ground.seconds)
                ground.tries(len(left), Sent())
            ground.seconds += 0.01
    assert max(sum(one <= other < one + 1 for other in left) for one in left) == 30 // workers * workers


def test_a_worker_that_is_joined_by_another_counts_what_it_has_just_sent() -> None:
    ground = Ground(per_second=10)
    for chat in range(8):
        ground.tries(chat, Sent())
    ground.pace.shared_by(2)
    assert ground.room == 0
    ground.seconds += 1.01
    assert ground.room == 5
    ground.pace.shared_by(1)
    assert ground.room == 10
