"""The part of the program that no network is in: service, outbox and delivery, one after the other, until killed.

Lines come as from Telegram: the cursor in the store says which one is next, and one that was taken is handed in again
when the program ended before it could say so. What is sent is written to a file, which is all that a network is here.
"""

import asyncio
import json
import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import assembly
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload, Sent
from bot.networks.telegram.capabilities import TELEGRAM
from bot.runtime.delivery import Delivery
from bot.service.answering import Service
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.unit import Store
from tests.crash import hooks
from tests.crash.child import name_acts
from tests.crash.journey import HELLO, PHASES, Phase
from tests.crash.mutants import MUTANTS
from tests.crash.points import Aim, Boundaries
from tests.store.bench import CAMILLE, keyring

REMEMBERED = timedelta(hours=20)


@dataclass(frozen=True)
class StoreStart:
    """How one process starts.

    sent       the file that stands for a network
    remembers  whether that network makes one message of one key
    phases     what it serves before it ends
    """

    url: str
    sent: Path
    remembers: bool
    phases: tuple[Phase, ...]
    aim: Aim | None = None
    mutant: str | None = None


@dataclass(frozen=True)
class Line:
    """One thing to be said, and when."""

    number: int
    text: str
    moment: datetime


class Recorder:
    """A network that is a file."""

    name = NetworkName.TELEGRAM
    history = None

    def __init__(self, start: StoreStart, at: Boundaries) -> None:
        """Take the file, and where its boundaries go."""
        within = REMEMBERED if start.remembers else timedelta(0)
        self.capabilities = replace(TELEGRAM, resend_within=within, per_second=100_000, in_a_chat=None)
        self._start, self._at = start, at

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Write one message down."""
        self._at.reach("send: to be sent")
        if not (self._start.remembers and any(known == key for known, _ in read(self._start.sent))):
            with self._start.sent.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, payload.text]) + "\n")
        self._at.reach("send: answered")
        return Sent()


def read(sent: Path) -> list[tuple[str, str]]:
    """The messages that a network took, with their keys."""
    lines = sent.read_text(encoding="utf-8").splitlines() if sent.exists() else []
    return [(key, text) for key, text in map(json.loads, lines)]


class Clock:
    """The clock of the machine: it does not go back because a program on it was killed."""

    def __init__(self, start: StoreStart) -> None:
        """Go on from where it was, as a file beside `sent` knows."""
        self._file = start.sent.with_name("clock")
        told = self._file.read_text("ascii").splitlines() if self._file.exists() else [start.phases[0].when]
        self.now = max(map(datetime.fromisoformat, told))

    def goes_to(self, moment: datetime) -> None:
        """Let it be that moment, unless it is later already."""
        self.now = max(self.now, moment)
        with self._file.open("a", encoding="ascii") as file:
            file.write(f"{self.now.isoformat()}\n")


def lines() -> list[tuple[Phase, Line]]:
    """All that is said, a second apart."""
    said = [(phase, text) for phase in PHASES for text in phase.lines]
    said.insert(0, (PHASES[0], HELLO))
    return [
        (phase, Line(number, text, datetime.fromisoformat(phase.when) + timedelta(seconds=number)))
        for number, (phase, text) in enumerate(said)
    ]


def live_store(start: StoreStart, pipe: Connection) -> None:
    """Take the lines that were not taken, say what is due, deliver; until all is said or the aim is reached."""
    log = os.open(start.sent.parent / "bot.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    at = Boundaries(pipe.fileno(), start.aim)
    name_acts()
    if start.mutant:
        MUTANTS[start.mutant]()
    hooks.install(at)
    engine = open_engine(start.url)
    migrate(engine)
    store = Store(engine, keyring())
    store.check()
    service = Service(store, assembly.load_content(tried=True), assembly.CAPABILITIES, ZoneInfo("Europe/Paris"), "")
    asyncio.run(_serve(start, service, store, Recorder(start, at)))
    at.tell("ends")


async def _serve(start: StoreStart, service: Service, store: Store, network: Recorder) -> None:
    clock = Clock(start)
    delivery = Delivery(
        network, store, lambda: clock.now, lambda out: service.gone(network.name, out.to, out.queued_at, clock.now)
    )
    delivery.recover()
    for phase in start.phases:
        clock.goes_to(datetime.fromisoformat(phase.when))
        service.tick(clock.now)
        await _deliver(delivery)
        for line in _to_be_said(store, phase):
            clock.goes_to(line.moment)
            incoming = Incoming(network.name, str(line.number), CAMILLE.person, CAMILLE.place, Text(line.text), "fr")
            service.receive(incoming, clock.now, str(line.number + 1))
            await _deliver(delivery)


def _cursor(store: Store) -> int:
    with store.transaction() as unit:
        cursor = unit.cursor(NetworkName.TELEGRAM)
    return int(cursor.value) if cursor else 0


def _to_be_said(store: Store, phase: Phase) -> list[Line]:
    cursor = _cursor(store)
    return [line for where, line in lines() if where == phase and line.number >= cursor]


async def _deliver(delivery: Delivery) -> None:
    while await delivery.once():
        pass
