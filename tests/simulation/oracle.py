"""What a log of events amounts to, read a second time and by other means than `bot.core.track`.

It follows from the rules of the domain, not from the bot's code: where the two differ, one of them is wrong.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.campaign import Delays, Medium, TrackName
from bot.core.event import (
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Delivered,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Posted,
    Progressed,
    Recorded,
    Redated,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Reopened,
    Unidentified,
    Withdrawn,
    track_of,
)
from bot.core.letter_name import LetterName
from tests.simulation import law

FIRST = {LetterName.CAISSE, LetterName.HDH, LetterName.CNAM, LetterName.CNIL}
IDENTITY = {LetterName.IDENTITY_CAISSE, LetterName.IDENTITY_HDH, LetterName.IDENTITY_CNAM}
PAPER = {Medium.POST, Medium.REGISTERED}
BODIES = (TrackName.CAISSE, TrackName.CNAM, TrackName.HDH)


@dataclass(frozen=True)
class Entry:
    """An event that counts, and its place in the log."""

    seq: int
    event: Event


def counting(log: tuple[Recorded, ...]) -> list[Entry]:
    """The events that still count, each on the day that it is now said to have happened."""
    kept: dict[int, Event] = {}
    moves: list[tuple[int, date]] = []
    gone: set[int] = set()
    for entry in log:
        match entry.event:
            case Withdrawn(seq=seq):
                gone.add(seq)
            case Redated(seq=seq, day=day):
                moves.append((seq, day))
            case event:
                kept[entry.seq] = event
    for seq, day in moves:
        if seq in kept:
            kept[seq] = replace(kept[seq], on=day)
    return [Entry(seq, event) for seq, event in kept.items() if seq not in gone]


def consent(log: tuple[Recorded, ...]) -> date | None:
    """Since when the person wants to be written to; None when they do not."""
    since: date | None = None
    for entry in counting(log):
        match entry.event:
            case RemindersAccepted(on=on):
                since = on
            case RemindersStopped():
                since = None
            case _:
                pass
    return since


def pause(log: tuple[Recorded, ...]) -> date | None:
    """The day until which the person wants nothing, in whatever order they said so; None when they want it now."""
    until: date | None = None
    for entry in counting(log):
        match entry.event:
            case RemindersPaused(until=day):
                until = day
            case RemindersAccepted() | RemindersStopped() | RemindersResumed():
                until = None
            case _:
                pass
    return until


@dataclass
class Truth:
    """One track, as the rules have it."""

    name: TrackName
    start: Entry
    events: list[Entry]
    delays: Delays
    complained: bool

    @property
    def letter(self) -> Posted:
        assert isinstance(self.start.event, Posted)
        return self.start.event

    def all(self, *kinds: type[Event]) -> list[Event]:
        return [entry.event for entry in self.events if isinstance(entry.event, kinds)]

    def received(self, letter: Posted) -> date:
        """A notice decides; an electronic letter arrives at once; paper by the estimate, or an earlier receipt."""
        for event in reversed(self.all(Delivered)):
            if isinstance(event, Delivered) and event.letter is letter.letter and event.on >= letter.on:
                return event.on
        if letter.medium not in PAPER:
            return letter.on
        days = [law.after_working_days(letter.on, self.delays.post.count, letter.territory)]
        if letter is self.letter:
            days += [e.on for e in self.all(Acknowledged) if e.on >= letter.on]
        return min(days)

    def _month(self, start: date, months: int = 1) -> date:
        return law.last_day(start, months, self.letter.territory, self.letter.home or self.letter.territory)

    @property
    def identity(self) -> tuple[IdentityAsked | None, Posted | None]:
        """The last demand for an identity if it came within the month, and the person's answer to it."""
        asked = [e for e in self.all(IdentityAsked) if isinstance(e, IdentityAsked)][-1:]
        if not asked or asked[0].on > self._month(self.received(self.letter)):
            return None, None
        answers = [e for e in self.all(Posted) if isinstance(e, Posted) and e.letter in IDENTITY][-1:]
        return asked[0], answers[0] if answers and answers[0].on >= asked[0].on else None

    @property
    def runs_from(self) -> date:
        answer = self.identity[1]
        return self.received(answer) if answer else self.received(self.letter)

    @property
    def last_day(self) -> date:
        if self.name is TrackName.CNIL:
            return law.months_later(self.letter.on, self.delays.cnil_silence.count)
        basic = self._month(self.runs_from)
        valid = [e for e in self.all(Extended) if isinstance(e, Extended) and e.reasons and e.on <= basic]
        return self._month(self.runs_from, 1 + self.delays.extension.count) if valid else basic

    @property
    def settled(self) -> Event | None:
        last = self.all(Confirmed, Declined, Partial, Unidentified, Closed, Reopened)[-1:]
        return last[0] if last and not isinstance(last[0], Reopened) else None

    @property
    def waits_for_person(self) -> bool:
        asked, answer = self.identity
        return self.settled is None and asked is not None and answer is None

    def late(self, today: date) -> bool:
        """Whether lateness may be claimed on that day."""
        return today > self.last_day

    def complaint_from(self) -> date | None:
        """The first day on which the CNIL can be asked about it; None when there is nothing to ask, or it was done."""
        if self.name is TrackName.CNIL or self.complained or self.waits_for_person:
            return None
        match self.settled:
            case Confirmed() | Closed():
                return None
            case None:
                return self.last_day + timedelta(days=1)
            case event:
                return event.on

    def appeal_latest(self) -> date | None:
        """Never later than this may the person's own last day be shown: two calendar months, not rolled forward."""
        if self.name is not TrackName.CNIL or isinstance(self.settled, Confirmed):
            return None
        told = self.settled.on if isinstance(self.settled, Declined) else self.last_day
        return law.months_later(told, 2)

    @property
    def examined(self) -> bool:
        """Whether the CNIL wrote that it deals with the complaint."""
        return bool(self.all(Progressed))


def truths(log: tuple[Recorded, ...], delays: Delays) -> dict[TrackName, Truth]:
    """Every track on which a first letter was sent."""
    entries, found = counting(log), {}
    for name in TrackName:
        own = [entry for entry in entries if track_of(entry.event) is name]
        starts = [e for e in own if isinstance(e.event, Posted) and e.event.letter in FIRST]
        if not starts:
            continue
        start = starts[-1]
        if name is TrackName.CNIL:
            for earlier in reversed(starts[:-1]):
                between = [e for e in own if earlier.seq < e.seq < starts[-1].seq]
                if any(isinstance(e.event, Confirmed | Declined | Closed) for e in between):
                    break
                start = earlier
        since = [e for e in own if own.index(e) >= own.index(start)]
        about = [e for e in entries if isinstance(e.event, Posted) and e.seq > start.seq and name in e.event.about]
        found[name] = Truth(name, start, since, delays, bool(about))
    return found
