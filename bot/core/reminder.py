"""Which reminders a case calls for: a pure function of its events and the moment. No timer can be lost.

What was sent is in a ledger keyed by (case, event, kind): `Reminder.anchor` and `Reminder.kind` are that key. Being
down for three days therefore loses and doubles nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.campaign import Delays, TrackName
from bot.core.case import Case, Posted, Recorded, Silent, Snoozed, Status, Track
from bot.core.working_days import Territory, holidays_of

HOUR = time(9, 30)
"""When reminders are sent, in the person's civil time: the day has begun, nobody is woken."""


class ReminderKind(StrEnum):
    """Why the bot writes. Stored in the ledger: never renamed."""

    DEADLINE = "deadline"
    EXTENDED_DEADLINE = "extended-deadline"
    CHASE = "chase"
    SNOOZE = "snooze"
    CNIL_NEWS = "cnil-news"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message that the person asked for.

    anchor  the place in the log of the event that it follows from
    due     the moment it is to be sent, aware
    """

    kind: ReminderKind
    track: TrackName
    anchor: int
    due: datetime

    @property
    def key(self) -> tuple[int, str]:
        """What the ledger remembers, within one case."""
        return (self.anchor, self.kind.value)


def reminders(case: Case, delays: Delays, zone: ZoneInfo, home: Territory) -> tuple[Reminder, ...]:
    """All reminders that the events call for, past and to come, in the order of their moment.

    zone  the person's civil time; the reminder leaves at HOUR there
    home  where the person lives: not on a public holiday there, nor on a Sunday

    Empty without a standing consent. Says nothing of what was already sent: compare with the ledger.
    """
    if not case.reminding:
        return ()
    found = [reminder for track in case.tracks(delays) if (reminder := _of(track, delays, zone, home))]
    return tuple(sorted(found, key=lambda reminder: (reminder.due, reminder.track)))


def _of(track: Track, delays: Delays, zone: ZoneInfo, home: Territory) -> Reminder | None:
    """The one reminder that a track calls for now: its newest event decides which."""
    newest = track.log[-1]
    if track.answer and track.status(newest.event.on) is Status.CONFIRMED:
        return None

    def on(kind: ReminderKind, anchor: Recorded | int, day: date) -> Reminder:
        seq = anchor if isinstance(anchor, int) else anchor.seq
        return Reminder(kind, track.name, seq, _moment(day, zone, home))

    match newest:
        case Recorded(event=Snoozed(until=until)):
            return on(ReminderKind.SNOOZE, newest, until)
        case Recorded(event=Silent(on=asked)) if track.deadline.passed(asked):
            return on(ReminderKind.SNOOZE, newest, asked + timedelta(days=delays.chase.count))
    if track.answer:
        return None
    if track.name is TrackName.CNIL:
        return on(ReminderKind.CNIL_NEWS, track.request_seq, track.deadline.late_from)
    if track.chase and isinstance(track.chase.event, Posted):
        chased = track.chase.event.on + timedelta(days=delays.chase.count)
        return on(ReminderKind.CHASE, track.chase, max(chased, track.deadline.late_from))
    kind = ReminderKind.EXTENDED_DEADLINE if track.extension else ReminderKind.DEADLINE
    return on(kind, track.request_seq, track.deadline.late_from)


def _moment(day: date, zone: ZoneInfo, home: Territory) -> datetime:
    """HOUR on that day in the person's zone, or on the first later day that is no Sunday and no holiday."""
    holidays = holidays_of(home)
    while day.isoweekday() == 7 or day in holidays:
        day += timedelta(days=1)
    return datetime.combine(day, HOUR, zone)
