"""Running the bot until it is told to stop: serving networks, delivering the outbox, queueing reminders."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from typing import Any

from bot import clock
from bot.app.assembly import App, when_gone
from bot.app.networks import networks
from bot.core.ports.network import FatalNetworkError, Network
from bot.core.ports.network_name import NetworkName
from bot.dating import Readings
from bot.logs import place
from bot.runtime.delivery import Delivery
from bot.runtime.health import Health
from bot.runtime.http import listening
from bot.runtime.inbox import ServiceInbox
from bot.runtime.metrics import Metrics
from bot.runtime.timings import Alarms, Timings
from bot.service.remembering import move
from bot.settings import SettingsError
from bot.store import StoreError
from bot.store.opening import deeds_file

log = logging.getLogger(__name__)

TICK_SECONDS = 30
GRACE_SECONDS = 10
"""The seconds that a message being sent has to finish when the program is told to stop."""


async def run(app: App) -> None:
    """Serve every configured network until SIGTERM or Ctrl-C.

    When one fails for good the others go on, and `/healthz` and the log say so; the program ends with the last one.
    Raises FatalNetworkError at the end when one failed.
    """
    served = networks(app)
    app.serving.update((network.name, network) for network in served)
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    polled = tuple(network.name for network in served if not network.pushed)
    health = Health(tuple(network.name for network in served), polled, clock.monotonic)
    timings = Timings()
    logging.getLogger("bot").addHandler(Alarms(timings.registry))
    deliveries = {network.name: _delivery(app, network, health, timings) for network in served}
    for delivery in deliveries.values():
        delivery.recover()
    async with _listener(app, served, health, timings):
        delivering = [asyncio.create_task(delivery.run()) for delivery in deliveries.values()]
        inboxes = [(network, _inbox(app, network, deliveries[network.name], health, timings)) for network in served]
        serving = [asyncio.create_task(_serve(network, inbox, health)) for network, inbox in inboxes]
        ticking = asyncio.create_task(_tick(app, deliveries, health, timings))
        log.info("serving %s", ", ".join(network.name for network in served))
        ended: list[asyncio.Future[Any]] = [asyncio.gather(*serving), ticking, *delivering]
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait([*ended, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                if task.done():
                    task.result()
        finally:
            for delivery in deliveries.values():
                delivery.stop()
            await asyncio.wait(delivering, timeout=GRACE_SECONDS)
            for task in (*ended, stop):
                task.cancel()
            # All of `ended` too: a task that is cancelled and not awaited is logged as a mistake.
            await asyncio.gather(*ended, *serving, stop, return_exceptions=True)
            for network in served:
                await network.close()
    if health.ended:
        raise FatalNetworkError("\n".join(f"{name}: {why}" for name, why in health.ended.items()))


def _delivery(app: App, network: Network, health: Health, timings: Timings) -> Delivery:
    stuck = partial(_stuck, health, network.name)
    return Delivery(network, app.store, clock.now, when_gone(app, network.name), stuck, timings)


def _inbox(app: App, network: Network, delivery: Delivery, health: Health, timings: Timings) -> ServiceInbox:
    heard = partial(health.read, network.name)
    return ServiceInbox(app.service, app.store, network.name, delivery.wake, heard, timings)


async def _serve(network: Network, inbox: ServiceInbox, health: Health) -> None:
    """Serve one network until it fails for good, which ends no other."""
    try:
        await network.serve(inbox)
    except FatalNetworkError as error:
        log.error("%s cannot be served any more: %s", network.name, error)  # noqa: TRY400  one clear line
        health.ended[network.name] = str(error)


def _stuck(health: Health, name: NetworkName, why: str) -> None:
    """Note why nothing is delivered on a network for now; or that it is again."""
    health.stuck[name] = why


@contextlib.asynccontextmanager
async def _listener(app: App, served: Iterable[Network], health: Health, timings: Timings) -> AsyncIterator[None]:
    """Listen for HTTP while the block lasts, if an address is set. Raises SettingsError when it cannot be used."""
    if app.settings.listens is None:
        yield
        return
    host, port = app.settings.listens
    pushed = {path: push for network in served for path, push in network.pushed.items()}
    try:
        metrics = Metrics(app.store, health, clock.now, timings)
        async with listening(host, port, pushed, health, metrics.text):
            log.info("listening on %s", app.settings.http_address)
            yield
    except OSError as error:
        raise SettingsError(f"OBJECTEUR_HTTP_ADDRESS: {error.strerror}") from None


async def _tick(app: App, deliveries: Mapping[NetworkName, Delivery], health: Health, timings: Timings) -> None:
    readings, deeds = Readings(), deeds_file(app.settings)
    while True:
        now = clock.now()
        forgets = readings.agree(now, clock.monotonic())
        try:
            with timings.round():
                queued = await asyncio.to_thread(app.service.tick, now, forgets=forgets)
            await asyncio.to_thread(move, app.store, deeds, now)
        except Exception as error:  # noqa: BLE001  whatever it is, the networks go on, and the next tick may go well
            why = str(error) if isinstance(error, StoreError) else place(error)
            log.error("a look at what is due failed: %s", why)  # noqa: TRY400  one clear line
            health.looked(why)
        else:
            health.looked()
            if queued:
                log.info("reminders queued: %d", queued)
            for delivery in deliveries.values():
                delivery.wake()
        await asyncio.sleep(TICK_SECONDS)
