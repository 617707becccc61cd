"""`make fuzz`: every parser in turn, for a while, on this machine alone. Exits 1 when one did what it should not.

What was found is written beside `dist/fuzz/`; what is mended goes to `tests/fuzz/corpus/` and is a test from then on.
"""

import argparse
import random
import sys
import time
from pathlib import Path

from tests.fuzz import files, strangers
from tests.fuzz.hunting import Finding, hunt, tried
from tests.fuzz.target import Target, content
from tests.real.running import ROOT

FOUND = ROOT / "dist" / "fuzz"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="in all; default: 30")
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time; it is printed")
    parser.add_argument("--only", default="", help="the targets whose name begins so")
    parser.add_argument("--input", type=Path, help="hand one file to that target, and let it fail")
    options = parser.parse_args()
    chosen = [one for one in (*strangers.targets(), *files.targets()) if one.name.startswith(options.only)]
    if options.input:
        chosen[0].read(content(options.input))
        return 0
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    print(f"seed {seed}; python -m tests.fuzz --seed {seed} makes the same inputs", flush=True)
    share = options.minutes * 60 / sum(target.shares for target in chosen)
    found = [_hunted(target, seed, share * target.shares) for target in chosen]
    print(f"{sum(count for count, _ in found)} inputs, {sum(len(each) for _, each in found)} findings")
    return 1 if any(each for _, each in found) else 0


def _hunted(target: Target, seed: int, seconds: float) -> tuple[int, list[Finding]]:
    began = time.monotonic()
    found = [
        Finding(path.name, error, path.read_bytes())
        for path in target.kept
        if (error := tried(target, path.read_bytes()))
    ]
    count, more = hunt(target, seed, seconds)
    found += more
    print(f"{target.name:24} {count:8} inputs  {time.monotonic() - began:5.0f} s  {len(found)} findings", flush=True)
    for number, one in enumerate(found):
        place = FOUND / target.name / str(number)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(one.raw)
        print(f"    {one.what} (input {one.where}): {place}", flush=True)
    return count, found


if __name__ == "__main__":
    sys.exit(main())
