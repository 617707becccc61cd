"""Which track a sentence speaks of, where several may be meant; what it said of the answer is kept meanwhile."""

from dataclasses import replace
from datetime import date

from bot.core.conversation.dates import named
from bot.core.conversation.forms.outcome.possible import answers_of, other_outcomes
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.slots import subject_of
from bot.core.conversation.state import Opened, Said
from bot.core.ports.message import Choice, say

NONE, BOTH = "none", "both"


def _choices(asked: Asked) -> tuple[Choice, ...]:
    tracks = tuple(Choice(track.key, say("home.outcome", to=named(track))) for track in asked.tracks)
    return (*tracks, Choice(NONE, say("tell.none")))


def _read(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _choices(asked)}:
        return Taken({"track": value})
    if subject_of(value, asked).all:
        return Taken({"track": BOTH})
    meant = [track.key for track in asked.tracks if track.name in subject_of(value, asked).bodies]
    if len(meant) == 1:  # « ma caisse »
        return Taken({"track": meant[0]})
    return NotTaken((say("choice.expected"),))


TRACK = Question("track", ask=lambda _: (say("tell.which"),), read=_read, choices=_choices)


def _finish(asked: Asked) -> Finished:
    track = asked.answers["track"]
    if track == NONE:
        return Finished()
    about = (one.key for one in asked.tracks) if track == BOTH else (track,)
    return Finished(opens=tuple(_opened(key, asked) for key in about))


def _opened(track: str, asked: Asked) -> Opened:
    """The form of that track, with what the sentence said where it can have come of it, on a day that can be."""
    of = replace(asked, about=track)
    if not _possible(of):
        return Opened("outcome", track)
    said = tuple(Said(key, value) for key, value in asked.answers.items() if key != "track")
    day = asked.answers.get("when")
    early = day is not None and date.fromisoformat(day) < of.track(track).request.on
    return Opened("outcome", track, tuple(one for one in said if not (early and one.key == "when")))


def _possible(asked: Asked) -> bool:
    """Whether what the sentence said can have come of the track that was chosen; else what came is asked."""
    return asked.answers.get("what") in {None, *answers_of(asked), *other_outcomes(asked)}


TELL = Form("tell", (TRACK,), finish=_finish, leads_to=("outcome",))
