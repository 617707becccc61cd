"""What a log of events amounts to, read a second time and by other means than `bot.core.case.track`.

It follows from the rules of the domain, not from the bot's code: where the two differ, one of them is wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.core.campaign.delay import Delays
from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.effect import track_of
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Recorded,
    Redated,
    Redirected,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Reopened,
    Unidentified,
    Withdrawn,
)
from bot.core.case.letter_event import (
    Delivered,
    Posted,
    Prepared,
    Returned,
)
from tests.simulation import law

FIRST = {LetterName("caisse"), LetterName("hdh"), LetterName("cnam"), LetterName("access"), LetterName("cnil")}
IDENTITY = {
    LetterName("identity-answer-caisse"), LetterName("identity-answer-hdh"),
    LetterName("identity-answer-cnam"), LetterName("identity-answer-access"),
}  # fmt: skip
PAPER = {Medium.POST, Medium.REGISTERED}
HEARD = (
    Acknowledged, Confirmed, Accessed, Declined, Partial, Unidentified, IdentityAsked, Redirected, Extended, Progressed,
)  # fmt: skip
"""What a body writes."""
REFUSED = (Declined, Partial, Unidentified)


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
    """One track, as the rules have it.

    opened  the place of the letter that opened it; against: for a complaint, those of what it is against
    told    the day on which something was last told of it, a correction included
    two_requests  whether its letter asked for the objection and for access, as it did before
    """

    name: str
    opened: int
    start: Entry
    events: list[Entry]
    delays: Delays
    against: tuple[int, ...] = ()
    told: date = date.min
    two_requests: bool = False
    complaints: list["Truth"] = field(default_factory=list)
    bodies: list["Truth"] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.name}.{self.opened}"

    @property
    def letter(self) -> Posted:
        assert isinstance(self.start.event, Posted)
        return self.start.event

    def all(self, *kinds: type[Event]) -> list[Event]:
        return [entry.event for entry in self.events if isinstance(entry.event, kinds)]

    @property
    def returned(self) -> bool:
        """Whether the letter that counts came back, and nothing shows since that it arrived after all."""
        back = False
        for entry in self.events:
            match entry.event:
                case Returned(letter=letter) if letter == self.letter.letter:
                    back = True
                case Delivered(letter=letter) if letter == self.letter.letter:
                    back = False
                case event:
                    back = back and not isinstance(event, HEARD)
        return back

    def _back(self, place: int, letter: Posted) -> bool:
        """The same of an answer of the person's."""
        later = [e for e in self.events if e.seq > place]
        again = next((e.seq for e in later if isinstance(e.event, Posted) and e.event.letter == letter.letter), 10**9)
        told = [
            e.event for e in later
            if e.seq < again and isinstance(e.event, Returned | Delivered) and e.event.letter == letter.letter
        ]  # fmt: skip
        return bool(told) and isinstance(told[-1], Returned)

    def received(self, letter: Posted) -> date:
        """A notice decides; an electronic letter arrives at once; paper by the estimate, however early they wrote."""
        for event in reversed(self.all(Delivered)):
            if isinstance(event, Delivered) and event.letter == letter.letter and event.on >= letter.on:
                return event.on
        if letter.medium not in PAPER:
            return letter.on
        return law.after_working_days(letter.on, self.delays.post.count, letter.territory)

    def _month(self, start: date, months: int = 1) -> date:
        return law.last_day(start, months, self.letter.territory, self.letter.home or self.letter.territory)

    def _asked(self) -> Iterable[tuple[Entry, Posted | None, bool]]:
        """Each demand for an identity, the answer that followed it, and whether it came within the month that ran."""
        start = self.received(self.letter)
        demands = [e for e in self.events if isinstance(e.event, IdentityAsked)]
        for demand in sorted(demands, key=lambda e: (e.event.on, e.seq)):
            replies = [
                e.event for e in self.events
                if isinstance(e.event, Posted) and e.event.letter in IDENTITY and not self._back(e.seq, e.event)
                and (e.event.on > demand.event.on or (e.event.on == demand.event.on and e.seq > demand.seq))
            ]  # fmt: skip
            in_time = demand.event.on <= self._month(start)
            reply = replies[0] if replies else None
            yield demand, reply, in_time
            if in_time and reply:
                start = max(start, self.received(reply))

    @property
    def demanded(self) -> bool:
        """Whether a demand for an identity was never answered."""
        return any(reply is None for _, reply, _ in self._asked())

    @property
    def runs_from(self) -> date:
        answered = [self.received(reply) for _, reply, in_time in self._asked() if in_time and reply]
        return max([self.received(self.letter), *answered])

    @property
    def silence(self) -> date:
        """For a complaint: the end of the three months whose silence rejects it."""
        return law.months_later(self.letter.on, self.delays.silence.count)

    @property
    def last_day(self) -> date:
        if self.name == "cnil":
            news = [event.on for event in self.all(Progressed)]
            return law.months_later(max(news), self.delays.silence.count) if news else self.silence
        basic = self._month(self.runs_from)
        valid = [e for e in self.all(Extended) if isinstance(e, Extended) and e.reasons and e.on <= basic]
        return self._month(self.runs_from, 1 + self.delays.extension.count) if valid else basic

    @property
    def _current(self) -> list[Event]:
        """Since the person took it up again."""
        events = [entry.event for entry in self.events]
        again = [i for i, event in enumerate(events) if isinstance(event, Reopened)]
        return events[again[-1] + 1 :] if again else events

    @property
    def recorded(self) -> bool:
        return any(isinstance(event, Confirmed) for event in self._current)

    @property
    def accessed(self) -> bool:
        last = [event for event in self._current if isinstance(event, Confirmed)][-1:]
        return bool(last and last[0].whole) or any(isinstance(event, Accessed) for event in self._current)

    @property
    def settled(self) -> Event | None:
        """What settles it: an answer on access alone does not, nor a confirmation while access is owed."""
        judged = [e for e in self._current if isinstance(e, Confirmed | Declined | Partial | Unidentified | Closed)]
        if not judged or (isinstance(judged[-1], Confirmed) and not self.accessed):
            return None
        return judged[-1]

    @property
    def done(self) -> bool:
        return isinstance(self.settled, Confirmed | Closed)

    @property
    def granted(self) -> bool:
        """For a complaint: every body has done what was asked."""
        return bool(self.bodies) and all(isinstance(body.settled, Confirmed) for body in self.bodies)

    @property
    def waits_for_person(self) -> bool:
        unanswered = any(in_time and reply is None for _, reply, in_time in self._asked())
        return self.settled is None and unanswered

    def late(self, today: date) -> bool:
        """Whether lateness may be claimed on that day."""
        return today > self.last_day and not self.returned

    def _could_complain_from(self) -> date | None:
        """The first day on which the CNIL could be asked, whatever was answered since."""
        demanded = any(in_time and reply is None for _, reply, in_time in self._asked())
        silent = [] if demanded or self.returned else [self.last_day + timedelta(days=1)]
        days = [*silent, *(e.on for e in self.all(*REFUSED))]
        return min(days) if days else None

    @property
    def complained(self) -> bool:
        """Whether a complaint about it stands: it did not come back, and was not sent too early."""
        first = self._could_complain_from()
        standing = [c for c in self.complaints if not c.returned]
        if self.done:
            return bool(standing)
        return any(first is not None and c.letter.on >= first for c in standing)

    @property
    def too_early(self) -> bool:
        return bool([c for c in self.complaints if not c.returned]) and not self.complained

    def complaint_from(self) -> date | None:
        """The first day on which the CNIL can be asked about it; None when there is nothing to ask, or it was done."""
        if self.name == "cnil" or self.complained or self.done:
            return None
        if self.settled:
            return self.settled.on
        return None if self.waits_for_person or self.returned else self.last_day + timedelta(days=1)

    @property
    def examined(self) -> bool:
        """Whether the CNIL wrote within the three months that it deals with the complaint."""
        return any(event.on <= self.silence for event in self.all(Progressed))

    def appeal_latest(self) -> date | None:
        """Never later than this may the person's own last day be shown: two calendar months, not rolled forward.

        A refusal starts them anew only if it came within those that followed the silence (CJA art. R. 421-2).
        """
        if self.name != "cnil" or self.done or self.granted or self.returned:
            return None
        after_silence = None if self.examined else law.months_later(self.silence, 2)
        refusals = [event.on for event in self._current if isinstance(event, Declined)]
        if not isinstance(self.settled, Declined) or not refusals:
            return after_silence
        refused = min(refusals)
        if after_silence and refused > self._prudent(after_silence):
            return after_silence
        return law.months_later(refused, 2)

    def appeal_prudent(self) -> date | None:
        """The day that is shown: `appeal_latest`, or the last working day before it."""
        latest = self.appeal_latest()
        return self._prudent(latest) if latest else None

    @property
    def refused_too_late(self) -> bool:
        refusals = [event.on for event in self._current if isinstance(event, Declined)]
        over = None if self.examined else self._prudent(law.months_later(self.silence, 2))
        return isinstance(self.settled, Declined) and over is not None and min(refusals) > over

    def _prudent(self, day: date) -> date:
        places = [self.letter.territory, *([self.letter.home] if self.letter.home else [])]
        while not all(law.works(day, place) for place in places):
            day -= timedelta(days=1)
        return day


