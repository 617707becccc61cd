"""The case on one screen: for each recipient what happened, what is due and when, and what can be done next."""

from collections.abc import Iterator
from datetime import date

from bot.core.campaign import TrackName
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.correct import entry_line, entry_word
from bot.core.conversation.forms.pause import paused_until
from bot.core.conversation.forms.settings import coming, reminder_lines
from bot.core.conversation.letters import title_of
from bot.core.conversation.question import Asked
from bot.core.event import Snoozed
from bot.core.message import Mark, Message, Picture, Point, Say, Strand, Words, say
from bot.core.next_step import Step, StepKind, probably_lawful, steps
from bot.core.track import Status, Track

_QUIET = (Snoozed,)


def case_view(asked: Asked) -> Words:
    """The timeline, recipient by recipient, and the reminders to come."""
    paragraphs = [
        paragraph for track in asked.case.tracks(asked.world.campaign.delays) for paragraph in _of(track, asked)
    ]
    paragraphs += [say("case.unsent", letter=title_of(letter)) for letter in asked.case.unsent]
    if not paragraphs:
        return Words((say("case.empty"),))
    return Words((say("case.title"), *paragraphs, *reminders_view(asked)))


def case_messages(asked: Asked) -> tuple[Message, ...]:
    """The case in words, and as a picture where there is something to draw."""
    picture = case_picture(asked)
    return (case_view(asked), picture) if picture else (case_view(asked),)


def case_picture(asked: Asked) -> Picture | None:
    """The same as a picture; None for an empty case."""
    tracks = asked.case.tracks(asked.world.campaign.delays)
    strands = tuple(Strand(track.request.to, tuple(_points(track, asked))) for track in tracks)
    return Picture("objecteur-dossier.png", say("picture.title"), say("picture.alt"), strands) if strands else None


def _points(track: Track, asked: Asked) -> Iterator[Point]:
    """What happened, what is due and what will come, in the order of their days."""
    today, status = person_today(asked), track.status(person_today(asked))
    done = [Point(e.event.on, entry_word(e.event), Mark.DONE) for e in track.log if not isinstance(e.event, _QUIET)]
    coming_up: list[Point] = []
    if status in {Status.WAITING, Status.LATE}:
        mark = Mark.LATE if status is Status.LATE else Mark.WAITING
        coming_up.append(Point(track.deadline.last_day, say("picture.deadline"), mark))
    coming_up += [
        Point(step.expires, say("picture.appeal"), Mark.NEXT)
        for step in _open_steps(track, asked)
        if step.kind is StepKind.APPEAL and step.expires
    ]
    reminders = [r for r in coming(asked) if r.track is track.name and r.letter is None]
    coming_up += [Point(r.due.date(), say("picture.reminder"), Mark.NEXT) for r in reminders]
    shown = (point for point in coming_up if point.day >= today or point.mark is Mark.LATE)
    yield from sorted((*done, *shown), key=lambda point: point.day)


def _of(track: Track, asked: Asked) -> Iterator[Say]:
    events = [entry.event for entry in track.log if not isinstance(entry.event, _QUIET)]
    yield say("case.track", to=track.request.to, lines=tuple(entry_line(event) for event in events))
    yield _status(track, asked)
    if track.status(person_today(asked)) in {Status.WAITING, Status.LATE}:
        yield from explain_deadline(track, today=person_today(asked))
    for step in _open_steps(track, asked):
        match step:
            case Step(kind=StepKind.APPEAL, expires=date() as safe):
                yield say("case.appeal", day=safe)
            case Step(kind=StepKind.LETTER):
                yield say(f"why.{step.why}")
            case _:
                pass
    yield from _complaint(track, asked)


def _open_steps(track: Track, asked: Asked) -> tuple[Step, ...]:
    """The steps that are open on a track: what the words and the picture both go by."""
    every = steps(asked.case, asked.world.campaign.delays, person_today(asked))
    return tuple(step for step in every if step.track is track.name)


def _complaint(track: Track, asked: Asked) -> Iterator[Say]:
    """What can be said of a complaint about this track: sent, possible, or possible later."""
    today, opens = person_today(asked), track.complaint_opens()
    if day := asked.case.complained(track):
        yield say("case.complained", day=day)
    elif opens and opens > today:
        yield say("cnil.from", day=opens)
    elif opens:
        yield say("why.exclusions") if probably_lawful(track) else say("why.complaint")


def _status(track: Track, asked: Asked) -> Say:
    today = person_today(asked)
    status = track.status(today)
    if track.name is TrackName.CNIL and status is Status.LATE:
        return say("case.status.cnil-late")
    return say(f"case.status.{status}", day=track.deadline.late_from, n=max((today - track.deadline.last_day).days, 0))


def reminders_view(asked: Asked) -> tuple[Say, ...]:
    """What the bot will write, and when."""
    if not asked.case.reminding:
        return (say("reminders.off"),)
    lines, until = reminder_lines(asked, coming(asked)), paused_until(asked)
    pause = (say("reminders.paused", day=until),) if until else ()
    return (*pause, say("reminders.list", lines=lines) if lines else say("reminders.none-due"))
