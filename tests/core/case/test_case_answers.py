"""What each answer of a body does to its track: its status, its clock, and from which day a complaint opens."""

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
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
    Redirected,
    Reopened,
    Scope,
    Unidentified,
)
from bot.core.case.letter_event import (
    Delivered,
    Prepared,
    Returned,
    WhyReturned,
)
from bot.core.case.track import Status
from tests.core.days import (
    BODY,
    OTHER_BODY,
    bodies_of,
    campaign,
    case_of,
    day,
    posted,
    track_of,
)
from tests.folded import folded

CAISSE = "caisse"
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December

# --- What a body answers --------------------------------------------------------------------------------------------

ON, LATE_TOLD = day("Mon 2026-12-07"), day("Mon 2026-12-28")


@folded(
    ("events", "status", "opens"),
    [
        ((Acknowledged(ON, CAISSE),), Status.LATE, "Fri 2026-12-25"),  # no answer
        ((Partial(ON, CAISSE),), Status.PARTIAL, "Mon 2026-12-07"),
        ((Unidentified(ON, CAISSE),), Status.UNIDENTIFIED, "Mon 2026-12-07"),
        ((Declined(ON, CAISSE, Scope.EXCLUSIONS),), Status.DECLINED, "Mon 2026-12-07"),
        ((IdentityAsked(ON, CAISSE),), Status.ASKED, None),  # they wait for the person
        ((IdentityAsked(day("Fri 2026-12-25"), CAISSE),), Status.LATE, "Fri 2026-12-25"),  # asked too late
        ((Closed(ON, CAISSE),), Status.CLOSED, None),
        ((Closed(ON, CAISSE), Reopened(ON, CAISSE)), Status.LATE, "Fri 2026-12-25"),
        ((Declined(ON, CAISSE), Closed(ON, CAISSE), Reopened(ON, CAISSE)), Status.LATE, "Fri 2026-12-25"),
        ((Confirmed(ON, CAISSE), Declined(day("Mon 2026-12-14"), CAISSE)), Status.DECLINED, "Mon 2026-12-14"),
    ],
)
def test_each_answer_says_where_the_track_stands_and_when_a_complaint_is_admissible(
    events: tuple[Event, ...], status: Status, opens: str | None
) -> None:
    track = track_of(SENT, *events)
    assert track.status(day("Mon 2026-12-28")) is status
    assert track.complaint_opens() == (day(opens) if opens else None)


def test_the_month_runs_anew_from_the_receipt_of_the_answer_on_ones_identity() -> None:
    asked = IdentityAsked(ON, CAISSE)
    by_mail = track_of(SENT, asked, posted("Thu 2026-12-10", LetterName("identity-answer-caisse")))
    assert by_mail.deadline.last_day == day("Mon 2027-01-11")  # Sunday 10 January
    by_post = track_of(SENT, asked, posted("Thu 2026-12-10", LetterName("identity-answer-caisse"), Medium.POST))
    assert by_post.runs_from == day("Thu 2026-12-17")
    assert by_post.deadline.last_day == day("Mon 2027-01-18")  # Sunday 17 January


def test_an_extension_is_in_time_when_it_comes_within_the_month_after_the_answer_on_ones_identity() -> None:
    told = (IdentityAsked(ON, CAISSE), posted("Thu 2026-12-10", LetterName("identity-answer-caisse")))
    track = track_of(SENT, *told, Extended(day("Fri 2027-01-08"), CAISSE, reasons=True))
    assert track.deadline.last_day == day("Wed 2027-03-10")
    late = track_of(SENT, *told, Extended(day("Tue 2027-01-12"), CAISSE, reasons=True))
    assert late.extension is None
    assert late.invalid_extension


@pytest.mark.parametrize("acknowledged", ["Wed 2026-11-25", "Fri 2026-11-27", "Tue 2026-12-01", "Fri 2026-12-04"])
def test_an_acknowledgement_is_proof_of_receipt_and_moves_no_day(acknowledged: str) -> None:
    """On paper: received on Tuesday 1 December at the latest; nothing that a body writes makes that an earlier day."""
    on_paper = posted("Tue 2026-11-24", medium=Medium.POST)
    proved = track_of(on_paper, Acknowledged(day(acknowledged), CAISSE))
    assert proved.received == track_of(on_paper).received == day("Tue 2026-12-01")
    assert proved.deadline == track_of(on_paper).deadline
    assert proved.acknowledged == Acknowledged(day(acknowledged), CAISSE)
    assert (proved.unheard, track_of(on_paper).unheard) == (False, True)


