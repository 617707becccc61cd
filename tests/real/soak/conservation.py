"""`python -m tests.real.soak.conservation [--sends 10000]`: a share of Telegram's answers never comes; nothing is lost.

Telegram carries out every call, and cuts the line before it answers to some: sends whose fate nobody can know. The law:

    committed = delivered + uncertain + erased + waiting, and every message that left is seen once, no more, no less

It is checked with the books of the outbox, kept by triggers beside it (audit), and with Telegram's own log of calls
and of what each chat shows, and with the bot's own sums, which `/metrics` shows.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from tests.real.soak.audit import Books
from tests.real.soak.crowd import Pace
from tests.real.soak.ground import Ground, People, ground
from tests.real.telegram_api import Fault

DROPPED = 0.01
MOST_UNCERTAIN = 0.012
PATIENCE = 1_800
PEOPLE = 100
PACE = Pace(1)
NOBODY = People(0, PACE)


@dataclass(frozen=True)
class Outcome:
    """What became of so many sends.

    books    the outbox's, kept beside it
    own      the same by the bot's own sums
    calls    how often Telegram was asked to send
    dropped  of them, how many were carried out and got no answer
    doubles  messages that came more often than they left
    losses   messages that left and never came
    wrong    whatever else is not as it should be
    """

    books: Books
    own: Books
    calls: int
    dropped: int
    doubles: int
    losses: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        share = self.books.uncertain / self.calls
        return (
            f"{self.books}\n{self.calls:,} calls, {self.dropped} answers dropped: {self.books.uncertain} uncertain "
            f"({share:.2%}), {self.doubles} doubles, {self.losses} losses"
        )

    def broken(self) -> list[str]:
        """Where the law does not hold."""
        books, found = self.books, list(self.wrong)
        if self.doubles or self.losses:
            found.append(f"{self.doubles} doubles, {self.losses} losses")
        if not self.calls == books.tries == books.committed:
            found.append(f"{self.calls} calls, {books.tries} tries of {books.committed} committed messages")
        if books.committed != books.delivered + books.uncertain + books.erased + books.waiting:
            found.append(f"the books do not balance: {books}")
        if books != self.own:
            found.append(f"the bot counts {self.own}, and it was {books}")
        if books.uncertain != self.dropped:
            found.append(f"{self.dropped} answers dropped, {books.uncertain} messages uncertain")
        if books.uncertain > MOST_UNCERTAIN * self.calls:
            found.append(f"{books.uncertain} of {self.calls} uncertain")
        return found


async def conserve(folder: Path, sends: int, people: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """Have at least so many messages sent to so many people, of whose answers a share is dropped."""
    async with ground(folder, People(people, PACE), NOBODY, seed) as here:
        here.api.faults.sometimes("sendMessage", Fault.DROP_AFTER, share=DROPPED, seed=seed)
        async with asyncio.TaskGroup() as together:
            together.create_task(here.crowd.live())
            async with asyncio.timeout(PATIENCE):
                while (calls := here.calls()) < sends:
                    tell(f"{calls:,} sends")
                    await asyncio.sleep(min(30, 1 + (sends - calls) / 50))
            here.crowd.stop()
        await here.drained()
    return _outcome(here)


def _outcome(here: Ground) -> Outcome:
    differing = here.audit.sent(NetworkName.TELEGRAM, here.crowd.received("telegram")).values()
    return Outcome(
        books=here.audit.books(NetworkName.TELEGRAM),
        own=here.audit.counted(NetworkName.TELEGRAM),
        calls=here.calls(),
        dropped=here.dropped(),
        doubles=sum(max(0, came - left) for left, came in differing),
        losses=sum(max(0, left - came) for left, came in differing),
        wrong=(*here.unbalanced(), *here.bot.wrong_lines(), *here.bot.wrong_end()),
    )


def main() -> int:
    """Run it. Returns 1 when the law does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.soak.conservation", description=__doc__)
    parser.add_argument("--sends", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the bot is stopped on the way out
    with tempfile.TemporaryDirectory(prefix="objecteur-conservation-", ignore_cleanup_errors=True) as folder:
        outcome = asyncio.run(conserve(Path(folder), given.sends, given.people, given.seed, print))
    print(outcome)
    broken = outcome.broken()
    for one in broken:
        print(f"WRONG: {one}")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
