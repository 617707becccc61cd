"""From the outbox to a network: claim, send, record the fate. Each message once, each place in order.

1. claim: the row is marked *sending* and committed, before anything leaves;
2. send: the network's adapter says what became of it;
3. record: delivered or refused rows are deleted, certain failures go back, an unknown fate is *uncertain*.
A crash between 1 and 3 is found at the next start by `recover`: resent only where the network knows the same key for
the same message; the same goes for a try whose answer was lost. Where the network has forgotten that key the message
is looked for, if it can be seen what has arrived. Otherwise it is uncertain, never sent again, and told at the next
contact.
While the database is away nothing is sent; a fate that it could not take is kept here until it does, because what was
sent must not be sent again for want of a record.
While the network does not answer it is left in peace, each time longer, and then one message tries: however many wait,
few are asked for, and where nothing may be sent again few become uncertain.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.ports.network import LONGEST_PAUSE, Sender
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain
from bot.store import DatabaseError, StoreError
from bot.store.claiming import Outgoing
from bot.store.tally import Count
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

TOGETHER = 8
"""Places that are written to at the same time."""
SLOWLY = 10
"""Rounds of one message each, after a network asked to slow down: answers then go before reminders, and not beside."""
CLEANING_TRIES = 10
"""Tries to take messages out of a chat, a quarter of an hour in all: what else is to be said there waits behind."""
LATE = timedelta(minutes=1)
"""An answer that took longer is one that a person waited for."""
FIRST_PAUSE = 0.5
"""Seconds after which a database or a network that failed is tried again; doubled each time."""


class Delivery:
    """Empties the outbox of one network."""

    def __init__(
        self,
        network: Sender,
        store: Store,
        now: Callable[[], datetime],
        gone: Callable[[Outgoing], None],
    ) -> None:
        """Take the network, the store, the clock, and what to do when a message finds that its person has left."""
        self._network = network
        self._store = store
        self._now = now
        self._gone = gone
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._unrecorded: dict[int, tuple[Outgoing, Fate]] = {}
        self._claims: list[datetime] = []
        """When something was claimed and the database failed: it may have kept the claim, of what never left."""
        self._paused_until: datetime | None = None
        self._pause = 0.0
        """Seconds for which a network that did not answer was left in peace the last time; zero once it answers."""
        self._one_by_one = 0
        """Rounds of one message each that are to come: the network asked everybody to slow down."""

    @property
    def _searched(self) -> bool:
        """Whether the network can be looked through for what may have left."""
        return self._network.history is not None

    def wake(self) -> None:
        """Something was queued: look at once."""
        self._woken.set()

    def recover(self) -> None:
        """At start, before anything is sent: decide on what was being sent when the program ended."""
        can = self._network.capabilities
        with self._store.transaction() as unit:
            lost = unit.fates.recover(self._network.name, self._now(), can.resend_within, searched=self._searched)
        if lost:
            log.warning("%s: %d messages may or may not have arrived: not sent again", self._network.name, lost)

    def stop(self) -> None:
        """Claim nothing more: `run` ends once what is in hand was sent and recorded."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Deliver until stopped or cancelled. A database that fails is waited for."""
        pause = FIRST_PAUSE
        while self._unrecorded or not self._stopping.is_set():
            self._woken.clear()
            try:
                tried = await self.once()
            except StoreError as error:
                if pause == FIRST_PAUSE:
                    log.error("%s: nothing is delivered for now: %s", self._network.name, error)  # noqa: TRY400
                await self._nap(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            if pause > FIRST_PAUSE:
                log.info("%s: delivering again", self._network.name)
                pause = FIRST_PAUSE
            if not tried and not self._stopping.is_set():
                await self._nap(1, self._woken)  # no longer: a row may wait for its moment

    async def _nap(self, seconds: float, until: asyncio.Event | None = None) -> None:
        """Wait, until something happens or the program is to end at the most; a little even then."""
        if self._stopping.is_set():
            await asyncio.sleep(min(seconds, FIRST_PAUSE))
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for((until or self._stopping).wait(), timeout=seconds)

    async def once(self) -> int:
        """Deliver what can be delivered now. Returns how many messages were tried.

        Raises StoreError when the database fails; what was sent by then is not sent again.
        """
        for out, fate in tuple(self._unrecorded.values()):
            await self._recorded(out, fate)
        if self._stopping.is_set() or (self._paused_until and self._now() < self._paused_until):
            return 0
        began = time.monotonic()
        outgoing = await asyncio.to_thread(self._claim)
        fates = await asyncio.gather(*(self._deliver(one) for one in outgoing))
        # A room that cannot be looked through says nothing of its network.
        told = (fate for one, fate in zip(outgoing, fates, strict=True) if not (one.doubtful and _unknown(fate)))
        self._judge(tuple(told))
        left = len(outgoing) / self._network.capabilities.per_second - (time.monotonic() - began)
        if left > 0:
            await asyncio.sleep(left)
        return len(outgoing)

    def _claim(self) -> tuple[Outgoing, ...]:
        now = self._now()
        with self._store.transaction() as unit:
            for moment in self._claims:
                unit.claims.unclaim(self._network.name, moment, now)
            self._claims.append(now)
            alone = self._pause or self._one_by_one
            most = 1 if alone else TOGETHER
            claimed = unit.claims.claim(self._network.name, now, most, searched=self._searched)
            numbered = tuple(self._numbered(unit, one, now) for one in claimed)
        self._claims.clear()
        return numbered

    def _numbered(self, unit: Unit, out: Outgoing, now: datetime) -> Outgoing:
        """What cleans a chat, with the numbers of what goes: all that was said there before it is known by now."""
        if not out.payload.cleans:
            return out
        numbers = unit.traces.numbers(self._network.name, out.to, now)
        return replace(out, payload=replace(out.payload, removes=numbers))

    def _judge(self, fates: Sequence[Fate]) -> None:
        """After a round: who does not answer is left in peace; who asks to slow down is written to slowly."""
        limited = any(isinstance(fate, Later) and fate.everyone and fate.wait > timedelta(0) for fate in fates)
        self._one_by_one = SLOWLY if limited else max(self._one_by_one - 1, 0)
        if any(isinstance(fate, Sent | Refused | Gone) for fate in fates):
            self._pause = 0.0
        elif any(map(_no_answer, fates)):
            self._pause = min(self._pause * 2, LONGEST_PAUSE) or FIRST_PAUSE
            self._paused_until = self._now() + timedelta(seconds=self._pause)

    async def _deliver(self, out: Outgoing) -> Fate:
        fate = await self._send(out)
        if out.payload.cleans and isinstance(fate, Uncertain):  # done twice it is done once
            fate = Later(fate.why, timedelta(0)) if out.tries < CLEANING_TRIES else Refused(fate.why)
        match fate:
            case Sent():
                log.debug("%s: delivered", self._network.name)
            case Later(why=why, everyone=everyone, wait=wait):
                log.info("%s: not sent, again later: %s", self._network.name, why)
                if everyone:
                    self._paused_until = self._now() + wait
            case Refused(why=why) | Gone(why=why) | Uncertain(why=why):
                log.warning("%s: %s: %s", self._network.name, type(fate).__name__.lower(), why)
        self._unrecorded[out.id] = out, fate
        with contextlib.suppress(DatabaseError):  # the next round begins with it
            await self._recorded(out, fate)
        return fate

    async def _send(self, out: Outgoing) -> Fate:
        try:
            if out.doubtful and self._network.history:
                log.info("%s: a message may have left long ago: it is looked for", self._network.name)
                if found := await self._network.history.find(out.to, out.key, out.queued_at):
                    return found
            return await self._network.send(out.to, out.payload, out.key)
        except Exception as error:  # noqa: BLE001  a mistake in one message must not stop all others
            return Uncertain(type(error).__name__)  # the class only: its words may hold a person's

    async def _recorded(self, out: Outgoing, fate: Fate) -> None:
        """Record a fate. Raises DatabaseError when it has to be recorded later."""
        try:
            await asyncio.to_thread(self._record, out, fate)
        except DatabaseError:
            raise
        except StoreError as error:
            # The fate is recorded; that the person left cannot be, as what is kept of them cannot be read.
            log.error("%s: %s", self._network.name, error)  # noqa: TRY400  one line
        del self._unrecorded[out.id]

    def _record(self, out: Outgoing, fate: Fate) -> None:
        with self._store.transaction() as unit:
            match fate:
                case Later(perhaps=True):
                    now, within = self._now(), self._network.capabilities.resend_within
                    unit.fates.put_back_doubtful(out.id, now + _wait(fate, out.tries), now, within)
                case Later():
                    unit.fates.put_back(out.id, self._now() + _wait(fate, out.tries))
                case Uncertain():
                    unit.fates.uncertain(out.id)
                case Sent():
                    self._delivered(unit, out, fate)
                case Refused() | Gone():
                    unit.fates.done(out.id, Count.REFUSED)
                    self._forget_numbers(unit, out)
        if isinstance(fate, Gone):
            self._gone(out)

    def _delivered(self, unit: Unit, out: Outgoing, sent: Sent) -> None:
        """It arrived: what tells who the person is can be taken out again for a while."""
        within = self._network.capabilities.removes_within
        # Not of somebody who has erased themselves while it was on its way.
        if out.payload.tells and within and sent.message and unit.fates.wanted(out.id):
            unit.traces.add(self._network.name, out.to, sent.message, self._now() + within)
        if not sent.before and self._late(out):
            unit.fates.delivered_late(out.id)
        else:
            unit.fates.done(out.id)
        self._forget_numbers(unit, out)

    def _forget_numbers(self, unit: Unit, out: Outgoing) -> None:
        # After the outbox, as an erasure does it: two that meet wait for each other.
        if out.payload.removes:
            unit.traces.forget_numbers(self._network.name, out.to, out.payload.removes)

    def _late(self, out: Outgoing) -> bool:
        """Whether an answer waited so long for its network that the person must be told: no reminder."""
        queued_at = out.queued_at if out.priority.asked_for else None
        return queued_at is not None and self._now() - queued_at > LATE


def _unknown(fate: Fate) -> bool:
    return isinstance(fate, Uncertain)


def _no_answer(fate: Fate) -> bool:
    """Whether a fate says that the network is in trouble, rather than this one message."""
    return _unknown(fate) or (isinstance(fate, Later) and fate.everyone and fate.wait <= timedelta(0))


def _wait(fate: Later, tries: int) -> timedelta:
    """How long a message waits for its next try."""
    if fate.wait > timedelta(0):
        return fate.wait
    # Where the network does not answer: a little longer than its pause, so that another message is tried before this
    # one, which may be what it stumbles over. Where it does: this message has a trouble of its own.
    longest = LONGEST_PAUSE + 1 if fate.everyone else 300
    return timedelta(seconds=min(2**tries, longest))
