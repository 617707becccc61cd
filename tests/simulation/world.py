"""The service level: several people on the real service, over eighteen months, from one seed.

The program ends at any step boundary and begins again on the same data; networks misbehave; whole weeks are down.
"""

import asyncio
from datetime import datetime, timedelta
from heapq import heappop

from bot.core.ports.incoming import Left, Text
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from tests.simulation import books, law
from tests.simulation.bodies import Answer
from tests.simulation.core import LENGTH, breaks
from tests.simulation.counted import Count
from tests.simulation.figure import Figure
from tests.simulation.fuse import Inline
from tests.simulation.ground import PEOPLE
from tests.simulation.memory import DUE
from tests.simulation.network import CAN
from tests.simulation.program import Program


class WorldRun(Program):
    """One world, lived: what is on the agenda, and what the people do."""

    def run(self) -> Count:
        """Live it. Raises BrokenError when an invariant does not hold."""
        self.count.cases, self.count.days = PEOPLE, LENGTH.days * PEOPLE
        migrated = open_engine(f"sqlite:///{self.directory / 'objecteur.sqlite3'}")
        migrate(migrated)
        migrated.dispose()
        self.loop = asyncio.new_event_loop()
        self.loop.set_default_executor(Inline())
        try:
            self._start()
            self._live()
        finally:
            self.store.engine.dispose()
            self.loop.close()
        return self.count

    def _live(self) -> None:
        for one in self.figures:
            self.later(0, 40, one, "session")
        self.later(0, 1, None, "tick")
        while self.agenda[0][0] < self.begin + LENGTH:
            when, _, who, what = heappop(self.agenda)
            self.now = max(when, self.now)
            if what == "session" and who and self._down():
                self._writes_into_silence(who)
                continue
            self._up()
            self._arm()
            self._does(who, what)
        for one in self.figures:
            books.same(self.store, one)

    def _arm(self) -> None:
        """The program may end, or the database fail, in what comes now: sooner where reminders are due."""
        lives = [one.life for one in self.figures if one.life.known]
        due = any(r.due <= self.now for life in lives for r in life.unsent())
        if self.rng.random() < (0.5 if due else 0.05):
            self.fuse.set(self.rng.randint(1, 60 if due else 400), fails=self.rng.random() < 0.3)

    def _does(self, who: Figure | None, what: Answer | str) -> None:
        match what:
            case Answer() if who:
                who.mind.post.append(what)
                if who.mind.chance(0.5):
                    self.later(0, 6, who, "session")
            case "session" if who:
                self._session(who)
            case "deliver":
                self._deliver()
            case _:
                self._tick()
                self.at(self.now + self._pause(), None, "tick")

    def _pause(self) -> timedelta:
        """Until the next tick: exactly when something is due, or some hours later."""
        lives = [one.life for one in self.figures if one.life.known]
        due = [r.due for life in lives for r in life.unsent() if r.due > self.now]
        zones = ((one.memory.promised, law.ZONES[one.life.home]) for one in self.figures)
        promised = [datetime.combine(day, DUE, zone) for days, zone in zones for day in days]
        coming = [moment for moment in (*due, *promised) if moment > self.now]
        hours = timedelta(hours=self.rng.choice((10, 60, 200)) * self.rng.random())
        return max(min([hours, *(moment - self.now for moment in coming)]), timedelta(seconds=30))

    # --- The people -------------------------------------------------------------------------------------------------

    def _writes_into_silence(self, who: Figure) -> None:
        """Nobody answers: they write once or twice and try again another day."""
        content = who.mind.says(who.life.view, who.life.today(self.now), taps=CAN[who.network].buttons)
        for _ in range(self.rng.randint(1, 2)):
            self.writes(who, content or Text("bonjour"))
        self.later(1, 20, who, "session")

    def _session(self, who: Figure) -> None:
        mind = who.mind
        if (broken := breaks(self.rng)) and who.life.known:
            self.writes(who, broken)
            self._read()
            if isinstance(broken, Left):
                self.later(1, 90, who, "session")
                return
        for _ in range(22):
            content = mind.says(who.life.view, who.life.today(self.now), taps=CAN[who.network].buttons)
            if content is None:
                break
            self.writes(who, content)
            self._read()
            if not who.life.known:
                if mind.chance(0.4):
                    self.later(1, 60, who, "session")
                return
            self.now += timedelta(seconds=self.rng.choice((2, 5, 20, 90)))
        self.at(self.now + timedelta(days=self.rng.expovariate(1 / 75)), who, "session")
