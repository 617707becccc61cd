"""The letters that no step calls for: offered together, behind one choice, to who has sent their first ones."""

from bot.core.campaign import TrackName
from bot.core.case.body import BodyTrack
from bot.core.case.letter_name import LetterName
from bot.core.case.next_step import Why, steps
from bot.core.conversation import letters
from bot.core.conversation.dates import person_today
from bot.core.conversation.question import Asked, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.ports.message import Choice, say


def besides(asked: Asked) -> tuple[Choice, ...]:
    """The letters that can be had besides, by `letter.<name>`; none before a first letter has left."""
    if not asked.tracks:
        return ()
    cnam = Choice(f"letter.{LetterName.CNAM}", say("besides.cnam"))
    access = Choice(f"letter.{LetterName.ACCESS}", say("besides.access"))
    return (*((cnam,) if _national_fund_too(asked) else ()), *((access,) if _access_too(asked) else ()))


def _national_fund_too(asked: Asked) -> bool:
    """Whether the same letter to the Cnam is of use: it answers for the SNDS beside the Health Data Hub.

    CSP art. R. 1461-3 I makes both jointly responsible. Not where it was written to, or is called for by a step.
    """
    request = request_of(asked)
    called_for = any(step.why is Why.CNAM for step in steps(asked.case, asked.delays, person_today(asked)))
    national = request.recipient(TrackName.CAISSE) is request.recipient(TrackName.CNAM)
    return not (called_for or national or asked.case.given(LetterName.CNAM))


def _access_too(asked: Asked) -> bool:
    """Whether a copy of what the Health Data Hub has can be asked for: once the objection has left, and only once."""
    objected = [track for track in asked.tracks if isinstance(track, BodyTrack) and track.name is TrackName.HDH]
    asks = any(track.asks_access for track in objected) or asked.case.given(LetterName.ACCESS)
    return bool(objected) and not asks


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in besides(asked)}:
        return Taken({"letter": value})
    return NotTaken((say("choice.expected"),))


BESIDES = Form(
    "besides",
    (Question("letter", ask=lambda _: (say("besides.which"),), read=_read, choices=besides),),
    finish=lambda asked: letters.follow_up(asked, asked.answers["letter"].partition(".")[2]),
)
