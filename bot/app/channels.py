"""One network at this worker: what is sent there, and what is received while this worker is the one that receives.

Telegram is `Anywhere`: every worker sends its share and takes posts; one polls, or sees to the webhook. Matrix is
`InOnePlace`: one worker receives and sends, whose directory holds the account and its keys.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from bot import clock
from bot.app.assembly import App, when_gone
from bot.core.ports.network import FatalNetworkError, Follower, InUseError, Network, Pushed
from bot.core.ports.network_name import NetworkName
from bot.runtime.delivery import Delivery
from bot.runtime.enduring import endure
from bot.runtime.health import Health
from bot.runtime.inbox import ServiceInbox
from bot.runtime.leading import Leading
from bot.runtime.orphans import Orphans
from bot.runtime.timings import Timings
from bot.store import DatabaseError
from bot.store.claiming import WHOLE, Share

log = logging.getLogger(__name__)

GRACE_SECONDS = 10
"""The seconds that a message being sent has to finish when the program is told to stop."""
STANDS_AGAIN = 3.0
"""The seconds until a worker stands again for what another process still holds."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Where it is noted how the program gets on."""

    health: Health
    timings: Timings


class Channel(Protocol):
    """One network at this worker."""

    name: NetworkName

    @property
    def pushed(self) -> Mapping[str, Pushed]:
        """By path, the ports that take the posts of this network."""

    async def receive(self) -> None:
        """Receive, or follow who does, until the network fails for good, which ends no other, or until cancelled."""

    async def deliver(self) -> None:
        """Deliver until stopped, and what is in hand is sent."""

    def wake(self, byte: int | None = None) -> None:
        """Look into the outbox: a message may be queued. `byte`: the first one of its lane, if that is known."""

    def stop(self) -> None:
        """Claim no more messages."""

    async def close(self) -> None:
        """Close the connections."""


class _Parts:
    """What both kinds are made of."""

    def __init__(self, app: App, name: NetworkName, leading: Leading, watched: Watched) -> None:
        self.app, self.name, self.leading = app, name, leading
        self.health, self._timings = watched.health, watched.timings

    def inbox(self, delivery: Delivery) -> ServiceInbox:
        """The inbox of a network. On PostgreSQL the database itself wakes whoever sends what was queued."""
        wake = delivery.wake if self.leading.alone else lambda: None
        heard, leads = partial(self.health.read, self.name), partial(self.leading.leads, self.name)
        return ServiceInbox(
            self.app.service,
            self.app.store,
            self.name,
            wake,
            heard,
            self._timings,
            refused=partial(self.health.refuses, self.name),
            leads=leads,
            wrote=partial(self.health.wrote, self.name),
            together=self.leading.alone,
        )

    def delivery(self, network: Network, share: Callable[[], Share | None]) -> Delivery:
        """The delivery of a network."""
        gone, stuck = when_gone(self.app, self.name), partial(self._stuck, self.health, self.name)
        return Delivery(network, self.app.store, clock.now, gone, stuck, self._timings, share=share)

    @staticmethod
    def _stuck(health: Health, name: NetworkName, why: str) -> None:
        """Note why nothing is delivered on a network for now; or that it is again."""
        health.stuck[name] = why

    def failed(self, error: FatalNetworkError) -> None:
        """Note that the network cannot be served any more."""
        log.error("%s cannot be served any more: %s", self.name, error)
        self.health.ended[self.name] = str(error)

    async def receive(self, act: Callable[[], Awaitable[None]], follow: Callable[[], Awaitable[None]]) -> None:
        """Receive while this worker leads, follow while it does not, again after a mistake.

        Raises FatalNetworkError and StoreError.
        """
        receiving = partial(self.leading.lead, self.name, act, follow)
        await endure(f"receiving on {self.name}", receiving, self.health, self._mistaken)

    async def deliver(self, delivery: Delivery) -> None:
        """Deliver until stopped, again after a mistake."""
        stuck = partial(self._stuck, self.health, self.name)
        await endure(f"delivering on {self.name}", delivery.run, self.health, stuck)

    def _mistaken(self, why: str) -> None:
        self.health.mistaken[self.name] = why

    async def follow(self) -> None:
        """Do nothing while another worker receives."""
        with self.health.following(self.name):
            await asyncio.Event().wait()


