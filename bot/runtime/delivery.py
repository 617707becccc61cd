"""Delivering the outbox to a network: claim, send, record the fate. Each message once, each chat in order.

1. claim: the row is marked *sending* and committed, before anything leaves;
2. send: the network's adapter returns the message's fate;
3. record: delivered or refused rows are deleted, certain failures go back, an unknown fate is *uncertain*.
Chats are independent: a message that is being sent holds up the later ones of its own chat, and no other. The fates
that came meanwhile are recorded in the transaction of the next claim.

A crash between 1 and 3 is found at the next start by `recover`: resent only where the network knows the same key for
the same message; the same goes for a try whose answer was lost. Where the network has forgotten that key the message
is looked for, if it can be seen what has arrived. Otherwise it is uncertain, never sent again, and told at the next
contact.
While the database is away nothing is sent. `recording` keeps the fates, `pacing` says how fast a network is written to.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import clock
from bot.core.ports.network import LONGEST_PAUSE, Sender
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain
from bot.logs import place
from bot.runtime.completing import CLEANING_TRIES, whole, with_file
from bot.runtime.pacing import FIRST_PAUSE, Pace, Sending
from bot.runtime.recording import Recorder
from bot.runtime.timings import Timings
from bot.store import DatabaseError, StoreError
from bot.store.claiming import WHOLE, Outgoing, Share
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)


class Delivery:
    """The delivery of one network's outbox."""

    def __init__(
        self,
        network: Sender,
        store: Store,
        now: Callable[[], datetime],
        gone: Callable[[Outgoing], None],
        stuck: Callable[[str], None] = lambda _: None,
        timings: Timings | None = None,
        *,
        share: Callable[[], Share | None] = lambda: WHOLE,
    ) -> None:
        """Take the network, the store and the clock.

        gone     called when a message's person has left
        stuck    called with the reason when nothing can be delivered, and with nothing once it can
        timings  where it is noted how long messages wait, and how long their network takes
        share    the lanes that this worker sends; None while it must send nothing, as others may take it for dead
        """
        self._share = share
        self._timings = timings or Timings()
        self._trouble = _Trouble(network.name, stuck)
        self._network = network
        self._store = store
        self._now = now
        can = network.capabilities
        self._pace = Pace(can.per_second, can.in_a_chat, clock.monotonic)
        self._recorder = Recorder(network, store, now, gone)
        self._sending: dict[asyncio.Task[Fate], Sending] = {}
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._unheard: list[str] = []
        """The keys of claims of which no message left: the database did not confirm them, or a mistake came between."""

    @property
    def _searched(self) -> bool:
        """Whether the network's history can be searched for a message that may have left."""
        return self._network.history is not None

    def wake(self) -> None:
        """Look into the outbox at once, because a message was queued."""
        self._woken.set()

    def recover(self) -> None:
        """Decide, at start and before sending, on the messages that were being sent when the program ended."""
        can = self._network.capabilities
        with self._store.transaction() as unit:
            lost = unit.fates.recover(self._network.name, self._now(), can.resend_within, searched=self._searched)
        if lost:
            log.warning("%s: %d messages may or may not have arrived: not sent again", self._network.name, lost)

    def stop(self) -> None:
        """Claim no more messages: `run` ends once those in hand were sent and recorded."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Deliver until stopped or cancelled. A database that fails is waited for."""
        try:
            while self._sending or self._recorder.unrecorded or not self._stopping.is_set():
                self._woken.clear()
                try:
                    moved = await self._round()
                except Exception as error:  # noqa: BLE001  whatever it is, the next round may go well
                    await self._nap(self._trouble.met(error), self._stopping)
                    continue
                self._trouble.over()
                if not moved:  # at most a second: a row may wait for its moment
                    left = self._pace.opens_in or self._pace.pause_left(self._now())
                    await self._nap(min(left or 1, 1), self._woken)
        finally:
            for task in self._sending:
                task.cancel()

    async def _nap(self, seconds: float, until: asyncio.Event) -> None:
        """Wait some seconds, or less when that happens; a little at least, where the program is to end."""
        if until is self._stopping and self._stopping.is_set():
            await asyncio.sleep(min(seconds, FIRST_PAUSE))
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for of Python 3.11 can swallow a cancellation
                await until.wait()

    async def once(self) -> int:
        """Deliver the messages that can be delivered now. Returns how many were tried.

        Raises StoreError when the database fails; messages sent by then are not sent again.
        """
        if wait := self._pace.opens_in:
            await asyncio.sleep(wait)
        await self._round()
        tried = len(self._sending)
        if self._sending:
            await asyncio.wait(self._sending)
        self._land()
        if self._recorder.unrecorded:
            await asyncio.to_thread(self._turn, self._now(), 0)
        return tried

    async def _round(self) -> int:
        """Record what was sent, and begin to send what can be. Returns how many messages it moved."""
        landed, now = self._land(), self._now()
        share = None if self._stopping.is_set() else self._share()
        if share:
            self._pace.shared_by(share.of)
        room = self._pace.room(now, self._sending.values()) if share else 0
        if not room and not self._recorder.unrecorded:
            return landed
        for out in (claimed := await asyncio.to_thread(self._turn, now, room, share or WHOLE)):
            self._timings.leaves(self._network.name, out, now)
            sending = self._pace.begins(out)
            self._unheard.remove(out.key)
            task = asyncio.create_task(self._send(out))
            self._sending[task] = sending
            task.add_done_callback(lambda _: self._woken.set())
        return landed + len(claimed)

    def _land(self) -> int:
        """Take the fates of the messages that were sent. Returns how many there are."""
        landed = [task for task in self._sending if task.done()]
        for task in landed:
            sent, fate = self._sending[task], task.result()
            self._recorder.hold(sent.out, fate)  # first: a fate that is lost leaves its chat waiting for the next start
            del self._sending[task]
            _tell(self._network.name, fate)
            self._pace.ended(sent, fate, self._now())
        return len(landed)

    # --- In the database --------------------------------------------------------------------------------------------

    def _turn(self, now: datetime, room: int, share: Share = WHOLE) -> tuple[Outgoing, ...]:
        """Record what is held and claim what may leave, in one transaction. Raises StoreError."""
        try:
            with self._store.transaction() as unit:
                unit.claims.unclaim(self._unheard, now)
                ended = self._recorder.record(unit)
                claimed = self._claim(unit, now, room, share) if room else ()
                self._unheard += (out.key for out in claimed)  # until each has left
        except DatabaseError:
            raise
        except Exception:  # one of the fates cannot be recorded, if there is any
            if not self._recorder.unrecorded:
                raise
            self._recorder.record_apart()
            return ()
        self._unheard = [out.key for out in claimed]
        self._recorder.recorded(ended)
        try:
            self._recorder.report_gone()
        except DatabaseError as error:
            if not claimed:
                raise
            # What was claimed is to leave all the same.
            log.error("%s: %s", self._network.name, error)  # noqa: TRY400  one line
        return claimed

    def _claim(self, unit: Unit, now: datetime, room: int, share: Share) -> tuple[Outgoing, ...]:
        besides, name = self._pace.resting(now), self._network.name
        claimed = unit.claims.claim(name, now, room, searched=self._searched, besides=besides, share=share)
        return tuple(out for one in claimed if (out := whole(unit, name, one, now)))

    # --- On the network ---------------------------------------------------------------------------------------------

    async def _send(self, out: Outgoing) -> Fate:
        try:
            if out.doubtful and self._network.history:
                log.info("%s: a message may have left long ago: it is looked for", self._network.name)
                if found := await self._network.history.find(out.to, out.key, out.queued_at):
                    return found
            payload = await with_file(out.payload)
            if self._share() is None:  # the process may have been stopped between the claim and here, for minutes
                return Later("others may take this worker for dead", timedelta(seconds=1))
            with self._timings.send(self._network.name):
                return _again(out, await self._network.send(out.to, payload, out.key))
        except Exception as error:  # noqa: BLE001  a mistake in one message must not stop all others
            return _again(out, Uncertain(type(error).__name__))  # the class only: its words may hold a person's