# --- Demands for an identity ----------------------------------------------------------------------------------------

IDENTITY = LetterName("identity-answer-caisse")
FIRST_ASKED, FIRST_ANSWER = IdentityAsked(ON, CAISSE), posted("Thu 2026-12-10", IDENTITY)
AGAIN = IdentityAsked(day("Mon 2027-01-04"), CAISSE)  # within the month that runs from the first answer


def test_a_second_demand_waits_for_its_own_answer_and_moves_no_day_back() -> None:
    track = track_of(SENT, FIRST_ASKED, FIRST_ANSWER, AGAIN)
    assert track.status(day("Mon 2027-02-15")) is Status.ASKED
    assert track.demanded
    assert (track.demanded.asked, track.demanded.in_time) == (AGAIN, True)
    assert track.deadline.last_day == day("Mon 2027-01-11")  # the first answer still counts
    assert track.complaint_opens() is None


def test_the_month_runs_from_the_receipt_of_the_answer_to_the_second_demand() -> None:
    track = track_of(SENT, FIRST_ASKED, FIRST_ANSWER, AGAIN, posted("Fri 2027-01-08", IDENTITY))
    assert track.demanded is None
    assert track.deadline.last_day == day("Mon 2027-02-08")
    assert track.status(day("Tue 2027-02-09")) is Status.LATE


def test_one_letter_answers_the_demands_that_came_before_it_and_not_the_one_after() -> None:
    same_day = IdentityAsked(day("Thu 2026-12-10"), CAISSE)
    assert track_of(SENT, FIRST_ASKED, same_day, FIRST_ANSWER).demanded is None
    told_after = track_of(SENT, FIRST_ASKED, FIRST_ANSWER, same_day).demanded
    assert told_after
    assert told_after.asked == same_day


def test_a_demand_that_came_too_late_waits_for_an_answer_and_makes_nobody_wait() -> None:
    late = IdentityAsked(day("Sat 2026-12-26"), CAISSE)
    track = track_of(SENT, late)
    assert track.demanded
    assert not track.demanded.in_time
    assert track.status(day("Mon 2026-12-28")) is Status.LATE
    answered = track_of(SENT, late, posted("Mon 2026-12-28", IDENTITY))
    assert answered.demanded is None
    assert answered.deadline.last_day == day("Thu 2026-12-24")


# --- A letter that came back ----------------------------------------------------------------------------------------

BACK = Returned(ON, LetterName("caisse"), WhyReturned.ADDRESS)


@pytest.mark.parametrize("why", WhyReturned)
def test_a_first_letter_that_came_back_was_received_by_nobody_and_nobody_is_late(why: WhyReturned) -> None:
    """Whatever the reason: that refused post counts as received is not settled, so nobody is accused because of it."""
    by_post = posted("Tue 2026-11-24", medium=Medium.REGISTERED)
    track = track_of(by_post, Returned(ON, LetterName("caisse"), why))
    assert track.status(day("Thu 2027-12-30")) is Status.RETURNED
    assert track.complaint_opens() is None
    assert not track.awaits_delivery


@pytest.mark.parametrize(
    "since",
    [
        (Delivered(day("Wed 2026-12-09"), LetterName("caisse")),),
        (Acknowledged(day("Wed 2026-12-09"), CAISSE),),
        (IdentityAsked(day("Wed 2026-12-09"), CAISSE), posted("Thu 2026-12-10", IDENTITY)),
    ],
)
def test_what_shows_that_it_arrived_all_the_same_starts_its_clock_again(since: tuple[Event, ...]) -> None:
    assert track_of(SENT, BACK, *since).status(day("Thu 2027-12-30")) is Status.LATE


def test_a_letter_that_came_back_and_is_sent_anew_has_its_month_from_then() -> None:
    track = track_of(SENT, BACK, posted("Mon 2026-12-14"))
    assert track.key == "caisse.0"
    assert track.deadline.last_day == day("Thu 2027-01-14")
    assert track.status(day("Fri 2027-01-15")) is Status.LATE


