"""The form to report a wrong address: stored without the person, for the maintainer of the directory."""

from bot.core.campaign import TrackName
from bot.core.conversation.question import AddressReport, Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.ports.message import Choice, Words, say

OTHER = "other"
LONGEST = 500


def _choices(asked: Asked) -> tuple[Choice, ...]:
    request = request_of(asked)
    known = (request.caisse_name,) if request.caisse and request.caisse_name else ()
    caisse = tuple(Choice(TrackName.CAISSE, say("verbatim", text=name)) for name in known)
    bodies = tuple(Choice(name, say("verbatim", text=request.named(name))) for name in _NATIONAL)
    return *caisse, *bodies, Choice(OTHER, say("report.other"))


_NATIONAL = (TrackName.HDH, TrackName.CNAM, TrackName.CNIL)


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
    of, caisse = asked.answers["of"], request_of(asked).caisse
    body = (caisse.id if caisse else None) if of == TrackName.CAISSE else of
    report = AddressReport(None if of == OTHER else body, asked.answers["text"])
    return Finished(messages=(Words((say("report.thanks"),)),), report=report)


REPORT = Form("report", (WHICH, TEXT), finish=_finish)
