"""The composition root: settings to a running bot. The only module that knows all the others."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import clock
from bot.content.caisses import load_directory, load_postcodes
from bot.content.campaigns import load_campaign
from bot.content.catalogues import Catalogue, load_catalogues
from bot.content.letters import load_letters
from bot.content.place import content_root
from bot.core.conversation.commands import Command
from bot.core.exchange import Arrived, Capabilities, Cursor, Incoming, Network, NetworkName, Text
from bot.core.message import say
from bot.delivery import LONGEST_PAUSE, Delivery
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.telegram.capabilities import TELEGRAM
from bot.networks.terminal import HERE, TERMINAL, Terminal
from bot.opening import data_dir, open_store
from bot.render.render import welcome, wording
from bot.service import Service
from bot.settings import PLACEHOLDER, Settings
from bot.speaking import Content
from bot.store import DatabaseError, StoreError
from bot.store.unit import Store

log = logging.getLogger(__name__)

CAMPAIGN = "health-data-hub"
CAPABILITIES: Mapping[NetworkName, Capabilities] = {
    NetworkName.TELEGRAM: TELEGRAM,
    NetworkName.MATRIX: MATRIX,
    NetworkName.TERMINAL: TERMINAL,
}
TICK_SECONDS = 30
READING_EVERY = timedelta(minutes=10)
"""How exactly it is known when a network was last read."""
TRIES = 3
GRACE_SECONDS = 10
"""What is being sent when the program is told to stop has as long to end well."""


@dataclass(frozen=True)
class App:
    """Everything that a command needs."""

    settings: Settings
    content: Content
    store: Store
    service: Service


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
    encrypted = f"https://matrix.to/#/{settings.matrix_user}" if settings.matrix else ""
    controller = "" if settings.controller == PLACEHOLDER else settings.controller
    service = Service(store, content, CAPABILITIES, ZoneInfo(settings.timezone), controller, encrypted)
    return App(settings, content, store, service)


# --- Networks -------------------------------------------------------------------------------------------------------


class Inbox:
    """One network's way in: each message in a thread of its own transaction, one after the other."""

    def __init__(self, app: App, network: NetworkName, delivered: Callable[[], None]) -> None:
        """Take the app, the network's name, and what to call once something may wait in the outbox."""
        self._app = app
        self._network = network
        self._delivered = delivered
        self._one = asyncio.Lock()
        self._tries: dict[str, int] = {}
        self._read_at: datetime | None = None

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        """Take one message. One that fails three times is set aside, and its sender told so.

        What fails because the database is away has not been tried: it is taken once the database is back.
        """
        service = self._app.service
        tried = self._tries.get(incoming.message_id, 0) + 1
        async with self._one:
            try:
                if tried <= TRIES:
                    await asyncio.to_thread(service.receive, incoming, clock.now(), cursor)
                else:
                    await asyncio.to_thread(service.fail, incoming, clock.now(), cursor)
            except DatabaseError as error:
                log.error("%s: a message could not be taken for now: %s", self._network, error)  # noqa: TRY400
                raise
            except Exception as error:
                self._tries[incoming.message_id] = tried
                # The class only: an exception's words may hold a person's.
                log.error("%s: a message could not be taken: %s", self._network, type(error).__name__)  # noqa: TRY400
                raise
        self._tries.pop(incoming.message_id, None)
        self._delivered()

    async def cursor(self) -> Cursor | None:
        """How far this network had been read; waits for a database that is away."""

        def read() -> Cursor | None:
            with self._app.store.transaction() as unit:
                return unit.cursor(self._network)

        while True:
            try:
                return await asyncio.to_thread(read)
            except DatabaseError as error:
                log.error("%s: not read yet: %s", self._network, error)  # noqa: TRY400  one line
                await asyncio.sleep(LONGEST_PAUSE)

    async def keep_cursor(self, cursor: str) -> None:
        """Save how far the network was read."""

        def keep() -> None:
            with self._app.store.transaction() as unit:
                unit.save_cursor(self._network, cursor, clock.now())

        await asyncio.to_thread(keep)

    async def reading(self) -> None:
        """Note that the network is being read, and what was missed before; a database that is away is asked later."""
        now = clock.now()
        if self._read_at and now - self._read_at < READING_EVERY:
            return
        try:
            await asyncio.to_thread(self._app.service.reading, self._network, now)
        except DatabaseError as error:
            log.error("%s: %s", self._network, error)  # noqa: TRY400  one line
        else:
            self._read_at = now


