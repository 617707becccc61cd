"""All crash points of a part, a run for each: n = 1, 2, 3 … at every boundary, as far as any run ever reached it."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd

from tests.crash.driving import Run, Where
from tests.crash.journey import ARMED
from tests.crash.judge import Lived, Verdict, judge
from tests.crash.points import Aim

Live = Callable[[Where | None, int, int], Awaitable[Run]]
"""Lives one run: where it is killed, how many messages to expect, and which worker it is."""


@dataclass(frozen=True)
class Wrong:
    """A run that broke a rule."""

    where: Where
    verdict: Verdict
    transcript: str = field(repr=False)


@dataclass
class Outcome:
    """What came of all the runs of a part."""

    remembers: bool
    known: int = 0
    """Crash points that are to be tried."""
    points: int = 0
    """Runs that were killed."""
    unharmed: int = 0
    """Runs that never reached the boundary that was aimed at."""
    missing: int = 0
    doubled: int = 0
    told: int = 0
    seconds: float = 0.0
    wrong: list[Wrong] = field(default_factory=list)

    def take(self, where: Where, run: Run, verdict: Verdict) -> None:
        """Count one run."""
        self.points += run.harmed
        self.unharmed += not run.harmed
        self.missing += verdict.missing
        self.doubled += verdict.doubled
        self.told += verdict.told
        if verdict.wrong:
            self.wrong.append(Wrong(where, verdict, run.lived.transcript))

    def __str__(self) -> str:
        lost = sum(one.verdict.missing for one in self.wrong)
        return (
            f"{self.points} of {self.known} points ({self.unharmed} not reached), "
            f"{lost} answers lost, {self.doubled} doubled, "
            f"{self.told} uncertain and told once ({self.missing} of them had not arrived), "
            f"{len(self.wrong)} runs wrong, {self.seconds:.0f} s"
        )


@dataclass(frozen=True)
class Choice:
    """Which crash points: all, each so-manieth, those whose name matches; and how many runs at a time."""

    every: int = 1
    only: re.Pattern[str] = re.compile("")
    workers: int = 2


ALL = Choice()


Progress = Callable[[Outcome], None]


class Points:
    """The crash points that are known so far: those of an unharmed run, and what other runs reach beyond them."""

    def __init__(self, choice: Choice, unharmed: Mapping[str, Counter[str]]) -> None:
        """Take which of them, and what an unharmed run reached, by phase."""
        self._choice = choice
        self._known: Counter[tuple[str, str]] = Counter()
        self._waiting = spread(self._beyond(unharmed)[:: choice.every])
        self.total = len(self._waiting)

    def reached(self, by_phase: Mapping[str, Counter[str]]) -> None:
        """Learn what a run reached; a sample does without it."""
        more = self._beyond(by_phase) if self._choice.every == 1 else []
        self._waiting += more
        self.total += len(more)

    def __iter__(self) -> Iterator[Where]:
        while self._waiting:
            yield self._waiting.pop(0)

    def _beyond(self, by_phase: Mapping[str, Counter[str]]) -> list[Where]:
        """The points that were not known."""
        found = []
        for phase in ARMED:
            for boundary, count in by_phase.get(phase.name, Counter()).items():
                before = self._known[phase.name, boundary]
                found += [Where(phase.name, Aim(boundary, nth)) for nth in range(before + 1, count + 1)]
                self._known[phase.name, boundary] = max(before, count)
        return [one for one in found if self._choice.only.search(str(one))]


def spread(points: Sequence[Where]) -> list[Where]:
    """All of them, in an order of which every beginning is a fair sample: always the same one."""
    many = len(points)
    step = next((step for step in range(int(many * 0.618), many) if gcd(step, many) == 1), 1)
    return [points[number * step % many] for number in range(many)]


async def enumerate_points(
    live: Live, choice: Choice = ALL, *, remembers: bool, progress: Progress = lambda _: None
) -> Outcome:
    """Live one run for each crash point, and judge it. Raises AssertionError when the unharmed run is no good.

    remembers  the network makes one message of one key
    progress   is given what came of it so far, after each run
    """
    begun, outcome = time.monotonic(), Outcome(remembers)
    unharmed = (await live(None, 0, 0)).lived
    again = await live(None, len(unharmed.messages), 0)
    same = judge(unharmed, again.lived, remembers=remembers)
    assert not unharmed.odd, unharmed
    assert not same.wrong, f"two unharmed runs differ: {same.wrong}\n{again.lived.transcript}"
    points = Points(choice, again.reached)
    waiting = iter(points)

    async def work(worker: int) -> None:
        for where in waiting:
            verdict, run = await _judged(live, where, unharmed, worker, remembers=remembers)
            points.reached(run.reached)
            outcome.take(where, run, verdict)
            outcome.seconds, outcome.known = time.monotonic() - begun, points.total
            progress(outcome)

    await asyncio.gather(*(work(number) for number in range(choice.workers)))
    outcome.seconds = time.monotonic() - begun
    return outcome


async def _judged(live: Live, where: Where, unharmed: Lived, worker: int, *, remembers: bool) -> tuple[Verdict, Run]:
    run = await live(where, len(unharmed.messages), worker)
    return judge(unharmed, run.lived, remembers=remembers), run
