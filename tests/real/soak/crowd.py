"""All the people at once, each at their own pace, for so long or until enough was said."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from tests.real.soak.lives import lives, tour
from tests.real.soak.people import Someone, turn


@dataclass
class Pace:
    """How fast a person writes: `think` seconds between an answer and the next line, on average."""

    think: float


@dataclass
class Told:
    """What the crowd said so far, by network: lines, and the seconds that each answer took."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, network: str, seconds: float) -> None:
        """One line was answered in full."""
        self.seconds.setdefault(network, []).append(seconds)

    @property
    def lines(self) -> int:
        """How many lines were said, and answered."""
        return sum(len(each) for each in self.seconds.values())


class Crowd:
    """People who live until they are told to stop; then each ends the turn they are in."""

    def __init__(self, people: Iterable[tuple[Someone, Pace]], seed: int) -> None:
        """Take who they are and how fast each writes, and the seed of all that they do."""
        self._people = [(person, pace, Random(f"{seed} {number}")) for number, (person, pace) in enumerate(people)]
        self.told = Told()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let everybody end their turn."""
        self._stopping.set()

    async def rehearse(self, number: int) -> None:
        """Let so many of each network live a life in which all there is is asked for, before anything is counted.

        Raises ExceptionGroup as `live` does.
        """
        async with asyncio.TaskGroup() as together:
            for network in {person.network for person, *_ in self._people}:
                for person, *_ in [one for one in self._people if one[0].network == network][:number]:
                    together.create_task(self._tours(person))

    async def _tours(self, person: Someone) -> None:
        for line in tour():
            await turn(person, line, taps=False)

    async def live(self) -> None:
        """Until stopped. Raises ExceptionGroup of AssertionError when somebody's answer is not as it should be."""
        async with asyncio.TaskGroup() as together:
            for person, pace, draw in self._people:
                together.create_task(self._lives(person, pace, draw))

    async def _lives(self, person: Someone, pace: Pace, draw: Random) -> None:
        await self._thinks(draw.uniform(0, 2 * pace.think))
        for line in lives(draw):
            if self._stopping.is_set():
                return
            self.told.note(person.network, await turn(person, line, taps=draw.random() < 0.5))
            await self._thinks(draw.uniform(0.2, 1.8) * pace.think)

    async def _thinks(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def received(self, network: str) -> Counter[str]:
        """How many messages of the bot each place of a network shows."""
        return sum((who.received() for who, *_ in self._people if who.network == network), Counter[str]())

    def unread(self) -> list[str]:
        """What came to whom nothing was due any more."""
        return [f"{who.network}: {one}" for who, *_ in self._people for one in who.unread()]
