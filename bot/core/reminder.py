"""Which reminders a case calls for: a pure function of its events and the moment. No timer can be lost.

What was sent is in a ledger keyed by (case, event, kind and day): `Reminder.key`. Being down for three days therefore
loses and doubles nothing, and a date that is corrected brings its own reminder. A release that counts other delays
brings no second one: see `unsent`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.campaign import Delays, TrackName
from bot.core.case import Case
from bot.core.event import (
    Closed,
    Confirmed,
    Declined,
    Delivered,
    IdentityAsked,
    Posted,
    Progressed,
    Recorded,
    Silent,
    Snoozed,
    told_on,
)
from bot.core.letter_name import LetterKind, LetterName
from bot.core.track import Track
from bot.core.working_days import Territory, holidays_of

HOUR = time(9, 30)
"""When reminders fall due, in the person's civil time: the day has begun, nobody is woken."""
OPENS, CLOSES = time(9), time(19)
"""Between these hours a message may come by itself; not on a Sunday, not on a public holiday."""


class ReminderKind(StrEnum):
    """Why the bot writes. Stored in the ledger: never renamed, at most 20 letters."""

    DEADLINE = "deadline"
    EXTENDED_DEADLINE = "extended-deadline"
    CHASE = "chase"  # after a chase letter, or an answer to what the body wrote
    FOLLOW = "follow"  # after an answer that settles nothing, or a refusal
    IDENTITY = "identity"  # they wait for the person
    SILENT = "silent"  # nothing had come
    SNOOZE = "snooze"
    CNIL_NEWS = "cnil-news"
    APPEAL = "appeal"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message that the person asked for.

    anchor  the place in the log of the event that it follows from
    day     the day it is for, before Sundays and holidays move it
    due     the moment it is to be sent, aware
    usual   that moment if there were no pause
    letter  for a letter that was never marked as sent: which
    """

    kind: ReminderKind
    track: TrackName
    anchor: int
    day: date
    due: datetime
    usual: datetime
    letter: LetterName | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What the ledger remembers, within one case. Two letters given at once are two reminders."""
        kind = f"{self.kind}.{self.track}" if self.letter else str(self.kind)
        return (self.anchor, f"{kind}@{self.day}")


def reminders(case: Case, delays: Delays, zone: ZoneInfo, home: Territory) -> tuple[Reminder, ...]:
    """All reminders that the events call for, past and to come, in the order of their moment.

    zone  the person's civil time; a reminder falls due at HOUR there
    home  where the person lives: not on a public holiday there, nor on a Sunday

    Empty without a standing consent; nothing that fell due before it. In a pause what falls due waits for its end, but
    for the warning of the person's own last day, which cannot wait. Says nothing of what was already sent: compare
    with the ledger.
    """
    consent, pause = case.reminding, case.pause
    if not consent:
        return ()
    found = (
        Reminder(kind, track, anchor, day, usual := _moment(day, zone, home), usual, letter)
        for kind, track, anchor, day, letter in (*_of_tracks(case, delays), *_of_letters(case, delays))
    )
    wanted = [reminder for reminder in found if reminder.due.date() > consent.on]
    if pause:
        over = _moment(pause.until, zone, home)
        wanted = [r if r.kind is ReminderKind.APPEAL else replace(r, due=max(r.due, over)) for r in wanted]
    return tuple(sorted(wanted, key=lambda reminder: (reminder.due, reminder.track)))


Ledger = Mapping[tuple[int, str], int | None]
"""What was sent of one case: `Reminder.key`, and how many events the person had told by then (None: not noted)."""


def unsent(found: Iterable[Reminder], case: Case, ledger: Ledger) -> tuple[Reminder, ...]:
    """The reminders that were not sent yet.

    Where the same one was sent for another day and nothing was told since, it is a release with other delays that
    moved the day, not the person: they are not written to about it twice.
    """
    same = {(anchor, _bare(kind)) for (anchor, kind), told in ledger.items() if told == len(case.log)}
    return tuple(r for r in found if r.key not in ledger and (r.anchor, _bare(r.key[1])) not in same)


def _bare(kind: str) -> str:
    """A kind as the ledger has it, without its day."""
    return kind.partition("@")[0]


def may_write(now: datetime, zone: ZoneInfo, home: Territory) -> datetime:
    """The first moment from `now` on at which the person may be written to unasked: `now` itself in the day's hours."""
    local = now.astimezone(zone)
    if OPENS <= local.time() < CLOSES and _good(local.date(), home):
        return now
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return _at(OPENS, day, zone, home)


