"""The answers that can have come to a letter, by its recipient and the status of its track."""

from bot.core.campaign.recipient import Medium, Outcome
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Recorded
from bot.core.case.letter_event import Posted
from bot.core.conversation.question import Asked

ANSWERED = "answered"
"""The answer « something came »; what came is asked next."""
MORE = "more"
"""The answer « none of the usual ones »; the rare ones are offered next."""


_OF_BODY = (
    Outcome.DONE, Outcome.ACCESS, Outcome.DECLINED, Outcome.ELSEWHERE, Outcome.IDENTITY, Outcome.ACKNOWLEDGED,
    Outcome.PARTIAL, Outcome.UNIDENTIFIED, Outcome.TIME,
)  # fmt: skip
"""The answers that a body can give, the most usual first."""
_OF_AUTHORITY = (Outcome.PROGRESS, Outcome.DONE, Outcome.DECLINED)
_MOST = 6
"""The most choices of one question: people do not read more."""
UNDATED = {Outcome.NOTHING, Outcome.SNOOZE, Outcome.CLOSE}
JUDGES = {
    Outcome.DONE, Outcome.ACCESS, Outcome.DECLINED, Outcome.PARTIAL, Outcome.UNIDENTIFIED, Outcome.RETURNED,
    Outcome.CLOSE,
}  # fmt: skip
"""The answers that end or judge a track."""


def answers_of(asked: Asked) -> tuple[Outcome, ...]:
    """The answers that can have come, by the status of the track."""
    track = asked.track(asked.about)
    every = _OF_AUTHORITY if isinstance(track, ComplaintTrack) else _OF_BODY
    can = asked.campaign.recipients[track.name].answers or every
    return tuple(one for one in every if one in can and is_possible(one, track))


def other_outcomes(asked: Asked) -> tuple[Outcome, ...]:
    """The other things that the person can tell of a track: no answer, a return, a wish to wait or to close."""
    track = asked.track(asked.about)
    later = (Outcome.SNOOZE, Outcome.CLOSE) if asked.case.reminding else (Outcome.CLOSE,)
    return (*(one for one in (Outcome.NOTHING, Outcome.RETURNED) if is_possible(one, track)), *later)


def usual(asked: Asked) -> tuple[Outcome, ...]:
    """The answers that are offered first: all if there are few."""
    every = answers_of(asked)
    return every if len(every) <= _MOST else every[: _MOST - 1]


def rare(asked: Asked) -> tuple[Outcome, ...]:
    """The answers that are offered only when none of the usual ones came."""
    return answers_of(asked)[len(usual(asked)) :]


def is_possible(outcome: Outcome, track: BodyTrack | ComplaintTrack) -> bool:
    """Whether an outcome is possible in a track's present state."""
    match outcome:
        case Outcome.NOTHING:
            return not track.settled or _awaits_more(track)
        case Outcome.ACCESS:
            return isinstance(track, BodyTrack) and track.awaits_access
        case Outcome.DONE if isinstance(track, BodyTrack):
            return track.asks_objection and not track.owes_access
        case Outcome.PROGRESS | Outcome.DECLINED if isinstance(track, ComplaintTrack):
            return not track.settled
        case Outcome.RETURNED:
            return bool(may_return(track))
        case Outcome.DONE | Outcome.DECLINED | Outcome.PARTIAL | Outcome.ELSEWHERE | Outcome.IDENTITY:
            return True
        case Outcome.UNIDENTIFIED | Outcome.TIME | Outcome.ACKNOWLEDGED | Outcome.PROGRESS:
            return True
        case Outcome.SNOOZE | Outcome.CLOSE:
            return True


def _awaits_more(track: BodyTrack | ComplaintTrack) -> bool:
    """Whether the person wrote to a body since it settled the matter, so that another answer may come."""
    settled = next((entry.seq for entry in reversed(track.log) if entry.event is track.settled), 0)
    return isinstance(track, BodyTrack) and any(e.seq > settled for e in track.letters)


def outcome_told(asked: Asked) -> Outcome | None:
    """The outcome that the person told; None before they did."""
    return Outcome(asked.answers["what"]) if "what" in asked.answers else None


def may_return(track: BodyTrack | ComplaintTrack) -> tuple[Recorded, ...]:
    """The letters that can still come back, the newest first: those whose receipt nobody told."""
    answered = not track.unheard
    return tuple(
        entry
        for entry in reversed(track.letters)
        if isinstance(entry.event, Posted)
        and entry.event.medium not in {Medium.AMELI, Medium.ONLINE, Medium.HAND}
        and track.delivery_of(entry.event) is None
        and not (answered and entry.seq == track.request_seq)
    )
