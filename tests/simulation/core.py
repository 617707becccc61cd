"""The core level: one case of eighteen months, from one seed; people, bodies, downtimes, a new release; no database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from bot.core.campaign.letter_name import LetterName
from bot.core.case.letter_event import Posted
from bot.core.ports.incoming import Arrived, Content, Left, Text
from tests.simulation import law
from tests.simulation.bodies import Answer, answers
from tests.simulation.counted import Count, Journal, silent
from tests.simulation.laws import NOW_AND_THEN, TURN_LAWS, Scene, check
from tests.simulation.life import Life, second_version, version_before
from tests.simulation.memory import DUE, Memory
from tests.simulation.network import CAN
from tests.simulation.oracle import Entry, asked_both
from tests.simulation.people import HOMES, Mind, secret_name

LENGTH = timedelta(days=548)
EARLIEST = datetime(2026, 9, 28, 6, tzinfo=UTC)
"""Any eighteen months from these days on hold both days on which clocks change."""


def begins(rng: Random) -> datetime:
    return EARLIEST + timedelta(days=rng.randrange(150), seconds=rng.randrange(60 * 60 * 15))


def outages(rng: Random, begin: datetime) -> list[tuple[datetime, datetime]]:
    """When nothing runs: for hours, days or weeks."""
    found, at = [], begin
    while at < begin + LENGTH:
        at += timedelta(days=rng.expovariate(1 / 70))
        length = timedelta(hours=rng.choice((0.1, 1, 8, 30, 24 * 3, 24 * 9, 24 * 40)) * rng.random() * 2)
        found.append((at, at + length))
        at += length
    return found


def mind(rng: Random, number: int, seed: int) -> Mind:
    home = rng.choice(tuple(HOMES))
    name = f"{rng.choice(('Camille', 'Dominique', 'Claude', 'Sacha', 'Lou'))} {secret_name(number, seed)}"
    street = f"{rng.randint(1, 99)} rue {secret_name(number, seed + 13)}"
    return Mind(rng, home, name, street, rng.choice((0.02, 0.1, 0.25)), rng.choice((0.5, 0.8, 0.95)))


def breaks(rng: Random) -> Content | None:
    """What somebody does now and then instead of answering."""
    draw = rng.random()
    for chance, content in ((0.02, Text("/stop")), (0.012, Text("/effacer")), (0.03, Left())):
        if draw < chance:
            return content
        draw -= chance
    return None


@dataclass
class CaseRun:
    """One case, from the first word to the end of the eighteen months."""

    seed: int
    journal: Journal = silent
    count: Count = field(default_factory=Count)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.begin = self.now = begins(self.rng)
        self.mind = mind(self.rng, 0, self.seed)
        self.life = Life(self.rng.choice(tuple(CAN.values())))
        if self.seed % 4 == 0:
            self.life.files = version_before()
        self.memory = Memory()
        self.outages = outages(self.rng, self.begin)
        self.release = self.begin + LENGTH * self.rng.random() if self.rng.random() < 0.5 else None
        self.agenda: list[tuple[datetime, int, int, Answer | str]] = []
        self.order = count()  # two that fall on one moment and one draw are told apart by which was planned first
        self.planned: dict[str, datetime] = {}

    def at(self, when: datetime, what: "Answer | str") -> None:
        """Put something on the agenda; the next session and the next tick are planned once, at the earlier moment."""
        if isinstance(what, str):
            if (planned := self.planned.get(what)) and self.now < planned <= when:
                return
            self.planned[what] = when
        draw = len(self.agenda) * 1000 + self.rng.randrange(1000)
        heappush(self.agenda, (when, draw, next(self.order), what))

    def later(self, low: float, high: float, what: "Answer | str") -> None:
        self.at(self.now + timedelta(days=self.rng.uniform(low, high)), what)

    def run(self) -> Count:
        """Live it. Raises BrokenError when an invariant does not hold."""
        self.count.cases, self.count.days = 1, LENGTH.days
        self.at(self.begin, "session")
        self.at(self.begin + timedelta(days=3), "tick")
        while self.agenda and self.agenda[0][0] < self.begin + LENGTH:
            when, *_, what = heappop(self.agenda)
            if isinstance(what, str) and self.planned.get(what) != when:
                continue  # it was planned anew
            self.now = self._up(max(when, self.now))
            match what:
                case Answer():
                    self.journal(self.now, f"post: {what.track} says {what.says!r}, dated {what.dated}")
                    self.mind.post.append(what)
                    if self.mind.chance(0.5):
                        self.later(0, 6, "session")
                case "session":
                    del self.planned[what]
                    self._tick()
                    self._session()
                case _:
                    del self.planned[what]
                    self._tick()
        if self.life.known:
            self._look()
        return self.count

    def _up(self, now: datetime) -> datetime:
        """The first moment from now on at which the bot runs; a release comes with a restart."""
        for down, up in self.outages:
            if down <= now < up:
                self.count.restarts += 1
                now = up
        if self.release and now >= self.release:
            self.release = None
            self.life.files = second_version()
            self.memory.promised = set()
            self.journal(now, "a new release: other delays, other templates")
        return now

    # --- The bot ----------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        life = self.life
        if life.known and self.now.date() >= life.expires_on:
            self.journal(self.now, "expired")
            self.count.expired += 1
            life.forget()
            self.memory = Memory()
        before = life.case.log
        came = life.tick(self.now)
        if came:
            self.count.reminders += len(came.due)
            self.count.merged += len(came.due) > 1
            self.count.late += any(r.due.astimezone(UTC).date() < self.now.date() for r in came.due)
            self.journal(self.now, f"reminder: {', '.join(f'{r.kind} of {r.track} for {r.day}' for r in came.due)}")
            check(Scene(life, came.turn, self.now, before, came.due), *TURN_LAWS)
            self.memory.reminded(life, came.due, came.noted)
            if self.mind.chance(0.75):
                self.later(0.01, 5, "session")
        self.memory.ticked(life, self.now)
        self._plan_tick()

    def _plan_tick(self) -> None:
        """The bot looks again when something is due, on promised days, and from time to time."""
        life = self.life
        coming = [r.due for r in life.unsent() if r.due > self.now]
        promised = [datetime.combine(day, DUE, law.ZONES[life.home]) for day in self.memory.promised]
        when = min([*coming, *promised, self.now + timedelta(days=self.rng.uniform(5, 20))])
        self.at(max(when, self.now) + timedelta(minutes=self.rng.choice((0.01, 0.5, 600))), "tick")

    def receive(self, content: Content) -> None:
        """The person sends one thing."""
        self.count.messages += 1
        before, asked = self.life.case.log, self.life.view
        turn = self.life.receive(content, self.now)
        self.journal(self.now, f"{self.mind.name} ({self.mind.home}): {content}")
        if turn is None:
            return
        scene = Scene(self.life, turn, self.now, before, asked=asked, content=content)
        self.count.said += len(turn.messages)
        self.journal(self.now, f"    bot: {', '.join(s.key for s in scene.said)} → {self.life.view.scope}")
        check(scene, *TURN_LAWS)
        if self.mind.chance(0.05):
            check(scene, *NOW_AND_THEN)
        self.memory.turn(scene)
        for seq, event in enumerate(turn.events, start=len(before)):
            self.journal(self.now, f"    event: {event}")
            if isinstance(event, Posted) and self.life.known:
                self.count.complaints += event.letter == LetterName("cnil")
                key = f"{event.letter.track}.{self.life.case.threads.opener[seq]}"
                both = asked_both(self.life.case.log, Entry(seq, event))
                for answer in answers(self.rng, event, key, both=both):
                    arrives = datetime.combine(answer.arrives, datetime.min.time(), UTC) + timedelta(hours=11)
                    self.at(max(arrives, self.now), answer)
        self.count.erased += turn.forget

    # --- The person -------------------------------------------------------------------------------------------------

    def _session(self) -> None:
        mind = self.mind
        if (broken := breaks(self.rng)) and self.life.known:
            self.receive(broken)
            if isinstance(broken, Left):
                self.later(2, 100, "session")
                return
        for _ in range(22):
            content = mind.says(self.life.view, self.life.today(self.now), taps=self.life.can.buttons)
            if content is None:
                break
            self.receive(content)
            if not self.life.known:
                if mind.chance(0.4):
                    self.later(1, 60, "session")
                return
            if mind.chance(0.02):  # called away
                self.later(0.01, 3, "session")
                return
            self.now += timedelta(seconds=self.rng.choice((2, 5, 20, 90)))
        self._plan_tick()
        self.at(self.now + timedelta(days=self.rng.expovariate(1 / 75)), "session")

    def _look(self) -> None:
        turn_before = self.life.case.log
        turn = self.life.receive(Arrived(), self.now)
        assert turn
        check(Scene(self.life, turn, self.now, turn_before), *TURN_LAWS, *NOW_AND_THEN)
