"""What a complaint to the CNIL needs beside its text: the numbered exhibits, drawn from the case's own events.

The CNIL asks for copies of the request, proof of sending and any answer (domain.md 2.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.case import Declined, Extended, Posted, Redirected, Track


class ExhibitKind(StrEnum):
    """What kind of paper an exhibit is."""

    LETTER = "letter"
    PROOF = "proof"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One paper to attach, and the event that it proves."""

    kind: ExhibitKind
    event: Posted | Declined | Redirected | Extended


def exhibits(tracks: Iterable[Track]) -> tuple[Exhibit, ...]:
    """The papers to attach to a complaint about these tracks, in the order of the chronology."""
    found: list[Exhibit] = []
    for track in tracks:
        for entry in track.log:
            match entry.event:
                case Posted() as posted:
                    found += [Exhibit(ExhibitKind.LETTER, posted), Exhibit(ExhibitKind.PROOF, posted)]
                case Declined() | Redirected() | Extended() as answered:
                    found.append(Exhibit(ExhibitKind.ANSWER, answered))
                case _:
                    pass
    return tuple(found)
