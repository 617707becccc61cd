"""The reminders that a case calls for, computed from its events and the moment, so that no timer can be lost.

A ledger holds the key of each reminder that was sent (`Reminder.key`): case, event, kind and day. Three days without
the bot therefore lose and double none, and a corrected date brings its own reminder. A reminder follows from the last
event that the person told of its track: an event told or withdrawn after it was sent brings another. Whoever does not
answer is asked again, ever more rarely (`AGAIN`). A release with other delays brings no second one: see `unsent`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.delay import Delays
from bot.core.campaign.letter_name import LetterKind
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, Given
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.effect import told_on
from bot.core.case.event import RemindersAccepted, Silent, Snoozed
from bot.core.case.hours import (
    moment_on,
)
from bot.core.case.letter_event import Posted
from bot.core.case.track import DONE, Status
from bot.core.case.working_days import Territory

REPEATED_SINCE = 2
"""The first version of the terms by which people agree to be asked again when they do not answer."""
MOVED = timedelta(days=7)
"""More days than Sundays and holidays can move a reminder by."""


class ReminderKind(StrEnum):
    """Why the bot writes. Stored in the ledger: never renamed, at most 20 letters."""

    DEADLINE = "deadline"
    EXTENDED_DEADLINE = "extended-deadline"
    CHASE = "chase"  # after a chase letter, or an answer to what the body wrote
    FOLLOW = "follow"  # after an answer that settles nothing, or a refusal
    IDENTITY = "identity"  # they wait for the person
    SILENT = "silent"  # nothing had come
    SNOOZE = "snooze"
    NEWS = "cnil-news"  # of the authority: its first name, which is stored
    APPEAL = "appeal"
    UNSENT = "unsent"


AGAIN = (1, 3, 7, 15, 31, 63)
"""A question without an answer is repeated after so many times the campaign's `again` delay. The last is longer than
a case is kept after the last message, because a person who writes of other things is kept longer."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message that the person asked for.

    track   the track that it is about, by its key; for a letter that opens one: the recipient's name
    anchor  the place in the log of the event that it follows from
    day     the day it is for, before Sundays and holidays move it
    due     the moment it is to be sent, aware
    usual   the moment at which it would be sent without a pause
    letter  the letter that was never marked as sent, where the reminder asks for one
    again   how many times it was sent before without an answer
    named   whether its key names its track: its anchor may be another track's too
    """

    kind: ReminderKind
    track: str
    anchor: int
    day: date
    due: datetime
    usual: datetime
    letter: Given | None = None
    again: int = 0
    named: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """The key in the ledger, unique within one case. Two letters given at once are two reminders."""
        of = f".{self.letter.letter.track}" if self.letter else f".{self.track}" if self.named else ""
        again = f"+{self.again}" if self.again else ""
        return (self.anchor, f"{self.kind}{of}{again}@{self.day}")

    @property
    def subject(self) -> tuple[str, str, bool]:
        """The subject of the reminder: of several that are due on one subject only the last is sent."""
        return (self.track, self.letter.key if self.letter else "", self.kind is ReminderKind.APPEAL)


def reminders(case: Case, campaign: Campaign, zone: ZoneInfo, home: Territory) -> tuple[Reminder, ...]:
    """All reminders that the events call for, past and to come, in the order of their moment.

    zone  the person's civil time; a reminder falls due at HOUR there
    home  where the person lives: not on a public holiday there, nor on a Sunday

    Empty without a standing consent; nothing that fell due before it. In a pause what falls due waits for its end, but
    for the warning of the person's own last day, which cannot wait. Says nothing of what was already sent: compare
    with the ledger.
    """
    asked = campaign, zone, home
    if asked not in case.reckoned:
        case.reckoned[asked] = _reckoned(case, campaign, zone, home)
    return case.reckoned[asked]


def _reckoned(case: Case, campaign: Campaign, zone: ZoneInfo, home: Territory) -> tuple[Reminder, ...]:
    consent, pause = case.reminding, case.pause
    if not consent:
        return ()
    since = next(entry.seq for entry in reversed(case.entries) if entry.event is consent)
    found, delays = list[Reminder](), campaign.delays
    for one in (*_of_tracks(case, campaign), *_of_letters(case, campaign)):
        early = moment_on(one.day, zone, home).date() <= consent.on
        wanted = _from_consent(one, consent, since, delays) if early else one
        if wanted is None:
            continue
        for n, day in _again(wanted, consent, delays):
            usual = moment_on(day, zone, home)
            found.append(
                Reminder(wanted.kind, wanted.track, wanted.anchor, day, usual, usual, wanted.letter, n, wanted.named)
            )
    if pause:
        over = moment_on(pause.until, zone, home)
        found = [r if r.kind is ReminderKind.APPEAL else replace(r, due=max(r.due, over)) for r in found]
    return tuple(sorted(found, key=lambda reminder: (reminder.due, reminder.track)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A reminder that a track or a letter calls for, with the fields of `Reminder`; `last`: when it becomes useless."""

    kind: ReminderKind
    track: str
    anchor: int
    day: date
    letter: Given | None = None
    named: bool = False
    last: date | None = None


