"""The form to report a wrong address: stored without the person, for the maintainer of the directory."""

from bot.core.campaign.recipient import Timing
from bot.core.conversation.question import AddressReport, Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.ports.message import Choice, Words, say

OTHER = "other"
LONGEST = 500


def _choices(asked: Asked) -> tuple[Choice, ...]:
    request = request_of(asked)
    own = (asked.campaign.chosen,) if asked.campaign.chosen and request.found else ()
    bodies = tuple(Choice(key, say("verbatim", text=request.named(key))) for key in (*own, *_fixed(asked)))
    return *bodies, Choice(OTHER, say("report.other"))


def _fixed(asked: Asked) -> tuple[str, ...]:
    """The recipients that are the same for everybody, each once: those with a first letter before the others."""
    fixed = [(key, to) for key, to in asked.campaign.recipients.items() if not to.chosen and not to.same]
    first = [key for key, to in fixed if to.given is Timing.FIRST]
    return (*first, *(key for key, to in fixed if to.given is not Timing.FIRST))


def _read_which(value: str, asked: Asked) -> Reading:
    known = value in {choice.value for choice in _choices(asked)}
    return Taken({"of": value}) if known else NotTaken((say("choice.expected"),))


WHICH = Question("of", ask=lambda _: (say("report.which"),), read=_read_which, choices=_choices)


def _read_text(typed: str, _: Asked) -> Reading:
    text = typed.strip()
    if not any(c.isalnum() for c in text):
        return NotTaken((say("input.empty"),))
    if len(text) > LONGEST:
        return NotTaken((say("report.too-long", n=LONGEST),))
    return Taken({"text": text})


TEXT = Question(
    "text", ask=lambda _: (say("report.what"), say("report.nothing-personal")), read=_read_text, closed=False
)


def _finish(asked: Asked) -> Finished:
    of, chosen = asked.answers["of"], request_of(asked).found
    body = (chosen.id if chosen else None) if of == asked.campaign.chosen else of
    report = AddressReport(None if of == OTHER else body, asked.answers["text"])
    return Finished(messages=(Words((say("report.thanks"),)),), report=report)


REPORT = Form("report", (WHICH, TEXT), finish=_finish)
