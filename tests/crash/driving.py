"""One run: the person says a line, the bot comes to rest, the next line; a bot that dies is started again."""

import asyncio
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from tests.crash.child import Start, live
from tests.crash.journey import PHASES, Phase
from tests.crash.judge import Lived
from tests.crash.kept import Kept, kept_in
from tests.crash.points import Aim
from tests.crash.process import Bot, StuckError
from tests.real.running import environment

RESTS_WITHIN = 40
RESTARTS = 5
"""How often a bot that ends is started again: once is what a crash needs."""


@dataclass(frozen=True, slots=True)
class Where:
    """A crash point: in which phase, and at which boundary."""

    phase: str
    aim: Aim

    def __str__(self) -> str:
        return f"{self.phase}: {self.aim}"


class Place(Protocol):
    """A network with a person on it, for one run."""

    settings: dict[str, str]

    async def begin(self, bot: Bot) -> None:
        """Say hello, or open a room."""

    async def say(self, line: str) -> None:
        """Say a line."""

    def heard(self, received: set[str]) -> bool:
        """Whether the bot took all that was said; `received` are the messages it told to have taken."""

    async def messages(self, atleast: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All that the bot sent, in order, and what was odd; waits for so many, not for long."""

    def transcript(self) -> str:
        """Both sides."""


@dataclass
class Run:
    """What one run was, for who judges it."""

    lived: Lived
    reached: dict[str, Counter[str]]
    """By phase: the boundaries of its first process."""
    harmed: bool


class Driver:
    """Drives one run to its end."""

    def __init__(self, place: Place, data: Path, where: Where | None, mutant: str | None = None) -> None:
        """Take the network, an empty directory, where to kill, and the mistake to plant."""
        self._place, self._data, self._where, self._mutant = place, data, where, mutant
        self._received: set[str] = set()
        self._begun = False
        self._since: tuple[datetime, float] | None = None
        """When the last process began, by its own clock and by this machine's."""
        self.reached: dict[str, Counter[str]] = {}
        self.harmed = False

    async def run(self, expected: int = 0) -> Run:
        """Live the journey. `expected`: how many messages an unharmed run has."""
        odd: tuple[str, ...] = ()
        try:
            for phase in PHASES:
                await self._live(phase)
        except StuckError as error:
            odd = (str(error),)
        messages, strange = await self._place.messages(expected)
        kept = Kept((), 0) if odd else await asyncio.to_thread(kept_in, self._data)
        log = self._data.parent / "bot.log"
        told = f"{self._place.transcript()}\n\n{log.read_text(encoding='utf-8') if log.exists() else ''}"
        return Run(Lived(messages, kept, (*odd, *strange), told), self.reached, self.harmed)

    async def _live(self, phase: Phase) -> None:
        aim = self._where.aim if self._where and self._where.phase == phase.name and phase.armed else None
        said = 0
        for attempt in range(RESTARTS):
            settings = environment(self._data, **self._place.settings)
            async with Bot(live, Start(self._data, self.begins(phase), settings, aim, self._mutant)) as bot:
                said = await self._talk(bot, phase, said)
            if not attempt:
                self.reached[phase.name] = bot.reached
            self._received |= bot.received
            self.harmed |= bot.killed
            aim = None
            if not bot.killed:
                return
        raise StuckError("it ends again and again")

    def begins(self, phase: Phase) -> str:
        """The moment at which a process of that phase begins: a clock does not go back because a program ended."""
        begins, now = datetime.fromisoformat(phase.when), time.monotonic()
        if self._since:
            began, then = self._since
            begins = max(begins, began + timedelta(seconds=now - then))
        self._since = begins, now
        return begins.isoformat()

    async def _talk(self, bot: Bot, phase: Phase, said: int) -> int:
        """Go on talking, until all is said or the bot is dead. Returns how many lines were said."""
        if not self._begun:
            self._begun = True
            await self._place.begin(bot)
        while await self._rests(bot):
            if said == len(phase.lines):
                return said
            await self._place.say(phase.lines[said])
            said += 1
        return said

    async def _rests(self, bot: Bot) -> bool:
        """Wait until the bot took all that was said and sent all it had to. False when it ended."""
        try:
            async with asyncio.timeout(RESTS_WITHIN):
                while not bot.dead:
                    if bot.quiet and self._place.heard(self._received | bot.received):
                        return True
                    await bot.changes()
        except TimeoutError:
            raise StuckError("it does not come to rest: something that was said is never taken") from None
        return False


def empty(folder: Path) -> Path:
    """A new data directory, in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True, mode=0o700)
    return folder / "data"
