"""The conversation in the terminal, on the same store and the same service."""

import asyncio
import os
import sys

from bot import clock
from bot.app.assembly import App, when_gone
from bot.core.ports.incoming import Arrived, Text
from bot.core.ports.network_name import NetworkName
from bot.dating import Readings
from bot.networks.terminal import HERE, Terminal
from bot.runtime.delivery import Delivery


def chat(app: App) -> None:
    """Hold the conversation in the terminal until its end; meanwhile expired people are erased as usual."""
    terminal = Terminal(sys.stdin, sys.stdout)
    service = app.service
    delivery = Delivery(terminal, app.store, clock.now, when_gone(app, terminal.name))
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
    """Show the current question of the conversation. Returns whether there is one."""
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
