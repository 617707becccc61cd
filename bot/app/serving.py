"""Running the bot until it is told to stop: serving networks, delivering the outbox, queueing reminders.

Several processes may do so on one PostgreSQL: `leading` says what each of them does.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot import clock
from bot.app.assembly import App
from bot.app.channels import GRACE_SECONDS, Anywhere, Channel, InOnePlace, Watched
from bot.app.networks import made, networks
from bot.core.ports.network import FatalNetworkError, Network
from bot.dating import Readings
from bot.loading import unswept
from bot.logs import place
from bot.runtime.enduring import endure
from bot.runtime.health import DATABASE, REMINDERS, Health
from bot.runtime.leading import Leading
from bot.runtime.timings import Timings
from bot.service.attempts import Attempts
from bot.service.remembering import move
from bot.settings import SettingsError
from bot.store import StoreError, told
from bot.store.guard import ROUNDS, guard_of
from bot.store.homes import mark_of
from bot.store.opening import data_dir, deeds_file

log = logging.getLogger(__name__)

TICK_SECONDS = 30
TELL_SECONDS = 60
"""The seconds between two lines of the log about what was refused."""


async def run(app: App) -> None:
    """Serve every configured network until SIGTERM or Ctrl-C.

    When one fails for good the others go on, and `/healthz` and the log say so; the program ends with the last one.
    Raises FatalNetworkError at the end when one failed.
    """
    with unswept():
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
        set_aside=lambda: app.service.set_aside,
    )
    timings = _timings(app)
    home = leading.alone or _at_home(app)
    channels += (_channel(app, network, leading, Watched(health, timings), home=home) for network in served)
    async with _listener(app, channels, health, leading, timings):
        delivering = [asyncio.create_task(channel.deliver()) for channel in channels]
        receiving = asyncio.gather(*(channel.receive() for channel in channels))
        ticking = asyncio.create_task(_lead_rounds(app, channels, Watched(health, timings), leading, home=home))
        guarding = asyncio.create_task(leading.run())
        telling = asyncio.create_task(_tell(app.service.attempts))
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
            await _end(receiving, ticking, telling, stop, *delivering)
            await _end(guarding)  # last: whoever takes over finds nothing in hand
            for channel in channels:
                await channel.close()
    if health.ended:
        raise FatalNetworkError("\n".join(f"{name}: {why}" for name, why in health.ended.items()))


async def _tell(attempts: Attempts) -> None:
    """Tell of what was refused, now and then and at the end."""
    try:
        while True:
            await asyncio.sleep(TELL_SECONDS)
            attempts.tell()
    finally:
        attempts.tell()


async def _end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks, and wait for their end: one that is cancelled and not awaited is logged as a mistake."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _timings(app: App) -> Timings:
    if app.settings.listens is None:
        return Timings()
    from bot.runtime.histograms import Histograms  # noqa: PLC0415  for who is asked for them

    return Histograms()


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
    where = app.settings.listens
    pushed = {path: push for channel in channels for path, push in channel.pushed.items()}
    leads = (*(channel.name for channel in channels), ROUNDS)
    from bot.runtime.http import listening, listening_at  # noqa: PLC0415  a web server, for who wants one
    from bot.runtime.metrics import Metrics  # noqa: PLC0415

    def crew() -> tuple[int, dict[str, bool]]:
        return leading.workers, {lead: leading.leads(lead) for lead in leads}

    try:
        attempts = app.service.attempts
        metrics = Metrics(app.store, health, clock.now, timings, crew, attempts)
        with timings.counting():
            async with (
                listening_at(where, pushed, health, metrics.text, attempts)
                if isinstance(where, Path)
                else listening(*where, pushed, health, metrics.text, attempts)
            ):
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
    tick = partial(_tick, app, wake, watched.health, watched.timings)
    await endure("looking at what is due", partial(leading.lead, ROUNDS, tick, follow), watched.health)


async def _tick(app: App, wake: Callable[[], None], health: Health, timings: Timings) -> None:
    readings, deeds, failing = Readings(), deeds_file(app.settings), _Failing()
    while True:
        now = clock.now()
        forgets = readings.agree(now, clock.monotonic())
        # The deeds are moved whatever became of the look: who had themselves erased must not return with a backup.
        failed = [
            await failing.tried("a look at what is due failed", partial(_look, app, timings, now, forgets=forgets)),
            await failing.tried("the file of deeds cannot be written", partial(move, app.store, deeds, now)),
        ]
        health.looked("; ".join(filter(None, failed)))
        await _prove(app, health)
        wake()
        await asyncio.sleep(TICK_SECONDS)


async def _prove(app: App, health: Health) -> None:
    """Note whether the database can be written to: else nobody would know before somebody writes."""
    try:
        await asyncio.to_thread(_write, app)
    except Exception as error:  # noqa: BLE001  whatever it is, the next time may go well
        if health.wrote(DATABASE, told(error)):
            log.error("nothing can be written for now: %s", told(error))  # noqa: TRY400  one clear line
    else:
        health.wrote(DATABASE)


def _write(app: App) -> None:
    with app.store.transaction() as unit:
        unit.looks.prove()


def _look(app: App, timings: Timings, now: datetime, *, forgets: bool) -> None:
    with timings.round():
        queued = app.service.tick(now, forgets=forgets)
    if queued:
        log.info("reminders queued: %d", queued)


class _Failing:
    """What fails again and again is logged once, until it goes well or fails for another reason."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    async def tried(self, means: str, act: Callable[[], None]) -> str:
        """Do something in a thread. Returns why it failed; empty when it did not."""
        try:
            await asyncio.to_thread(act)
        except Exception as error:  # noqa: BLE001  whatever it is, the networks go on, and the next time may go well
            why = str(error) if isinstance(error, StoreError) else place(error)
            if why != self._told.get(means):
                log.error("%s: %s", means, why)  # noqa: TRY400  one clear line
            self._told[means] = why
            return why
        self._told.pop(means, None)
        return ""
