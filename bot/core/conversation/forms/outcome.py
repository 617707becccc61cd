"""What a recipient answered: opened by a reminder, or by the person; each answer is one typed event.

Each track is asked about what can come on it: what is settled is not asked as if it were open. What ends or judges a
track is said back, with whom it is about, and recorded only once it is confirmed.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from bot.core.campaign import Medium, TrackName
from bot.core.case.body import BodyTrack
from bot.core.case.cnil import CnilTrack
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Posted,
    Progressed,
    Recorded,
    Redirected,
    Returned,
    Scope,
    Silent,
    Snoozed,
    Unidentified,
    WhyReturned,
)
from bot.core.case.next_step import StepKind, Why, all_steps
from bot.core.case.track import PAPER
from bot.core.conversation.dates import explain_deadline, named, person_today
from bot.core.conversation.forms.sent import day_choices, example_day, read_day
from bot.core.conversation.forms.settings import coming, next_word
from bot.core.conversation.hearing import heard
from bot.core.conversation.letters import title_of
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.conversation.typed_day import day_to_come, written
from bot.core.ports.message import Choice, Say, Words, say

ANSWERED = "answered"
"""Something came: what is asked next."""
MORE = "more"
"""What came is none of the usual answers: the others are offered next."""


class Outcome(StrEnum):
    """What came back, as the person tells it. Stored: never renamed."""

    DONE = "done"
    ACCESS = "access"
    DECLINED = "declined"
    PARTIAL = "partial"
    ELSEWHERE = "elsewhere"
    IDENTITY = "identity"
    UNIDENTIFIED = "unidentified"
    TIME = "time"
    ACKNOWLEDGED = "acknowledged"
    PROGRESS = "progress"
    RETURNED = "returned"
    NOTHING = "nothing"
    SNOOZE = "snooze"
    CLOSE = "close"


_OF_BODY = (
    Outcome.DONE, Outcome.ACCESS, Outcome.DECLINED, Outcome.ELSEWHERE, Outcome.IDENTITY, Outcome.ACKNOWLEDGED,
    Outcome.PARTIAL, Outcome.UNIDENTIFIED, Outcome.TIME,
)  # fmt: skip
"""What a body can answer, the most usual first."""
_OF_CNIL = (Outcome.PROGRESS, Outcome.DONE, Outcome.DECLINED)
_MOST = 6
"""Choices of one question: more are not read."""
_UNDATED = {Outcome.NOTHING, Outcome.SNOOZE, Outcome.CLOSE}
_SURE = {
    Outcome.DONE, Outcome.ACCESS, Outcome.DECLINED, Outcome.PARTIAL, Outcome.UNIDENTIFIED, Outcome.RETURNED,
    Outcome.CLOSE,
}  # fmt: skip
"""What ends or judges a track."""


def _ask_what(asked: Asked) -> tuple[Say, ...]:
    track = asked.track(asked.about)
    if isinstance(track, CnilTrack):
        if track.settled:
            return (say("outcome.question-cnil-settled", to=named(track), sent=track.request.on, day=track.settled.on),)
        return (say("outcome.question-cnil", to=named(track), sent=track.request.on),)
    if track.settled:
        return (say("outcome.question-settled", to=track.request.to, sent=track.request.on, day=track.settled.on),)
    return (say("outcome.question", to=track.request.to, sent=track.request.on),)


def _answers(asked: Asked) -> tuple[Outcome, ...]:
    """What can have been answered, by how the track stands."""
    track = asked.track(asked.about)
    return tuple(one for one in (_OF_CNIL if isinstance(track, CnilTrack) else _OF_BODY) if _can(one, track))


def _else(asked: Asked) -> tuple[Outcome, ...]:
    """What can be told of a track beside an answer."""
    track = asked.track(asked.about)
    later = (Outcome.SNOOZE, Outcome.CLOSE) if asked.case.reminding else (Outcome.CLOSE,)
    return (*(one for one in (Outcome.NOTHING, Outcome.RETURNED) if _can(one, track)), *later)


def _usual(asked: Asked) -> tuple[Outcome, ...]:
    """The answers that are offered first: all of them, where they are few."""
    every = _answers(asked)
    return every if len(every) <= _MOST else every[: _MOST - 1]


def _rare(asked: Asked) -> tuple[Outcome, ...]:
    return _answers(asked)[len(_usual(asked)) :]


def _can(outcome: Outcome, track: BodyTrack | CnilTrack) -> bool:
    match outcome:
        case Outcome.NOTHING:
            return not track.settled or _awaits_more(track)
        case Outcome.ACCESS:
            return isinstance(track, BodyTrack) and track.awaits_access
        case Outcome.DONE if isinstance(track, BodyTrack):
            return track.asks_objection and not track.owes_access
        case Outcome.PROGRESS | Outcome.DECLINED if isinstance(track, CnilTrack):
            return not track.settled
        case Outcome.RETURNED:
            return bool(_may_return(track))
        case Outcome.DONE | Outcome.DECLINED | Outcome.PARTIAL | Outcome.ELSEWHERE | Outcome.IDENTITY:
            return True
        case Outcome.UNIDENTIFIED | Outcome.TIME | Outcome.ACKNOWLEDGED | Outcome.PROGRESS:
            return True
        case Outcome.SNOOZE | Outcome.CLOSE:
            return True


def _awaits_more(track: BodyTrack | CnilTrack) -> bool:
    """Whether something was written to a body since it settled the matter: an answer to that may come, or not."""
    settled = next((entry.seq for entry in reversed(track.log) if entry.event is track.settled), 0)
    return isinstance(track, BodyTrack) and any(e.seq > settled for e in track.letters)


def _choices(asked: Asked, *outcomes: Outcome) -> tuple[Choice, ...]:
    cnil = asked.about.startswith(TrackName.CNIL)
    own = {Outcome.DONE: say("outcome.done-cnil"), Outcome.DECLINED: say("outcome.declined-cnil")} if cnil else {}
    if not cnil and asked.track(asked.about).settled:
        own[Outcome.NOTHING] = say("outcome.nothing-new")
    return tuple(Choice(outcome, own.get(outcome, say(f"outcome.{outcome}"))) for outcome in outcomes)


def _first_choices(asked: Asked) -> tuple[Choice, ...]:
    beside = _choices(asked, *_else(asked))
    nothing, others = (beside[:1], beside[1:]) if _else(asked)[0] is Outcome.NOTHING else ((), beside)
    return (*nothing, Choice(ANSWERED, say("outcome.answered")), *others)


def _usual_choices(asked: Asked) -> tuple[Choice, ...]:
    more = (Choice(MORE, say("outcome.more")),) if _rare(asked) else ()
    return (*_choices(asked, *_usual(asked)), *more)


def _read_what(value: str, asked: Asked) -> Reading:
    if value in {*_answers(asked), *_else(asked)}:
        return Taken({"what": value})
    if value in {ANSWERED, MORE}:
        return Taken({"came": value})
    return NotTaken((say("choice.expected"),))


def _came(asked: Asked) -> str | None:
    """How far it was told what came, before it is known."""
    return asked.answers.get("came")


WHAT = Question(
    "what",
    ask=_ask_what,
    read=_read_what,
    choices=_first_choices,
    understood=lambda asked: _choices(asked, *_answers(asked)),
    applies=lambda asked: _came(asked) is None,
    heard=heard,
)
ANSWER = Question(
    "answer",
    ask=lambda asked: (say("outcome.which-answer", to=named(asked.track(asked.about))),),
    read=_read_what,
    choices=_usual_choices,
    understood=lambda asked: _choices(asked, *_rare(asked), *_else(asked)),
    applies=lambda asked: _came(asked) == ANSWERED and _said(asked) is None,
    heard=heard,
)
RARE = Question(
    "rare",
    ask=lambda asked: (say("outcome.which-rare", to=named(asked.track(asked.about))),),
    read=_read_what,
    choices=lambda asked: _choices(asked, *_rare(asked)),
    understood=lambda asked: _choices(asked, *_usual(asked), *_else(asked)),
    applies=lambda asked: _came(asked) == MORE and _said(asked) is None,
    heard=heard,
)


def _said(asked: Asked) -> Outcome | None:
    return Outcome(asked.answers["what"]) if "what" in asked.answers else None


# --- Which letter came back -----------------------------------------------------------------------------------------


def _may_return(track: BodyTrack | CnilTrack) -> tuple[Recorded, ...]:
    """The letters that can come back: those whose receipt nobody told, the newest first."""
    answered = not track.unheard
    return tuple(
        entry
        for entry in reversed(track.letters)
        if isinstance(entry.event, Posted)
        and entry.event.medium not in {Medium.AMELI, Medium.ONLINE}
        and track.delivery_of(entry.event) is None
        and not (answered and entry.seq == track.request_seq)
    )


WHICH = Question(
    "which",
    ask=lambda _: (say("returned.which"),),
    read=lambda value, asked: (
        Taken({"which": value})
        if value in {str(entry.seq) for entry in _may_return(asked.track(asked.about))}
        else NotTaken((say("choice.expected"),))
    ),
    choices=lambda asked: tuple(
        Choice(str(entry.seq), title_of(entry.event.letter))
        for entry in _may_return(asked.track(asked.about))
        if isinstance(entry.event, Posted)
    ),
    applies=lambda asked: _said(asked) is Outcome.RETURNED and len(_may_return(asked.track(asked.about))) > 1,
)


def _came_back(asked: Asked) -> Posted:
    """The letter that came back. Raises ValueError when none can have."""
    found = _may_return(asked.track(asked.about))
    for entry in found:
        if isinstance(entry.event, Posted) and asked.answers.get("which", str(entry.seq)) == str(entry.seq):
            return entry.event
    raise ValueError("no letter of this track can have come back")


def _why_choices(asked: Asked) -> tuple[Choice, ...]:
    paper = _came_back(asked).medium in PAPER
    kept = {WhyReturned.UNCLAIMED, WhyReturned.REFUSED}
    return tuple(Choice(why, say(f"returned.{why}")) for why in WhyReturned if paper or why not in kept)


WHY = Question(
    "why",
    ask=lambda _: (say("returned.why"),),
    read=lambda value, _: Taken({"why": value}) if value in set(WhyReturned) else NotTaken((say("choice.expected"),)),
    choices=_why_choices,
    applies=lambda asked: _said(asked) is Outcome.RETURNED,
)


# --- When -----------------------------------------------------------------------------------------------------------


def _ask_when(asked: Asked) -> tuple[Say, ...]:
    to, example = named(asked.track(asked.about)), example_day(asked)
    if _said(asked) is Outcome.RETURNED:
        return (say("returned.when", example=example),)
    # Whether an extension came in time is judged by the day it was written, not the day it was read.
    dated = _said(asked) is Outcome.TIME
    return (say("outcome.dated" if dated else "outcome.when", to=to, example=example),)


WHEN = Question(
    "when",
    ask=_ask_when,
    read=lambda typed, asked: read_day("when", typed, asked, asked.track(asked.about).request.on),
    choices=day_choices,
    applies=lambda asked: _said(asked) not in {None, *_UNDATED},
    closed=False,
)


# --- What it bears on -----------------------------------------------------------------------------------------------


def _yes_no(*more: Choice) -> "tuple[Choice, ...]":
    return Choice("yes", say("choice.yes")), Choice("no", say("choice.no")), *more


def _read_one_of(key: str, value: str, *offered: str) -> Reading:
    return Taken({key: value}) if value in offered else NotTaken((say("choice.expected"),))


REASONS = Question(
    "reasons",
    ask=lambda _: (say("outcome.reasons"),),
    read=lambda value, _: _read_one_of("reasons", value, "yes", "no"),
    choices=lambda _: _yes_no(),
    applies=lambda asked: _said(asked) is Outcome.TIME,
)


def _about_objection(asked: Asked) -> bool:
    track = asked.track(asked.about)
    return isinstance(track, BodyTrack) and track.asks_objection and not track.owes_access


EXCLUSIONS = Question(
    "exclusions",
    ask=lambda _: (say("outcome.exclusions"),),
    read=lambda value, _: _read_one_of("exclusions", value, "yes", "no", "unsure"),
    choices=lambda _: _yes_no(Choice("unsure", say("choice.unsure"))),
    applies=lambda asked: _said(asked) is Outcome.DECLINED and _about_objection(asked),
)


ACCESS = Question(
    "access",
    ask=lambda asked: (say("outcome.access-too", to=asked.track(asked.about).request.to),),
    read=lambda value, _: _read_one_of("access", value, "yes", "no"),
    choices=lambda _: (Choice("yes", say("outcome.access-yes")), Choice("no", say("outcome.access-no"))),
    applies=lambda asked: _said(asked) is Outcome.DONE and _can(Outcome.ACCESS, asked.track(asked.about)),
)


# --- Asking to be asked again ---------------------------------------------------------------------------------------


def _read_until(typed: str, asked: Asked) -> Reading:
    today = person_today(asked)
    match typed:
        case "tomorrow":
            day: date | Say = today + timedelta(days=1)
        case "week":
            day = today + timedelta(days=asked.delays.snooze.count)
        case _:
            day = day_to_come(typed, today)
    last = _latest_snooze(asked)
    if isinstance(day, Say) or not today < day <= last:
        return NotTaken((say("outcome.until-between", first=today + timedelta(days=1), last=last),))
    return Taken({"until": day.isoformat()})


def _latest_snooze(asked: Asked) -> date:
    """Two months, and never past the last safe day to go to the Conseil d'État."""
    track, today = asked.track(asked.about), person_today(asked)
    latest = today + timedelta(days=60)
    safe = track.appeal_by if isinstance(track, CnilTrack) else None
    return min(latest, safe) if safe and safe > today else latest


