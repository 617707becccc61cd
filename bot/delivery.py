"""From the outbox to a network: claim, send, record the fate. Each message once, each place in order.

1. claim: the row is marked *sending* and committed, before anything leaves;
2. send: the network's adapter says what became of it;
3. record: delivered or refused rows are deleted, certain failures go back, an unknown fate is *uncertain*.
A crash between 1 and 3 is found at the next start by `recover`: resent only where the network knows the same key for
the same message, otherwise uncertain, never sent again, and told to the person at the next contact.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.core.exchange import Destination, Fate, Gone, Later, Refused, Sender, Sent, Uncertain
from bot.store.outbox import Outgoing
from bot.store.unit import Store

log = logging.getLogger(__name__)

TOGETHER = 8
"""Places that are written to at the same time."""


class Delivery:
    """Empties the outbox of one network."""

    def __init__(
        self,
        network: Sender,
        store: Store,
        now: Callable[[], datetime],
        gone: Callable[[Destination], None],
    ) -> None:
        """Take the network, the store, the clock, and what to do when a person turns out to have left."""
        self._network = network
        self._store = store
        self._now = now
        self._gone = gone
        self._woken = asyncio.Event()
        self._paused_until: datetime | None = None

    def wake(self) -> None:
        """Something was queued: look at once."""
        self._woken.set()

    def recover(self) -> None:
        """At start, before anything is sent: decide on what was being sent when the program ended."""
        can = self._network.capabilities
        with self._store.transaction() as unit:
            lost = unit.outbox.recover(self._network.name, self._now(), can.resend_within)
        if lost:
            log.warning("%s: %d messages may or may not have arrived: not sent again", self._network.name, lost)

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            if not await self.once():
                self._woken.clear()
                try:
                    await asyncio.wait_for(self._woken.wait(), timeout=1)
                except TimeoutError:
                    continue  # a row may have waited for its moment

    async def once(self) -> int:
        """Deliver what can be delivered now. Returns how many messages were tried."""
        if self._paused_until and self._now() < self._paused_until:
            return 0
        outgoing = await asyncio.to_thread(self._claim)
        await asyncio.gather(*(self._deliver(one) for one in outgoing))
        if outgoing:
            await asyncio.sleep(len(outgoing) / self._network.capabilities.per_second)
        return len(outgoing)

    def _claim(self) -> tuple[Outgoing, ...]:
        with self._store.transaction() as unit:
            return unit.outbox.claim(self._network.name, self._now(), TOGETHER)

    async def _deliver(self, out: Outgoing) -> None:
        fate = await self._network.send(out.to, out.payload, out.key)
        match fate:
            case Sent():
                log.debug("%s: delivered", self._network.name)
            case Later(why=why, everyone=everyone, wait=wait):
                log.info("%s: not sent, again later: %s", self._network.name, why)
                if everyone:
                    self._paused_until = self._now() + wait
            case Refused(why=why) | Gone(why=why) | Uncertain(why=why):
                log.warning("%s: %s: %s", self._network.name, type(fate).__name__.lower(), why)
        await asyncio.to_thread(self._record, out, fate)

    def _record(self, out: Outgoing, fate: Fate) -> None:
        with self._store.transaction() as unit:
            match fate:
                case Later(wait=wait):
                    backoff = timedelta(seconds=min(2**out.tries, 300)) if wait <= timedelta(0) else wait
                    unit.outbox.put_back(out.id, self._now() + backoff)
                case Uncertain():
                    unit.outbox.uncertain(out.id)
                case Sent() | Refused() | Gone():
                    unit.outbox.done(out.id)
        if isinstance(fate, Gone):
            self._gone(out.to)
