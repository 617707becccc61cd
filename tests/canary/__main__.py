"""`python -m tests.canary`: statements break in lives on both networks, some densely, some so that a life ends well.

Two lives at a time: 24 minutes on two cores that did other work.
"""

import asyncio
import contextlib
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.canary.living import Seen, live
from tests.canary.places import OnMatrix, OnTelegram, Place
from tests.real.synapse import Synapse

SHARES = 12
AT_ONCE = 2


async def main() -> int:
    """Live all lives. Returns the exit status: 1 where anything of anybody was found."""
    logging.getLogger("nio").setLevel(logging.CRITICAL)  # the person's client tells of keys that a break withheld
    began, gate = time.monotonic(), asyncio.Semaphore(AT_ONCE)
    with _server() as synapse:

        async def one(share: int, *, rests: bool, matrix: bool) -> Seen:
            async with gate:
                with tempfile.TemporaryDirectory(prefix="objecteur-canary-") as folder:
                    (seen_through := Path(folder, "bot")).mkdir()
                    place: Place = OnMatrix(synapse, Path(folder, "person")) if matrix else OnTelegram()
                    async with place:
                        seen = await live(seen_through, place, every=SHARES, share=share, rests=rests)
            where, how = "Matrix" if matrix else "Telegram", "rests" if rests else "goes on breaking"
            told = f"{where}, share {share}, {how}: {len(seen.broken)} statements broke, {seen.answers} answers; "
            print(told + ("; ".join(seen.leaks) or "nothing of anybody anywhere"), flush=True)
            return seen

        ways = [
            (share, rests, matrix) for rests in (True, False) for share in range(SHARES) for matrix in (False, True)
        ]
        lives = await asyncio.gather(*(one(share, rests=rests, matrix=matrix) for share, rests, matrix in ways))
    broken, leaks = sum(len(seen.broken) for seen in lives), sum(len(seen.leaks) for seen in lives)
    answers, minutes = sum(seen.answers for seen in lives), (time.monotonic() - began) / 60
    print(f"{len(lives)} lives, {broken} statements broke, {answers} answers, {leaks} leaks, {minutes:.0f} minutes")
    return 1 if leaks else 0


@contextlib.contextmanager
def _server() -> Iterator[Synapse]:
    with tempfile.TemporaryDirectory(prefix="objecteur-synapse-") as folder:
        synapse = Synapse(Path(folder))
        synapse.start()
        try:
            yield synapse
        finally:
            synapse.stop()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
