"""Histories of a case that hypothesis draws: any events, in any order, on all four tracks, with corrections."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from bot.core.campaign import Medium, TrackName
from bot.core.case import Case
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
    Prepared,
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
    Unidentified,
    Withdrawn,
)
from bot.core.letter_name import LetterKind, LetterName
from bot.core.working_days import Territory
from tests.core.days import BODY

FIRST, LAST = date(2026, 9, 1), date(2028, 3, 1)
DAYS = st.dates(FIRST, LAST)
TRACKS = st.sampled_from(TrackName)
BODIES = tuple(name for name in TrackName if name is not TrackName.CNIL)
LETTERS = st.sampled_from(LetterName)
STARTS = st.sampled_from([x for x in LetterName if x.kind in {LetterKind.REQUEST, LetterKind.COMPLAINT}])
TERRITORIES = st.sampled_from(Territory)
ABOUT = st.lists(st.sampled_from(BODIES), unique=True, max_size=3).map(tuple)


def _posted(on: date, letter: LetterName, medium: Medium, territory: Territory, about: tuple[TrackName, ...]) -> Posted:
    return Posted(on, letter, medium, BODY, territory, about=about if letter is LetterName.CNIL else ())


SENT = st.builds(_posted, DAYS, LETTERS, st.sampled_from(Medium), TERRITORIES, ABOUT)
BEGUN = st.builds(_posted, DAYS, STARTS, st.sampled_from(Medium), TERRITORIES, ABOUT)
ANSWERS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Delivered, DAYS, LETTERS),
    st.builds(Acknowledged, DAYS, TRACKS),
    st.builds(Confirmed, DAYS, TRACKS),
    st.builds(Declined, DAYS, TRACKS, st.sampled_from(Scope)),
    st.builds(Partial, DAYS, TRACKS),
    st.builds(Unidentified, DAYS, TRACKS),
    st.builds(IdentityAsked, DAYS, TRACKS),
    st.builds(Redirected, DAYS, TRACKS),
    st.builds(Extended, DAYS, TRACKS, st.booleans()),
    st.builds(Progressed, DAYS, st.just(TrackName.CNIL)),
    st.builds(Silent, DAYS, TRACKS),
    st.builds(Snoozed, DAYS, TRACKS, DAYS),
    st.builds(Closed, DAYS, TRACKS),
    st.builds(Reopened, DAYS, TRACKS),
)
ABOUT_THE_CASE: st.SearchStrategy[Event] = st.one_of(
    st.builds(Prepared, DAYS, st.tuples(LETTERS), st.just(1)),
    st.builds(RemindersAccepted, DAYS, st.just(1)),
    st.builds(RemindersAccepted, DAYS, st.just(1)),
    st.builds(RemindersStopped, DAYS),
    st.builds(RemindersPaused, DAYS, DAYS),
    st.builds(RemindersResumed, DAYS),
)
CORRECTIONS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Redated, DAYS, st.integers(0, 12), DAYS), st.builds(Withdrawn, DAYS, st.integers(0, 12))
)
EVENTS = st.one_of(BEGUN, SENT, ANSWERS, ABOUT_THE_CASE, CORRECTIONS)
"""Anything, in any order: a log that no honest conversation makes must break nothing either."""


def _case(events: list[Event]) -> Case:
    """A correction is about something that was told before it."""
    return Case().adding(
        replace(event, seq=event.seq % at) if isinstance(event, Redated | Withdrawn) and at else event
        for at, event in enumerate(events)
        if at or not isinstance(event, Redated | Withdrawn)
    )


CASES = st.lists(EVENTS, max_size=14).map(_case)


@st.composite
def honest_cases(draw: st.DrawFn) -> Case:
    """A case as the conversation makes it: a first letter on each track, then what happens, day after day."""
    now = FIRST
    bodies = draw(st.lists(st.sampled_from(BODIES), min_size=1, max_size=3, unique=True))
    media = st.sampled_from(Medium)
    events: list[Event] = [Posted(now, LetterName(to), draw(media), BODY, draw(TERRITORIES)) for to in bodies]
    if draw(st.booleans()):
        events.append(RemindersAccepted(now, 1))
    for _ in range(draw(st.integers(0, 8))):
        now += timedelta(days=draw(st.integers(0, 45)))
        events.append(draw(_next(now, tuple(dict.fromkeys(e.letter.track for e in events if isinstance(e, Posted))))))
    return Case().adding(events)


def _next(now: date, tracks: tuple[TrackName, ...]) -> st.SearchStrategy[Event]:
    on, track = st.just(now), st.sampled_from(tracks)
    letters = st.sampled_from([x for x in LetterName if x.track in tracks and x.kind is not LetterKind.REQUEST])
    bodies = tuple(name for name in tracks if name is not TrackName.CNIL)
    more: list[st.SearchStrategy[Event]] = [
        st.builds(_posted, on, letters, st.sampled_from(Medium), TERRITORIES, st.just(())),
        st.builds(_posted, on, st.just(LetterName.CNIL), st.sampled_from(Medium), TERRITORIES, st.just(bodies)),
        st.builds(Acknowledged, on, track),
        st.builds(Confirmed, on, track),
        st.builds(Partial, on, track),
        st.builds(Unidentified, on, track),
        st.builds(IdentityAsked, on, track),
        st.builds(Redirected, on, track),
        st.builds(Silent, on, track),
        st.builds(Closed, on, track),
        st.builds(Reopened, on, track),
        st.builds(Declined, on, track, st.sampled_from(Scope)),
        st.builds(Extended, on, track, st.booleans()),
        st.builds(Snoozed, on, track, st.just(now + timedelta(days=7))),
    ]
    if TrackName.CNIL in tracks:
        more.append(st.builds(Progressed, on, st.just(TrackName.CNIL)))
    return st.one_of(more)
