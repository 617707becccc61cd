"""The pace at which a network is written to: how many messages may leave now, and which chats rest.

A chat that does not answer rests by itself, for a time that doubles, and nobody waits for it: a sending that hangs no
longer counts once another chat was answered meanwhile. Where a second chat falls silent too, and none answered between,
the network itself is down: then nothing is sent for a time that doubles, and one message tries, to a chat that does not
rest. So a network that is down gets few requests, and few messages become uncertain where none may be sent again.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.ports.network import AT_MOST, LONGEST_PAUSE
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain
from bot.store.claiming import Outgoing

TOGETHER = 12
"""The most chats that are written to at the same time, without those that hang while others are answered."""
HANGS = 2.0
"""The seconds after which a sending without an answer counts as hanging."""
SLOWLY = 10
"""The messages that leave one at a time after a network asked to slow down, so that answers go before reminders."""
FIRST_PAUSE = 0.5
"""The seconds after which a failed database, network or chat is tried again; doubled each time."""
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Sending:
    """One message that is being sent, and when that began, in seconds that nobody sets."""

    out: Outgoing
    began: float


@dataclass(frozen=True, slots=True)
class _Rest:
    """A time of some seconds in which nothing is sent; it is over as well once the clock was set back before it."""

    begins: datetime
    seconds: float

    def lasts(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.begins <= now < self.ends

    @property
    def ends(self) -> datetime:
        """The moment at which it is over."""
        return self.begins + timedelta(seconds=self.seconds)


class Pace:
    """The pace at which one network is written to."""

    def __init__(self, per_second: float, in_a_chat: int | None, monotonic: Callable[[], float]) -> None:
        """Take how many messages the network accepts in any second and in a chat, and a clock that nobody sets."""
        self._monotonic = monotonic
        self._per_second = per_second
        self._within = 1.0
        """The seconds in which as many messages may leave as `_begun` holds."""
        self._begun: deque[float] = deque()
        self.shared_by(1)
        self._in_a_chat = in_a_chat
        self._full_again: dict[bytes, float] = {}
        """By lane, when its chat bears as many messages at once as ever: each one puts that off by a second."""
        self._resting: dict[bytes, _Rest] = {}
        self._silent: set[bytes] = set()
        """The chats that fell silent since one was answered."""
        self._heard_at = -1.0
        self._asked: _Rest | None = None
        """The last pause that the network asked for."""
        self._down: _Rest | None = None
        """The last pause in which a network that did not answer was left in peace; None once it answers."""
        self._down_since = -1.0
        self._one_by_one = 0
        """Messages that are to leave alone: the network asked everybody to slow down."""

    def shared_by(self, workers: int) -> None:
        """Take an equal part of what the network accepts, as so many send there."""
        mine = self._per_second / workers
        self._within, most = max(1.0, 1 / mine), max(1, int(mine))
        if most != self._begun.maxlen:
            self._begun = deque(self._begun, maxlen=most)

    # --- What may leave ---------------------------------------------------------------------------------------------

    def room(self, now: datetime, sending: Iterable[Sending]) -> int:
        """How many more messages may leave now, while these are being sent."""
        if self.pause_left(now):
            return 0
        moment, sent = self._monotonic(), tuple(sending)
        if self._down or self._one_by_one:
            more = 1 - sum(self._tries(one, moment) for one in sent)
        else:
            more = TOGETHER - sum(not self._overtaken(one, moment) for one in sent)
        return max(0, min(more, AT_MOST - len(sent), self._left(moment)))

    def _tries(self, one: Sending, moment: float) -> bool:
        """Whether a sending is the one that tries; one that has long hung, or did before, keeps no other from it."""
        return moment - one.began <= LONGEST_PAUSE and not (self._down and one.began <= self._down_since)

    def _overtaken(self, one: Sending, moment: float) -> bool:
        """Whether a sending hangs although the network answers others."""
        return moment - one.began > HANGS and self._heard_at > one.began

    def _left(self, moment: float) -> int:
        """How many messages the network's own limit leaves at that moment."""
        while self._begun and moment - self._begun[0] > self._within:
            self._begun.popleft()
        return (self._begun.maxlen or 1) - len(self._begun)

    def resting(self, now: datetime) -> tuple[bytes, ...]:
        """The lanes of the chats that are not written to now: they failed, or got as much as a chat bears."""
        if len(self._resting) > _MANY:
            self._resting = {lane: rest for lane, rest in self._resting.items() if rest.lasts(now)}
        failed = (lane for lane, rest in self._resting.items() if rest.lasts(now))
        return tuple({*failed, *self._full()})

    def _full(self) -> tuple[bytes, ...]:
        """The lanes of the chats that bear no more at that moment."""
        if self._in_a_chat is None:
            return ()
        moment = self._monotonic()
        if len(self._full_again) > _MANY:
            self._full_again = {lane: then for lane, then in self._full_again.items() if then > moment}
        return tuple(lane for lane, then in self._full_again.items() if then - moment > self._in_a_chat - 1)

    def pause_left(self, now: datetime) -> float:
        """The seconds for which nothing is sent, because the network is down or asked for it; zero where neither is."""
        pauses = [rest for rest in (self._asked, self._down) if rest and rest.lasts(now)]
        return max(((rest.ends - now).total_seconds() for rest in pauses), default=0.0)

    @property
    def opens_in(self) -> float:
        """The seconds until the network's own limit leaves room again; zero where it does."""
        moment = self._monotonic()
        return 0.0 if self._left(moment) else self._within - (moment - self._begun[0])

    # --- What became of it ------------------------------------------------------------------------------------------

    def begins(self, out: Outgoing) -> Sending:
        """Note that a message leaves."""
        moment = self._monotonic()
        self._begun.append(moment)
        if self._in_a_chat is not None:
            self._full_again[out.lane] = max(self._full_again.get(out.lane, moment), moment) + 1
        return Sending(out, moment)

    def ended(self, one: Sending, fate: Fate, now: datetime) -> None:
        """Judge by a message's fate whether its chat is to rest, or the whole network."""
        if one.out.doubtful and isinstance(fate, Uncertain):
            return  # a room that cannot be searched says nothing about its network
        match fate:
            case Sent() | Refused() | Gone():
                self._answered(one.out.lane)
            case Later(everyone=True, wait=wait) if wait > timedelta(0):
                self._one_by_one, self._asked = SLOWLY, _Rest(now, wait.total_seconds())
            case Later(everyone=True) | Uncertain():
                self._fell_silent(one, now)
            case Later():  # this message's own affair
                self._one_by_one = max(self._one_by_one - 1, 0)

    def _answered(self, lane: bytes) -> None:
        self._heard_at, self._down = self._monotonic(), None
        self._one_by_one = max(self._one_by_one - 1, 0)
        self._silent.clear()
        self._resting.pop(lane, None)

    def _fell_silent(self, one: Sending, now: datetime) -> None:
        lane, before = one.out.lane, self._resting.get(one.out.lane)
        self._resting[lane] = _longer(before, now)
        if before is None:  # a chat that has long been silent tells nothing new
            self._silent.add(lane)
        if one.began > self._down_since if self._down else len(self._silent) > 1:
            self._down, self._down_since = _longer(self._down, now), self._monotonic()


def _longer(before: _Rest | None, now: datetime) -> _Rest:
    """A rest from now on, twice as long as the one before."""
    return _Rest(now, min(before.seconds * 2, LONGEST_PAUSE) if before else FIRST_PAUSE)
