"""Running the bot until it is told to stop: serving networks, delivering the outbox, queueing reminders.

Several processes may do so on one PostgreSQL: `leading` says what each of them does.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Any

from bot import clock
from bot.app.assembly import App
from bot.app.channels import GRACE_SECONDS, Anywhere, Channel, InOnePlace, Watched
from bot.app.networks import made, networks
from bot.core.ports.network import FatalNetworkError, Network
from bot.dating import Readings
from bot.logs import place
from bot.runtime.health import REMINDERS, Health
from bot.runtime.http import listening
from bot.runtime.leading import Leading
from bot.runtime.metrics import Metrics
from bot.runtime.timings import Timings, counted
from bot.service.remembering import move
from bot.settings import SettingsError
from bot.store import StoreError
from bot.store.guard import ROUNDS, guard_of
from bot.store.homes import mark_of
from bot.store.opening import data_dir, deeds_file

log = logging.getLogger(__name__)

TICK_SECONDS = 30


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
    channels: list[Channel] = []
    leading = Leading(guard_of(app.store.engine), clock.monotonic, partial(_wake, channels))
    app.store.worker = leading.number
    polled = tuple(network.name for network in served if not network.pushed)
    health = Health(
        tuple(network.name for network in served),
        polled,
        clock.monotonic,
        trouble=lambda: leading.trouble,
        led=partial(leading.led, ROUNDS),
    )
    timings = Timings()
    home = leading.alone or _at_home(app)
    channels += (_channel(app, network, leading, Watched(health, timings), home=home) for network in served)
    async with _listener(app, channels, health, leading, timings):
        delivering = [asyncio.create_task(channel.deliver()) for channel in channels]
        receiving = asyncio.gather(*(channel.receive() for channel in channels))
        ticking = asyncio.create_task(_lead_rounds(app, channels, Watched(health, timings), leading, home=home))
        guarding = asyncio.create_task(leading.run())
        log.info("serving %s", ", ".join(network.name for network in served))
        ended: list[asyncio.Future[Any]] = [receiving, ticking, guarding, *delivering]
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait([*ended, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                if task.done():
                    task.result()
        finally:
            for channel in channels:
                channel.stop()
            await asyncio.wait(delivering, timeout=GRACE_SECONDS)
            await _end(receiving, ticking, stop, *delivering)
            await _end(guarding)  # last: whoever takes over finds nothing in hand
            for channel in channels:
                await channel.close()
    if health.ended:
        raise FatalNetworkError("\n".join(f"{name}: {why}" for name, why in health.ended.items()))


async def _end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks, and wait for their end: one that is cancelled and not awaited is logged as a mistake."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _channel(app: App, network: Network, leading: Leading, watched: Watched, *, home: bool) -> Channel:
    if follower := network.follower:
        return Anywhere(app, network, follower, leading, watched)
    return InOnePlace(app, network, partial(made, network.name, app), leading, watched, stands=home)


def _at_home(app: App) -> bool:
    """Whether this worker's data directory is the one with the deeds and the Matrix account. Raises StoreError."""
    with app.store.transaction() as unit:
        home = unit.homes.is_at(mark_of(data_dir(app.settings)))
    if not home:
        log.warning(
            "reminders and Matrix are another data directory's: this worker receives and sends on Telegram only"
        )
    return home


def _wake(channels: Iterable[Channel], network: str, byte: int) -> None:
    """A message was queued, by any worker."""
    for channel in channels:
        if channel.name == network:
            channel.wake(byte)


@contextlib.asynccontextmanager
async def _listener(
    app: App, channels: Iterable[Channel], health: Health, leading: Leading, timings: Timings
) -> AsyncIterator[None]:
    """Listen for HTTP while the block lasts, if an address is set. Raises SettingsError when it cannot be used."""
    if app.settings.listens is None:
        yield
        return
    host, port = app.settings.listens
    pushed = {path: push for channel in channels for path, push in channel.pushed.items()}
    leads = (*(channel.name for channel in channels), ROUNDS)

    def crew() -> tuple[int, dict[str, bool]]:
        return leading.workers, {lead: leading.leads(lead) for lead in leads}

    try:
        metrics = Metrics(app.store, health, clock.now, timings, crew)
        with counted(timings.registry):
            async with listening(host, port, pushed, health, metrics.text):
                log.info("listening on %s", app.settings.http_address)
                yield
    except OSError as error:
        raise SettingsError(f"OBJECTEUR_HTTP_ADDRESS: {error.strerror}") from None


async def _lead_rounds(
    app: App, channels: Iterable[Channel], watched: Watched, leading: Leading, *, home: bool
) -> None:
    """Look at what is due while this worker is the one that does."""

    def wake() -> None:
        for channel in channels:
            channel.wake()

    async def follow() -> None:
        with watched.health.following(REMINDERS):
            await asyncio.Event().wait()

    if not home:
        await follow()
    await leading.lead(ROUNDS, partial(_tick, app, wake, watched.health, watched.timings), follow)


async def _tick(app: App, wake: Callable[[], None], health: Health, timings: Timings) -> None:
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
            wake()
        await asyncio.sleep(TICK_SECONDS)
