"""The composition root: settings to a running bot. The only module that knows all the others."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import clock
from bot.content.caisses import load_directory, load_postcodes
from bot.content.campaigns import load_campaign
from bot.content.catalogues import Catalogue, load_catalogues
from bot.content.letters import load_letters
from bot.content.place import content_root
from bot.core.conversation.commands import Command
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Arrived, Text
from bot.core.ports.message import say
from bot.core.ports.network import FatalNetworkError, Network
from bot.core.ports.network_name import NetworkName
from bot.dating import Readings
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.matrix.capabilities import link_to as matrix_link
from bot.networks.telegram.capabilities import TELEGRAM
from bot.networks.terminal import HERE, TERMINAL, Terminal
from bot.render.render import welcome, wording
from bot.runtime.delivery import Delivery
from bot.runtime.http import Health, listening
from bot.runtime.inbox import Inbox
from bot.runtime.metrics import Metrics
from bot.service.answering import Service
from bot.service.speaking import Content
from bot.settings import PLACEHOLDER, Settings, SettingsError
from bot.store import StoreError
from bot.store.claiming import Outgoing
from bot.store.opening import data_dir, open_store
from bot.store.unit import Store

if TYPE_CHECKING:
    from bot.networks.matrix.client import Matrix

log = logging.getLogger(__name__)

CAMPAIGN = "health-data-hub"
CAPABILITIES: Mapping[NetworkName, Capabilities] = {
    NetworkName.TELEGRAM: TELEGRAM,
    NetworkName.MATRIX: MATRIX,
    NetworkName.TERMINAL: TERMINAL,
}
TICK_SECONDS = 30
GRACE_SECONDS = 10
"""What is being sent when the program is told to stop has as long to end well."""


@dataclass(frozen=True)
class App:
    """Everything that a command needs."""

    settings: Settings
    content: Content
    store: Store
    service: Service
    serving: dict[NetworkName, Network]
    """The networks that are being served."""


def load_content(root: Path | None = None) -> Content:
    """Read every file the bot lives from. Raises ContentError."""
    root = root or content_root()
    campaign = load_campaign(root / "templates" / CAMPAIGN)
    return Content(
        campaign=campaign,
        directory=load_directory(root / "templates" / "directory"),
        postcodes=load_postcodes(root / "templates" / "directory"),
        letters=load_letters(root / "templates" / CAMPAIGN, campaign),
        catalogues=load_catalogues(root / "locales"),
    )


def build(settings: Settings) -> App:
    """Make the bot, without a network. Raises ContentError or StoreError."""
    content = load_content()
    store = open_store(settings)
    encrypted = matrix_link(settings.matrix_user or "") if settings.matrix else ""
    controller = "" if settings.controller == PLACEHOLDER else settings.controller
    configured = {NetworkName.TELEGRAM: settings.telegram, NetworkName.MATRIX: settings.matrix}
    served = tuple(name for name in NetworkName if configured.get(name, True))
    zone = ZoneInfo(settings.timezone)
    serving: dict[NetworkName, Network] = {}

    def link(name: NetworkName) -> str:
        return serving[name].link if name in serving else ""

    service = Service(store, content, CAPABILITIES, zone, controller, encrypted, served=served, link=link)
    return App(settings, content, store, service, serving)


# --- Networks -------------------------------------------------------------------------------------------------------


def networks(app: App) -> tuple[Network, ...]:
    """The networks that are configured. Their libraries take a second to load: `chat` and `check` do without."""
    settings = app.settings
    found: list[Network] = []
    if settings.telegram_token:
        from bot.networks.telegram.client import Telegram  # noqa: PLC0415

        telegram: Network = Telegram(
            settings.telegram_token.get_secret_value(),
            api_url=settings.telegram_api_url,
            webhook_url=settings.telegram_webhook_url,
            now=clock.now,
            commands=_commands(app.content.catalogues),
            descriptions={
                language: (wording(say("bot.description"), catalogue), wording(say("bot.short"), catalogue))
                for language, catalogue in app.content.catalogues.items()
            },
        )
        found.append(telegram)
    if settings.matrix:
        matrix: Network = _matrix(app)
        found.append(matrix)
    return tuple(found)


def _matrix(app: App) -> "Matrix":
    from bot.networks.matrix.client import Matrix  # noqa: PLC0415

    settings, password = app.settings, app.settings.matrix_password
    return Matrix(
        settings.matrix_homeserver or "",
        settings.matrix_user or "",
        password.get_secret_value() if password else None,
        directory=data_dir(settings) / "matrix",
        store_key=app.store.keyring.derived("matrix-store"),
        welcome_room=settings.matrix_welcome_room,
        welcome=welcome(
            matrix_link(settings.matrix_user or ""),
            app.content.catalogues.values(),
            CAPABILITIES[NetworkName.MATRIX],
        ),
        now=clock.now,
    )


async def reset_matrix_identity(app: App) -> None:
    """Replace the cross-signing identity of the bot's Matrix account. Raises FatalNetworkError."""
    matrix = _matrix(app)
    try:
        await matrix.reset_identity()
    finally:
        await matrix.close()


