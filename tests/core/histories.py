"""Histories of a case that hypothesis draws: any events, in any order, on all tracks, with corrections.

`CASES` are logs that no honest conversation makes. `honest_cases` are those that it makes, day after day: two caisses,
two complaints, letters that came back or never left; `lived_cases` are the same with what was told wrong mended.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.case import Case
from bot.core.case.effect import (
    Effect,
    effect_of,
    opener_of,
    told_on,
    track_of,
)
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
    Redated,
    Redirected,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Reopened,
    Scope,
    Silent,
    Snoozed,
    Told,
    Unidentified,
    Withdrawn,
)
from bot.core.case.letter_event import (
    Delivered,
    Dropped,
    OfLetter,
    Posted,
    Prepared,
    Returned,
    Unposted,
    WhyReturned,
)
from bot.core.case.working_days import Territory
from tests.core.days import BODY, OTHER_BODY
from tests.letters.written import LETTERS, RECIPIENTS

FIRST, LAST = date(2026, 9, 1), date(2028, 3, 1)
DAYS = st.dates(FIRST, LAST)
MAYBE_DAYS = st.none() | DAYS
TRACKS = st.sampled_from(RECIPIENTS)
BODIES = tuple(name for name in RECIPIENTS if name != "cnil")
NAMES = st.sampled_from(LETTERS)
STARTS = st.sampled_from([x for x in LETTERS if x.kind.opens])
FOLLOWING = tuple(x for x in LETTERS if not x.kind.opens)
MEDIA = st.sampled_from(Medium)
TERRITORIES = st.sampled_from(Territory)
TO = st.sampled_from((BODY, OTHER_BODY))
ABOUT = st.lists(st.sampled_from(BODIES), unique=True, max_size=3).map(tuple)
OF = st.none() | st.integers(0, 5)
"""Which of the letters that opened a track so far, or none, as before there could be two."""
AGAINST = st.lists(st.integers(0, 5), unique=True, max_size=3).map(tuple)


def _posted(
    on: date,
    letter: LetterName,
    medium: Medium,
    to: str,
    territory: Territory,
    about: tuple[str, ...],
    against: tuple[int, ...],
    opened_by: int | None,
    told: date | None,
) -> Posted:
    complains = letter == LetterName("cnil")
    return Posted(
        on,
        letter,
        medium,
        to if letter.track == "caisse" else BODY,
        territory,
        about=about if complains else (),
        against=against if complains else (),
        opened_by=opened_by,
        told=told,
    )


SENT = st.builds(_posted, DAYS, NAMES, MEDIA, TO, TERRITORIES, ABOUT, AGAINST, OF, MAYBE_DAYS)
BEGUN = st.builds(_posted, DAYS, STARTS, MEDIA, TO, TERRITORIES, ABOUT, AGAINST, st.none(), MAYBE_DAYS)
BODY_WRITES: st.SearchStrategy[Told] = st.one_of(
    st.builds(Acknowledged, DAYS, TRACKS, MAYBE_DAYS, OF),
    st.builds(Confirmed, DAYS, TRACKS, st.booleans(), MAYBE_DAYS, OF),
    st.builds(Accessed, DAYS, TRACKS, MAYBE_DAYS, OF),
    st.builds(Declined, DAYS, TRACKS, st.sampled_from(Scope), MAYBE_DAYS, OF),
    st.builds(Partial, DAYS, TRACKS, MAYBE_DAYS, OF),
    st.builds(Unidentified, DAYS, TRACKS, MAYBE_DAYS, OF),
    st.builds(IdentityAsked, DAYS, TRACKS, MAYBE_DAYS, OF),
    st.builds(Redirected, DAYS, TRACKS, MAYBE_DAYS, OF),
    st.builds(Extended, DAYS, TRACKS, st.booleans(), MAYBE_DAYS, OF),
    st.builds(Progressed, DAYS, st.just("cnil"), MAYBE_DAYS, OF),
)
ANSWERS: st.SearchStrategy[Event] = st.one_of(
    BODY_WRITES,
    st.builds(Delivered, DAYS, NAMES, OF, MAYBE_DAYS),
    st.builds(Returned, DAYS, NAMES, st.sampled_from(WhyReturned), MAYBE_DAYS, OF),
    st.builds(Silent, DAYS, TRACKS, OF),
    st.builds(Snoozed, DAYS, TRACKS, DAYS, OF),
    st.builds(Closed, DAYS, TRACKS, OF),
    st.builds(Reopened, DAYS, TRACKS, OF),
)
ABOUT_THE_CASE: st.SearchStrategy[Event] = st.one_of(
    st.builds(Prepared, DAYS, st.tuples(NAMES), st.integers(1, 2), OF),
    st.builds(Unposted, DAYS, NAMES, OF),
    st.builds(Dropped, DAYS, NAMES, OF),
    st.builds(RemindersAccepted, DAYS, st.integers(1, 2)),
    st.builds(RemindersAccepted, DAYS, st.integers(1, 2)),
    st.builds(RemindersStopped, DAYS),
    st.builds(RemindersPaused, DAYS, DAYS),
    st.builds(RemindersResumed, DAYS),
)
CORRECTIONS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Redated, DAYS, st.integers(0, 12), DAYS), st.builds(Withdrawn, DAYS, st.integers(0, 12))
)
EVENTS = st.one_of(BEGUN, SENT, ANSWERS, ABOUT_THE_CASE, CORRECTIONS)
"""Anything, in any order: a log that no honest conversation makes must break nothing either."""


def placed(case: Case, event: Event) -> Event | None:
    """The event as it can stand at the end of a log; None for a correction of nothing.

    A correction is about something that was told before it; what names a track names one that was opened, whoever
    opened it and whether that was withdrawn since or not.
    """
    opened = [(e.seq, e.event.letter.track) for e in case.log if isinstance(e.event, Posted) and _opens(e.event)]
    match event:
        case Redated() | Withdrawn():
            return replace(event, seq=event.seq % len(case.log)) if case.log else None
        case Posted(against=against) if against:
            bodies = [(seq, name) for seq, name in opened if name != "cnil"]
            found = dict(bodies[n % len(bodies)] for n in against) if bodies else {}
            return replace(event, against=tuple(found), about=tuple(dict.fromkeys(found.values())) or event.about)
        case Prepared() | Posted() | Delivered() | Returned() | Unposted() | Dropped():
            return replace(event, opened_by=_one_of(opened, _track(event), event.opened_by))
        case RemindersAccepted() | RemindersStopped() | RemindersPaused() | RemindersResumed():
            return event
        case _:
            return replace(event, opened_by=_one_of(opened, event.track, event.opened_by))


def _opens(event: Posted) -> bool:
    return event.letter.kind.opens


def _track(event: Prepared | OfLetter) -> str:
    return event.letters[0].track if isinstance(event, Prepared) else event.letter.track


def _one_of(opened: list[tuple[int, str]], of: str, which: int | None) -> int | None:
    own = [seq for seq, name in opened if name is of]
    return own[which % len(own)] if own and which is not None else None


def _case(events: list[Event]) -> Case:
    case = Case()
    for event in events:
        if found := placed(case, event):
            case = case.adding((found,))
    return case


BEGINNINGS = st.one_of(
    BEGUN, BEGUN, st.builds(RemindersAccepted, st.dates(FIRST, date(2026, 11, 1)), st.integers(1, 2))
)
CASES = st.builds(
    lambda begun, events: _case([*begun, *events]), st.lists(BEGINNINGS, max_size=4), st.lists(EVENTS, max_size=14)
)


# --- As the conversation makes them ----------------------------------------------------------------------------------


@dataclass
class _Thread:
    """A body that was written to, or a complaint: what is known of it without asking the code that is tried."""

    name: str
    opened: int
    to: str
    events: list[tuple[int, Event]] = field(default_factory=list)

    def sent(self) -> list[tuple[int, Posted]]:
        """The letters to it since it was last written to for the first time, so to say."""
        found = [(seq, event) for seq, event in self.events if isinstance(event, Posted)]
        first = max((n for n, (_, event) in enumerate(found) if _opens(event)), default=0)
        return found[first:]

    @property
    def since(self) -> date:
        """The earliest day on which anything can have come of it."""
        return self.sent()[0][1].on

    def may_return(self) -> list[LetterName]:
        """The letters whose receipt nobody told."""
        start = self.sent()[0][0]
        later = [event for seq, event in self.events if seq > start]
        heard = any(effect_of(event) in {Effect.HEARD, Effect.GRANTED, Effect.REFUSED} for event in later)
        handed = {event.letter for event in later if isinstance(event, Delivered)}
        return [
            event.letter
            for _, event in self.sent()
            if event.medium is not Medium.AMELI and event.letter not in handed and not (heard and _opens(event))
        ]


@dataclass
class _Life:
    """A case that grows day after day. `noted`: whether its events say which track they belong to."""

    now: date
    noted: bool
    log: list[Event] = field(default_factory=list)
    threads: dict[int, _Thread] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)

    def of(self, thread: _Thread) -> int | None:
        """How an event names its track; before there could be two it did not."""
        return thread.opened if self.noted else None

    def add(self, event: Event) -> None:
        """One more event, at the end."""
        seq, thread = len(self.log), None
        if isinstance(event, Posted) and _opens(event):
            name = event.letter.track
            again = (t for t in self.threads.values() if t.name == name and name != "cnil")
            thread = next((t for t in again if t.to == event.to), None) or _Thread(name, seq, event.to)
            self.threads.setdefault(thread.opened, thread)
        elif (opened := opener_of(event)) is not None:
            thread = self.threads.get(opened)
        elif name_ := track_of(event):
            thread = next((t for t in reversed(self.open) if t.name == name_), None)
        if thread and track_of(event):
            thread.events.append((seq, event))
        self.log.append(event)
        if isinstance(event, Withdrawn):
            self.withdrawn.add(event.seq)
            for one in self.threads.values():
                one.events = [(at, told) for at, told in one.events if at != event.seq]
        if isinstance(event, Redated):
            for one in self.threads.values():
                one.events = [(at, replace(e, on=event.day) if at == event.seq else e) for at, e in one.events]

    @property
    def told(self) -> list[tuple[int, Event]]:
        """What was told of tracks and letters and stands."""
        return [(seq, event) for seq, event in enumerate(self.log) if track_of(event) and seq not in self.withdrawn]

    @property
    def open(self) -> list[_Thread]:
        """The tracks of which a first letter stands."""
        return [t for t in self.threads.values() if any(isinstance(e, Posted) and _opens(e) for _, e in t.events)]

    @property
    def bodies(self) -> list[_Thread]:
        """Those of bodies."""
        return [thread for thread in self.open if thread.name != "cnil"]

    @property
    def waiting(self) -> list[tuple[LetterName, int | None]]:
        """The letters that were given and of which nothing was told since."""
        found: dict[tuple[LetterName, int | None], None] = {}
        for event in self.log:
            match event:
                case Prepared(letters=letters, opened_by=of):
                    found |= {(letter, of): None for letter in letters}
                case Posted(letter=letter, opened_by=of) | Dropped(letter=letter, opened_by=of):
                    found.pop((letter, None if letter.kind.opens else of), None)
                case _:
                    pass
        return list(found)


@st.composite
def _lives(draw: st.DrawFn, *, mended: bool, terms: int | None) -> Case:
    noted_from = draw(st.sampled_from((0, 0, 0, 2, 5, 20)))
    life = _Life(FIRST, noted=noted_from == 0)
    for name in draw(st.lists(st.sampled_from(BODIES), min_size=1, max_size=3, unique=True)):
        life.add(Posted(FIRST, LetterName(name), draw(MEDIA), BODY, draw(TERRITORIES)))
    if terms or draw(st.booleans()):
        life.add(RemindersAccepted(FIRST, terms or draw(st.integers(1, 2))))
    for n in range(draw(st.integers(0, 10))):
        life.now += timedelta(days=draw(st.integers(0, 45)))
        life.noted = life.noted or n >= noted_from
        life.add(draw(_next(life)))
        if mended and life.told and draw(st.integers(0, 3)) == 0:
            life.add(draw(_mended(life)))
    return Case().adding(life.log)


def honest_cases() -> st.SearchStrategy[Case]:
    """A case as the conversation makes it: first letters, then what happens, day after day, nothing corrected."""
    return _lives(mended=False, terms=None)


def lived_cases(terms: int | None = None) -> st.SearchStrategy[Case]:
    """The same, with what was told wrong mended now and then. `terms`: of the consent to reminders, from the start."""
    return _lives(mended=True, terms=terms)


def last_day(case: Case) -> date:
    """The day from which all of it is past: the last on which something was told, or is dated."""
    return max((max(entry.event.on, told_on(entry.event)) for entry in case.log), default=FIRST)


DEMANDS = st.lists(st.tuples(st.booleans(), st.integers(0, 25)), max_size=5)


def demanded(case: Case, name: str, of: int, told: list[tuple[bool, int]], since: date) -> Case:
    """The case after demands for an identity on a track of a body, and answers to them, so many days apart."""
    answer = LetterName.of(LetterKind.IDENTITY, name)
    for asks, days in told:
        since += timedelta(days=days)
        sent = Posted(since, answer, Medium.EMAIL, BODY, Territory.METROPOLE, opened_by=of)
        case = case.adding((IdentityAsked(since, name, opened_by=of) if asks else sent,))
    return case


@st.composite
def _wrote(draw: st.DrawFn, life: _Life, thread: _Thread) -> Event:
    """What a body wrote, told now, some days after."""
    on = max(thread.since, life.now - timedelta(days=draw(st.sampled_from((0, 0, 0, 2, 9, 30)))))
    told = life.now if on < life.now or draw(st.booleans()) else None
    return draw(writings(thread.name, on, told, life.of(thread)))


def writings(name: str, on: date, told: date | None, of: int | None) -> st.SearchStrategy[Event]:
    """All that a recipient can write, dated that day."""
    if name == "cnil":
        return st.sampled_from((
            Progressed(on, name, told, of), Confirmed(on, name, told=told, opened_by=of),
            Declined(on, name, told=told, opened_by=of),
        ))  # fmt: skip
    of_access = (Accessed(on, name, told, of), Confirmed(on, name, False, told, of)) if name == "hdh" else ()
    return st.sampled_from((
        *of_access, Acknowledged(on, name, told, of), Confirmed(on, name, True, told, of), Partial(on, name, told, of),
        *(Declined(on, name, scope, told, of) for scope in Scope), Unidentified(on, name, told, of),
        IdentityAsked(on, name, told, of), Redirected(on, name, told, of), Extended(on, name, True, told, of),
        Extended(on, name, False, told, of),
    ))  # fmt: skip


ACTIONS = (
    ("wrote",) * 6
    + ("follows",) * 3
    + ("noted",) * 3
    + ("first",) * 2
    + ("complains",) * 2
    + ("back", "waits", "given")
)
"""What happens next, the more often the oftener it stands here."""


@st.composite
def _next(draw: st.DrawFn, life: _Life) -> Event:
    """What can happen next."""
    now, medium, place = life.now, draw(MEDIA), draw(TERRITORIES)
    action = draw(st.sampled_from(ACTIONS))
    thread = draw(st.sampled_from(life.open)) if life.open else None
    if thread is None or action == "first":
        letter = draw(st.sampled_from([x for x in LETTERS if x.kind is LetterKind.REQUEST]))
        known = next((one.to for one in life.threads.values() if one.name == "caisse"), BODY)
        to = draw(TO) if life.noted and letter == LetterName("caisse") else known
        return Posted(now, letter, medium, to, place)
    of, name = life.of(thread), thread.name
    letter = draw(st.sampled_from([x for x in FOLLOWING if x.track == name]))
    if action == "complains" and life.bodies:
        return draw(_complaint(life, medium))
    if action == "follows":
        return Posted(now, letter, medium, thread.to, place, opened_by=of)
    if action == "given":
        first = draw(st.sampled_from((LetterName("caisse"), LetterName("hdh"), LetterName("cnam"))))
        return Prepared(now, (letter,), 2, of) if draw(st.booleans()) else Prepared(now, (first,), 1)
    if action == "waits" and life.waiting:
        letter, opener = draw(st.sampled_from(life.waiting))
        return Unposted(now, letter, opener) if draw(st.booleans()) else Dropped(now, letter, opener)
    begun = thread.sent()[0][1]
    if action == "back":
        if begun.medium is Medium.REGISTERED and draw(st.booleans()):
            return Delivered(max(begun.on, now - timedelta(days=draw(st.integers(0, 20)))), begun.letter, of, now)
        if back := thread.may_return():
            return Returned(now, draw(st.sampled_from(back)), draw(st.sampled_from(WhyReturned)), now, of)
    if action == "noted":
        notes: tuple[Event, ...] = (
            Silent(now, name, of),
            Snoozed(now, name, now + timedelta(days=7), of),
            Closed(now, name, of),
            Reopened(now, name, of),
        )
        return draw(st.sampled_from(notes))
    return draw(_wrote(life, thread))


@st.composite
def _complaint(draw: st.DrawFn, life: _Life, medium: Medium) -> Event:
    """A complaint about one body or several."""
    about = draw(st.lists(st.sampled_from(range(len(life.bodies))), min_size=1, max_size=3, unique=True))
    bodies = [life.bodies[n] for n in sorted(about)]
    names = tuple(dict.fromkeys(body.name for body in bodies))
    against = tuple(body.opened for body in bodies) if life.noted else ()
    return Posted(life.now, LetterName("cnil"), medium, "CNIL", Territory.METROPOLE, about=names, against=against)


@st.composite
def _mended(draw: st.DrawFn, life: _Life) -> Event:
    """Something that was told of a track never happened, or had another date."""
    seq, event = life.told[-1] if draw(st.booleans()) else draw(st.sampled_from(life.told))
    if draw(st.booleans()):
        return Withdrawn(life.now, seq)
    thread = next((t for t in life.open if any(at == seq for at, _ in t.events)), None)
    opens = isinstance(event, Posted) and _opens(event)
    start = thread.since if thread and not opens else FIRST - timedelta(days=30)
    return Redated(life.now, seq, draw(st.dates(min(start, life.now), life.now)))
