"""All that is measured, in one run: programs side by side, in turn; then the database, then the core."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.bench import nio_bots, peers, rows, timers
from tests.bench.core import each
from tests.bench.crowd import Run, at_once, one_by_one, says_all
from tests.bench.journeys import BEFORE_THE_LETTERS, TO_A_PEER, TO_THE_LETTERS, Line
from tests.bench.nio_bots import Hosted
from tests.bench.running import TOKEN, Program, ours, peer
from tests.bench.workers import by_workers
from tests.real.telegram_api import TelegramApi
from tests.real.telegram_api.people import Message

TIMES = 3
_TOGETHER = 20
_PACE = 20
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much is measured.

    crowds   how many people at once, on our bot
    known    how many people are known already, and have a case
    waiting  how many messages wait, for claims
    due      how many reminders are due at once
    workers  how many workers serve one PostgreSQL
    matrix   how many people at once, on Matrix
    """

    crowds: tuple[int, ...]
    known: tuple[int, ...]
    waiting: tuple[int, ...]
    due: int
    workers: tuple[int, ...]
    matrix: int


FULL = Size((1, 50, 200), (0, 10_000, 100_000), (100, 10_000, 100_000, 1_000_000), 10_000, (1, 2, 4), 10)
SMALL = Size((1, 20), (0, 1_000), (100, 10_000), 200, (1, 2), 2)


@dataclass(frozen=True)
class Figures:
    """What came of it. All of a kind are in the order in which they were measured.

    side     by program: the same crowd, several times
    crowds   ours, by how many speak at once
    open     ours: newcomers at a steady pace
    known    by how many people are known: the milliseconds of CPU a step of ours, and of the usual bot that saves each
    claims   by how many messages wait: the milliseconds of CPU for eight
    ticks    by how many cases there are: the milliseconds of CPU of a tick at which nothing is due
    due      how many reminders were due, and the seconds of CPU and of the clock to queue them, no dossier like another
    alike    the same, where all did the same on the same days
    core     by what is done: milliseconds of CPU
    start    the seconds of CPU from nothing to the first answer; the memory then, in MB
    idle     the share of a core that the bot takes when nobody writes
    workers  by how many workers serve one PostgreSQL, the same crowd
    looks    APScheduler, by how many jobs wait: the milliseconds of CPU of a look at which none is due
    jobs     APScheduler: the milliseconds of CPU for each of as many jobs as there are cases with something due
    matrix   by program: the same crowd on Matrix, several times
    hosted   by program: what each of these took of the homeserver
    """

    side: Mapping[str, Sequence[Run]]
    crowds: Sequence[Run]
    open: Run
    known: Mapping[int, tuple[float, float]]
    claims: Mapping[int, float]
    ticks: Mapping[int, float]
    due: tuple[int, float, float]
    alike: tuple[int, float, float]
    core: Mapping[str, float]
    start: tuple[float, float]
    idle: float
    workers: Mapping[int, Run]
    looks: Mapping[int, float]
    jobs: float
    matrix: Mapping[str, Sequence[Run]]
    hosted: Mapping[str, Sequence[Hosted]]


def measure(size: Size, say: Say) -> Figures:
    """Measure everything; `say` is told what is being done."""
    answers = asyncio.run(_what_ours_says())
    side = asyncio.run(_side_by_side(answers, say))
    crowds, newcomers, start, idle = asyncio.run(_ours_alone(size, say))
    known, ticks = {}, {}
    with _folders() as new:
        for number in size.known:
            say(f"{number:,} people known")
            bench, person = rows.lived(folder := new())
            rows.multiply(bench.store, person, number, timedelta(days=300))
            ticks[number] = rows.empty_tick(bench)
            bench.store.engine.dispose()
            known[number] = asyncio.run(_among(number, folder))
        claims = {}
        for number in size.waiting:
            say(f"claims, {number:,} waiting")
            claims[number] = rows.claims(new(), number)
        say(f"{size.due:,} reminders due")
        bench, person = rows.lived(new())
        in_a_month = timedelta(days=32)
        rows.multiply(bench.store, person, size.due, in_a_month)
        due = rows.full_tick(bench, in_a_month)
        bench, person = rows.lived(new())
        rows.multiply(bench.store, person, size.due, in_a_month, alike=True)
        alike = rows.full_tick(bench, in_a_month)
        say("APScheduler")
        looks = {number: timers.look(new(), number) for number in size.known if number}
        jobs = timers.due(new(), size.due)
        say(f"Matrix, {size.matrix} at once")
        both = asyncio.run(nio_bots.side_by_side(new(), size.matrix, TIMES))
        matrix = {name: [run for run, _ in runs] for name, runs in both.items()}
        hosted = {name: [of_it for _, of_it in runs] for name, runs in both.items()}
    say("several workers")
    workers = by_workers(size.workers)
    say("the core")
    return Figures(
        side,
        crowds,
        newcomers,
        known,
        claims,
        ticks,
        due,
        alike,
        each(),
        start,
        idle,
        workers,
        looks,
        jobs,
        matrix,
        hosted,
    )