def _commands(catalogues: Mapping[str, Catalogue]) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        language: tuple((command.value, wording(say(f"command.{command}"), catalogue)) for command in Command)
        for language, catalogue in catalogues.items()
    }


async def run(app: App) -> None:
    """Serve every configured network until SIGTERM or Ctrl-C.

    Where one cannot go on the others do, and `/healthz` and the log say so; the program ends with the last one. Raises
    FatalNetworkError at the end when one could not go on.
    """
    served = networks(app)
    app.serving.update((network.name, network) for network in served)
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    deliveries = {network.name: Delivery(network, app.store, clock.now, _gone(app, network.name)) for network in served}
    for delivery in deliveries.values():
        delivery.recover()
    health = Health(tuple(network.name for network in served))
    async with _listener(app, served, health):
        delivering = [asyncio.create_task(delivery.run()) for delivery in deliveries.values()]
        serving = [asyncio.create_task(_serve(app, network, deliveries[network.name], health)) for network in served]
        ticking = asyncio.create_task(_tick(app, deliveries, health))
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
            # All of `ended` too: what is cancelled and not awaited is logged as a mistake.
            await asyncio.gather(*ended, *serving, stop, return_exceptions=True)
            for network in served:
                await network.close()
    if health.ended:
        raise FatalNetworkError("\n".join(f"{name}: {why}" for name, why in health.ended.items()))


async def _serve(app: App, network: Network, delivery: Delivery, health: Health) -> None:
    """Serve one network until it cannot go on, which ends no other."""
    try:
        await network.serve(Inbox(app.service, app.store, network.name, delivery.wake))
    except FatalNetworkError as error:
        log.error("%s cannot be served any more: %s", network.name, error)  # noqa: TRY400  one clear line
        health.ended[network.name] = str(error)


@contextlib.asynccontextmanager
async def _listener(app: App, served: Iterable[Network], health: Health) -> AsyncIterator[None]:
    """Listen for HTTP while the block lasts, where that is set. Raises SettingsError when nobody may listen there."""
    if app.settings.listens is None:
        yield
        return
    host, port = app.settings.listens
    pushed = {path: push for network in served for path, push in network.pushed.items()}
    try:
        metrics = Metrics(app.store, health.serving, clock.now)
        async with listening(host, port, pushed, health.seen, metrics.text):
            log.info("listening on %s", app.settings.http_address)
            yield
    except OSError as error:
        raise SettingsError(f"OBJECTEUR_HTTP_ADDRESS: {error.strerror}") from None


async def _tick(app: App, deliveries: Mapping[NetworkName, Delivery], health: Health) -> None:
    readings = Readings()
    while True:
        now = clock.now()
        forgets = readings.agree(now, clock.monotonic())
        try:
            queued = await asyncio.to_thread(app.service.tick, now, forgets=forgets)
        except StoreError as error:
            log.error("reminders could not be computed: %s", error)  # noqa: TRY400  one clear line
            health.reminders = str(error)
        else:
            health.reminders = ""
            if queued:
                log.info("reminders queued: %d", queued)
            for delivery in deliveries.values():
                delivery.wake()
        await asyncio.sleep(TICK_SECONDS)


def _gone(app: App, network: NetworkName) -> Callable[[Outgoing], None]:
    return lambda out: app.service.gone(network, out.to, out.queued_at, clock.now())


# --- Terminal -------------------------------------------------------------------------------------------------------


def chat(app: App) -> None:
    """Hold the conversation in the terminal until its end; who does so for a while has the others forgotten in time."""
    terminal = Terminal(sys.stdin, sys.stdout)
    service = app.service
    delivery = Delivery(terminal, app.store, clock.now, _gone(app, terminal.name))
    readings = Readings()

    def deliver() -> None:
        async def drain() -> None:
            while await delivery.once():
                pass

        asyncio.run(drain())

    def take(content: Text | Arrived) -> None:
        service.receive(terminal.incoming(content, _locale()), clock.now())
        deliver()
        now = clock.now()
        if readings.agree(now, clock.monotonic()):
            service.forget(now)

    delivery.recover()
    now = clock.now()
    service.tick(now, forgets=readings.agree(now, clock.monotonic()))
    deliver_first = _waiting(app)
    deliver()
    if not deliver_first and not _resumed(app, terminal):
        take(Arrived())
    for line in terminal.lines():
        if line.strip():
            take(Text(line))


def _resumed(app: App, terminal: Terminal) -> bool:
    """Show where the conversation stands. Returns whether there is one."""
    shown = app.service.where_we_are(terminal.name, HERE, clock.now())
    for payload in shown:
        terminal.show(payload)
    return bool(shown)


def _waiting(app: App) -> bool:
    with app.store.transaction() as unit:
        return unit.outbox.waiting(NetworkName.TERMINAL) > 0


def _locale() -> str | None:
    """The language of the terminal, when its environment names one."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return named.partition("_")[0] or None