def networks(app: App) -> tuple[Network, ...]:
    """The networks that are configured. Their libraries take a second to load: `chat` and `check` do without."""
    settings = app.settings
    found: list[Network] = []
    if settings.telegram_token:
        from bot.networks.telegram.client import Telegram  # noqa: PLC0415

        telegram: Network = Telegram(
            settings.telegram_token.get_secret_value(),
            api_url=settings.telegram_api_url,
            now=clock.now,
            commands=_commands(app.content.catalogues),
            descriptions={
                language: (wording(say("bot.description"), catalogue), wording(say("bot.short"), catalogue))
                for language, catalogue in app.content.catalogues.items()
            },
        )
        found.append(telegram)
    if settings.matrix_homeserver and settings.matrix_user:
        from bot.networks.matrix.client import Matrix  # noqa: PLC0415

        password = settings.matrix_password
        matrix: Network = Matrix(
            settings.matrix_homeserver,
            settings.matrix_user,
            password.get_secret_value() if password else None,
            directory=data_dir(settings) / "matrix",
            store_key=app.store.keyring.derived("matrix-store"),
            welcome_room=settings.matrix_welcome_room,
            welcome=welcome(
                f"https://matrix.to/#/{settings.matrix_user}",
                app.content.catalogues.values(),
                CAPABILITIES[NetworkName.MATRIX],
            ),
            now=clock.now,
        )
        found.append(matrix)
    return tuple(found)


def _commands(catalogues: Mapping[str, Catalogue]) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        language: tuple((command.value, wording(say(f"command.{command}"), catalogue)) for command in Command)
        for language, catalogue in catalogues.items()
    }


async def run(app: App) -> None:
    """Serve every configured network until SIGTERM or Ctrl-C. Raises FatalNetworkError when one cannot go on."""
    served = networks(app)
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    deliveries = {network.name: Delivery(network, app.store, clock.now, _gone(app, network.name)) for network in served}
    for delivery in deliveries.values():
        delivery.recover()
    delivering = [asyncio.create_task(delivery.run()) for delivery in deliveries.values()]
    tasks = [
        asyncio.create_task(network.serve(Inbox(app, network.name, deliveries[network.name].wake)))
        for network in served
    ]
    tasks.append(asyncio.create_task(_tick(app, deliveries)))
    log.info("serving %s", ", ".join(network.name for network in served))
    stop = asyncio.create_task(stopping.wait())
    try:
        done, _ = await asyncio.wait([*tasks, *delivering, stop], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stop}:
            task.result()  # a network's end ends the program, with its reason
    finally:
        for delivery in deliveries.values():
            delivery.stop()
        await asyncio.wait(delivering, timeout=GRACE_SECONDS)
        for task in [*tasks, *delivering, stop]:
            task.cancel()
        await asyncio.gather(*tasks, *delivering, stop, return_exceptions=True)
        for network in served:
            await network.close()


async def _tick(app: App, deliveries: Mapping[NetworkName, Delivery]) -> None:
    while True:
        try:
            queued = await asyncio.to_thread(app.service.tick, clock.now())
        except StoreError as error:
            log.error("reminders could not be computed: %s", error)  # noqa: TRY400  one clear line
        else:
            if queued:
                log.info("reminders queued: %d", queued)
            for delivery in deliveries.values():
                delivery.wake()
        await asyncio.sleep(TICK_SECONDS)


def _gone(app: App, network: NetworkName) -> "Callable[..., None]":
    return lambda to: app.service.gone(network, to)


# --- Terminal -------------------------------------------------------------------------------------------------------


def chat(app: App) -> None:
    """Hold the conversation in the terminal until its end."""
    terminal = Terminal(sys.stdin, sys.stdout)
    service = app.service
    delivery = Delivery(terminal, app.store, clock.now, _gone(app, terminal.name))

    def deliver() -> None:
        async def drain() -> None:
            while await delivery.once():
                pass

        asyncio.run(drain())

    def take(content: Text | Arrived) -> None:
        service.receive(terminal.incoming(content, _locale()), clock.now())
        deliver()

    delivery.recover()
    service.tick(clock.now())
    deliver_first = _waiting(app)
    deliver()
    if not deliver_first:
        shown = service.where_we_are(terminal.name, HERE, clock.now())
        if shown:
            for payload in shown:
                terminal.show(payload)
        else:
            take(Arrived())
    for line in terminal.lines():
        if line.strip():
            take(Text(line))


def _waiting(app: App) -> bool:
    with app.store.transaction() as unit:
        return unit.outbox.waiting(NetworkName.TERMINAL) > 0


def _locale() -> str | None:
    """The language of the terminal, when its environment names one."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return named.partition("_")[0] or None