def _from_consent(wanted: _Wanted, consent: RemindersAccepted, since: int, delays: Delays) -> _Wanted | None:
    """The same reminder, moved after the consent when it fell due before it; None when it is of no use by then."""
    if wanted.last:
        day = consent.on + timedelta(days=delays.snooze.count)
        return replace(wanted, day=day) if day < wanted.last else None
    later = consent.on + timedelta(days=delays.chase.count)
    if wanted.letter:
        return replace(wanted, day=later)
    return replace(wanted, kind=ReminderKind.FOLLOW, anchor=since, day=later, named=True)


def _again(wanted: _Wanted, consent: RemindersAccepted, delays: Delays) -> Iterator[tuple[int, date]]:
    """The day of a reminder as number 0, then the days on which it is repeated for whoever agreed to that."""
    yield 0, wanted.day
    if consent.terms < REPEATED_SINCE or wanted.last:
        return
    for n, times in enumerate(AGAIN, start=1):
        yield n, wanted.day + timedelta(days=times * delays.again.count)


def next_of_each(found: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The first of these reminders on each subject: those after it come only if the person does not answer it."""
    first: dict[tuple[str, str, bool], Reminder] = {}
    for reminder in found:
        first.setdefault(reminder.subject, reminder)
    return tuple(first.values())


def last_of_each(due: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The last of these reminders on each subject: after a long downtime nobody gets the same several times at once."""
    last: dict[tuple[str, str, bool], Reminder] = {}
    for reminder in due:
        last[reminder.subject] = reminder
    return tuple(last.values())


def spent(due: Iterable[Reminder], found: Iterable[Reminder], delays: Delays, now: datetime) -> tuple[Reminder, ...]:
    """The reminders of `found` that sending `due` now makes needless: `due` themselves, and repeats too soon after.

    A reminder that is sent late, after a downtime, is repeated about an `again` delay after its sending, not its day.
    """
    of, soon = {(one.subject, one.anchor) for one in due}, now + timedelta(days=delays.again.count) - MOVED
    return tuple(r for r in found if (r.subject, r.anchor) in of and (r.due <= now or (r.again and r.due < soon)))


Ledger = Mapping[tuple[int, str], int | None]
"""For each sent reminder of a case, by its key: how many events the log had when it was sent (None: not noted)."""


def unsent(found: Iterable[Reminder], case: Case, ledger: Ledger) -> tuple[Reminder, ...]:
    """The reminders that were not sent yet.

    When the same reminder was sent for another day and no event was told since, a release with other delays moved
    the day, not the person: it is not sent twice.
    """
    same = {(anchor, _bare(kind)) for (anchor, kind), told in ledger.items() if told == len(case.log)}
    followed = {anchor for anchor, _ in ledger}  # of most events none was sent: no key of theirs need be written
    return tuple(
        r
        for r in found
        if r.anchor not in followed or ((key := r.key) not in ledger and (r.anchor, _bare(key[1])) not in same)
    )


def _bare(kind: str) -> str:
    """A reminder's kind in the ledger, without its day."""
    return kind.partition("@")[0]


def _of_tracks(case: Case, campaign: Campaign) -> Iterator[_Wanted]:
    waiting = {given.key for given in case.unsent(campaign)}
    for track in case.tracks(campaign):
        match track:
            case ComplaintTrack():
                yield from _of_complaint(track)
            case BodyTrack() if track.returned and not track.settled and str(track.request.letter) in waiting:
                pass  # it was given anew: that one is asked about
            case BodyTrack():
                yield from _of_body(track)


def _of_letters(case: Case, campaign: Campaign) -> Iterator[_Wanted]:
    """A reminder for each letter that was given and never marked as sent."""
    for given in case.unsent(campaign):
        day = given.asked_on + timedelta(days=campaign.delays.nudge.count)
        name = given.letter.track if given.opened_by is None else f"{given.letter.track}.{given.opened_by}"
        yield _Wanted(ReminderKind.UNSENT, name, given.asked, day, given)


def _of_body(track: BodyTrack) -> Iterator[_Wanted]:
    """The one reminder that a body's track calls for: its status and the last event told of it decide which."""
    told, late, key = track.told_on, track.deadline.late_from, track.key
    soon, later = told + timedelta(days=track.delays.snooze.count), told + timedelta(days=track.delays.chase.count)
    last = track.log[-1]
    newest = last.event if last.seq == track.touched_seq else None  # None: an earlier event was corrected since
    status = track.status(told)
    if status in DONE:
        return
    if isinstance(newest, Snoozed):
        # Of a body that was complained of only the day that was asked for is kept: it is of no use after it.
        ends = newest.until if track.complained else None
        yield _Wanted(ReminderKind.SNOOZE, key, last.seq, newest.until, last=ends)
    elif track.complained:
        return  # the complaint's own track speaks for it
    elif status is Status.RETURNED:
        yield _touched(ReminderKind.FOLLOW, track, soon)
    elif status is Status.ASKED:
        yield _touched(ReminderKind.IDENTITY, track, soon)
    elif isinstance(newest, Posted) and newest.letter.kind is not LetterKind.REQUEST:
        yield _Wanted(ReminderKind.CHASE, key, last.seq, later if track.settled else max(later, late))
    elif track.settled:
        yield _touched(ReminderKind.FOLLOW, track, later)
    elif told < late:
        kind = ReminderKind.EXTENDED_DEADLINE if track.extension else ReminderKind.DEADLINE
        yield _Wanted(kind, key, track.request_seq, late)
    else:
        yield _touched(ReminderKind.SILENT if isinstance(newest, Silent) else ReminderKind.FOLLOW, track, later)


def _of_complaint(track: ComplaintTrack) -> Iterator[_Wanted]:
    """The reminders of a complaint, for news and for the person's own last day; none once it is settled or granted."""
    told, due = track.told_on, track.deadline.late_from
    soon, later = told + timedelta(days=track.delays.snooze.count), told + timedelta(days=track.delays.chase.count)
    newest = track.log[-1]
    status = track.status(told)
    if status in DONE:
        return
    if isinstance(newest.event, Snoozed) and newest.seq == track.touched_seq:
        yield _Wanted(ReminderKind.SNOOZE, track.key, newest.seq, newest.event.until)
    elif status is Status.RETURNED:
        yield _touched(ReminderKind.FOLLOW, track, soon)
    elif track.refusal is None and told < due and track.progress:
        yield _touched(ReminderKind.FOLLOW, track, due)
    elif track.refusal is None and told < due:
        yield _Wanted(ReminderKind.NEWS, track.key, track.request_seq, due)
    elif track.refusal is None:
        yield _touched(ReminderKind.FOLLOW, track, later)
    yield from _appeal(track)


def _appeal(track: ComplaintTrack) -> Iterator[_Wanted]:
    """The warning before the person's own last day; when a refusal was told late, it comes some days after that."""
    if track.appeal_by is None or track.refused_too_late:
        return
    refusals = [entry for entry in track.log if entry.event == track.refusal]
    anchor = refusals[-1] if refusals else track.log[0]
    day = track.appeal_by - timedelta(days=track.delays.appeal_warning.count)
    if refusals:
        day = max(day, told_on(anchor.event) + timedelta(days=track.delays.snooze.count))
    if day < track.appeal_by:
        yield _Wanted(ReminderKind.APPEAL, track.key, anchor.seq, day, last=track.appeal_by)


def _touched(kind: ReminderKind, track: BodyTrack | ComplaintTrack, day: date) -> _Wanted:
    """A reminder that follows from the last event that the person told of a track, a correction included."""
    own = any(entry.seq == track.touched_seq for entry in track.log)
    return _Wanted(kind, track.key, track.touched_seq, day, named=not own)
