"""Where a track stands, what an extension is worth, and from which day the CNIL can be asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.case import Case
from bot.core.case.event import (
    Confirmed,
    Declined,
    Event,
    Extended,
    Redirected,
    RemindersAccepted,
    RemindersStopped,
    Silent,
    Snoozed,
)
from bot.core.case.letter_event import Delivered, Prepared
from bot.core.case.next_step import StepKind, all_steps
from bot.core.case.track import Status
from tests.core.days import campaign, case_of, complaint_of, day, posted, track_of
from tests.folded import folded

CAISSE = "caisse"
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December
DAYS = st.dates(date(2026, 11, 24), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("Tue 2026-11-24", Status.WAITING),
        ("Wed 2026-12-23", Status.WAITING),
        ("Thu 2026-12-24", Status.WAITING),  # the last day itself
        ("Fri 2026-12-25", Status.LATE),
        ("Fri 2027-12-24", Status.LATE),
    ],
)
def test_a_body_is_late_from_the_day_after_its_last_day(today: str, status: Status) -> None:
    assert track_of(SENT).status(day(today)) is status


@folded(
    ("event", "status"),
    [
        (Confirmed(day("Mon 2026-12-07"), CAISSE), Status.CONFIRMED),
        (Declined(day("Mon 2026-12-07"), CAISSE), Status.DECLINED),
        (Redirected(day("Mon 2026-12-07"), CAISSE), Status.LATE),  # its own clock goes on
        (Silent(day("Mon 2026-12-07"), CAISSE), Status.LATE),
        (Snoozed(day("Mon 2026-12-07"), CAISSE, day("Mon 2026-12-14")), Status.LATE),
        (Extended(day("Mon 2026-12-07"), CAISSE, reasons=False), Status.LATE),
        (Extended(day("Mon 2026-12-07"), CAISSE, reasons=True), Status.WAITING),
    ],
)
def test_only_an_answer_or_a_valid_extension_stops_a_body_from_being_late(event: Event, status: Status) -> None:
    assert track_of(SENT, event).status(day("Mon 2026-12-28")) is status


def test_a_favourable_answer_after_a_refusal_closes_the_track() -> None:
    track = track_of(SENT, Declined(day("Mon 2026-12-07"), CAISSE), Confirmed(day("Mon 2026-12-14"), CAISSE))
    assert track.status(day("Mon 2026-12-28")) is Status.CONFIRMED
    assert track.complaint_opens() is None


# --- Extensions: GDPR art. 12(3) ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "reasons", "last_day"),
    [
        ("Wed 2026-11-25", True, "Wed 2027-02-24"),
        ("Thu 2026-12-24", True, "Wed 2027-02-24"),  # on the last day of the month
        ("Fri 2026-12-25", True, "Thu 2026-12-24"),  # too late by a day
        ("Mon 2027-01-11", True, "Thu 2026-12-24"),
        ("Wed 2026-11-25", False, "Thu 2026-12-24"),  # in time, and without reasons
    ],
)
def test_an_extension_counts_only_with_reasons_and_within_the_first_month(
    told: str, reasons: bool, last_day: str
) -> None:
    track = track_of(SENT, Extended(day(told), CAISSE, reasons))
    assert track.deadline.last_day == day(last_day)
    assert (track.extension is not None) is (last_day == "Wed 2027-02-24")


def test_an_extension_without_reasons_does_not_spoil_one_with_reasons() -> None:
    track = track_of(
        SENT,
        Extended(day("Mon 2026-11-30"), CAISSE, reasons=False),
        Extended(day("Mon 2026-12-07"), CAISSE, reasons=True),
    )
    assert track.deadline.last_day == day("Wed 2027-02-24")


def test_a_second_extension_gives_no_more_time() -> None:
    track = track_of(
        SENT,
        Extended(day("Mon 2026-12-07"), CAISSE, reasons=True),
        Extended(day("Mon 2026-12-21"), CAISSE, reasons=True),
    )
    assert track.deadline.last_day == day("Wed 2027-02-24")


def test_an_extension_of_one_body_gives_no_time_to_the_other() -> None:
    case = case_of(
        SENT, posted("Tue 2026-11-24", LetterName("hdh")), Extended(day("Mon 2026-12-07"), CAISSE, reasons=True)
    )
    caisse, hdh = case.tracks(campaign())
    assert caisse.deadline.last_day == day("Wed 2027-02-24")
    assert hdh.deadline.last_day == day("Thu 2026-12-24")


# --- The CNIL -------------------------------------------------------------------------------------------------------


@folded(
    ("events", "opens"),
    [
        ((), "Fri 2026-12-25"),
        ((Extended(day("Mon 2026-12-07"), CAISSE, reasons=True),), "Thu 2027-02-25"),
        ((Extended(day("Mon 2026-12-07"), CAISSE, reasons=False),), "Fri 2026-12-25"),
        ((Silent(day("Mon 2026-12-07"), CAISSE),), "Fri 2026-12-25"),
        ((Redirected(day("Mon 2026-12-07"), CAISSE),), "Fri 2026-12-25"),
        ((posted("Mon 2026-12-28", LetterName("chase-caisse")),), "Fri 2026-12-25"),
        ((Declined(day("Mon 2026-12-07"), CAISSE),), "Mon 2026-12-07"),  # at once
    ],
)
def test_a_complaint_opens_the_day_after_the_last_day_or_at_once_after_a_refusal(
    events: tuple[Event, ...], opens: str
) -> None:
    track = track_of(SENT, *events)
    assert track.complaint_opens() == day(opens)
    assert not track.complaint_open(day(opens) - timedelta(days=1))
    assert track.complaint_open(day(opens))


@given(DAYS, st.booleans())
def test_nobody_can_complain_without_an_answer_before_the_day_after_the_deadline(today: date, extended: bool) -> None:
    told = (Extended(day("Mon 2026-12-07"), CAISSE, reasons=True),) if extended else ()
    track = track_of(SENT, *told)
    assert track.complaint_open(today) is (today > track.deadline.last_day)


def test_nobody_complains_to_the_cnil_of_the_cnil() -> None:
    silent = case_of(posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE))
    refused = silent.adding((Declined(day("Tue 2027-02-09"), "cnil"),))
    for case in (silent, refused):
        assert [track.name for track in case.tracks(campaign())] == ["cnil"]
        offered = {step.kind for step in all_steps(case, campaign(), day("Mon 2029-01-15"))}
        assert StepKind.COMPLAINT not in offered


@folded(
    ("filed", "last_day"),
    [
        ("Mon 2027-01-11", "Sun 2027-04-11"),  # a national period: not rolled
        ("Fri 2027-01-01", "Thu 2027-04-01"),
        ("Mon 2026-11-30", "Sun 2027-02-28"),  # no 30 February
        ("Fri 2027-02-05", "Wed 2027-05-05"),
    ],
)
@folded("medium", [Medium.ONLINE, Medium.POST, Medium.REGISTERED])
def test_the_silence_of_the_cnil_is_three_months_long_from_sending_and_date_to_date(
    filed: str, last_day: str, medium: Medium
) -> None:
    told = Delivered(day(filed) + timedelta(days=4), LetterName("cnil"))
    for events in ((), (told,)):
        track = complaint_of(posted(filed, LetterName("cnil"), medium), *events)
        assert track.deadline.last_day == day(last_day)
        assert track.deadline.late_from == day(last_day) + timedelta(days=1)


def test_more_time_asked_by_the_cnil_gives_it_no_more() -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE)
    told = Extended(day("Mon 2027-02-01"), "cnil", reasons=True)
    assert complaint_of(filed, told).deadline.last_day == day("Sun 2027-04-11")


# --- The whole case -------------------------------------------------------------------------------------------------


def test_a_case_is_closed_only_once_every_track_is_confirmed() -> None:
    today = day("Mon 2026-12-28")
    half = case_of(SENT, posted("Tue 2026-11-24", LetterName("hdh")), Confirmed(day("Mon 2026-12-07"), CAISSE))
    assert not half.closed(campaign(), today)
    assert half.adding((Confirmed(day("Tue 2026-12-08"), "hdh"),)).closed(campaign(), today)


def test_a_case_in_which_nothing_was_sent_is_not_closed() -> None:
    today = day("Mon 2026-12-28")
    assert not Case().closed(campaign(), today)
    assert not case_of(Prepared(day("Mon 2026-11-23"), (LetterName("caisse"),), 1)).closed(campaign(), today)


@folded(
    ("kinds", "reminding"),
    [("", False), ("a", True), ("as", False), ("asa", True), ("s", False), ("aa", True)],
)
def test_the_last_word_on_reminders_is_the_one_that_holds(kinds: str, reminding: bool) -> None:
    events: dict[str, Event] = {
        "a": RemindersAccepted(day("Tue 2026-11-24"), 1),
        "s": RemindersStopped(day("Wed 2026-11-25")),
    }
    assert bool(case_of(*(events[kind] for kind in kinds)).reminding) is reminding


def test_adding_events_numbers_them_after_those_that_were_there() -> None:
    case = case_of(SENT).adding((Silent(day("Mon 2026-12-07"), CAISSE), Confirmed(day("Mon 2026-12-14"), CAISSE)))
    assert [entry.seq for entry in case.log] == [0, 1, 2]
