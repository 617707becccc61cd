"""The program that is killed: `objecteur run` in a process forked from a warm one, with its clock and its hooks."""

import asyncio
import contextlib
import gc
import os
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select

from bot import clock
from bot.app import assembly
from bot.cli import main
from bot.core.ports.incoming import Incoming
from bot.runtime.delivery import Delivery
from bot.runtime.inbox import ServiceInbox
from bot.runtime.pacing import Pace
from bot.runtime.recording import Recorder
from bot.service.answering import Service
from bot.store.fates import State
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.crash import hooks
from tests.crash.journey import PHASES
from tests.crash.mutants import MUTANTS
from tests.crash.points import Aim, Boundaries, act, hidden
from tests.store.talk import Bench

ACTS: tuple[tuple[type, str, str], ...] = (
    (Service, "receive", "receive"),
    (Service, "tick", "tick"),
    (Service, "reading", "reading"),
    (Delivery, "recover", "recover"),
    (Delivery, "_turn", "turn"),
    (Delivery, "_claim", "claim"),
    (Recorder, "_record", "record"),
)
"""What is done in the database, by the name that its boundaries have."""
ASYNC_ACTS = ((ServiceInbox, "cursor", "where it was"), (ServiceInbox, "keep_cursor", "keep cursor"))


@dataclass(frozen=True)
class Start:
    """How one process starts."""

    data: Path
    when: str
    settings: Mapping[str, str]
    aim: Aim | None = None
    mutant: str | None = None


def warm_up() -> None:
    """Do once what every process that is forked from this one would do: read, import, compile; and a whole journey."""
    content = assembly.load_content()
    assembly.load_content = lambda *_, **__: content
    hooks.replace(ssl, "create_default_context", cache)
    asyncio.run(_warm_up_aiohttp())
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), assembly.load_content())
        for phase in PHASES:
            bench.service.tick(now := datetime.fromisoformat(phase.when))
            for line in phase.lines:
                bench.says(line, now=now)
        bench.store.engine.dispose()
    gc.freeze()


async def _warm_up_aiohttp() -> None:
    with contextlib.suppress(aiohttp.ClientConnectorError):
        async with aiohttp.ClientSession() as client:
            await client.get("http://127.0.0.1:1/")  # nobody is there: what is wanted is all that this imports


def live(start: Start, pipe: Connection) -> None:
    """Be `objecteur run` until stopped, or killed at the boundary that is aimed at."""
    log = os.open(start.data.parent / "bot.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(start.settings)
    os.chdir(start.data)
    move_clock(start.when)
    at = Boundaries(pipe.fileno(), start.aim)
    name_acts()
    _tell(at)
    _hurry()
    if start.mutant:
        MUTANTS[start.mutant]()
    hooks.install(at)
    try:
        sys.exit(main(["--verbose", "run"]))
    finally:
        at.tell("ends")


def move_clock(when: str) -> None:
    """Let the bot's clock start from a moment."""
    begin, begun = datetime.fromisoformat(when), time.monotonic()
    clock.now = lambda: begin + timedelta(seconds=time.monotonic() - begun)


def name_acts() -> None:
    """Name the boundaries in the database after what is done there."""
    for where, method, name in ACTS:
        hooks.replace(where, method, _acting(name))
    for where, method, name in ASYNC_ACTS:
        hooks.replace(where, method, _async_acting(name))


def _acting(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def made(original: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            with act(name):
                return original(*given, **named)

        return done

    return made


def _async_acting(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def made(original: Callable[..., Any]) -> Callable[..., Any]:
        async def done(*given: Any, **named: Any) -> Any:
            with act(name):
                return await original(*given, **named)

        return done

    return made


def _tell(at: Boundaries) -> None:
    """Tell the driver what it waits for: a message was taken, the day was looked at, nothing waits to be sent."""

    def receiving(original: Callable[..., None]) -> Callable[..., None]:
        def receive(self: Service, incoming: Incoming, *rest: Any, **named: Any) -> None:
            original(self, incoming, *rest, **named)
            at.tell("received", incoming.message_id)

        return receive

    def ticking(original: Callable[..., int]) -> Callable[..., int]:
        def tick(self: Service, now: datetime, **named: Any) -> int:
            queued = original(self, now, **named)
            at.tell("ticked")
            return queued

        return tick

    def delivering(original: Callable[..., Any]) -> Callable[..., Any]:
        async def go_round(self: Delivery) -> int:
            moved: int = await original(self)
            asked = time.monotonic()
            if not moved and not self._sending and await asyncio.to_thread(_nothing_waits, self._store):
                at.tell("idle", since=asked)
            return moved

        return go_round

    hooks.replace(Service, "receive", receiving)
    hooks.replace(Service, "tick", ticking)
    hooks.replace(Delivery, "_round", delivering)


def _nothing_waits(store: Store) -> bool:
    live = OutboxRow.state.in_((State.WAITING, State.SENDING))
    with hidden(), store.transaction() as unit:
        return not unit.connection.scalar(select(func.count()).select_from(OutboxRow).where(live))


def _hurry() -> None:
    """No pause between two messages: it keeps a rate that no server here limits."""

    def hurried(original: Callable[..., None]) -> Callable[..., None]:
        return lambda pace, _per_second, _in_a_chat, monotonic: original(pace, 100_000, None, monotonic)

    hooks.replace(Pace, "__init__", hurried)
