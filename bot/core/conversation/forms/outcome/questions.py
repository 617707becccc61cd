"""The questions on what came of a letter: whether something came, what, when, and what it bears on."""

from datetime import date, timedelta

from bot.core.campaign.recipient import Outcome
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.conversation.dates import named, person_today
from bot.core.conversation.forms.day import (
    day_choices,
    example_day,
    read_day,
)
from bot.core.conversation.forms.outcome.possible import (
    ANSWERED,
    MORE,
    UNDATED,
    answers_of,
    is_possible,
    other_outcomes,
    outcome_told,
    rare,
    usual,
)
from bot.core.conversation.hearing.answers import heard
from bot.core.conversation.mending import is_sent_again
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.typed_day import as_typed, day_to_come
from bot.core.ports.message import Choice, Say, say


def _ask_what(asked: Asked) -> tuple[Say, ...]:
    track = asked.track(asked.about)
    if isinstance(track, ComplaintTrack):
        if track.settled:
            to, sent, day = named(track), track.request.on, track.settled.on
            return (say("outcome.question-complaint-settled", to=to, sent=sent, day=day),)
        return (say("outcome.question-complaint", to=named(track), sent=track.request.on),)
    if track.settled:
        return (say("outcome.question-settled", to=track.request.to, sent=track.request.on, day=track.settled.on),)
    return (say("outcome.question", to=track.request.to, sent=track.request.on),)


def _choices(asked: Asked, *outcomes: Outcome) -> tuple[Choice, ...]:
    track, own = asked.track(asked.about), dict[Outcome, Say]()
    if isinstance(track, ComplaintTrack):
        own = {Outcome.DONE: say("outcome.done-complaint"), Outcome.DECLINED: say("outcome.declined-complaint")}
    elif track.settled:
        own[Outcome.NOTHING] = say("outcome.nothing-new")
    return tuple(Choice(outcome, own.get(outcome, say(f"outcome.{outcome}"))) for outcome in outcomes)


def _first_choices(asked: Asked) -> tuple[Choice, ...]:
    others = other_outcomes(asked)
    first = others[:1] if others[0] is Outcome.NOTHING else ()
    nothing, others = _choices(asked, *first), others[len(first) :]
    return (*nothing, Choice(ANSWERED, say("outcome.answered")), *_choices(asked, *others))


def _usual_choices(asked: Asked) -> tuple[Choice, ...]:
    more = (Choice(MORE, say("outcome.more")),) if rare(asked) else ()
    return (*_choices(asked, *usual(asked)), *more)


def _beside_an_answer(asked: Asked) -> tuple[Outcome, ...]:
    """The outcomes recognised in words after « an answer came »: « aucune » means none of these, not that none came."""
    return tuple(one for one in other_outcomes(asked) if one is not Outcome.NOTHING)


def _read_what(value: str, asked: Asked) -> Reading:
    if value in {*answers_of(asked), *other_outcomes(asked)}:
        return Taken({"what": value})
    if value in {ANSWERED, MORE}:
        return Taken({"came": value})
    return NotTaken((say("choice.expected"),))


def _came(asked: Asked) -> str | None:
    """The answer given so far on what came, before the outcome is known."""
    return asked.answers.get("came")


WHAT = Question(
    "what",
    ask=_ask_what,
    read=_read_what,
    choices=_first_choices,
    understood=lambda asked: _choices(asked, *answers_of(asked)),
    applies=lambda asked: _came(asked) is None,
    heard=heard,
)
ANSWER = Question(
    "answer",
    ask=lambda asked: (say("outcome.which-answer", to=named(asked.track(asked.about))),),
    read=_read_what,
    choices=_usual_choices,
    understood=lambda asked: _choices(asked, *rare(asked), *_beside_an_answer(asked)),
    applies=lambda asked: _came(asked) == ANSWERED and outcome_told(asked) is None,
    heard=heard,
)
RARE = Question(
    "rare",
    ask=lambda asked: (say("outcome.which-rare", to=named(asked.track(asked.about))),),
    read=_read_what,
    choices=lambda asked: _choices(asked, *rare(asked)),
    understood=lambda asked: _choices(asked, *usual(asked), *_beside_an_answer(asked)),
    applies=lambda asked: _came(asked) == MORE and outcome_told(asked) is None,
    heard=heard,
)


# --- When -----------------------------------------------------------------------------------------------------------


