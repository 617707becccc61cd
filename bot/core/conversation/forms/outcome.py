"""What a recipient answered: opened by a reminder, or by the person; each answer is one typed event."""

from datetime import date, timedelta
from enum import StrEnum

from bot.core.campaign import TrackName
from bot.core.case import Confirmed, Declined, Event, Extended, Redirected, Silent, Snoozed, Track
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.sent import day_choices
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import past_day
from bot.core.message import Choice, Say, Words, say


class Outcome(StrEnum):
    """What came back, as the person tells it. Stored: never renamed."""

    DONE = "done"
    DECLINED = "declined"
    ELSEWHERE = "elsewhere"
    TIME = "time"
    NOTHING = "nothing"
    SNOOZE = "snooze"


_DATED = {Outcome.DONE, Outcome.DECLINED, Outcome.ELSEWHERE, Outcome.TIME}


def track_of(asked: Asked) -> Track:
    """The track that an outcome is about. Raises ValueError when no letter was sent on it."""
    track = asked.case.track(TrackName(asked.about), asked.world.campaign.delays)
    if track is None:
        raise ValueError(f"no letter was sent on the track {asked.about}")
    return track


def _ask_what(asked: Asked) -> tuple[Say, ...]:
    track = track_of(asked)
    if track.name is TrackName.CNIL:
        return (say("outcome.question-cnil", sent=track.request.on, due=track.deadline.last_day),)
    return (say("outcome.question", to=track.request.to, sent=track.request.on, due=track.deadline.last_day),)


def _what_choices(asked: Asked) -> tuple[Choice, ...]:
    offered = (
        (Outcome.DONE, Outcome.DECLINED, Outcome.NOTHING, Outcome.SNOOZE)
        if asked.about == TrackName.CNIL
        else tuple(Outcome)
    )
    return tuple(Choice(outcome, say(f"outcome.{outcome}")) for outcome in offered)


def _read_what(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _what_choices(asked)}:
        return Taken({"what": value})
    return NotTaken((say("choice.expected"),))


WHAT = Question("what", ask=_ask_what, read=_read_what, choices=_what_choices)


def _read_when(typed: str, asked: Asked) -> Reading:
    today = person_today(asked)
    match typed:
        case "today" | "yesterday":
            day: date | Say = today - timedelta(days=typed == "yesterday")
        case _:
            day = past_day(typed, today, track_of(asked).request.on)
    if isinstance(day, Say):
        return NotTaken((day,))
    return Taken({"when": day.isoformat()}, notes=(say("day.understood", day=day),))


WHEN = Question(
    "when",
    ask=lambda asked: (say("outcome.when", example=person_today(asked) - timedelta(days=3)),),
    read=_read_when,
    choices=day_choices,
    applies=lambda asked: asked.answers.get("what") in _DATED,
)


def _read_reasons(value: str, _: Asked) -> Reading:
    if value in {"yes", "no"}:
        return Taken({"reasons": value})
    return NotTaken((say("choice.expected"),))


REASONS = Question(
    "reasons",
    ask=lambda _: (say("outcome.reasons"),),
    read=_read_reasons,
    choices=lambda _: (Choice("yes", say("choice.yes")), Choice("no", say("choice.no"))),
    applies=lambda asked: asked.answers.get("what") == Outcome.TIME,
)


def _finish(asked: Asked) -> Finished:
    track, today = track_of(asked), person_today(asked)
    event = _event(asked, track.name, today)
    after = asked.case.adding((event,)).track(track.name, asked.world.campaign.delays)
    if after is None:
        raise ValueError("an event never removes a track")
    return Finished((event,), (Words(_said(Outcome(asked.answers["what"]), after, today)),))


def _event(asked: Asked, track: TrackName, today: date) -> Event:
    on = date.fromisoformat(asked.answers.get("when", today.isoformat()))
    match Outcome(asked.answers["what"]):
        case Outcome.DONE:
            return Confirmed(on, track)
        case Outcome.DECLINED:
            return Declined(on, track)
        case Outcome.ELSEWHERE:
            return Redirected(on, track)
        case Outcome.TIME:
            return Extended(on, track, asked.answers["reasons"] == "yes")
        case Outcome.NOTHING:
            return Silent(today, track)
        case Outcome.SNOOZE:
            days = asked.world.campaign.delays.snooze.count
            return Snoozed(today, track, today + timedelta(days=days))


def _said(outcome: Outcome, track: Track, today: date) -> tuple[Say, ...]:
    """What follows from the answer, in law and in practice."""
    if outcome is Outcome.SNOOZE:
        return (say("outcome.said.snoozed", n=track.delays.snooze.count),)
    if track.name is TrackName.CNIL:
        return (_said_of_cnil(outcome, track),)
    match outcome:
        case Outcome.DONE:
            return (say("outcome.said.done", to=track.request.to),)
        case Outcome.DECLINED:
            return say("outcome.said.declined", to=track.request.to), say("cnil.exclusions"), say("cnil.may-now")
        case Outcome.ELSEWHERE:
            return say("outcome.said.elsewhere", to=track.request.to), *explain_deadline(track)
        case Outcome.TIME:
            valid = say("outcome.said.extended") if track.extension else say("outcome.said.not-extended")
            return valid, *explain_deadline(track)
        case Outcome.NOTHING if track.complaint_open(today):
            return (say("outcome.said.nothing-late", to=track.request.to, last_day=track.deadline.last_day),)
        case _:
            opens = track.complaint_opens() or today
            return say("outcome.said.nothing-early", to=track.request.to), say("cnil.from", day=opens)


def _said_of_cnil(outcome: Outcome, track: Track) -> Say:
    match outcome:
        case Outcome.DONE:
            return say("outcome.said.done-cnil")
        case Outcome.DECLINED:
            return say("outcome.said.declined-cnil")
        case _:
            return say("outcome.said.nothing-cnil", day=track.deadline.last_day)


OUTCOME = Form("outcome", (WHAT, WHEN, REASONS), finish=_finish)
