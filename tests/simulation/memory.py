"""The invariants that need a memory: what was promised comes, what is due comes, and comes once."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.core.case.letter_event import Delivered, Posted
from bot.core.case.reminder import (
    AGAIN,
    Reminder,
)
from tests.simulation import law
from tests.simulation.laws import BrokenError, Scene
from tests.simulation.life import Life
from tests.simulation.oracle import Truth, consent, pause, truths

DUE = time(9, 30)


@dataclass
class Memory:
    """What must be remembered of one person between two turns.

    promised  days on which the bot said that it would write, and nothing newer replaced
    sent      reminders that came: kind, track, day
    said      for each (anchor, kind, letter), how long the log was when the reminder came
    """

    promised: set[date] = field(default_factory=set)
    sent: set[tuple[str, str, date]] = field(default_factory=set)
    said: dict[tuple[int, str, str, str], int] = field(default_factory=dict)
    home: str = ""

    def turn(self, scene: Scene) -> None:
        """Take a turn of the person's: what it promises replaces what was promised before."""
        if scene.turn.forget:
            self.__init__()  # type: ignore[misc]
            return
        if scene.turn.events or self.home != scene.life.home:
            self.promised = set()
        self.home = scene.life.home
        lists = [s for s in scene.said if s.key == "reminders.list"]
        days = set(scene.days("reminders.line", "day")) if lists else set()
        self.promised |= days | set(scene.days("reminders.next", "day"))

    def reminded(self, life: Life, due: tuple[Reminder, ...], noted: tuple[Reminder, ...]) -> None:
        """Take reminders that came; `noted`: with those that fell due on the same subjects, and were said with them."""
        a_place_in_the_ledger(noted)
        for reminder in due:
            each_reminder_once(self, life, reminder)
            self.said[_named(reminder)] = len(life.case.log)
        for reminder in noted:
            self.sent.add((reminder.kind, reminder.track, reminder.day))
            self.promised.discard(reminder.due.date())

    def ticked(self, life: Life, now: datetime) -> None:
        """After a tick: all that had to come by now has come."""
        if not (life.known and life.reachable) or not law.good_hour(now, life.home):
            return
        the_promise_is_kept(self, life, now)
        the_silence_is_noticed(self, life, now)


def _named(reminder: Reminder) -> tuple[int, str, str, str]:
    letter = reminder.letter.key if reminder.letter else ""
    return reminder.anchor, f"{reminder.kind}+{reminder.again}", reminder.track, letter


def each_reminder_once(memory: Memory, life: Life, reminder: Reminder) -> None:
    """The same reminder comes once: not again unless the person told something since."""
    before = memory.said.get(_named(reminder))
    if before is not None and before == len(life.case.log):
        raise BrokenError(
            "each_reminder_once", f"{reminder.kind} of {reminder.track} for {reminder.day}, and nothing is new"
        )


def a_place_in_the_ledger(due: tuple[Reminder, ...]) -> None:
    """Two reminders never share one place in the ledger: the second would be refused, or lost."""
    if len({reminder.key for reminder in due}) != len(due):
        raise BrokenError("a_place_in_the_ledger", f"{[f'{r.track}: {r.key}' for r in due]}")


def _come(day: date, life: Life, now: datetime) -> bool:
    """Whether the moment for that day has come where the person lives."""
    return now >= datetime.combine(day, DUE, law.ZONES[life.home])


def _good_day_from(day: date, life: Life) -> date:
    while not law.good_day(day, life.home):
        day += timedelta(days=1)
    return day


def the_promise_is_kept(memory: Memory, life: Life, now: datetime) -> None:
    """A day on which the bot said it would write brings a message, unless something newer replaced it."""
    missed = [day for day in memory.promised if _come(day, life, now)]
    if missed:
        raise BrokenError("the_promise_is_kept", f"nothing came on {min(missed)}; it is {now}")


def the_silence_is_noticed(memory: Memory, life: Life, now: datetime) -> None:
    """Who wants reminders is written to when a body's last day has passed in silence."""
    since = consent(life.case.log)
    if since is None:
        return
    for truth in truths(life.case.log, life.files.campaign.delays).values():
        day = truth.last_day + timedelta(days=1)
        if truth.name == "cnil" or truth.complained or not _untouched(truth):
            continue
        moment = _good_day_from(day, life)
        later = _good_day_from(max(day, pause(life.case.log) or day), life)
        # A release that counts other delays may have moved the day since it came, the first time or again.
        told = (memory.said.get((truth.start.seq, f"deadline+{n}", truth.key, "")) for n in range(len(AGAIN) + 1))
        moved = len(life.case.log) in told
        if (
            moved
            or {("deadline", truth.key, day), ("extended-deadline", truth.key, day)} & memory.sent
            or truth.opened != truth.start.seq
        ):
            continue
        if moment > since and truth.told < day and _come(later, life, now):
            raise BrokenError("the_silence_is_noticed", f"{truth.name} is late since {day}; it is {now}")


def _untouched(truth: Truth) -> bool:
    """Whether nothing happened on the track since its first letter, but its delivery."""
    return all(
        (isinstance(e.event, Posted) and e is truth.start) or isinstance(e.event, Delivered) for e in truth.events
    )