def _again(out: Outgoing, fate: Fate) -> Fate:
    """The fate of a message, where an order of unknown fate is tried again: carrying it out twice is as once."""
    if not isinstance(fate, Uncertain):
        return fate
    if out.payload.leaves is not None:
        return Later(fate.why, timedelta(0))  # never given up: it is what erasing promises
    if out.payload.cleans:
        return Later(fate.why, timedelta(0)) if out.tries < CLEANING_TRIES else Refused(fate.why)
    return fate


class _Trouble:
    """Rounds that fail one after the other: told once, and waited for longer each time."""

    def __init__(self, network: NetworkName, stuck: Callable[[str], None]) -> None:
        """Take the network, and what is called with the reason, and with nothing once it is over."""
        self._network = network
        self._stuck = stuck
        self._pause = 0.0

    def met(self, error: Exception) -> float:
        """Tell of a failed round. Returns the seconds until the next."""
        if not self._pause:
            why = str(error) if isinstance(error, StoreError) else place(error)
            log.error("%s: nothing is delivered for now: %s", self._network, why)
            self._stuck(why)
        self._pause = min(self._pause * 2, LONGEST_PAUSE) or FIRST_PAUSE
        return self._pause

    def over(self) -> None:
        """Tell that a round went well, if the last one did not."""
        if self._pause:
            log.info("%s: delivering again", self._network)
            self._stuck("")
            self._pause = 0.0


def _tell(network: NetworkName, fate: Fate) -> None:
    """Tell the operator of a fate."""
    match fate:
        case Sent():
            log.debug("%s: delivered", network)
        case Later(why=why):
            log.info("%s: not sent, again later: %s", network, why)
        case Refused(why=why) | Gone(why=why) | Uncertain(why=why):
            log.warning("%s: %s: %s", network, type(fate).__name__.lower(), why)
