"""Delivering the outbox to a network: claim, send, record the fate. Each message once, each chat in order.

1. claim: the row is marked *sending* and committed, before anything leaves;
2. send: the network's adapter returns the message's fate;
3. record: delivered or refused rows are deleted, certain failures go back, an unknown fate is *uncertain*.
A crash between 1 and 3 is found at the next start by `recover`: resent only where the network knows the same key for
the same message; the same goes for a try whose answer was lost. Where the network has forgotten that key the message
is looked for, if it can be seen what has arrived. Otherwise it is uncertain, never sent again, and told at the next
contact.
While the database is away nothing is sent. `recording` keeps the fates, `pacing` says how fast a network is written to.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.ports.network import LONGEST_PAUSE, Sender
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain
from bot.runtime.pacing import FIRST_PAUSE, Pace
from bot.runtime.recording import Recorder
from bot.store import StoreError
from bot.store.claiming import Outgoing
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

CLEANING_TRIES = 10
"""The tries to remove messages from a chat, a quarter of an hour in all, for which later messages there wait."""


class Delivery:
    """The delivery of one network's outbox."""

    def __init__(
        self,
        network: Sender,
        store: Store,
        now: Callable[[], datetime],
        gone: Callable[[Outgoing], None],
    ) -> None:
        """Take the network, the store, the clock, and the function to call when a message's person has left."""
        self._network = network
        self._store = store
        self._now = now
        self._pace = Pace(now)
        self._recorder = Recorder(network, store, now, gone)
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._claims: list[datetime] = []
        """The moments of claims that the database failed to confirm: it may have stored them, but no message left."""

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
        pause = FIRST_PAUSE
        while self._recorder.unrecorded or not self._stopping.is_set():
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
                await self._nap(1, self._woken)  # at most a second: a row may wait for its moment

    async def _nap(self, seconds: float, until: asyncio.Event | None = None) -> None:
        """Wait some seconds, or less when a message is queued or the program is to end; always a little."""
        if self._stopping.is_set():
            await asyncio.sleep(min(seconds, FIRST_PAUSE))
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for((until or self._stopping).wait(), timeout=seconds)

    async def once(self) -> int:
        """Deliver the messages that can be delivered now. Returns how many were tried.

        Raises StoreError when the database fails; messages sent by then are not sent again.
        """
        await self._recorder.catch_up()
        if self._stopping.is_set() or self._pace.paused():
            return 0
        began = time.monotonic()
        outgoing = await asyncio.to_thread(self._claim)
        fates = await asyncio.gather(*(self._deliver(one) for one in outgoing))
        # A room that cannot be searched says nothing about its network.
        told = (
            fate
            for one, fate in zip(outgoing, fates, strict=True)
            if not (one.doubtful and isinstance(fate, Uncertain))
        )
        self._pace.judge(tuple(told))
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
            claimed = unit.claims.claim(self._network.name, now, self._pace.together, searched=self._searched)
            numbered = tuple(self._numbered(unit, one, now) for one in claimed)
        self._claims.clear()
        return numbered

    def _numbered(self, unit: Unit, out: Outgoing, now: datetime) -> Outgoing:
        """The order to clean a chat, with the numbers of the messages to remove: all earlier ones are known by now."""
        if not out.payload.cleans:
            return out
        numbers = unit.traces.numbers(self._network.name, out.to, now)
        return replace(out, payload=replace(out.payload, removes=numbers))

    async def _deliver(self, out: Outgoing) -> Fate:
        fate = await self._send(out)
        if out.payload.cleans and isinstance(fate, Uncertain):  # removing twice has the effect of once
            fate = Later(fate.why, timedelta(0)) if out.tries < CLEANING_TRIES else Refused(fate.why)
        match fate:
            case Sent():
                log.debug("%s: delivered", self._network.name)
            case Later(why=why, everyone=everyone, wait=wait):
                log.info("%s: not sent, again later: %s", self._network.name, why)
                if everyone:
                    self._pace.wait(wait)
            case Refused(why=why) | Gone(why=why) | Uncertain(why=why):
                log.warning("%s: %s: %s", self._network.name, type(fate).__name__.lower(), why)
        await self._recorder.record(out, fate)
        return fate

    async def _send(self, out: Outgoing) -> Fate:
        try:
            if out.doubtful and self._network.history:
                log.info("%s: a message may have left long ago: it is looked for", self._network.name)
                if found := await self._network.history.find(out.to, out.key, out.queued_at):
                    return found
            return await self._network.send(out.to, out.payload, out.key)
        except Exception as error:  # noqa: BLE001  a mistake in one message must not stop all others
            return Uncertain(type(error).__name__)  # the error's class only: its words may hold a person's
