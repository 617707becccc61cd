"""Reminders of a complaint to the CNIL, and of the bodies that it is about."""

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.event import (
    Closed,
    Confirmed,
    Declined,
    Event,
    Progressed,
    RemindersAccepted,
    Silent,
    Snoozed,
)
from bot.core.case.letter_event import Delivered, Posted, Returned
from bot.core.case.reminder import (
    Reminder,
    ReminderKind,
)
from bot.core.case.working_days import Territory
from tests.core.case.test_reminder import AGREED, ANEW, CAISSE, CNIL, ON, SENT, moment, of
from tests.core.days import BODY, case_of, day, posted
from tests.folded import folded


@folded(
    ("events", "kind", "anchor", "on"),
    [
        ((), "cnil-news", 1, "Mon 2027-04-12"),  # the three months end on Sunday 11 April
        ((), "appeal", 1, "Fri 2027-05-14"),  # four weeks before Friday 11 June
        ((Declined(day("Tue 2027-02-09"), CNIL),), "appeal", 2, "Fri 2027-03-12"),
        ((Declined(day("Tue 2027-02-09"), CNIL, told=day("Mon 2027-03-29")),), "appeal", 2, "Mon 2027-04-05"),
        ((Silent(day("Tue 2027-02-09"), CNIL),), "cnil-news", 1, "Mon 2027-04-12"),
        ((Silent(day("Tue 2027-04-13"), CNIL),), "appeal", 1, "Fri 2027-05-14"),
        ((Silent(day("Tue 2027-04-13"), CNIL),), "follow", 2, "Wed 2027-04-28"),
        ((posted("Tue 2027-04-13", LetterName("cnil-news")),), "appeal", 1, "Fri 2027-05-14"),
        ((posted("Tue 2027-04-13", LetterName("cnil-news")),), "follow", 2, "Wed 2027-04-28"),
        # News within the three months: it is asked about again three months after them, and nothing was rejected.
        ((Progressed(day("Tue 2027-02-09"), CNIL),), "follow", 2, "Mon 2027-05-10"),
        # Afterwards they change nothing of a rejection: asked about again, and warned of the last day.
        ((Progressed(day("Tue 2027-05-04"), CNIL),), "follow", 2, "Thu 2027-08-05"),
        ((Progressed(day("Tue 2027-05-04"), CNIL),), "appeal", 1, "Fri 2027-05-14"),
        ((Snoozed(ON, CNIL, day("Mon 2027-02-15")),), "snooze", 2, "Mon 2027-02-15"),
    ],
)
def test_a_complaint_is_followed_until_four_weeks_before_the_last_safe_day(
    events: tuple[Event, ...], kind: str, anchor: int, on: str
) -> None:
    case = case_of(AGREED, posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE), *events)
    assert Reminder(ReminderKind(kind), "cnil.1", anchor, day(on), moment(on), moment(on)) in of(case)


@folded(
    "events",
    [
        (Progressed(day("Tue 2027-02-09"), CNIL),),  # its silence is no rejection any more
        (Declined(day("Mon 2027-06-14"), CNIL),),  # the safe day was Friday 11 June
        (Declined(day("Tue 2027-02-09"), CNIL, told=day("Fri 2027-04-09")),),  # told on the last safe day
        (Confirmed(day("Tue 2027-02-09"), CNIL),),
        (Closed(day("Tue 2027-02-09"), CNIL),),
        (Returned(day("Mon 2027-01-18"), LetterName("cnil")),),
    ],
)
def test_nobody_is_warned_of_a_last_day_that_is_none_or_that_is_over(events: tuple[Event, ...]) -> None:
    case = case_of(AGREED, posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE), *events)
    assert ReminderKind.APPEAL not in {found.kind for found in of(case)}


