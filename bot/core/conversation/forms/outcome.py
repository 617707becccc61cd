"""What a recipient answered: opened by a reminder, or by the person; each answer is one typed event."""

from datetime import date, timedelta
from enum import StrEnum

from bot.core.campaign import TrackName
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.sent import day_choices, example_day, read_day
from bot.core.conversation.forms.settings import coming
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.typed_day import day_to_come, written
from bot.core.event import (
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Scope,
    Silent,
    Snoozed,
    Unidentified,
)
from bot.core.message import Choice, Say, Words, say
from bot.core.track import Track


class Outcome(StrEnum):
    """What came back, as the person tells it. Stored: never renamed."""

    DONE = "done"
    DECLINED = "declined"
    PARTIAL = "partial"
    ELSEWHERE = "elsewhere"
    IDENTITY = "identity"
    UNIDENTIFIED = "unidentified"
    TIME = "time"
    ACKNOWLEDGED = "acknowledged"
    PROGRESS = "progress"
    NOTHING = "nothing"
    SNOOZE = "snooze"
    CLOSE = "close"


_OF_BODY = (
    Outcome.NOTHING, Outcome.DONE, Outcome.DECLINED, Outcome.PARTIAL, Outcome.ELSEWHERE, Outcome.IDENTITY,
    Outcome.UNIDENTIFIED, Outcome.TIME, Outcome.ACKNOWLEDGED,
)  # fmt: skip
_OF_CNIL = (Outcome.NOTHING, Outcome.PROGRESS, Outcome.DONE, Outcome.DECLINED)
_UNDATED = {Outcome.NOTHING, Outcome.SNOOZE, Outcome.CLOSE}


def _ask_what(asked: Asked) -> tuple[Say, ...]:
    track = asked.track(asked.about)
    if track.name is TrackName.CNIL:
        return (say("outcome.question-cnil", sent=track.request.on),)
    return (say("outcome.question", to=track.request.to, sent=track.request.on),)


def _what_choices(asked: Asked) -> tuple[Choice, ...]:
    cnil = asked.about == TrackName.CNIL
    later = (Outcome.SNOOZE, Outcome.CLOSE) if asked.case.reminding else (Outcome.CLOSE,)
    offered = (*(_OF_CNIL if cnil else _OF_BODY), *later)
    done = {Outcome.DONE: say("outcome.done-cnil"), Outcome.DECLINED: say("outcome.declined-cnil")} if cnil else {}
    return tuple(Choice(outcome, done.get(outcome, say(f"outcome.{outcome}"))) for outcome in offered)


def _read_what(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _what_choices(asked)}:
        return Taken({"what": value})
    return NotTaken((say("choice.expected"),))


WHAT = Question("what", ask=_ask_what, read=_read_what, choices=_what_choices)


def _said(asked: Asked) -> Outcome | None:
    return Outcome(asked.answers["what"]) if "what" in asked.answers else None


def _ask_when(asked: Asked) -> tuple[Say, ...]:
    # Whether an extension came in time is judged by the day it was written, not the day it was read.
    if _said(asked) is Outcome.TIME:
        return (say("outcome.dated", example=example_day(asked)),)
    return (say("outcome.when", example=example_day(asked)),)


WHEN = Question(
    "when",
    ask=_ask_when,
    read=lambda typed, asked: read_day("when", typed, asked, asked.track(asked.about).request.on),
    choices=day_choices,
    applies=lambda asked: _said(asked) not in {None, *_UNDATED},
    closed=False,
)


def _yes_no(key: str) -> "tuple[Choice, ...]":
    return Choice("yes", say("choice.yes")), Choice("no", say("choice.no")), *_unsure(key)


def _unsure(key: str) -> "tuple[Choice, ...]":
    return (Choice("unsure", say("choice.unsure")),) if key == "exclusions" else ()


def _read_one_of(key: str, value: str) -> Reading:
    offered = {choice.value for choice in _yes_no(key)}
    return Taken({key: value}) if value in offered else NotTaken((say("choice.expected"),))


REASONS = Question(
    "reasons",
    ask=lambda _: (say("outcome.reasons"),),
    read=lambda value, _: _read_one_of("reasons", value),
    choices=lambda _: _yes_no("reasons"),
    applies=lambda asked: _said(asked) is Outcome.TIME,
)
EXCLUSIONS = Question(
    "exclusions",
    ask=lambda _: (say("outcome.exclusions"),),
    read=lambda value, _: _read_one_of("exclusions", value),
    choices=lambda _: _yes_no("exclusions"),
    applies=lambda asked: _said(asked) is Outcome.DECLINED and asked.about != TrackName.CNIL,
)


# --- Asking to be asked again ---------------------------------------------------------------------------------------


def _read_until(typed: str, asked: Asked) -> Reading:
    today = person_today(asked)
    match typed:
        case "tomorrow":
            day: date | Say = today + timedelta(days=1)
        case "week":
            day = today + timedelta(days=asked.world.campaign.delays.snooze.count)
        case _:
            day = day_to_come(typed, today)
    last = _latest_snooze(asked)
    if isinstance(day, Say) or not today < day <= last:
        return NotTaken((say("outcome.until-between", first=today + timedelta(days=1), last=last),))
    return Taken({"until": day.isoformat()})


