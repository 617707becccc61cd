"""All crash points of a part, one run for each: n = 1, 2, 3 … at every boundary, as far as any run ever reached it."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

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
            f"{self.points} points ({self.unharmed} runs beyond them), {lost} answers lost, {self.doubled} doubled, "
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
    """The crash points that are known so far, in the order of the journey; grows as runs reach further."""

    def __init__(self, choice: Choice) -> None:
        """`choice`: which of them."""
        self._choice = choice
        self._known: dict[tuple[str, str], int] = {}
        self._taken: Counter[tuple[str, str]] = Counter()
        self._number = 0

    def reached(self, by_phase: Mapping[str, Counter[str]]) -> None:
        """Learn what a run reached."""
        for phase in ARMED:
            for boundary, count in by_phase.get(phase.name, Counter()).items():
                key = phase.name, boundary
                self._known[key] = max(self._known.get(key, 0), count)

    def __iter__(self) -> Iterator[Where]:
        while (found := self._next()) is not None:
            if not self._choice.only.search(str(found)):
                continue
            self._number += 1
            if self._number % self._choice.every == 0:
                yield found

    def _next(self) -> Where | None:
        for key, count in self._known.items():
            if self._taken[key] < count:
                self._taken[key] += 1
                phase, boundary = key
                return Where(phase, Aim(boundary, self._taken[key]))
        return None


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
    points = Points(choice)
    points.reached(again.reached)
    waiting = iter(points)

    async def work(worker: int) -> None:
        for where in waiting:
            verdict, run = await _judged(live, where, unharmed, worker, remembers=remembers)
            points.reached(run.reached)
            outcome.take(where, run, verdict)
            outcome.seconds = time.monotonic() - begun
            progress(outcome)

    await asyncio.gather(*(work(number) for number in range(choice.workers)))
    outcome.seconds = time.monotonic() - begun
    return outcome


async def _judged(live: Live, where: Where, unharmed: Lived, worker: int, *, remembers: bool) -> tuple[Verdict, Run]:
    run = await live(where, len(unharmed.messages), worker)
    return judge(unharmed, run.lived, remembers=remembers), run