UNTIL = Question(
    "until",
    ask=lambda asked: (say("outcome.until", example=written(person_today(asked) + timedelta(days=3))),),
    read=_read_until,
    choices=lambda _: (Choice("tomorrow", say("outcome.tomorrow")), Choice("week", say("outcome.in-a-week"))),
    applies=lambda asked: _said(asked) is Outcome.SNOOZE,
    closed=False,
)


# --- Said back before it is recorded --------------------------------------------------------------------------------


def _echo(asked: Asked) -> Say:
    """What was understood, with whom it is about and from which day."""
    what, track = Outcome(asked.answers["what"]), asked.track(asked.about)
    to, day = named(track), date.fromisoformat(asked.answers.get("when", person_today(asked).isoformat()))
    if what is Outcome.RETURNED:
        letter, why = title_of(_came_back(asked).letter), asked.answers["why"]
        if why == WhyReturned.UNKNOWN:
            return say("echo.returned-somehow", letter=letter, to=to, day=day)
        return say("echo.returned", letter=letter, to=to, day=day, why=say(f"returned.{why}"))
    if what is Outcome.CLOSE:
        return say("echo.close", to=to)
    if isinstance(track, CnilTrack):
        return _echo_of_cnil(what, to, day)
    if what is Outcome.DONE and "access" in asked.answers:
        both = asked.answers["access"] == "yes"
        return say("echo.done-both", to=to, day=day) if both else say("echo.done-only", to=to, day=day)
    if what is Outcome.DECLINED and track.owes_access:
        return say("echo.declined-access", to=to, day=day)
    return say(f"echo.{what}", to=to, day=day)