def test_a_chase_that_came_back_was_not_sent_and_leaves_the_clock_of_the_first_letter_alone() -> None:
    chased = posted("Mon 2026-12-28", LetterName("chase-caisse"), Medium.REGISTERED)
    track = track_of(SENT, chased, Returned(day("Thu 2027-01-07"), LetterName("chase-caisse"), WhyReturned.UNCLAIMED))
    assert track.status(day("Fri 2027-01-08")) is Status.LATE
    assert track.chase is None
    assert track.deadline.last_day == day("Thu 2026-12-24")


# --- Two requests in one letter -------------------------------------------------------------------------------------

HDH = "hdh"
TO_HDH = posted("Tue 2026-11-24", LetterName("hdh"))
BOTH = Prepared(day("Tue 2026-11-24"), (LetterName("hdh"),), 1)
RECORDED, GIVEN = Confirmed(ON, HDH, whole=False), Accessed(day("Wed 2026-12-09"), HDH)


@folded(
    ("events", "status", "owes"),
    [
        ((RECORDED,), Status.LATE, "access"),
        ((GIVEN,), Status.LATE, "objection"),
        ((RECORDED, GIVEN), Status.CONFIRMED, None),
        ((GIVEN, RECORDED), Status.CONFIRMED, None),
        ((Confirmed(ON, HDH),), Status.CONFIRMED, None),
        ((RECORDED, Declined(day("Wed 2026-12-09"), HDH)), Status.DECLINED, "access"),
        ((RECORDED, Reopened(day("Wed 2026-12-09"), HDH)), Status.LATE, None),
    ],
)
def test_the_hdh_owes_an_answer_to_the_objection_and_one_to_the_request_for_access(
    events: tuple[Event, ...], status: Status, owes: str | None
) -> None:
    track = track_of(BOTH, TO_HDH, *events, name=HDH)
    assert track.status(day("Mon 2026-12-28")) is status
    assert (track.owes_access, track.owes_objection) == (owes == "access", owes == "objection")


def test_what_was_not_asked_of_a_caisse_is_not_owed_by_it() -> None:
    assert not track_of(SENT, Redirected(ON, CAISSE)).asks_access


# --- Several tracks of one recipient --------------------------------------------------------------------------------


def test_a_second_caisse_has_a_track_of_its_own_and_the_first_keeps_its_own() -> None:
    case = case_of(SENT, posted("Mon 2026-12-14", to=OTHER_BODY), Declined(day("Mon 2026-12-21"), CAISSE, opened_by=0))
    first, second = bodies_of(case)
    assert (first.key, first.request.to, second.key, second.request.to) == ("caisse.0", BODY, "caisse.1", OTHER_BODY)
    assert first.status(day("Mon 2026-12-28")) is Status.DECLINED
    assert second.deadline.last_day == day("Thu 2027-01-14")
    assert case.track("caisse.0", campaign()) == first
    assert case.track("caisse", campaign()) == second, "a name without a number means the newest"
    assert case.track("caisse.7", campaign()) is None


def test_a_letter_sent_anew_to_the_first_caisse_goes_on_with_its_track() -> None:
    case = case_of(SENT, posted("Mon 2026-12-14", to=OTHER_BODY), posted("Mon 2026-12-21"))
    assert [(t.key, t.request.on) for t in bodies_of(case)] == [
        ("caisse.0", day("Mon 2026-12-21")),
        ("caisse.1", day("Mon 2026-12-14")),
    ]


def test_an_event_that_names_no_track_is_of_the_newest_of_its_time() -> None:
    case = case_of(SENT, Acknowledged(ON, CAISSE), posted("Mon 2026-12-14", to=OTHER_BODY), Partial(LATE_TOLD, CAISSE))
    first, second = bodies_of(case)
    assert first.acknowledged
    assert first.settled is None
    assert second.settled == Partial(LATE_TOLD, CAISSE)


def test_a_request_sent_anew_starts_a_new_clock_and_what_was_answered_no_longer_counts() -> None:
    track = track_of(SENT, Declined(ON, CAISSE), posted("Mon 2026-12-14"))
    assert track.request.on == day("Mon 2026-12-14")
    assert track.settled is None
    assert track.deadline.last_day == day("Thu 2027-01-14")