@pytest.mark.parametrize("agreed", [AGREED, ANEW])
def test_nothing_more_is_asked_once_the_cnil_has_refused_but_the_warning(agreed: RemindersAccepted) -> None:
    case = case_of(
        agreed, posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE), Declined(day("Tue 2027-02-09"), CNIL)
    )
    assert [(found.kind, found.day) for found in of(case)] == [(ReminderKind.APPEAL, day("Fri 2027-03-12"))]


@pytest.mark.parametrize("agreed", [AGREED, ANEW])
def test_once_every_body_has_done_what_was_asked_nothing_comes_of_the_complaint(agreed: RemindersAccepted) -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE, against=(1,))
    case = case_of(agreed, SENT, filed)
    assert {found.track for found in of(case)} == {"cnil.2"}
    assert of(case.adding((Confirmed(day("Mon 2027-02-01"), CAISSE),))) == ()


def test_a_complaint_that_came_back_is_asked_about_until_it_is_sent_anew() -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.POST, against=(1,))
    back = case_of(AGREED, SENT, filed, Returned(day("Mon 2027-01-18"), LetterName("cnil"), opened_by=2))
    assert (ReminderKind.FOLLOW, "cnil.2", moment("Mon 2027-01-25")) in {(r.kind, r.track, r.due) for r in of(back)}
    anew = back.adding((posted("Thu 2027-01-21", LetterName("cnil"), Medium.ONLINE, against=(1,)),))
    assert {r.track for r in of(anew)} == {"cnil.4"}


def test_two_complaints_are_followed_each_by_its_own_clock() -> None:
    first, second = (
        posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE),
        posted("Mon 2027-02-08", LetterName("cnil"), Medium.ONLINE),
    )
    assert [(found.kind, found.track, found.day) for found in of(case_of(AGREED, first, second))] == [
        (ReminderKind.NEWS, "cnil.1", day("Mon 2027-04-12")),
        (ReminderKind.NEWS, "cnil.2", day("Sun 2027-05-09")),
        (ReminderKind.APPEAL, "cnil.1", day("Fri 2027-05-14")),
        (ReminderKind.APPEAL, "cnil.2", day("Thu 2027-06-10")),
    ]


def test_a_body_that_was_complained_of_is_followed_by_the_track_of_the_cnil_only() -> None:
    filed = Posted(day("Mon 2027-01-11"), LetterName("cnil"), Medium.ONLINE, BODY, Territory.METROPOLE, about=(CAISSE,))
    assert {found.track for found in of(case_of(AGREED, SENT, filed))} == {"cnil.2"}
    other = posted("Mon 2027-01-11", LetterName("hdh"))
    assert {found.track for found in of(case_of(AGREED, SENT, other, filed))} == {"cnil.3", "hdh.2"}


def test_what_was_promised_of_a_body_that_was_complained_of_comes_all_the_same() -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE, against=(1,))
    snoozed = Snoozed(day("Mon 2027-01-18"), CAISSE, day("Wed 2027-03-03"))
    assert (ReminderKind.SNOOZE, "caisse.1", moment("Wed 2027-03-03")) in {
        (found.kind, found.track, found.due) for found in of(case_of(AGREED, SENT, filed, snoozed))
    }


def test_a_day_that_was_asked_for_of_a_body_that_was_complained_of_is_kept_once() -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE, against=(1,))
    snoozed = Snoozed(day("Mon 2027-01-18"), CAISSE, day("Wed 2027-03-03"))
    assert [r.again for r in of(case_of(ANEW, SENT, filed, snoozed)) if r.track == "caisse.1"] == [0]


def test_a_complaint_that_was_sent_too_early_leaves_the_body_its_own_reminder() -> None:
    by_post = posted("Tue 2026-11-24", medium=Medium.REGISTERED)
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE, against=(1,))
    told = Delivered(day("Mon 2026-12-14"), LetterName("caisse"), told=day("Tue 2027-01-12"))
    found = of(case_of(AGREED, by_post, filed, told))
    assert (ReminderKind.DEADLINE, "caisse.1", moment("Fri 2027-01-15")) in {(r.kind, r.track, r.due) for r in found}