def _echo_of_cnil(what: Outcome, to: "str | Say", day: date) -> Say:
    if what is Outcome.DONE:
        return say("echo.done-cnil", to=to, day=day)
    return say("echo.declined-cnil", to=to, day=day)


SURE = Question(
    "sure",
    ask=lambda asked: (_echo(asked), say("outcome.sure")),
    read=lambda value, _: (
        Taken({"sure": "yes"})
        if value == "yes"
        else Taken(drops=("came", "what", "which", "why", "when", "reasons", "exclusions", "access", "until"))
        if value == "no"
        else NotTaken((say("assent.unclear"),))
    ),
    choices=lambda _: (Choice("yes", say("outcome.sure-yes")), Choice("no", say("outcome.sure-no"))),
    applies=lambda asked: _said(asked) in _SURE,
    strict=lambda _: (say("assent.unclear"),),
)


# --- What follows ---------------------------------------------------------------------------------------------------


def _finish(asked: Asked) -> Finished:
    event = _event(asked, asked.track(asked.about), person_today(asked))
    after = replace(asked, case=asked.case.adding((event,)))
    track = after.track(after.about)
    told = _of_cnil(after, track) if isinstance(track, CnilTrack) else _of_body(after, track)
    revise = _address_to_revise(after, track) if isinstance(event, Returned) else None
    return Finished((event,), (Words((*told, *_next_word(after))),), recheck=bool(revise), revise=revise)


