"""The case on one screen: for each recipient the events, the days to come, and the next steps."""

from collections.abc import Iterator

from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.correspondence import BODY_WROTE
from bot.core.case.effect import effect_of
from bot.core.case.event import Recorded, Silent, Snoozed
from bot.core.case.letter_event import Prepared
from bot.core.case.next_step import StepKind, steps
from bot.core.case.track import Status
from bot.core.conversation.dates import explain_deadline, named, person_today
from bot.core.conversation.days import Day, DayKind, appeal_is_open, days_to_come
from bot.core.conversation.forms.correct import entry_line, entry_word
from bot.core.conversation.forms.pause import paused_until
from bot.core.conversation.forms.settings import coming, reminder_lines
from bot.core.conversation.question import Asked
from bot.core.conversation.titles import (
    title_in,
    title_of,
)
from bot.core.ports.message import Mark, Message, Picture, Point, Say, Strand, Words, say

_QUIET = (Snoozed, Prepared)


def case_view(asked: Asked) -> Words:
    """The message with the timeline, recipient by recipient, and the reminders to come."""
    paragraphs = [paragraph for track in asked.tracks for paragraph in _of(track, asked)]
    paragraphs += [say("case.unsent", letter=title_in(asked.case, asked.campaign, given.key)) for given in asked.unsent]
    if not paragraphs:
        return Words((say("case.empty"),))
    return Words((say("case.title"), *paragraphs, *reminders_view(asked)))


def in_short(asked: Asked) -> tuple[Say, ...]:
    """One line for each body's status, then one for each letter that waits to be sent. Empty for an empty case."""
    return (
        *(say("start.stands", to=named(track), status=_status(track, asked)) for track in asked.tracks),
        *(say("case.unsent", letter=title_in(asked.case, asked.campaign, given.key)) for given in asked.unsent),
    )


def case_messages(asked: Asked) -> tuple[Message, ...]:
    """The case in words, and as a picture where there is something to draw."""
    picture = case_picture(asked)
    return (case_view(asked), picture) if picture else (case_view(asked),)


def case_picture(asked: Asked) -> Picture | None:
    """The case as a picture; None for an empty case."""
    days = days_to_come(asked)
    strands = [
        Strand(named(track), tuple(_points(track, [day for day in days if day.track is track], asked)))
        for track in asked.tracks
    ]
    loose = tuple(_ahead(day) for day in days if day.track is None)
    strands += [Strand(say("picture.unsent"), loose)] if loose else []
    if not strands:
        return None
    return Picture("objecteur-dossier.png", say("picture.title"), say("picture.alt"), tuple(strands))


def _points(track: BodyTrack | ComplaintTrack, days: list[Day], asked: Asked) -> Iterator[Point]:
    """The points of a track's timeline: events and days to come, in the order of their days."""
    today = person_today(asked)
    points = [Point(e.event.on, entry_word(e.event), Mark.DONE) for e in _happened(track)]
    if track.status(today) is Status.LATE:
        points.append(Point(track.deadline.last_day, _last_day(track), Mark.LATE))
    points += [_ahead(day) for day in days]
    yield from sorted(points, key=lambda point: point.day)


def _ahead(day: Day) -> Point:
    match day.kind:
        case DayKind.LAST:
            return Point(day.on, say("picture.deadline"), Mark.WAITING)
        case DayKind.SILENCE:
            return Point(day.on, say("picture.silence"), Mark.WAITING)
        case DayKind.APPEAL:
            return Point(day.on, say("picture.appeal"), Mark.NEXT)
        case DayKind.REMINDER:
            letter = day.reminder.letter if day.reminder else None
            text = say("picture.reminder-of", letter=title_of(letter.letter)) if letter else say("picture.reminder")
            return Point(day.on, text, Mark.NEXT)


def _last_day(track: BodyTrack | ComplaintTrack) -> Say:
    return say("picture.deadline") if isinstance(track, BodyTrack) else say("picture.silence")


