"""From which day a recipient's month runs: receipt, never sending, never the making of the letter."""

from dataclasses import replace

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.deadline import Deadline, Roll
from bot.core.case.letter_event import Delivered, Prepared
from bot.core.case.working_days import Territory
from tests.core.days import campaign, case_of, day, posted, track_of
from tests.folded import folded

BOTH = (LetterName("caisse"), LetterName("hdh"))


@pytest.mark.parametrize("medium", [Medium.EMAIL, Medium.AMELI, Medium.ONLINE])
def test_an_electronic_letter_is_received_the_day_it_is_sent(medium: Medium) -> None:
    track = track_of(posted("Tue 2026-11-24", medium=medium))
    assert track.received == day("Tue 2026-11-24")
    assert track.deadline.last_day == day("Thu 2026-12-24")
    assert not track.receipt_assumed


@folded("medium", [Medium.POST, Medium.REGISTERED])
@folded(
    ("sent", "territory", "received"),
    [
        ("Mon 2026-11-02", Territory.METROPOLE, "Mon 2026-11-09"),  # a weekend on the way
        ("Thu 2026-11-05", Territory.METROPOLE, "Fri 2026-11-13"),  # a weekend and 11 November
        ("Sat 2026-11-07", Territory.METROPOLE, "Mon 2026-11-16"),  # sent on a Saturday
        ("Mon 2026-12-21", Territory.METROPOLE, "Tue 2026-12-29"),  # Friday 25 December
        ("Mon 2027-03-22", Territory.METROPOLE, "Tue 2027-03-30"),  # Easter Monday
        ("Mon 2027-03-22", Territory.ALSACE_MOSELLE, "Wed 2027-03-31"),  # and Good Friday
        ("Mon 2026-12-14", Territory.REUNION, "Mon 2026-12-21"),  # Sunday 20 December moves nothing
    ],
)
def test_a_letter_on_paper_is_taken_as_received_after_five_working_days(
    medium: Medium, sent: str, territory: Territory, received: str
) -> None:
    track = track_of(posted(sent, medium=medium, territory=territory))
    assert track.received == day(received)
    assert track.receipt_assumed


def test_a_registered_letter_counts_from_the_day_on_its_notice() -> None:
    track = track_of(
        posted("Mon 2026-11-02", medium=Medium.REGISTERED), Delivered(day("Wed 2026-11-25"), LetterName("caisse"))
    )
    assert track.received == day("Wed 2026-11-25")
    assert track.deadline.last_day == day("Mon 2026-12-28")  # Christmas, then a weekend
    assert not track.receipt_assumed
    assert not track.awaits_delivery


def test_the_last_day_of_delivery_told_is_the_one_that_counts() -> None:
    track = track_of(
        posted("Mon 2026-11-02", medium=Medium.REGISTERED),
        Delivered(day("Wed 2026-11-04"), LetterName("caisse")),
        Delivered(day("Thu 2026-11-05"), LetterName("caisse")),
    )
    assert track.received == day("Thu 2026-11-05")


@pytest.mark.parametrize(
    ("medium", "awaited"),
    [(Medium.REGISTERED, True), (Medium.POST, False), (Medium.EMAIL, False), (Medium.AMELI, False)],
)
def test_only_a_registered_letter_awaits_the_day_of_its_delivery(medium: Medium, awaited: bool) -> None:
    assert track_of(posted("Mon 2026-11-02", medium=medium)).awaits_delivery is awaited


def test_a_chase_letter_starts_no_clock() -> None:
    track = track_of(
        posted("Tue 2026-11-24"),
        posted("Mon 2026-12-28", LetterName("chase-caisse"), Medium.REGISTERED),
        Delivered(day("Wed 2026-12-30"), LetterName("chase-caisse")),
    )
    assert track.received == day("Tue 2026-11-24")
    assert track.deadline.last_day == day("Thu 2026-12-24")
    assert track.chase
    assert track.chase.event == posted("Mon 2026-12-28", LetterName("chase-caisse"), Medium.REGISTERED)


def test_the_delivery_of_a_chase_letter_is_not_that_of_the_request() -> None:
    track = track_of(
        posted("Tue 2026-11-24", medium=Medium.REGISTERED),
        posted("Mon 2027-01-11", LetterName("chase-caisse"), Medium.REGISTERED),
        Delivered(day("Wed 2027-01-13"), LetterName("chase-caisse")),
    )
    assert track.delivery is None
    assert track.awaits_delivery


def test_a_letter_made_on_monday_and_sent_on_friday_counts_from_friday() -> None:
    case = case_of(Prepared(day("Mon 2026-11-23"), BOTH, 1), posted("Fri 2026-11-27"))
    (track,) = case.tracks(campaign())
    assert track.received == day("Fri 2026-11-27")
    assert track.deadline.last_day == day("Mon 2026-12-28")  # Sunday 27 December


def test_a_letter_that_was_only_made_has_no_track_and_no_clock() -> None:
    case = case_of(Prepared(day("Mon 2026-11-23"), BOTH, 1))
    assert case.tracks(campaign()) == ()
    assert tuple(given.letter for given in case.unsent(campaign())) == BOTH
    assert {(given.on, given.opened_by) for given in case.unsent(campaign())} == {(day("Mon 2026-11-23"), None)}


def test_a_letter_is_no_longer_unsent_once_it_is_marked_as_sent() -> None:
    case = case_of(Prepared(day("Mon 2026-11-23"), BOTH, 1), posted("Fri 2026-11-27"))
    assert tuple(given.letter for given in case.unsent(campaign())) == (LetterName("hdh"),)


def test_each_recipient_has_a_clock_of_its_own() -> None:
    case = case_of(posted("Tue 2026-11-24"), posted("Thu 2026-12-03", LetterName("hdh")))
    caisse, hdh = case.tracks(campaign())
    assert caisse.deadline.last_day == day("Thu 2026-12-24")
    assert hdh.deadline.last_day == day("Mon 2027-01-04")  # Sunday 3 January


def test_the_holidays_are_those_of_the_caisse() -> None:
    sent = "Tue 2026-03-03"
    there = track_of(posted(sent, territory=Territory.ALSACE_MOSELLE))
    here = track_of(posted(sent))
    assert here.deadline.last_day == day("Fri 2026-04-03")
    assert there.deadline.last_day == day("Tue 2026-04-07")  # Good Friday, weekend, Easter Monday


def _to_the_hdh_from_guadeloupe(on: str) -> Deadline:
    sent = replace(posted(on, LetterName("hdh"), Medium.EMAIL), home=Territory.GUADELOUPE)
    return track_of(sent, name="hdh").deadline


def test_a_holiday_where_the_person_is_makes_the_last_day_later_and_says_that_it_is_in_doubt() -> None:
    found = _to_the_hdh_from_guadeloupe("Tue 2027-04-27")  # 27 May: the abolition is a holiday there, not in Paris
    assert (found.strict, found.last_day) == (day("Thu 2027-05-27"), day("Fri 2027-05-28"))
    assert found.doubtful
    assert found.why is Roll.HOLIDAY


def test_a_holiday_in_both_places_leaves_nothing_in_doubt() -> None:
    found = _to_the_hdh_from_guadeloupe("Thu 2027-04-01")
    assert found.last_day == day("Mon 2027-05-03")
    assert not found.doubtful


def test_a_letter_that_was_sent_before_the_place_was_noted_counts_the_recipient_s_holidays_alone() -> None:
    assert track_of(posted("Tue 2027-04-27", LetterName("hdh")), name="hdh").deadline.last_day == day("Thu 2027-05-27")
