"""The form on what a recipient answered and its result: the event, and what the answer means."""

from dataclasses import replace
from datetime import date

from bot.core.campaign.recipient import Outcome
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
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
    Progressed,
    Redirected,
    Scope,
    Silent,
    Snoozed,
    Unidentified,
)
from bot.core.case.letter_event import Returned, WhyReturned
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.outcome.echo import SURE
from bot.core.conversation.forms.outcome.meaning import next_word_of, of_body, of_complaint
from bot.core.conversation.forms.outcome.questions import ACCESS, ANSWER, EXCLUSIONS, RARE, REASONS, UNTIL, WHAT, WHEN
from bot.core.conversation.forms.outcome.returned import WHICH, WHY, address_to_revise, came_back
from bot.core.conversation.question import Asked, Finished, Form
from bot.core.ports.message import Words


def _finish(asked: Asked) -> Finished:
    event = _event(asked, asked.track(asked.about), person_today(asked))
    after = replace(asked, case=asked.case.adding((event,)))
    track = after.track(after.about)
    told = of_complaint(after, track) if isinstance(track, ComplaintTrack) else of_body(after, track)
    revise = address_to_revise(after, track) if isinstance(event, Returned) else None
    return Finished((event,), (Words((*told, *next_word_of(after))),), recheck=bool(revise), revise=revise)


def _event(  # noqa: PLR0911, PLR0912, C901  one line for each
    asked: Asked, track: BodyTrack | ComplaintTrack, today: date
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
            return Returned(on, came_back(asked).letter, WhyReturned(asked.answers["why"]), told, of)
        case Outcome.NOTHING:
            return Silent(today, name, of)
        case Outcome.SNOOZE:
            return Snoozed(today, name, date.fromisoformat(asked.answers["until"]), of)
        case Outcome.CLOSE:
            return Closed(today, name, of)


OUTCOME = Form(
    "outcome",
    (WHAT, ANSWER, RARE, WHICH, WHY, WHEN, REASONS, EXCLUSIONS, ACCESS, UNTIL, SURE),
    finish=_finish,
    leads_to=("request",),
)
