"""The soak itself: so many people for so many minutes, looked at again and again, and compared at the end."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.real.soak.ground import Ground, People, ground
from tests.real.soak.process import Sample
from tests.real.soak.record import HEAD, Moment, Record, waits
from tests.real.synapse import Synapse

Print = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How long, who, when the memory is to have settled, how many of each network rehearse; times in minutes."""

    minutes: float
    every: float
    settled: float
    rehearsing: int
    telegram: People
    matrix: People
    seed: int


async def soak(plan: Plan, synapse: Synapse, tell: Print) -> list[str]:
    """Run it. Tells the table and what came of it; returns what is not as it should be.

    Raises ExceptionGroup of AssertionError as soon as somebody's answer is not as it should be.
    """
    with tempfile.TemporaryDirectory(prefix="objecteur-soak-", ignore_cleanup_errors=True) as name:
        async with ground(Path(name), plan.telegram, plan.matrix, plan.seed, synapse) as here:
            await here.crowd.rehearse(plan.rehearsing)
            await here.drained()
            tell(HEAD)
            before = await here.bot.sample()
            record = await _lived(plan, here, tell)
            await here.drained()
            after = await here.bot.sample()
            wrong = record.wrong(before, after)
        wrong += [
            *here.unbalanced(),
            *here.bot.wrong_lines()[:20],
            *here.bot.wrong_end(),
        ]
        _tell_the_end(here, record, before, after, tell)
    return wrong


async def _lived(plan: Plan, here: Ground, tell: Print) -> Record:
    record = Record(plan.settled)
    living = asyncio.create_task(here.crowd.live())
    try:
        for number in range(round(plan.minutes / plan.every) + 1):
            sample = await here.bot.sample()
            out = await asyncio.to_thread(here.committed)
            tell(record.add(Moment(number * plan.every, sample, here.crowd.told.lines, out)))
            if number * plan.every >= plan.minutes or await _ended(living, plan.every * 60):
                break
        here.crowd.stop()
        await living
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    return record


async def _ended(living: "asyncio.Task[None]", seconds: float) -> bool:
    """Whether the crowd ended before that time was over, which it does only for something that is wrong."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(living), seconds)
    return living.done()


def _tell_the_end(here: Ground, record: Record, before: Sample, after: Sample, tell: Print) -> None:
    tell("")
    for network in here.networks:
        tell(waits(network, here.crowd.told.seconds.get(network, [0.0])))
        tell(f"{network}: {here.audit.books(network)}; {here.crowd.received(network).total():,} seen by people")
    tell(f"memory: {record.growth:+.1%} from minute {record.settled:g} on")
    tell(f"tasks at rest: {before.tasks.total()} before, {after.tasks.total()} after")
    tell(f"stopped within {here.bot.stopped_within:.1f} s, status {here.bot.status}")
