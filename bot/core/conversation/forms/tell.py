"""Which track a sentence speaks of, where several may be meant; what it said of the answer is kept meanwhile."""

from dataclasses import replace

from bot.core.conversation.dates import named
from bot.core.conversation.forms.outcome.possible import answers_of, other_outcomes
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.slots import subject_of
from bot.core.conversation.state import Opened, Said
from bot.core.ports.message import Choice, say

NONE = "none"


def _choices(asked: Asked) -> tuple[Choice, ...]:
    tracks = tuple(Choice(track.key, say("home.outcome", to=named(track))) for track in asked.tracks)
    return (*tracks, Choice(NONE, say("tell.none")))


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _choices(asked)}:
        return Taken({"track": value})
    meant = [track.key for track in asked.tracks if track.name in subject_of(value, asked).bodies]
    if len(meant) == 1:  # « ma caisse »
        return Taken({"track": meant[0]})
    return NotTaken((say("choice.expected"),))


TRACK = Question("track", ask=lambda _: (say("tell.which"),), read=_read, choices=_choices)


def _finish(asked: Asked) -> Finished:
    track = asked.answers["track"]
    if track == NONE:
        return Finished()
    said = tuple(Said(key, value) for key, value in asked.answers.items() if key != "track")
    return Finished(opens=(Opened("outcome", track, said if _possible(replace(asked, about=track)) else ()),))


def _possible(asked: Asked) -> bool:
    """Whether what the sentence said can have come of the track that was chosen; else what came is asked."""
    return asked.answers.get("what") in {None, *answers_of(asked), *other_outcomes(asked)}


TELL = Form("tell", (TRACK,), finish=_finish, leads_to=("outcome",))