def _latest_snooze(asked: Asked) -> date:
    """Two months, and never past the last safe day to go to the Conseil d'État."""
    safe, today = asked.track(asked.about).appeal_by, person_today(asked)
    latest = today + timedelta(days=60)
    return min(latest, safe) if safe and safe > today else latest


UNTIL = Question(
    "until",
    ask=lambda asked: (say("outcome.until", example=written(person_today(asked) + timedelta(days=3))),),
    read=_read_until,
    choices=lambda _: (Choice("tomorrow", say("outcome.tomorrow")), Choice("week", say("outcome.in-a-week"))),
    applies=lambda asked: _said(asked) is Outcome.SNOOZE,
    closed=False,
)


# --- What follows ---------------------------------------------------------------------------------------------------


def _finish(asked: Asked) -> Finished:
    event = _event(asked, TrackName(asked.about), person_today(asked))
    after = Asked(asked.answers, asked.about, asked.conversation, asked.case.adding((event,)), asked.world)
    track = after.track(after.about)
    told = _of_cnil(after, track) if track.name is TrackName.CNIL else _of_body(after, track)
    return Finished((event,), (Words((*told, *_next_word(after))),))


def _event(asked: Asked, track: TrackName, today: date) -> Event:  # noqa: PLR0911, C901  one line for each answer
    on = date.fromisoformat(asked.answers.get("when", today.isoformat()))
    match Outcome(asked.answers["what"]):
        case Outcome.DONE:
            return Confirmed(on, track)
        case Outcome.DECLINED:
            scope = {"yes": Scope.EXCLUSIONS, "no": Scope.ALL}.get(asked.answers.get("exclusions", ""), Scope.UNKNOWN)
            return Declined(on, track, scope, told=today)
        case Outcome.PARTIAL:
            return Partial(on, track, told=today)
        case Outcome.ELSEWHERE:
            return Redirected(on, track, told=today)
        case Outcome.IDENTITY:
            return IdentityAsked(on, track, told=today)
        case Outcome.UNIDENTIFIED:
            return Unidentified(on, track, told=today)
        case Outcome.TIME:
            return Extended(on, track, asked.answers["reasons"] == "yes", told=today)
        case Outcome.ACKNOWLEDGED:
            return Acknowledged(on, track, told=today)
        case Outcome.PROGRESS:
            return Progressed(on, track, told=today)
        case Outcome.NOTHING:
            return Silent(today, track)
        case Outcome.SNOOZE:
            return Snoozed(today, track, date.fromisoformat(asked.answers["until"]))
        case Outcome.CLOSE:
            return Closed(today, track)


def _of_body(asked: Asked, track: Track) -> tuple[Say, ...]:
    """What an answer of a body means, in law and in practice."""
    to = track.request.to
    match Outcome(asked.answers["what"]):
        case Outcome.TIME:
            valid = say("outcome.said.extended") if track.extension else say("outcome.said.not-extended")
            return valid, *explain_deadline(track, person_today(asked))
        case Outcome.ELSEWHERE | Outcome.ACKNOWLEDGED as what:
            return say(f"outcome.said.{what}", to=to), *explain_deadline(track, person_today(asked))
        case Outcome.DECLINED if asked.answers.get("exclusions") != "no":
            return say("outcome.said.declined", to=to), say("cnil.exclusions")
        case Outcome.NOTHING if track.deadline.passed(person_today(asked)):
            return (say("outcome.said.nothing-late", to=to, last_day=track.deadline.last_day), *_estimated(track))
        case Outcome.NOTHING:
            return say("outcome.said.nothing-early", to=to), *explain_deadline(track)
        case Outcome.SNOOZE:
            return ()
        case what:
            return (say(f"outcome.said.{what}", to=to),)


def _estimated(track: Track) -> tuple[Say, ...]:
    return (say("deadline.estimated"),) if track.receipt_assumed else ()


def _of_cnil(asked: Asked, track: Track) -> tuple[Say, ...]:
    safe = track.appeal_by
    match Outcome(asked.answers["what"]):
        case Outcome.DECLINED if safe:
            return (say("outcome.said.declined-cnil", safe=safe),)
        case Outcome.NOTHING if safe and track.deadline.passed(person_today(asked)):
            return (say("outcome.said.nothing-cnil", safe=safe),)
        case Outcome.NOTHING:
            return (say("outcome.said.nothing-cnil-early"), *explain_deadline(track))
        case Outcome.SNOOZE:
            return ()
        case Outcome.CLOSE:
            return (say("outcome.said.close", to=track.request.to),)
        case Outcome.PROGRESS:
            return (say("outcome.said.progress"),)
        case _:
            return (say("outcome.said.done-cnil"),)


def _next_word(asked: Asked) -> tuple[Say, ...]:
    """When the bot will come back to this track, if it will."""
    here = [reminder for reminder in coming(asked) if reminder.track == asked.about]
    return (say("reminders.next", day=here[0].due.date()),) if here else ()


OUTCOME = Form("outcome", (WHAT, WHEN, REASONS, EXCLUSIONS, UNTIL), finish=_finish)
