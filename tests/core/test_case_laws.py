"""Corrections and replays: a case that was mended is the case in which the right thing was told from the start."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.campaign import TrackName
from bot.core.case import Case
from bot.core.event import Event, Recorded, Redated, Withdrawn
from bot.core.next_step import Step, steps
from bot.core.reminder import reminders
from bot.core.track import Status
from bot.core.working_days import Territory
from bot.store.records import dump_event, load_event
from tests.core.days import delays
from tests.core.histories import CASES, DAYS, honest_cases

PARIS = ZoneInfo("Europe/Paris")
INDEX = st.integers(0, 20)
LOOKS = tuple(date(2026 + n // 12, 1 + n % 12, 25) for n in (8, 10, 11, 12, 13, 15, 18, 21, 26))


def events(case: Case) -> list[Event]:
    return [entry.event for entry in case.log]


def told(case: Case) -> dict[TrackName, list[tuple[Status, list[date | None]]]]:
    """All that is said of each track on some days: its status, its deadlines, its way to the CNIL and beyond."""
    return {
        track.name: [
            (track.status(today), [track.deadline.last_day, track.complaint_opens(), track.appeal_by, track.received])
            for today in LOOKS
        ]
        for track in case.tracks(delays())
    }


def offered(case: Case) -> list[tuple[Step, ...]]:
    return [steps(case, delays(), today) for today in LOOKS]


def comes(case: Case) -> list[tuple[str, str, date, date]]:
    found = reminders(case, delays(), PARIS, Territory.METROPOLE)
    return [(r.kind, r.track, r.day, r.due.date()) for r in found]


def same(one: Case, other: Case) -> None:
    assert told(one) == told(other)
    assert offered(one) == offered(other)
    assert comes(one) == comes(other)
    assert one.unsent == other.unsent
    assert one.reminding == other.reminding


@given(honest_cases() | CASES, INDEX, DAYS, DAYS)
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
    same(mended, from_the_start)


@given(honest_cases() | CASES, INDEX, DAYS)
def test_what_was_withdrawn_is_as_if_it_had_never_been_told(case: Case, at: int, today: date) -> None:
    if not case.log:
        return
    seq = at % len(case.log)
    if isinstance(case.log[seq].event, Redated | Withdrawn):
        return
    without = Case(tuple(entry for entry in case.log if entry.seq != seq))
    same(case.adding((Withdrawn(today, seq),)), without)


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
    same(case.adding((Redated(today, seq, case.log[seq].event.on),)), case)


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