def _event(  # noqa: PLR0911, PLR0912, C901  one line for each
    asked: Asked, track: BodyTrack | CnilTrack, today: date
) -> Event:
    on, name = date.fromisoformat(asked.answers.get("when", today.isoformat())), track.name
    told, of = today, track.opened
    match Outcome(asked.answers["what"]):
        case Outcome.DONE:
            return Confirmed(on, name, asked.answers.get("access", "yes") == "yes", told, of)
        case Outcome.ACCESS if isinstance(track, BodyTrack) and track.both:
            return Accessed(on, name, told, of)
        case Outcome.ACCESS:
            return Confirmed(on, name, told=told, opened_by=of)
        case Outcome.DECLINED:
            scope = {"yes": Scope.EXCLUSIONS, "no": Scope.ALL}.get(asked.answers.get("exclusions", ""), Scope.UNKNOWN)
            return Declined(on, name, scope, told, of)
        case Outcome.PARTIAL:
            return Partial(on, name, told, of)
        case Outcome.ELSEWHERE:
            return Redirected(on, name, told, of)
        case Outcome.IDENTITY:
            return IdentityAsked(on, name, told, of)
        case Outcome.UNIDENTIFIED:
            return Unidentified(on, name, told, of)
        case Outcome.TIME:
            return Extended(on, name, asked.answers["reasons"] == "yes", told, of)
        case Outcome.ACKNOWLEDGED:
            return Acknowledged(on, name, told, of)
        case Outcome.PROGRESS:
            return Progressed(on, name, told, of)
        case Outcome.RETURNED:
            return Returned(on, _came_back(asked).letter, WhyReturned(asked.answers["why"]), told, of)
        case Outcome.NOTHING:
            return Silent(today, name, of)
        case Outcome.SNOOZE:
            return Snoozed(today, name, date.fromisoformat(asked.answers["until"]), of)
        case Outcome.CLOSE:
            return Closed(today, name, of)