def _happened(track: BodyTrack | ComplaintTrack) -> list[Recorded]:
    """The events of a track, those before its present clock included, in the order of their days."""
    every = (*track.before, *track.log)
    told = (e for e in every if not isinstance(e.event, _QUIET) and not _belied(e, every))
    return sorted(told, key=lambda entry: (entry.event.on, entry.seq))


def _belied(entry: Recorded, every: tuple[Recorded, ...]) -> bool:
    """Whether an entry says that nothing had come, and a later entry tells that something had by that day."""
    wrote = (e for e in every if e.seq > entry.seq and effect_of(e.event) in BODY_WROTE)
    return isinstance(entry.event, Silent) and any(e.event.on <= entry.event.on for e in wrote)


def _of(track: BodyTrack | ComplaintTrack, asked: Asked) -> Iterator[Say]:
    today = person_today(asked)
    status = track.status(today)
    lines = tuple(entry_line(entry.event, track.request.to) for entry in _happened(track))
    yield say("case.track", to=named(track), lines=lines)
    yield _status(track, asked)
    if isinstance(track, BodyTrack) and status in {Status.WAITING, Status.LATE, Status.ASKED}:
        yield from _owed(track)
    if status in {Status.WAITING, Status.LATE, Status.ASKED}:
        yield from explain_deadline(track, today)
    if isinstance(track, ComplaintTrack):
        yield from _appeal(track, asked)
    for step in steps(asked.case, asked.campaign, today):
        if step.kind is StepKind.LETTER and step.track == track.key:
            yield say(f"why.{step.why}")
    if isinstance(track, BodyTrack):
        yield from _complaint(track, asked)


def _owed(track: BodyTrack) -> tuple[Say, ...]:
    """The sentence that says which of two requests the body has not answered."""
    if track.both and track.owes_access:
        return (say("case.owes-access"),)
    return (say("case.owes-objection"),) if track.owes_objection else ()


def _appeal(track: ComplaintTrack, asked: Asked) -> tuple[Say, ...]:
    """The sentence on the person's own last day, to come or past, if there is one."""
    today, safe = person_today(asked), track.appeal_by
    if safe is None or not (track.refusal or track.silence.passed(today)):
        return ()
    return (say("case.appeal", day=safe),) if appeal_is_open(track, today) else (say("case.appeal-over", day=safe),)


def _complaint(track: BodyTrack, asked: Asked) -> Iterator[Say]:
    """The sentence on a complaint about this track: sent, sent too early, possible now, or possible later."""
    today, opens = person_today(asked), track.complaint_opens()
    if day := track.complained:
        yield say("case.complained", day=day)
        return
    for entry in track.too_early:
        yield say("case.complained-early", day=entry.event.on)
    if opens and opens > today:
        yield say("complaint.from", day=opens)
    elif opens:
        yield say("why.exclusions") if track.refused_on_exclusions else say("why.complaint")


def _status(track: BodyTrack | ComplaintTrack, asked: Asked) -> Say:
    today = person_today(asked)
    status = track.status(today)
    if isinstance(track, ComplaintTrack) and status is Status.LATE:
        return say("case.status.complaint-news") if track.examined else say("case.status.complaint-late")
    if isinstance(track, ComplaintTrack) and status is Status.WAITING:
        return say("case.status.complaint-waiting")
    return say(f"case.status.{status}", day=track.deadline.late_from, n=max((today - track.deadline.last_day).days, 0))


def reminders_view(asked: Asked) -> tuple[Say, ...]:
    """The sentences that list the reminders to come."""
    if not asked.case.reminding:
        return (say("reminders.off"),)
    lines, until = reminder_lines(asked, coming(asked)), paused_until(asked)
    pause = (say("reminders.paused", day=until),) if until else ()
    return (*pause, say("reminders.list", lines=lines) if lines else say("reminders.none-due"))
