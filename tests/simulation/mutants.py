"""`python -m tests.simulation.mutants [WORDS]`: each planted mutant, in a copy of the tree, must be caught.

Prints a table: the mutant, the invariant that caught it, the seed, after how many cases. Exits 1 when one survives, or
when its patch does not fit the code any more. The working tree is never touched.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.hunt import Found
from tests.simulation.mutations import MUTANTS, Mutant
from tests.simulation.runs import MEMORY

ROOT = Path(__file__).parents[2]
SEEDS = {"core": 600, "service": 40}
WORKERS = 2


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    caught: bool
    told: str


def _copied(mutant: Mutant, into: Path) -> None:
    """The tree with the mutant in it. Raises ValueError when the patch does not fit."""
    for folder in ("bot", "locales", "templates", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules", "real", "transcripts")
        shutil.copytree(ROOT / folder, into / folder, ignore=ignored)
    for patch in mutant.patches:
        path = into / patch.file
        text = path.read_text(encoding="utf-8")
        if text.count(patch.before) != 1:
            raise ValueError(f"the patch of {patch.file} fits {text.count(patch.before)} places")
        path.write_text(text.replace(patch.before, patch.after), encoding="utf-8")


def _hunted(mutant: Mutant) -> Verdict:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as directory:
        try:
            _copied(mutant, Path(directory))
        except ValueError as error:
            return Verdict(mutant, False, f"STALE: {error}")
        return _caught(mutant, directory)


def _caught(mutant: Mutant, directory: str) -> Verdict:
    """Hunt until a seed fails that does not fail without the mutant: one that does would prove nothing."""
    level, first, cases = mutant.level, 0, 0
    while first < SEEDS[level]:
        found = _hunt(directory, level, first, SEEDS[level] - first)
        cases += found.cases
        if found.seed is None:
            break
        if _hunt(str(ROOT), level, found.seed, 1).seed is None:
            return Verdict(mutant, True, f"{found.name}, {level} seed {found.seed}, after {cases} cases")
        first = found.seed + 1
    return Verdict(mutant, False, f"SURVIVES {cases} cases")


def _hunt(directory: str, level: str, first: int, count: int) -> Found:
    """Hunt in a tree, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation.hunt", level, str(first), str(count)],
        cwd=directory, env=os.environ | {"PYTHONPATH": directory}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return Found(first, f"the_program_starts ({done.stderr.strip().splitlines()[-1]})", 0)
    return Found(**json.loads(done.stdout.splitlines()[-1]))


def _wanted(words: Iterable[str]) -> tuple[Mutant, ...]:
    words = tuple(words)
    return tuple(m for m in MUTANTS if not words or any(word in m.name or word == m.level for word in words))


def main(*words: str) -> int:
    """Hunt them all, or those of a level, or with one of these words in their name."""
    begin, survived = time.perf_counter(), 0
    with ThreadPoolExecutor(WORKERS) as pool:
        for verdict in pool.map(_hunted, _wanted(words)):
            survived += not verdict.caught
            print(f"{'caught ' if verdict.caught else 'ALIVE  '} {verdict.mutant.name:58} {verdict.told}", flush=True)
    print(f"{len(_wanted(words))} mutants, {survived} alive, {time.perf_counter() - begin:.0f} seconds")
    return bool(survived)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
