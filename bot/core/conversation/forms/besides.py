"""The letters that no step calls for: one choice offers them together, once the person has sent a first letter."""

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
    """The choices of these letters, with values `letter.<name>`; none before a first letter was sent."""
    if not asked.tracks:
        return ()
    cnam = Choice(f"letter.{LetterName.CNAM}", say("besides.cnam"))
    access = Choice(f"letter.{LetterName.ACCESS}", say("besides.access"))
    return (*((cnam,) if _national_fund_too(asked) else ()), *((access,) if _access_too(asked) else ()))


def _national_fund_too(asked: Asked) -> bool:
    """Whether the same letter to the Cnam is useful: it is responsible for the SNDS beside the Health Data Hub.

    CSP art. R. 1461-3 I makes both jointly responsible. Not when it was sent already, or a step calls for it.
    """
    request = request_of(asked)
    called_for = any(step.why is Why.CNAM for step in steps(asked.case, asked.delays, person_today(asked)))
    national = request.recipient(TrackName.CAISSE) is request.recipient(TrackName.CNAM)
    return not (called_for or national or asked.case.given(LetterName.CNAM))


def _access_too(asked: Asked) -> bool:
    """Whether the person can ask the Health Data Hub for a copy of their data: once, after sending the objection."""
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
