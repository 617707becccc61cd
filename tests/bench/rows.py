"""How long the database's part takes, by how much is in it: claims, ticks, reminders, and a person's next line."""

import time
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert

from bot.core.case.event import Event
from bot.core.case.letter_event import Posted
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.loading import unswept
from bot.store.fates import State
from bot.store.outbox import Priority
from bot.store.people import Person
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.store.bench import CAMPAIGN, KEY
from tests.store.talk import BEGUN, REMINDED, Bench

SECRET = b64encode(KEY).decode()
"""The key of these databases, as a setting."""
AT_A_TIME = 8
_ROUNDS = 20
_BATCH = 1_000


def batches(many: int) -> Iterable[range]:
    """So many numbers from zero, a thousand at a time."""
    return (range(first, min(first + _BATCH, many)) for first in range(0, many, _BATCH))


def _ms(began: float, times: int) -> float:
    return (time.process_time() - began) / times * 1000


def claims(folder: Path, waiting: int) -> float:
    """The milliseconds of CPU that claiming eight messages takes while so many wait, each for another person."""
    bench = Bench(folder)
    with bench.store.transaction() as unit:
        for number in range(_ROUNDS * AT_A_TIME):
            to = Destination(f"p{number}", f"c{number}")
            unit.outbox.put(NetworkName.TELEGRAM, to, (Payload("Bonjour."),), Priority.ANSWER, BEGUN)
        for numbers in batches(waiting - _ROUNDS * AT_A_TIME):
            unit.connection.execute(insert(OutboxRow), [_waits(number) for number in numbers])
    began = time.process_time()
    for _ in range(_ROUNDS):
        with bench.store.transaction() as unit:
            assert len(unit.claims.claim(NetworkName.TELEGRAM, BEGUN, AT_A_TIME)) == AT_A_TIME
    return _ms(began, _ROUNDS)


def _waits(number: int) -> dict[str, object]:
    """A row that waits; its content is never opened, as those before it leave first."""
    lane = number.to_bytes(32, "big")
    return {
        "key": f"{number:032x}", "network": NetworkName.TELEGRAM, "lane": lane, "person": lane, "priority": 0,
        "repeatable": False, "state": State.WAITING, "not_before": BEGUN, "tries": 0, "queued_at": BEGUN,
        "content": b"\0" * 400,
    }  # fmt: skip


def lived(folder: Path) -> tuple[Bench, Person]:
    """Somebody whose letters left, and who is to be reminded. What stays for good is loaded as the bot loads it."""
    with unswept():
        bench = Bench(folder)
    bench.says(*REMINDED, now=BEGUN)
    return bench, bench.known()


def multiply(store: Store, person: Person, times: int, due_in: timedelta, *, alike: bool = False) -> None:
    """Let so many others have lived the same; their cases are looked at after that time.

    alike  whether they wrote to the same body: the dossiers of whoever did the same on the same days are one for a tick
    """
    with store.transaction() as unit:
        log = [one.event for one in unit.cases.load(person.case_id).log]
    for numbers in batches(times):
        with store.transaction() as unit:
            for number in numbers:
                to = Destination(f"known-{number}", f"known-{number}")
                other = replace(person, id=uuid4().hex, case_id=uuid4().hex, to=to)
                unit.people.save(other, CAMPAIGN)
                unit.cases.append(other.case_id, 0, log if alike else [_to_another(event, number) for event in log])
                unit.cases.dues.set(other.case_id, BEGUN + due_in, BEGUN)


def _to_another(event: Event, number: int) -> Event:
    """The same event, of a body of another name."""
    return replace(event, to=f"CPAM {number}") if isinstance(event, Posted) else event


def empty_tick(bench: Bench) -> float:
    """The milliseconds of CPU of a tick at which nothing is due."""
    now = BEGUN + timedelta(minutes=1)
    bench.service.tick(now)
    began = time.process_time()
    for number in range(_ROUNDS):
        assert bench.service.tick(now + timedelta(seconds=30 * number)) == 0
    return _ms(began, _ROUNDS)


def full_tick(bench: Bench, now_in: timedelta) -> tuple[int, float, float]:
    """How many reminders a tick queues when they are due; and the seconds of CPU and of the clock that it takes.

    The bot ran before, as it does: whatever is new to a release was reckoned anew at its first tick.
    """
    bench.service.tick(BEGUN + timedelta(minutes=1))
    began, clock = time.process_time(), time.perf_counter()
    queued = bench.service.tick(BEGUN + now_in)
    return queued, time.process_time() - began, time.perf_counter() - clock
