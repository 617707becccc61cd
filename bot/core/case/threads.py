"""The threads of a case: to which track, of a body or of a complaint, each event belongs.

A body that was written to keeps its track until the person closes it, also when another one is written to later;
each complaint has its own. A track is named by the place in the log of the letter that opened it. Events say
to which one they belong; those that were stored before there could be two belong to the newest of their recipient,
and of complaints to the first that was not answered, as they did then.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.case.effect import opener_of, track_of
from bot.core.case.event import (
    Closed,
    Confirmed,
    Correction,
    Declined,
    Event,
    Recorded,
    Withdrawn,
)
from bot.core.case.letter_event import Posted, Prepared


@dataclass(frozen=True, slots=True)
class Threads:
    """The tracks that the events of a log belong to; events and letters are named by their places in the log.

    opener   for each event of a track: the letter that opened the track
    names    for each such letter: the recipient whose track it opened
    against  for each complaint: the letters that opened the tracks it complains of
    """

    opener: Mapping[int, int]
    names: Mapping[int, str]
    against: Mapping[int, tuple[int, ...]]


def threads(log: tuple[Recorded, ...]) -> Threads:
    """The threads of a log, the events that were withdrawn included."""
    sorting = _Sorting({entry.event.seq for entry in log if isinstance(entry.event, Withdrawn)})
    for entry in log:
        sorting.take(entry)
    return Threads(sorting.opener, sorting.names, sorting.against)


class _Sorting:
    """The threads so far, while one goes through a log, event by event."""

    def __init__(self, withdrawn: set[int]) -> None:
        self.opener: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self.against: dict[int, tuple[int, ...]] = {}
        self._withdrawn = withdrawn
        self._bodies: dict[tuple[str, str], int] = {}
        self._newest: dict[str, int] = {}
        self._unanswered: list[int] = []

    def take(self, entry: Recorded) -> None:
        """Add the next event of the log to its track."""
        event, name = entry.event, _of(entry.event)
        if isinstance(event, Posted) and event.letter.kind.opens:
            self._opens(entry.seq, event)
        elif name and (opener := self._stored(event, name)) is not None:
            self.opener[entry.seq] = opener
            if isinstance(event, Confirmed | Declined | Closed) and opener in self._unanswered:
                self._unanswered.remove(opener)
        if isinstance(event, Correction) and event.seq in self.opener:
            self.opener[entry.seq] = self.opener[event.seq]

    def _opens(self, seq: int, event: Posted) -> None:
        name = event.letter.track
        complains = event.letter.kind.to_authority
        own = str(seq) if complains else event.to
        opener = self._bodies.setdefault((name, own), seq)
        self.opener[seq], self.names[opener] = opener, name
        if complains:
            stored = (self.opener.get(of, of) for of in event.against)
            self.against[seq] = tuple(stored) or tuple(self._newest[of] for of in event.about if of in self._newest)
        if seq not in self._withdrawn:
            self._newest[name] = opener
            self._unanswered += [opener] if complains else []

    def _stored(self, event: Event, name: str) -> int | None:
        """The track that an event names; for an old event, which names none, the one that it belonged to then."""
        opener = opener_of(event)
        if opener is not None:
            return self.opener.get(opener, opener)
        if self._unanswered and self.names[self._unanswered[0]] == name:
            return self._unanswered[0]
        return self._newest.get(name)


def _of(event: Event) -> str | None:
    """The recipient whose track an event belongs to; for the giving of a letter, that of the letter it follows."""
    if isinstance(event, Prepared):
        first = event.letters[0] if event.letters else None
        return first.track if first and not first.kind.opens else None
    return track_of(event)