def closing(moment: datetime, zone: ZoneInfo) -> datetime:
    """The end of the hours of that day, in the person's civil time."""
    return datetime.combine(moment.astimezone(zone).date(), CLOSES, zone)


_Wanted = tuple[ReminderKind, TrackName, int, date, LetterName | None]


def _of_tracks(case: Case, delays: Delays) -> Iterator[_Wanted]:
    for track in case.tracks(delays):
        if track.name is not TrackName.CNIL and case.complained(track):
            continue  # the CNIL's track speaks for it
        wanted = _of_cnil(track) if track.name is TrackName.CNIL else _of(track)
        for kind, anchor, day in wanted:
            yield kind, track.name, anchor, day, None


def _of_letters(case: Case, delays: Delays) -> Iterator[_Wanted]:
    """A letter that was given and never marked as sent: asked about once."""
    for letter in case.unsent:
        if given := case.prepared(letter):
            day = given.event.on + timedelta(days=delays.nudge.count)
            yield ReminderKind.UNSENT, letter.track, given.seq, day, letter


def _of(track: Track) -> Iterator[tuple[ReminderKind, int, date]]:
    """The one reminder that a track calls for now: its newest event decides which."""
    newest, late = track.log[-1], track.deadline.late_from
    later = told_on(newest.event) + timedelta(days=track.delays.chase.count)
    match newest.event:
        case _ if isinstance(track.settled, Confirmed | Closed):
            return
        case Snoozed(until=until):
            yield ReminderKind.SNOOZE, newest.seq, until
        case Silent() if track.deadline.passed(newest.event.on):
            yield ReminderKind.SILENT, newest.seq, later
        case IdentityAsked() if track.identity_asked:
            yield ReminderKind.IDENTITY, newest.seq, told_on(newest.event) + timedelta(days=track.delays.snooze.count)
        case Posted(letter=letter) if letter.kind is not LetterKind.REQUEST:
            yield ReminderKind.CHASE, newest.seq, max(later, late) if track.settled is None else later
        case Posted() | Delivered():
            yield _deadline(track)
        case Silent() if track.settled is None:
            yield _deadline(track)
        case _ if track.settled is not None or later > late:
            yield ReminderKind.FOLLOW, newest.seq, later
        case _:
            yield _deadline(track)


def _deadline(track: Track) -> tuple[ReminderKind, int, date]:
    kind = ReminderKind.EXTENDED_DEADLINE if track.extension else ReminderKind.DEADLINE
    return kind, track.request_seq, track.deadline.late_from


def _of_cnil(track: Track) -> Iterator[tuple[ReminderKind, int, date]]:
    newest = track.log[-1]
    match newest.event:
        case _ if isinstance(track.settled, Confirmed | Closed):
            return
        case Snoozed(until=until):
            yield ReminderKind.SNOOZE, newest.seq, until
        case Progressed(on=on):
            yield ReminderKind.FOLLOW, newest.seq, _months_after(track, on)
        case _ if not isinstance(track.settled, Declined) and not track.progress:
            yield ReminderKind.CNIL_NEWS, track.request_seq, track.deadline.late_from
        case _:
            pass
    if track.appeal_by:
        yield ReminderKind.APPEAL, _anchor(track), track.appeal_by - timedelta(days=track.delays.appeal_warning.count)


def _months_after(track: Track, day: date) -> date:
    """As long after some news of the CNIL as after the complaint itself."""
    return day + (track.deadline.last_day - track.request.on)


def _anchor(track: Track) -> int:
    declined: list[Recorded] = [entry for entry in track.log if isinstance(entry.event, Declined)]
    return declined[-1].seq if declined else track.request_seq


def _good(day: date, home: Territory) -> bool:
    return day.isoweekday() != 7 and day not in holidays_of(home)


def _moment(day: date, zone: ZoneInfo, home: Territory) -> datetime:
    """HOUR on that day in the person's zone, or on the first later day that is no Sunday and no holiday."""
    return _at(HOUR, day, zone, home)


def _at(hour: time, day: date, zone: ZoneInfo, home: Territory) -> datetime:
    return datetime.combine(good_day_from(day, home), hour, zone)


def good_day_from(day: date, home: Territory) -> date:
    """That day, or the first later one that is no Sunday and no public holiday there."""
    while not _good(day, home):
        day += timedelta(days=1)
    return day
