"""What each answer does to a track: its status, its clock, the day a complaint opens; and what follows the CNIL's."""

from dataclasses import replace

import pytest

from bot.core.campaign import Medium, TrackName
from bot.core.event import (
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Posted,
    Progressed,
    Reopened,
    Scope,
    Unidentified,
)
from bot.core.letter_name import LetterName
from bot.core.track import Status
from tests.core.days import case_of, day, delays, posted, track_of

CAISSE = TrackName.CAISSE
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December

# --- What a body answers --------------------------------------------------------------------------------------------

ON = day("Mon 2026-12-07")


@pytest.mark.parametrize(
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
    by_mail = track_of(SENT, asked, posted("Thu 2026-12-10", LetterName.IDENTITY_CAISSE))
    assert by_mail.deadline.last_day == day("Mon 2027-01-11")  # Sunday 10 January
    by_post = track_of(SENT, asked, posted("Thu 2026-12-10", LetterName.IDENTITY_CAISSE, Medium.POST))
    assert by_post.runs_from == day("Thu 2026-12-17")
    assert by_post.deadline.last_day == day("Mon 2027-01-18")  # Sunday 17 January


def test_an_extension_is_in_time_when_it_comes_within_the_month_after_the_answer_on_ones_identity() -> None:
    told = (IdentityAsked(ON, CAISSE), posted("Thu 2026-12-10", LetterName.IDENTITY_CAISSE))
    track = track_of(SENT, *told, Extended(day("Fri 2027-01-08"), CAISSE, reasons=True))
    assert track.deadline.last_day == day("Wed 2027-03-10")
    late = track_of(SENT, *told, Extended(day("Tue 2027-01-12"), CAISSE, reasons=True))
    assert late.extension is None
    assert late.invalid_extension


def test_an_acknowledgement_proves_receipt_when_it_comes_before_the_estimate() -> None:
    on_paper = posted("Tue 2026-11-24", medium=Medium.POST)  # received on Tuesday 1 December at the latest
    assert track_of(on_paper).received == day("Tue 2026-12-01")
    assert track_of(on_paper, Acknowledged(day("Fri 2026-11-27"), CAISSE)).received == day("Fri 2026-11-27")
    assert track_of(on_paper, Acknowledged(day("Fri 2026-12-04"), CAISSE)).received == day("Tue 2026-12-01")


def test_a_request_sent_anew_starts_a_new_clock_and_what_was_answered_no_longer_counts() -> None:
    track = track_of(SENT, Declined(ON, CAISSE), posted("Mon 2026-12-14"))
    assert track.request.on == day("Mon 2026-12-14")
    assert track.settled is None
    assert track.deadline.last_day == day("Thu 2027-01-14")


# --- After the CNIL -------------------------------------------------------------------------------------------------

FILED = posted("Mon 2027-01-11", LetterName.CNIL, Medium.ONLINE)
CNIL = TrackName.CNIL


@pytest.mark.parametrize(
    ("events", "safe"),
    [
        ((), "Fri 2027-06-11"),  # silence until Sunday 11 April, then two months
        ((Declined(day("Tue 2027-02-09"), CNIL),), "Fri 2027-04-09"),
        ((Declined(day("Wed 2027-03-17"), CNIL),), "Fri 2027-05-14"),  # Monday 17 May is Whit Monday: moved back
        ((Declined(day("Mon 2027-03-01"), CNIL),), "Fri 2027-04-30"),  # 1 May is a holiday, a Saturday
        ((Progressed(day("Tue 2027-02-09"), CNIL),), None),
        ((Progressed(day("Tue 2027-02-09"), CNIL), Declined(day("Tue 2027-03-09"), CNIL)), "Fri 2027-05-07"),
        ((Confirmed(day("Tue 2027-02-09"), CNIL),), None),
    ],
)
def test_the_safe_last_day_for_the_conseil_d_etat_is_moved_back_and_never_forward(
    events: tuple[Event, ...], safe: str | None
) -> None:
    assert track_of(FILED, *events, name=CNIL).appeal_by == (day(safe) if safe else None)


def test_only_a_track_of_the_cnil_leads_to_the_conseil_d_etat() -> None:
    assert track_of(SENT, Declined(ON, CAISSE)).appeal_by is None


@pytest.mark.parametrize(
    ("events", "first"),
    [
        ((), FILED),  # the first complaint that is still open: its time ends first
        ((Confirmed(day("Mon 2027-02-01"), CNIL),), None),
        ((Declined(day("Mon 2027-02-01"), CNIL),), None),
        ((Closed(day("Mon 2027-02-01"), CNIL),), None),
    ],
)
def test_of_two_complaints_the_first_that_is_still_open_counts(events: tuple[Event, ...], first: Posted | None) -> None:
    second = posted("Mon 2027-02-08", LetterName.CNIL, Medium.ONLINE)
    assert track_of(FILED, *events, second, name=CNIL).request == (first or second)


def test_a_complaint_holds_for_the_tracks_that_it_names_until_their_clock_starts_anew() -> None:
    about = replace(FILED, about=(CAISSE,))
    case = case_of(SENT, posted("Tue 2026-11-24", LetterName.HDH), about)
    caisse, hdh, _ = case.tracks(delays())
    assert case.complained(caisse) == FILED.on
    assert case.complained(hdh) is None
    again = case.adding((posted("Mon 2027-02-15"),))
    assert again.complained(again.tracks(delays())[0]) is None
