"""People who write all the while, one short command after the other, and how long each answer takes."""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random

from tests.real.telegram_api import TelegramApi
from tests.real.telegram_api.people import Person

PATIENCE = 25.0
"""The seconds after which somebody writes again, whatever came."""
LINE = "/langue"


@dataclass
class Talk:
    """What was said so far, and how long each answer took; `unanswered`: lines after which nothing came in time."""

    people: list[Person] = field(default_factory=list)
    said: int = 0
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    over: bool = False

    def begin(self, api: TelegramApi, people: int, think: float, seed: int) -> "asyncio.Future[list[None]]":
        """Let so many people write, each some seconds after the last answer."""
        self.people = [api.person(first_name="Camille", language="fr") for _ in range(people)]
        drawn = Random(seed)
        return asyncio.gather(*(self._writes(one, think, Random(drawn.random())) for one in self.people))

    async def _writes(self, person: Person, think: float, drawn: Random) -> None:
        await self._says(person, "bonjour")
        while not self.over:
            await asyncio.sleep(think * (0.5 + drawn.random()))
            await self._says(person, LINE)

    async def _says(self, person: Person, line: str) -> None:
        before, began = len(person.messages), time.monotonic()
        await person.say(line)
        self.said += 1
        try:
            async with asyncio.timeout(PATIENCE):
                while len(person.messages) == before:
                    await person.something_new()
        except TimeoutError:
            self.unanswered += 1
        else:
            self.waits.append(time.monotonic() - began)
