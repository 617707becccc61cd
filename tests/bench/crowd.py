"""Many people who say the same lines at once, through a server on this machine."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.bench.journeys import Line
from tests.bench.running import Program, Several
from tests.real.telegram_api import TelegramApi

PATIENCE = 120.0


@dataclass(frozen=True)
class Run:
    """What came of it.

    people   how many spoke at once
    steps    how many lines were said and answered
    cpu      the processor's milliseconds that the bot took for each
    rate     lines answered in a second
    median   the seconds from a line to the end of its answer; p95: of the slowest twentieth, the quickest
    memory   resident, in MB, at the end
    """

    people: int
    steps: int
    cpu: float
    rate: float
    median: float
    p95: float
    memory: float


class Speaks(Protocol):
    """Whoever talks to a bot, on any network."""

    async def say(self, text: str) -> Any:
        """Write."""

    async def sees(self, pattern: str, timeout: float) -> Any:  # noqa: ASYNC109  reads as a sentence
        """Wait for an answer that matches."""


async def says_all(person: Speaks, lines: Sequence[Line], waits: list[float]) -> None:
    """Say each line, and wait for its answer."""
    for line in lines:
        began = time.perf_counter()
        await person.say(line.said)
        await person.sees(line.ends, timeout=PATIENCE)
        waits.append(time.perf_counter() - began)


async def at_once(api: TelegramApi, program: Program | Several, people: int, lines: Sequence[Line]) -> Run:
    """So many people on Telegram, none of whom waits for another."""
    return await together([api.person(first_name="Camille", language="fr") for _ in range(people)], program, lines)


async def together(crowd: Sequence[Speaks], program: Program | Several, lines: Sequence[Line]) -> Run:
    """These people, none of whom waits for another."""
    waits: list[float] = []
    cpu, began = program.cpu, time.perf_counter()
    await asyncio.gather(*(says_all(person, lines, waits) for person in crowd))
    return _run(len(crowd), waits, program.cpu - cpu, time.perf_counter() - began, program)


async def one_by_one(
    api: TelegramApi, program: Program | Several, per_second: float, seconds: float, line: Line
) -> Run:
    """Newcomers who come at that pace, however long the others wait, with one line each."""
    waits: list[float] = []
    cpu, began = program.cpu, time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(per_second * seconds)):
            await asyncio.sleep(began + number / per_second - time.perf_counter())
            person = api.person(first_name="Claude", language="fr")
            group.create_task(says_all(person, (line,), waits))
    return _run(int(per_second), waits, program.cpu - cpu, time.perf_counter() - began, program)


def _run(people: int, waits: list[float], cpu: float, took: float, program: Program | Several) -> Run:
    steps = len(waits)
    return Run(
        people,
        steps,
        cpu / steps * 1000,
        steps / took,
        statistics.median(waits),
        statistics.quantiles(waits, n=20)[-1],
        program.memory,
    )
