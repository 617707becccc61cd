"""The letters that no step calls for: one choice offers them together, once the person has sent a first letter."""

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Timing
from bot.core.case.body import BodyTrack
from bot.core.case.next_step import steps
from bot.core.conversation import letters
from bot.core.conversation.dates import person_today
from bot.core.conversation.question import Asked, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.ports.message import Choice, say


def besides(asked: Asked) -> tuple[Choice, ...]:
    """The choices of these letters, with values `letter.<name>`; none before a first letter was sent."""
    if not asked.tracks:
        return ()
    offered = [
        key for key, to in asked.campaign.recipients.items() if to.given is Timing.BESIDE and _useful(key, asked)
    ]
    return tuple(Choice(f"letter.{_request_to(key)}", say(f"besides.{key}")) for key in offered)


def _request_to(key: str) -> LetterName:
    return LetterName.of(LetterKind.REQUEST, key)


def _useful(key: str, asked: Asked) -> bool:
    """Whether that request is useful: not when it was given already, or a step calls for it."""
    letter, to = _request_to(key), asked.campaign.recipients[key]
    called_for = any(step.letter == letter for step in steps(asked.case, asked.campaign, person_today(asked)))
    if called_for or asked.case.given(letter):
        return False
    if to.same:
        return _asks_more(to.same, asked)
    return not to.instead_of or request_of(asked).recipient(to.instead_of) is not to


def _asks_more(key: str, asked: Asked) -> bool:
    """Whether a second request can go to a body: once the first was sent, and did not ask for access as well."""
    sent = [track for track in asked.tracks if isinstance(track, BodyTrack) and track.name == key]
    return bool(sent) and not any(track.asks_access for track in sent)


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in besides(asked)}:
        return Taken({"letter": value})
    return NotTaken((say("choice.expected"),))


BESIDES = Form(
    "besides",
    (Question("letter", ask=lambda _: (say("besides.which"),), read=_read, choices=besides),),
    finish=lambda asked: letters.follow_up(asked, asked.answers["letter"].partition(".")[2]),
)
