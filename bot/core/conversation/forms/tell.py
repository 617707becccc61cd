"""Which track a sentence speaks of, where several may be meant; what it said of the answer is kept meanwhile."""

from bot.core.conversation.dates import named
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.state import Opened, Said
from bot.core.ports.message import Choice, say

NONE = "none"


def _choices(asked: Asked) -> tuple[Choice, ...]:
    tracks = tuple(Choice(track.key, say("home.outcome", to=named(track))) for track in asked.tracks)
    return (*tracks, Choice(NONE, say("tell.none")))


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _choices(asked)}:
        return Taken({"track": value})
    return NotTaken((say("choice.expected"),))


TRACK = Question("track", ask=lambda _: (say("tell.which"),), read=_read, choices=_choices)


def _finish(asked: Asked) -> Finished:
    track = asked.answers["track"]
    said = tuple(Said(key, value) for key, value in asked.answers.items() if key != "track")
    return Finished() if track == NONE else Finished(opens=(Opened("outcome", track, said),))


TELL = Form("tell", (TRACK,), finish=_finish, leads_to=("outcome",))
