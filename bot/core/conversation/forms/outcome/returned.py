"""The questions and sentences on a letter that came back: which one, why, and what follows."""

from bot.core.campaign.recipient import Medium, Outcome
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.correspondence import PAPER
from bot.core.case.letter_event import Posted, Returned, WhyReturned
from bot.core.conversation.forms.outcome.possible import may_return, outcome_told
from bot.core.conversation.question import Asked, NotTaken, Question, Taken
from bot.core.conversation.request import request_of
from bot.core.conversation.titles import (
    title_of,
)
from bot.core.ports.message import Choice, Say, say

WHICH = Question(
    "which",
    ask=lambda _: (say("returned.which"),),
    read=lambda value, asked: (
        Taken({"which": value})
        if value in {str(entry.seq) for entry in may_return(asked.track(asked.about))}
        else NotTaken((say("choice.expected"),))
    ),
    choices=lambda asked: tuple(
        Choice(str(entry.seq), title_of(entry.event.letter))
        for entry in may_return(asked.track(asked.about))
        if isinstance(entry.event, Posted)
    ),
    applies=lambda asked: outcome_told(asked) is Outcome.RETURNED and len(may_return(asked.track(asked.about))) > 1,
)


def came_back(asked: Asked) -> Posted:
    """The letter that came back. Raises ValueError when none can have."""
    found = may_return(asked.track(asked.about))
    for entry in found:
        if isinstance(entry.event, Posted) and asked.answers.get("which", str(entry.seq)) == str(entry.seq):
            return entry.event
    raise ValueError("no letter of this track can have come back")


def _why_choices(asked: Asked) -> tuple[Choice, ...]:
    paper = came_back(asked).medium in PAPER
    kept = {WhyReturned.UNCLAIMED, WhyReturned.REFUSED}
    return tuple(Choice(why, say(f"returned.{why}")) for why in WhyReturned if paper or why not in kept)


WHY = Question(
    "why",
    ask=lambda _: (say("returned.why"),),
    read=lambda value, _: Taken({"why": value}) if value in set(WhyReturned) else NotTaken((say("choice.expected"),)),
    choices=_why_choices,
    applies=lambda asked: outcome_told(asked) is Outcome.RETURNED,
)


def of_returned(asked: Asked, track: BodyTrack) -> tuple[Say, ...]:
    """The sentences on a letter that came back: what the law makes of it, and the next step."""
    why = WhyReturned(asked.answers["why"])
    noted = say("returned.noted") if track.returned else say("returned.noted-other")
    registered = any(
        isinstance(entry.event, Returned) and entry.event.why is why for entry in reversed(track.log)
    ) and why in {WhyReturned.UNCLAIMED, WhyReturned.REFUSED}
    law = (say("returned.law"),) if registered and track.request.medium is Medium.REGISTERED else ()
    return noted, *law, *((say("returned.again"),) if track.returned else ())


def address_to_revise(asked: Asked, track: BodyTrack | ComplaintTrack) -> str | None:
    """The key of the request's question on the body's address, when a letter came back because it was wrong."""
    wrong = asked.answers["why"] in {WhyReturned.ADDRESS, WhyReturned.UNKNOWN}
    if not asked.campaign.is_chosen(track.name) or not track.returned or not wrong or track.request.medium not in PAPER:
        return None
    return "body_address" if request_of(asked).still(track.request) else None