def openers(log: tuple[Recorded, ...]) -> dict[int, int]:
    """Of each event that says which track it is of: the letter that opened it; one body is one track for good."""
    first: dict[tuple[str, str], int] = {}
    found: dict[int, int] = {}
    for entry in log:
        event = entry.event
        if isinstance(event, Posted) and event.letter in FIRST:
            name = event.letter.track
            which = event.to if name == "caisse" else str(entry.seq) if name == "cnil" else ""
            found[entry.seq] = first.setdefault((name, which), entry.seq)
        elif track_of(event) and (said := getattr(event, "opened_by", None)) is not None:
            found[entry.seq] = found.get(said, said)
    return found


def _told(log: tuple[Recorded, ...], opener: dict[int, int], opened: int) -> date:
    """The day on which something was last told of a track, or undone, or dated anew."""
    days = [date.min]
    for entry in log:
        event = entry.event
        of = opener.get(event.seq if isinstance(event, Redated | Withdrawn) else entry.seq)
        if of == opened:
            days.append(getattr(event, "told", None) or event.on)
    return max(days)


def asked_both(log: tuple[Recorded, ...], letter: Entry) -> bool:
    """Whether a letter to the Health Data Hub was given, the last time before it was sent, by an earlier release."""
    given = [
        entry.event.templates
        for entry in log
        if isinstance(entry.event, Prepared) and LetterName("hdh") in entry.event.letters and entry.seq < letter.seq
    ]
    return isinstance(letter.event, Posted) and letter.event.letter == LetterName("hdh") and given[-1:] == [1]


def truths(log: tuple[Recorded, ...], delays: Delays) -> dict[str, Truth]:
    """Every track on which a first letter was sent, by its key."""
    entries, opener, found = counting(log), openers(log), dict[int, Truth]()
    for opened in dict.fromkeys(opener.values()):
        own = [entry for entry in entries if opener.get(entry.seq) == opened]
        starts = [e for e in own if isinstance(e.event, Posted) and e.event.letter in FIRST]
        if starts and isinstance(starts[-1].event, Posted):
            start, letter = starts[-1], starts[-1].event
            against = tuple(opener.get(of, of) for of in letter.against)
            since = [e for e in own if own.index(e) >= own.index(start)]
            told = _told(log, opener, opened)
            both = asked_both(log, start)
            found[opened] = Truth(letter.letter.track, opened, start, since, delays, against, told, both)
    for complaint in [t for t in found.values() if t.name == "cnil"]:
        complaint.bodies = [found[of] for of in complaint.against if of in found]
        for body in complaint.bodies:
            if complaint.start.seq > body.start.seq:
                body.complaints.append(complaint)
    return {truth.key: truth for truth in found.values()}
