"""Corrections and replays: a case that was mended is the case in which the right thing was told from the start.

But for one thing: to mend something is to tell something, so that what comes next of that track follows from then.
"""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, Given
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.effect import opener_of
from bot.core.case.event import (
    Event,
    IdentityAsked,
    Recorded,
    Redated,
    Withdrawn,
)
from bot.core.case.letter_event import Posted
from bot.core.case.next_step import Step, steps
from bot.core.case.reminder import (
    Reminder,
    ReminderKind,
    reminders,
)
from bot.core.case.track import Status
from bot.core.case.working_days import Territory
from bot.store.records import dump_event, load_event
from tests.core.days import campaign
from tests.core.histories import CASES, DAYS, DEMANDS, demanded, honest_cases, last_day, lived_cases, writings

PARIS = ZoneInfo("Europe/Paris")
INDEX = st.integers(0, 20)
LOOKS = tuple(date(2026 + n // 12, 1 + n % 12, 25) for n in (8, 10, 11, 12, 13, 15, 18, 21, 26))
ANY = honest_cases() | lived_cases() | CASES


def events(case: Case) -> list[Event]:
    return [entry.event for entry in case.log]


Names = dict[int, int]
"""Of a letter that opened a track: another that did so in the case that is compared."""


def key(of: str, names: Names) -> str:
    """A track's key, by the other letter."""
    name, _, opened = of.partition(".")
    return f"{name}.{names.get(int(opened), int(opened))}" if opened else name


def told(case: Case, names: Names) -> dict[str, list[tuple[Status, list[object]]]]:
    """All that is said of each track on some days: its status, its deadlines, its way to the CNIL and beyond."""
    found: dict[str, list[tuple[Status, list[object]]]] = {}
    for track in case.tracks(campaign()):
        if isinstance(track, ComplaintTrack):
            against = [key(body.key, names) for body in track.against]
            said: list[object] = [track.appeal_by, track.silence, track.granted, track.news_asked, against]
        else:
            demands = [(one.seq, one.in_time, one.answer and one.answer.on) for one in track.demands]
            early = [entry.seq for entry in track.too_early]
            said = [track.complaint_opens(), track.complained, demands, early, track.owes_access, track.unheard]
        log = [(entry.seq, entry.event.kind, entry.event.on) for entry in track.log]
        said += [track.deadline, track.received, track.request.on, track.request.to, log]
        found[key(track.key, names)] = [(track.status(today), said) for today in LOOKS]
    return found


def offered(case: Case, names: Names) -> list[list[Step]]:
    return [
        [replace(step, track=step.track and key(step.track, names)) for step in steps(case, campaign(), today)]
        for today in LOOKS
    ]


def waiting(case: Case, names: Names) -> list[Given]:
    return [replace(one, opened_by=one.opened_by and names.get(one.opened_by, one.opened_by)) for one in _unsent(case)]


def _unsent(case: Case) -> tuple[Given, ...]:
    return case.unsent(campaign())


def comes(case: Case, names: Names) -> list[Reminder]:
    found = reminders(case, campaign(), PARIS, Territory.METROPOLE)
    known = {one.key: new for one, new in zip(_unsent(case), waiting(case, names), strict=True)}
    return [replace(r, track=key(r.track, names), letter=r.letter and known[r.letter.key]) for r in found]


def same(one: Case, other: Case) -> None:
    """Nothing tells them apart."""
    same_but_for_what_was_told_last(one, other, {})
    assert comes(one, {}) == comes(other, {})


def same_but_for_what_was_told_last(one: Case, other: Case, names: Names) -> None:
    assert told(one, {}) == told(other, names)
    assert offered(one, {}) == offered(other, names)
    assert waiting(one, {}) == waiting(other, names)
    assert one.reminding == other.reminding
    assert one.pause == other.pause


ON_THE_DAY = {ReminderKind.DEADLINE, ReminderKind.EXTENDED_DEADLINE, ReminderKind.NEWS}


def mended_well(mended: Case, right: Case, names: Names) -> None:
    """They say the same; what comes differs where it was mended only, and follows from that."""
    same_but_for_what_was_told_last(mended, right, names)
    correction = mended.log[-1].seq
    opened = mended.threads.opener.get(correction)
    touched = {track.key for track in mended.tracks(campaign()) if track.opened == opened}
    found, usual = comes(mended, {}), comes(right, names)
    assert [r for r in found if r.track not in touched] == [r for r in usual if r.track not in touched]
    consent = max((e.seq for e in mended.entries if e.event is mended.reminding), default=-1)
    for reminder in found:
        follows = reminder.anchor in {correction, consent} or reminder.kind in ON_THE_DAY
        assert reminder in usual or follows


def referring(case: Case, to: int, instead: int) -> Case:
    """The same case, in which another letter opened a track: what named the one names the other."""

    def named(event: Event) -> Event:
        if isinstance(event, Posted) and to in event.against:
            event = replace(event, against=tuple(instead if of == to else of for of in event.against))
        return replace(event, opened_by=instead) if opener_of(event) == to else event  # type: ignore[arg-type]

    return Case(tuple(Recorded(entry.seq, named(entry.event)) for entry in case.log))


def without(case: Case, seq: int) -> tuple[Case, Names]:
    """The case in which that was never told. What another letter to the same body opened then, that one opens now."""
    event, opener, names = case.log[seq].event, case.threads.opener, {}
    if isinstance(event, Posted) and event.letter.kind.opens:
        others = [e.seq for e in case.log if isinstance(e.event, Posted) and e.event.letter.kind.opens]
        left = [other for other in others if other != seq and opener[other] == opener[seq]]
        if left:
            case = referring(case, seq, left[0])
            names = {left[0]: opener[seq]}
    return Case(tuple(entry for entry in case.log if entry.seq != seq)), names


@given(ANY, INDEX, DAYS, DAYS)
def test_a_date_that_was_corrected_is_as_if_it_had_been_told_from_the_start(
    case: Case, at: int, right: date, today: date
) -> None:
    log = events(case)
    if not log or isinstance(log[seq := at % len(log)], Redated | Withdrawn):
        return
    if any(isinstance(event, Redated) and event.seq == seq for event in log):
        return  # corrected already: below
    mended = case.adding((Redated(today, seq, right),))
    from_the_start = Case(tuple(replace(e, event=replace(e.event, on=right)) if e.seq == seq else e for e in case.log))
    assert mended.entries == from_the_start.entries
    mended_well(mended, from_the_start, {})


@given(ANY, INDEX, DAYS)
def test_what_was_withdrawn_is_as_if_it_had_never_been_told(case: Case, at: int, today: date) -> None:
    assume(case.log)
    seq = at % len(case.log)
    assume(not isinstance(case.log[seq].event, Redated | Withdrawn))
    mended_well(case.adding((Withdrawn(today, seq),)), *without(case, seq))


@given(honest_cases(), INDEX, DAYS, DAYS, DAYS)
def test_the_last_correction_holds_and_a_withdrawal_holds_over_all(
    case: Case, at: int, one: date, other: date, today: date
) -> None:
    seq = at % len(case.log)
    twice = case.adding((Redated(today, seq, one), Redated(today, seq, other)))
    assert twice.entries == case.adding((Redated(today, seq, other),)).entries
    gone = case.adding((Withdrawn(today, seq), Redated(today, seq, one)))
    assert seq not in {entry.seq for entry in gone.entries}


@given(honest_cases(), INDEX, DAYS)
def test_correcting_a_date_to_what_it_was_changes_nothing(case: Case, at: int, today: date) -> None:
    seq = at % len(case.log)
    mended_well(case.adding((Redated(today, seq, case.log[seq].event.on),)), case, {})


@given(CASES)
def test_replaying_the_log_gives_the_same_case(case: Case) -> None:
    replayed = Case()
    for entry in case.log:
        replayed = replayed.adding((load_event(dump_event(entry.event)),))
    assert replayed == case
    same(replayed, case)


@given(CASES, CASES)
def test_adding_keeps_what_was_there_at_its_place(case: Case, more: Case) -> None:
    longer = case.adding(events(more))
    assert longer.log[: len(case.log)] == case.log
    assert [entry.seq for entry in longer.log] == list(range(len(longer.log)))
    assert all(isinstance(entry, Recorded) for entry in longer.log)


# --- What a body writes ---------------------------------------------------------------------------------------------


@given(ANY, DEMANDS, st.data())
def test_no_last_day_moves_earlier_by_what_a_body_writes_and_no_track_goes(
    case: Case, demands: list[tuple[bool, int]], data: st.DataObject
) -> None:
    tracks = case.tracks(campaign())
    assume(tracks)
    track = data.draw(st.sampled_from(tracks))
    if isinstance(track, BodyTrack):
        case = demanded(case, track.name, track.opened, demands, track.request.on)
        tracks = case.tracks(campaign())
    of = data.draw(st.sampled_from((track.opened, None)))
    since = max(one.request.on for one in tracks if one.name == track.name) if of is None else track.request.on
    most = max((last_day(case) - since).days, 70)
    on = since + timedelta(days=data.draw(st.integers(0, 70) | st.integers(0, most)))
    told_on = data.draw(st.none() | st.dates(on, on + timedelta(days=40)))
    anything, again = writings(track.name, on, told_on, of), st.just(IdentityAsked(on, track.name, told_on, of))
    wrote = data.draw(anything | again if isinstance(track, BodyTrack) else anything)
    before = {one.key: one for one in tracks}
    after = {one.key: one for one in case.adding((wrote,)).tracks(campaign())}
    assert after.keys() == before.keys()
    for name, one in before.items():
        assert after[name].deadline.last_day >= one.deadline.last_day
        assert after[name].received == one.received
        assert after[name].request == one.request


@given(ANY, st.data())
def test_what_one_body_writes_moves_nothing_of_another(case: Case, data: st.DataObject) -> None:
    tracks = case.tracks(campaign())
    assume(tracks)
    track = data.draw(st.sampled_from(tracks))
    on = max(track.request.on, last_day(case))
    more = case.adding((data.draw(writings(track.name, on, None, track.opened)),))
    others = {one.key: one for one in tracks if one.key != track.key and isinstance(one, BodyTrack)}
    found = {one.key: one for one in more.tracks(campaign())}
    for name, one in others.items():
        assert found[name].deadline == one.deadline
        assert found[name].log == one.log
        assert [found[name].status(today) for today in LOOKS] == [one.status(today) for today in LOOKS]