def _ask_when(asked: Asked) -> tuple[Say, ...]:
    to, example = named(asked.track(asked.about)), example_day(asked)
    if outcome_told(asked) is Outcome.RETURNED:
        return (say("returned.when", example=example),)
    # Whether an extension came in time is judged by the day it was written, not the day it was read.
    dated = outcome_told(asked) is Outcome.TIME
    return (say("outcome.dated" if dated else "outcome.when", to=to, example=example),)


def _read_when(typed: str, asked: Asked) -> Reading:
    if is_sent_again(typed):
        back = outcome_told(asked) is Outcome.RETURNED
        return NotTaken((say("returned.first-when" if back else "outcome.when-it-came"),))
    return read_day("when", typed, asked, asked.track(asked.about).request.on)


WHEN = Question(
    "when",
    ask=_ask_when,
    read=_read_when,
    choices=day_choices,
    applies=lambda asked: outcome_told(asked) not in {None, *UNDATED},
    closed=False,
)


# --- What it bears on -----------------------------------------------------------------------------------------------


def _yes_no() -> tuple[Choice, ...]:
    return Choice("yes", say("choice.yes")), Choice("no", say("choice.no"))


def _read_one_of(key: str, value: str, *offered: str) -> Reading:
    return Taken({key: value}) if value in offered else NotTaken((say("choice.expected"),))


REASONS = Question(
    "reasons",
    ask=lambda _: (say("outcome.reasons"),),
    read=lambda value, _: _read_one_of("reasons", value, "yes", "no"),
    choices=lambda _: _yes_no(),
    applies=lambda asked: outcome_told(asked) is Outcome.TIME,
)


def _may_exclude(asked: Asked) -> bool:
    """Whether the refusal may bear on what the body can lawfully leave out of what was asked."""
    track = asked.track(asked.about)
    may = asked.campaign.recipients[track.name].excludes
    return may and isinstance(track, BodyTrack) and track.asks_objection and not track.owes_access


EXCLUSIONS = Question(
    "exclusions",
    ask=lambda _: (say("outcome.exclusions"),),
    read=lambda value, _: _read_one_of("exclusions", value, "yes", "no", "unsure"),
    choices=lambda _: (
        Choice("yes", say("outcome.exclusions-yes")),
        Choice("no", say("outcome.exclusions-no")),
        Choice("unsure", say("choice.unsure")),
    ),
    applies=lambda asked: outcome_told(asked) is Outcome.DECLINED and _may_exclude(asked),
)


ACCESS = Question(
    "access",
    ask=lambda asked: (say("outcome.access-too", to=asked.track(asked.about).request.to),),
    read=lambda value, _: _read_one_of("access", value, "yes", "no"),
    choices=lambda _: (Choice("yes", say("outcome.access-yes")), Choice("no", say("outcome.access-no"))),
    applies=lambda asked: outcome_told(asked) is Outcome.DONE and is_possible(Outcome.ACCESS, asked.track(asked.about)),
)


# --- Asking to be asked again ---------------------------------------------------------------------------------------


def _read_until(typed: str, asked: Asked) -> Reading:
    today = person_today(asked)
    match typed:
        case "tomorrow":
            day: date | Say = today + timedelta(days=1)
        case "week":
            day = today + timedelta(days=asked.campaign.delays.snooze.count)
        case _:
            day = day_to_come(typed, today)
    last = _latest_snooze(asked)
    if isinstance(day, Say) or not today < day <= last:
        return NotTaken((say("outcome.until-between", first=today + timedelta(days=1), last=last),))
    return Taken({"until": day.isoformat()})


def _latest_snooze(asked: Asked) -> date:
    """The latest day for a snooze: in two months, and never past the last safe day to go to the Conseil d'État."""
    track, today = asked.track(asked.about), person_today(asked)
    latest = today + timedelta(days=60)
    safe = track.appeal_by if isinstance(track, ComplaintTrack) else None
    return min(latest, safe) if safe and safe > today else latest


UNTIL = Question(
    "until",
    ask=lambda asked: (say("outcome.until", example=as_typed(person_today(asked) + timedelta(days=3))),),
    read=_read_until,
    choices=lambda _: (Choice("tomorrow", say("outcome.tomorrow")), Choice("week", say("outcome.in-a-week"))),
    applies=lambda asked: outcome_told(asked) is Outcome.SNOOZE,
    closed=False,
)
