"""Workers are killed at random under load: nothing that was said is lost, nothing comes twice, somebody takes over."""

import asyncio
import base64
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.core.ports.network_name import NetworkName
from bot.store.seal import Keyring, parse_keys
from tests.real.several.books import Books
from tests.real.several.crew import ROUNDS, TELEGRAM, Crew
from tests.real.several.talk import Talk
from tests.real.telegram_api import TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"
SECRET = base64.b64encode(b"made up, for tests only, no key!").decode()
WORKERS = 4
CONFLICT = "another program polls"


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    said        lines of all people; taken: those that were committed
    arrived     messages that people saw; delivered, uncertain: what became of what was queued, waiting: what has no end
    doubled     messages that came more often than they can have left
    lost        messages that are called delivered and never came
    polling     by kill of the one who polled, the seconds until another did
    rounds      the same of the look at what is due
    waits       the seconds that people waited for each answer
    unanswered  lines after which nothing came in time
    conflicts   how often a worker met another that polled
    """

    kills: int
    said: int
    taken: int
    arrived: int
    delivered: int
    uncertain: int
    waiting: int
    doubled: int
    lost: int
    polling: tuple[float, ...]
    rounds: tuple[float, ...]
    waits: tuple[float, ...]
    unanswered: int
    conflicts: int

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.waits, n=100)
        return (
            f"{self.kills} kills; {self.said} lines said, {self.taken} taken; {self.arrived} messages arrived: "
            f"{self.delivered} delivered, {self.uncertain} uncertain, {self.waiting} waiting; {self.lost} lost, "
            f"{self.doubled} doubled\n"
            f"another polled after {_seconds(self.polling)}, {self.conflicts} conflicts of pollers; "
            f"another looked at what is due after {_seconds(self.rounds)}\n"
            f"answers: median {statistics.median(self.waits):.2f} s, p95 {cuts[94]:.2f}, p99 {cuts[98]:.2f}, "
            f"longest {max(self.waits):.1f}; {self.unanswered} not within 25 s"
        )

    def broken(self) -> list[str]:
        """What is not as it should be."""
        found = []
        if self.taken != self.said:
            found.append(f"{self.said} lines said, {self.taken} taken")
        if self.lost or self.doubled or self.waiting:
            found.append(f"{self.lost} lost, {self.doubled} doubled, {self.waiting} for ever waiting")
        if self.conflicts:
            found.append(f"two polled at once, {self.conflicts} times")
        if max((*self.polling, *self.rounds), default=0) >= 15:
            found.append("a leadership was vacant for 15 s")
        return found


def _seconds(of: tuple[float, ...]) -> str:
    return f"{statistics.median(of):.1f} s ({min(of):.1f} to {max(of):.1f}, {len(of)} times)" if of else "nothing"


async def kills(folder: Path, url: str, number: int, people: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """Have four workers serve so many people, and kill one of them so many times, each time another in its place."""
    books, api, talk, drawn = Books(url), TelegramApi(TOKEN), Talk(), Random(seed)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start(), "secret_keys": SECRET}
    polling: list[float] = []
    rounds: list[float] = []
    try:
        async with Crew(folder, url, **settings) as crew:
            for _ in range(WORKERS):
                await crew.join()
            writing = talk.begin(api, people, think=1.0, seed=seed)
            for n in range(number):
                await asyncio.sleep(1 + 3 * drawn.random())
                # Every other time whoever leads something, as there is more to see then.
                leads = crew.leader((TELEGRAM, ROUNDS)[n // 2 % 2]) if n % 2 == 0 else None
                victim = leads if leads in crew.workers else drawn.choice(sorted(crew.workers))
                await _kill(crew, api, victim, polling, rounds)
                tell(f"{n + 1} of {number}: {talk.said} lines, {len(talk.waits)} answered")
                await crew.join()
            talk.over = True
            await writing
            await crew.until(lambda: _nothing_waits(books), "all has an end")
        return _outcome(number, books, talk, crew, (tuple(polling), tuple(rounds)))
    finally:
        await api.stop()


async def _kill(crew: Crew, api: TelegramApi, victim: int, polling: list[float], rounds: list[float]) -> None:
    polls, looks = crew.leader(TELEGRAM) == victim, crew.leader(ROUNDS) == victim
    before, began = len(api.called("getUpdates")), time.monotonic()
    await crew.kill(victim)
    if polls:
        await crew.until(lambda: len(api.called("getUpdates")) > before, "another polls")
        polling.append(time.monotonic() - began)
    if looks:
        await crew.until(lambda: crew.leader(ROUNDS) not in {None, victim}, "another looks")
        rounds.append(time.monotonic() - began)


def _nothing_waits(books: Books) -> bool:
    return not any(one.waiting for one in books.ends().values())


def _outcome(
    number: int, books: Books, talk: Talk, crew: Crew, times: tuple[tuple[float, ...], tuple[float, ...]]
) -> Outcome:
    index = books.index(Keyring(parse_keys(SECRET)))
    ends = books.ends()
    doubled = lost = 0
    for person in talk.people:
        mine = ends[index.fingerprints("lane", f"{NetworkName.TELEGRAM}|{person.id}")[0]]
        came = len(person.messages)
        doubled += max(0, came - mine.delivered - mine.uncertain)
        lost += max(0, mine.delivered - came)
    return Outcome(
        kills=number,
        said=talk.said,
        taken=books.taken(),
        arrived=sum(len(person.messages) for person in talk.people),
        delivered=sum(one.delivered for one in ends.values()),
        uncertain=sum(one.uncertain for one in ends.values()),
        waiting=sum(one.waiting for one in ends.values()),
        doubled=doubled,
        lost=lost,
        polling=times[0],
        rounds=times[1],
        waits=tuple(talk.waits),
        unanswered=talk.unanswered,
        conflicts=sum(log.count(CONFLICT) for log in crew.logs),
    )