class Anywhere:
    """A network on which every worker sends, and one receives."""

    def __init__(self, app: App, network: Network, follower: Follower, leading: Leading, watched: Watched) -> None:
        """Take the network, and how it is followed."""
        self.name = network.name
        self.pushed = network.pushed
        self._network, self._follower = network, follower
        self._parts = _Parts(app, network.name, leading, watched)
        self._delivery = self._parts.delivery(network, leading.share)
        self._inbox = self._parts.inbox(self._delivery)
        if leading.alone:
            self._delivery.recover()

    async def receive(self) -> None:
        """Receive while this worker leads, and follow while it does not."""
        try:
            await self._parts.receive(self._lead, self._follow)
        except FatalNetworkError as error:
            self._parts.failed(error)

    async def _lead(self) -> None:
        await self._network.serve(self._inbox)

    async def _follow(self) -> None:
        with self._parts.health.following(self.name):
            await self._follower.follow(self._inbox)

    async def deliver(self) -> None:
        """Deliver this worker's share, and decide on what others left behind."""
        looking = asyncio.create_task(self._look_for_orphans())
        try:
            await self._parts.deliver(self._delivery)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def _look_for_orphans(self) -> None:
        if self._parts.leading.alone:
            return
        await Orphans(self._network, self._parts.app.store, clock.now, clock.monotonic).run(self._parts.leading.share)

    def wake(self, byte: int | None = None) -> None:
        """Look into the outbox, if the lane is in this worker's share."""
        share = self._parts.leading.share()
        if share and (byte is None or share.holds(byte)):
            self._delivery.wake()

    def stop(self) -> None:
        """Claim no more messages."""
        self._delivery.stop()

    async def close(self) -> None:
        """Close the connections."""
        await self._network.close()


class InOnePlace:
    """A network on which one worker receives and sends, with connections and a delivery of its own for each time."""

    pushed: Mapping[str, Pushed]

    def __init__(
        self,
        app: App,
        first: Network,
        make: Callable[[], Network | None],
        leading: Leading,
        watched: Watched,
        *,
        stands: bool,
    ) -> None:
        """Take the network as it is made first, and what makes it anew.

        stands  whether this worker may be the one: whether its data directory is the home
        """
        self._stands = stands
        self._served = False
        self.name = first.name
        self.pushed = first.pushed
        self._first: Network | None = first
        self._make = make
        self._parts = _Parts(app, first.name, leading, watched)
        self._delivery: Delivery | None = None
        self._delivering: asyncio.Task[None] | None = None
        self._stopped = asyncio.Event()

    async def receive(self) -> None:
        """Receive and send while this worker leads."""
        leading = self._parts.leading
        if not self._stands:
            await self._parts.follow()
        while True:
            try:
                await self._parts.receive(self._serve, self._parts.follow)
            except InUseError as error:
                if leading.alone:
                    self._parts.failed(error)
                    return
                log.warning("%s: %s: again in %.0f s", self.name, error, STANDS_AGAIN)
                await asyncio.sleep(STANDS_AGAIN)
            except FatalNetworkError as error:
                self._parts.failed(error)
                return
            except DatabaseError as error:  # before anything was received or sent
                if leading.alone and not self._served:
                    raise
                log.error("%s: not served yet: %s", self.name, error)  # noqa: TRY400  one line
                await asyncio.sleep(STANDS_AGAIN)

    async def _serve(self) -> None:
        network, self._first = self._first or self._make(), None
        if network is None:
            return
        self._parts.app.serving[self.name] = network
        delivery = self._delivery = self._parts.delivery(network, self._share)
        try:
            async with self._sends(delivery):
                self._served = True
                await network.serve(self._parts.inbox(delivery))
        finally:
            await network.close()

    @contextlib.asynccontextmanager
    async def _sends(self, delivery: Delivery) -> AsyncIterator[None]:
        """Deliver while the block lasts; what was being sent before is decided first: nobody else sends here now."""
        await asyncio.to_thread(delivery.recover)
        task = self._delivering = asyncio.create_task(self._parts.deliver(delivery))
        try:
            yield
        finally:
            delivery.stop()
            await asyncio.wait({task}, timeout=GRACE_SECONDS)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._delivery = self._delivering = None

    def _share(self) -> Share | None:
        return WHOLE if self._parts.leading.leads(self.name) else None

    async def deliver(self) -> None:
        """Wait until stopped, and until what is in hand is sent."""
        await self._stopped.wait()
        if self._delivering:
            await asyncio.wait({self._delivering})

    def wake(self, byte: int | None = None) -> None:  # noqa: ARG002  every lane is in this worker's share
        """Look into the outbox."""
        if self._delivery:
            self._delivery.wake()

    def stop(self) -> None:
        """Claim no more messages."""
        self._stopped.set()
        if self._delivery:
            self._delivery.stop()

    async def close(self) -> None:
        """Close the connections of a network that was never served."""
        if self._first:
            await self._first.close()
