"""The chronology and the numbered exhibits of a complaint to the authority, from the case's events.

The authority asks for copies of the request, proof of sending and any answer (docs/law.md#the-cnil-and-the-courts).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.campaign.recipient import Medium
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Recorded,
    Redirected,
    Unidentified,
)
from bot.core.case.letter_event import Delivered, Posted
from bot.core.case.track import Status, Track

Answer = Accessed | Acknowledged | Confirmed | Declined | Extended | IdentityAsked | Partial | Redirected | Unidentified


class ExhibitKind(StrEnum):
    """The kind of paper that an exhibit is."""

    LETTER = "letter"
    PROOF = "proof"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One paper to attach, the event that it proves, and the body that it is about.

    delivered  for a letter by registered post: whether the notice of its delivery is back
    """

    kind: ExhibitKind
    event: Posted | Answer
    to: str
    delivered: bool = False


def exhibits(tracks: Iterable[Track]) -> tuple[Exhibit, ...]:
    """The papers to attach to a complaint about these tracks, in the order of the chronology.

    A letter sent by simple post leaves no proof, and not every desk gives a receipt: none is announced.
    """
    found: list[Exhibit] = []
    for track in tracks:
        to = track.request.to
        for entry in track.log:
            event = entry.event
            if isinstance(event, Posted):
                found.append(Exhibit(ExhibitKind.LETTER, event, to))
                if event.medium not in {Medium.POST, Medium.HAND}:
                    found.append(Exhibit(ExhibitKind.PROOF, event, to, track.delivery_of(event) is not None))
            elif isinstance(event, Answer):
                found.append(Exhibit(ExhibitKind.ANSWER, event, to))
    return tuple(found)


def letters_among(tracks: Iterable[Track]) -> Iterator[tuple[int, Recorded]]:
    """The letters among the exhibits, each with the exhibit's number: the complaint's annexes are their copies."""
    tracks = tuple(tracks)
    sent = (entry for track in tracks for entry in track.log if isinstance(entry.event, Posted))
    for number, exhibit in enumerate(exhibits(tracks), start=1):
        if exhibit.kind is ExhibitKind.LETTER:
            yield number, next(sent)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a chronology: an event, or the end of a deadline so many days ago that no answer came after."""

    on: date
    event: Event | None = None
    deadline: bool = False
    days: int = 0


_TOLD = Posted | Delivered | Answer


def chronology(track: Track, today: date) -> tuple[Moment, ...]:
    """The events of a track, day by day, and the end of its deadline when no answer on the substance came."""
    moments = [Moment(entry.event.on, entry.event) for entry in track.log if isinstance(entry.event, _TOLD)]
    if track.status(today) is Status.LATE:
        last = track.deadline.last_day
        moments.append(Moment(last, deadline=True, days=(today - last).days))
    return tuple(sorted(moments, key=lambda moment: moment.on))