def _of_body(  # noqa: PLR0911, PLR0912, C901  one line for each answer
    asked: Asked, track: BodyTrack
) -> tuple[Say, ...]:
    """What an answer of a body means, in law and in practice."""
    to, today = track.request.to, person_today(asked)
    match Outcome(asked.answers["what"]):
        case Outcome.TIME:
            valid = say("outcome.said.extended") if track.extension else say("outcome.said.not-extended")
            return valid, *explain_deadline(track, today)
        case Outcome.ELSEWHERE | Outcome.ACKNOWLEDGED as what:
            return say(f"outcome.said.{what}", to=to), *explain_deadline(track, today)
        case Outcome.IDENTITY:
            return say("outcome.said.identity", to=to), *_can_be_prepared(asked, track)
        case Outcome.DONE if track.owes_access:
            return say("outcome.said.done-but-access", to=to), *explain_deadline(track, today)
        case Outcome.DONE:
            return say("outcome.said.done", to=to), *_tell_the_cnil(asked)
        case Outcome.ACCESS if track.owes_objection:
            return say("outcome.said.access-only", to=to), *explain_deadline(track, today)
        case Outcome.ACCESS if not track.both:
            return say("outcome.said.access", to=to), *_tell_the_cnil(asked)
        case Outcome.ACCESS:
            return say("outcome.said.access-too", to=to), *_tell_the_cnil(asked)
        case Outcome.DECLINED if asked.answers.get("exclusions", "no") != "no":
            return say("outcome.said.declined", to=to), say("cnil.exclusions")
        case Outcome.RETURNED:
            return _of_returned(asked, track)
        case Outcome.NOTHING if track.settled:
            return (say("outcome.said.nothing-new", to=to),)
        case Outcome.NOTHING if track.deadline.passed(today):
            return say("outcome.said.nothing-late", to=to, last_day=track.deadline.last_day), *_estimated(track)
        case Outcome.NOTHING:
            return say("outcome.said.nothing-early", to=to), *explain_deadline(track, today)
        case Outcome.SNOOZE:
            return ()
        case what:
            return (say(f"outcome.said.{what}", to=to),)


def _of_returned(asked: Asked, track: BodyTrack) -> tuple[Say, ...]:
    """That a letter came back, what the law makes of it, and the way on."""
    why = WhyReturned(asked.answers["why"])
    noted = say("returned.noted") if track.returned else say("returned.noted-other")
    registered = any(
        isinstance(entry.event, Returned) and entry.event.why is why for entry in reversed(track.log)
    ) and why in {WhyReturned.UNCLAIMED, WhyReturned.REFUSED}
    law = (say("returned.law"),) if registered and track.request.medium is Medium.REGISTERED else ()
    return noted, *law, *((say("returned.again"),) if track.returned else ())