class _Folders:
    """Folders of their own, deleted in the end."""

    def __enter__(self) -> Callable[[], Path]:
        self._all = tempfile.TemporaryDirectory(prefix="objecteur-bench-", ignore_cleanup_errors=True)
        root = Path(self._all.__enter__())

        def new() -> Path:
            return Path(tempfile.mkdtemp(dir=root))

        return new

    def __exit__(self, *_: object) -> None:
        self._all.cleanup()


def _folders() -> _Folders:
    return _Folders()


@asynccontextmanager
async def _running(make: Callable[[Path, str], Program]) -> AsyncIterator[tuple[TelegramApi, Program]]:
    """A program, with a Bot API server of its own."""
    api = TelegramApi(TOKEN)
    url = await api.start()
    try:
        with _folders() as new:
            async with make(new(), url) as program:
                yield api, program
    finally:
        await api.stop()


async def _what_ours_says() -> list[list[Message]]:
    """What one person sees of ours, by step."""
    seen: list[list[Message]] = []
    async with _running(ours) as (api, _):
        person = api.person(first_name="Camille", language="fr")
        for line in TO_THE_LETTERS:
            before = len(person.messages)
            await person.say(line.said)
            await person.sees(line.ends)
            seen.append(person.messages[before:])
    return seen


async def _side_by_side(answers: list[list[Message]], say: Say) -> dict[str, list[Run]]:
    """Each program in turn, several times, so that what else the machine does meets all alike."""

    def same(folder: Path, url: str) -> Program:
        peers.says(folder, answers)
        return peer("same", folder, url)

    programs: dict[str, tuple[Callable[[Path, str], Program], Sequence[Line]]] = {
        "echo": (lambda folder, url: peer("echo", folder, url), TO_A_PEER),
        "usual": (lambda folder, url: peer("usual", folder, url), TO_A_PEER),
        "usual, words only": (_words_only(answers), BEFORE_THE_LETTERS),
        "ours, words only": (ours, BEFORE_THE_LETTERS),
        "usual, with letters and files": (same, TO_THE_LETTERS),
        "ours, with letters and files": (ours, TO_THE_LETTERS),
    }
    found: dict[str, list[Run]] = {name: [] for name in programs}
    for number in range(TIMES):
        for name, (make, lines) in programs.items():
            say(f"{name}, {number + 1} of {TIMES}")
            async with _running(make) as (api, program):
                await at_once(api, program, 3, lines)  # what is loaded at first use is loaded then
                found[name].append(await at_once(api, program, _TOGETHER, lines))
    return found


def _words_only(answers: list[list[Message]]) -> Callable[[Path, str], Program]:
    def make(folder: Path, url: str) -> Program:
        peers.says(folder, [*answers[: len(BEFORE_THE_LETTERS)]])
        return peer("same", folder, url)

    return make


async def _ours_alone(size: Size, say: Say) -> tuple[list[Run], Run, tuple[float, float], float]:
    """Crowds of each size, newcomers at a steady pace, a start, and a while of nothing."""
    crowds: list[Run] = []
    async with _running(ours) as (api, program):
        await says_all(api.person(first_name="Camille", language="fr"), TO_THE_LETTERS[:1], [])
        start = program.cpu, program.memory
        for number in size.crowds:
            say(f"ours, {number} at once")
            crowds.append(await at_once(api, program, number, BEFORE_THE_LETTERS))
        say(f"ours, {_PACE} newcomers a second")
        newcomers = await one_by_one(api, program, _PACE, 10, TO_THE_LETTERS[0])
        say("ours, idle")
        before, began = program.cpu, time.perf_counter()
        await asyncio.sleep(20)
        idle = (program.cpu - before) / (time.perf_counter() - began)
    return crowds, newcomers, start, idle


async def _among(number: int, full: Path) -> tuple[float, float]:
    """The milliseconds of CPU a step where so many people are known: ours, and the usual bot that saves each step.

    full  the data directory of ours, where they are
    """

    def known(_: Path, url: str) -> Program:
        return ours(full, url, secret_keys=rows.SECRET)

    def saving(folder: Path, url: str) -> Program:
        peers.knows(folder, number)
        return peer("saving", folder, url)

    async with _running(known) as (api, program):
        await at_once(api, program, 3, BEFORE_THE_LETTERS)
        own = [(await at_once(api, program, _TOGETHER, BEFORE_THE_LETTERS)).cpu for _ in range(TIMES)]
    async with _running(saving) as (api, program):
        lines = TO_A_PEER[: len(BEFORE_THE_LETTERS)]
        await at_once(api, program, 1, lines)
        others = [(await at_once(api, program, 5, lines)).cpu]
    return statistics.median(own), statistics.median(others)
