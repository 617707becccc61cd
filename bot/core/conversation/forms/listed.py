"""The question for a body of a campaign's own list: one of it, or another, whose name the person types."""

from bot.core.conversation.forms.address import step_of
from bot.core.conversation.forms.caisse import BODY
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import OTHER
from bot.core.ports.message import Choice, say

ANOTHER = "other"


def _choices(asked: Asked) -> tuple[Choice, ...]:
    to = asked.campaign.recipients[asked.campaign.chosen or ""]
    listed = tuple(Choice(body.id, say("verbatim", text=body.name)) for body in to.listed)
    return (*listed, Choice(ANOTHER, say("list.other")))


def _read(typed: str, asked: Asked) -> Reading:
    if typed == ANOTHER:
        return Taken({"which": OTHER})
    to = asked.campaign.recipients[asked.campaign.chosen or ""]
    if body := next((body for body in to.listed if body.id == typed), None):
        return Taken({"which": body.id}, notes=(say("caisse.found", name=body.name),))
    match BODY.read(typed, asked):
        case Taken(sets=sets, notes=notes):
            return Taken({"which": OTHER, **sets}, notes=notes)
        case NotTaken() as refused:
            return refused


LISTED = Question(
    "which",
    ask=lambda asked: (step_of(asked, "recipient"), say("list.question")),
    read=_read,
    choices=_choices,
    closed=False,
)
