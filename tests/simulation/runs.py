"""Running one seed or many, at either level, with as many workers as there are processors."""

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.simulation.core import CaseRun
from tests.simulation.counted import Count, Journal, silent
from tests.simulation.laws import BrokenError
from tests.simulation.world import WorldRun

LEVELS = ("core", "service")
MEMORY = Path("/dev/shm")
"""Where there is one, the database of a simulation never meets a disk."""


@dataclass(frozen=True)
class Failure:
    """An invariant that did not hold, and how to see it again."""

    level: str
    seed: int
    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: {self.why}\n    again: python -m tests.simulation {self.seed} --level {self.level}"


@dataclass
class Outcome:
    """What many seeds came to."""

    count: Count = field(default_factory=Count)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.count}, {self.seconds:.1f} seconds"


def live(seed: int, level: str, journal: Journal = silent) -> Count | Failure:
    """Live one seed: one case at the core, one world at the service level."""
    logging.disable(logging.CRITICAL)  # the program says what happens to it; here the journal does
    try:
        if level == "core":
            return CaseRun(seed, journal).run()
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as directory:
            return WorldRun(seed, Path(directory), journal).run()
    except BrokenError as error:
        return Failure(level, seed, error.name, str(error).partition(": ")[2])
    except Exception as error:  # noqa: BLE001  a program that raises is a failure like any other
        return Failure(level, seed, "the_program_goes_on", f"{type(error).__name__}: {error}")
    finally:
        logging.disable(logging.NOTSET)


def many(seeds: range, level: str, workers: int | None = None) -> Outcome:
    """Live many seeds; what fails is told at once."""
    outcome, begin = Outcome(), time.perf_counter()
    for lived in _lived(seeds, level, workers or os.cpu_count() or 1):
        if isinstance(lived, Failure):
            outcome.failures.append(lived)
            print(lived, flush=True)
        else:
            outcome.count.add(lived)
    outcome.seconds = time.perf_counter() - begin
    return outcome


def _lived(seeds: range, level: str, workers: int) -> Iterator[Count | Failure]:
    if workers == 1:
        yield from (live(seed, level) for seed in seeds)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(partial(live, level=level), seeds, chunksize=8 if level == "core" else 1)