def _address_to_revise(asked: Asked, track: BodyTrack | CnilTrack) -> str | None:
    """The question of the request that asks for the caisse's address, after its letter came back for a wrong one."""
    wrong = asked.answers["why"] in {WhyReturned.ADDRESS, WhyReturned.UNKNOWN}
    if track.name is not TrackName.CAISSE or not track.returned or not wrong or track.request.medium not in PAPER:
        return None
    return "body_address" if request_of(asked).still(track.request) else None


def _can_be_prepared(asked: Asked, track: BodyTrack) -> tuple[Say, ...]:
    """What is promised is offered: the sentence stands only where the menu has the letter."""
    steps = all_steps(asked.case, asked.delays, person_today(asked))
    offered = any(step.why is Why.IDENTITY and step.track == track.key for step in steps)
    late = (say("outcome.said.identity-late"),) if not track.identity_waits else ()
    return (*late, *((say("why.identity"),) if offered else ()))


def _tell_the_cnil(asked: Asked) -> tuple[Say, ...]:
    """Every body has done what was asked: one letter to the CNIL, and nothing else comes of the complaint."""
    steps = all_steps(asked.case, asked.delays, person_today(asked))
    granted = any(step.kind is StepKind.LETTER and step.why is Why.GRANTED for step in steps)
    return (say("why.granted"),) if granted else ()


def _estimated(track: BodyTrack) -> tuple[Say, ...]:
    return (say("deadline.estimated"),) if track.runs_on_estimate else ()


def _of_cnil(asked: Asked, track: CnilTrack) -> tuple[Say, ...]:  # noqa: PLR0911, C901  one line for each answer
    today, safe = person_today(asked), track.appeal_by
    match Outcome(asked.answers["what"]):
        case Outcome.DECLINED:
            return (_refused(track, today),)
        case Outcome.NOTHING if safe and track.silence.passed(today):
            if today > safe:
                return (say("outcome.said.nothing-cnil-over", safe=safe), *_news(track, today))
            return (say("outcome.said.nothing-cnil", safe=safe), *_news(track, today))
        case Outcome.NOTHING:
            return (say("outcome.said.nothing-cnil-early"), *explain_deadline(track, today))
        case Outcome.SNOOZE:
            return ()
        case Outcome.CLOSE:
            return (say("outcome.said.close", to=named(track)),)
        case Outcome.PROGRESS:
            said = say("outcome.said.progress") if track.examined else say("outcome.said.progress-late")
            return (said, *explain_deadline(track, today))
        case Outcome.RETURNED:
            return (say("returned.noted-complaint"),)
        case Outcome.DONE:
            return (say("outcome.said.done-cnil"),)
        case Outcome.ACCESS | Outcome.PARTIAL | Outcome.ELSEWHERE | Outcome.IDENTITY | Outcome.UNIDENTIFIED as what:
            raise ValueError(f"the CNIL is not said to have answered {what}")
        case Outcome.TIME | Outcome.ACKNOWLEDGED as what:
            raise ValueError(f"the CNIL is not said to have answered {what}")


def _refused(track: CnilTrack, today: date) -> Say:
    """A refusal of the CNIL: the two months start anew only inside those that follow a silence (CJA art. R. 421-2)."""
    safe = track.appeal_by
    if safe is None:
        return say("outcome.said.declined-cnil-granted")
    if track.refused_too_late or today > safe:
        return say("outcome.said.declined-cnil-late", safe=safe)
    return say("outcome.said.declined-cnil", safe=safe)


def _news(track: CnilTrack, today: date) -> tuple[Say, ...]:
    return (say("why.cnil-silent"),) if track.deadline.passed(today) and not track.news_asked else ()


def _next_word(asked: Asked) -> tuple[Say, ...]:
    """When the bot will come back to this track, if it will."""
    return next_word(reminder for reminder in coming(asked) if reminder.track == asked.track(asked.about).key)


OUTCOME = Form(
    "outcome",
    (WHAT, ANSWER, RARE, WHICH, WHY, WHEN, REASONS, EXCLUSIONS, ACCESS, UNTIL, SURE),
    finish=_finish,
    leads_to=("request",),
)
