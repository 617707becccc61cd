"""Each kind of reminder: when it is due, what it hangs on, and when there is none."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.case import Case
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
    Redated,
    Redirected,
    RemindersAccepted,
    RemindersStopped,
    Reopened,
    Silent,
    Snoozed,
    Unidentified,
    Withdrawn,
)
from bot.core.case.hours import (
    may_write,
)
from bot.core.case.letter_event import (
    Delivered,
    Dropped,
    Prepared,
    Returned,
    Unposted,
)
from bot.core.case.reminder import (
    Reminder,
    ReminderKind,
    reminders,
)
from bot.core.case.working_days import Territory, time_zone_of
from tests.core.days import OTHER_BODY, campaign, case_of, day, posted
from tests.folded import folded

PARIS = ZoneInfo("Europe/Paris")
CAISSE, HDH, CNIL = "caisse", "hdh", "cnil"
AGREED = RemindersAccepted(day("Thu 2026-10-01"), 1)
ANEW = RemindersAccepted(day("Thu 2026-10-01"), 2)  # the terms since which the same is asked again
ON = day("Mon 2026-12-07")
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December
CHASED = posted("Mon 2026-12-28", LetterName("chase-caisse"))
ANSWERED = posted("Thu 2026-12-10", LetterName("refusal-answer-caisse"))
BACK = Returned(ON, LetterName("caisse"))


def of(case: Case, territory: Territory = Territory.METROPOLE) -> tuple[Reminder, ...]:
    """The case's reminders, in the civil time of that territory."""
    return reminders(case, campaign(), ZoneInfo(time_zone_of(territory)), territory)


def moment(written: str, hour: int = 9, minute: int = 30) -> datetime:
    """That day in Paris, at the hour of reminders."""
    on = day(written)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=PARIS)


LAST = ("deadline", 1, "Fri 2026-12-25", "Sat 2026-12-26")  # the day after the last one is Christmas


@folded(
    ("events", "kind", "anchor", "on", "due"),
    [
        # Seq 0 is the consent, 1 the letter, 2 and on what followed.
        ((), *LAST),
        # What is told before the last day moves the question about it nowhere.
        ((Redirected(ON, CAISSE),), *LAST),
        ((Silent(ON, CAISSE),), *LAST),
        ((Acknowledged(ON, CAISSE),), *LAST),
        ((Silent(day("Mon 2026-12-14"), CAISSE),), *LAST),
        ((Acknowledged(day("Mon 2026-12-14"), CAISSE),), *LAST),
        ((Redirected(day("Mon 2026-12-14"), CAISSE),), *LAST),
        ((Acknowledged(day("Thu 2026-12-24"), CAISSE),), *LAST),
        ((Extended(ON, CAISSE, reasons=False),), *LAST),
        ((Extended(day("Mon 2026-12-21"), CAISSE, reasons=False),), *LAST),
        ((Closed(ON, CAISSE), Reopened(ON, CAISSE)), *LAST),
        ((Extended(ON, CAISSE, reasons=True),), "extended-deadline", 1, "Thu 2027-02-25", "Thu 2027-02-25"),
        (
            (Extended(ON, CAISSE, reasons=True), Acknowledged(day("Mon 2027-02-15"), CAISSE)),
            "extended-deadline",
            1,
            "Thu 2027-02-25",
            "Thu 2027-02-25",
        ),
        # From the day after it: some time after what was last told, by the day on which it was told.
        ((Acknowledged(day("Fri 2026-12-25"), CAISSE),), "follow", 2, "Sat 2027-01-09", None),
        ((Acknowledged(day("Mon 2026-12-28"), CAISSE),), "follow", 2, "Tue 2027-01-12", None),
        ((Acknowledged(ON, CAISSE, told=day("Mon 2026-12-28")),), "follow", 2, "Tue 2027-01-12", None),
        ((Extended(day("Mon 2026-12-28"), CAISSE, reasons=True),), "follow", 2, "Tue 2027-01-12", None),
        ((IdentityAsked(day("Sat 2026-12-26"), CAISSE),), "follow", 2, "Sun 2027-01-10", "Mon 2027-01-11"),
        ((Silent(day("Sat 2026-12-26"), CAISSE),), "silent", 2, "Sun 2027-01-10", "Mon 2027-01-11"),
        ((CHASED,), "chase", 2, "Tue 2027-01-12", None),
        ((CHASED, Redirected(day("Mon 2027-01-04"), CAISSE)), "follow", 3, "Tue 2027-01-19", None),
        ((Snoozed(ON, CAISSE, day("Sat 2027-01-02")),), "snooze", 2, "Sat 2027-01-02", None),
        # They wait for the person; or the letter came back; or it is settled, and not as was asked.
        ((IdentityAsked(ON, CAISSE),), "identity", 2, "Mon 2026-12-14", None),
        ((BACK,), "follow", 2, "Mon 2026-12-14", None),
        ((BACK, posted("Mon 2026-12-14")), "deadline", 3, "Fri 2027-01-15", None),
        ((Declined(ON, CAISSE),), "follow", 2, "Tue 2026-12-22", None),
        ((Partial(ON, CAISSE),), "follow", 2, "Tue 2026-12-22", None),
        ((Unidentified(ON, CAISSE),), "follow", 2, "Tue 2026-12-22", None),
        ((Declined(ON, CAISSE), ANSWERED), "chase", 3, "Fri 2026-12-25", "Sat 2026-12-26"),
        ((Declined(ON, CAISSE), Snoozed(ON, CAISSE, day("Mon 2026-12-14"))), "snooze", 3, "Mon 2026-12-14", None),
        # What is mended or undone is told again, and asked about from then.
        ((CHASED, Withdrawn(day("Mon 2027-01-04"), 2)), "follow", 3, "Tue 2027-01-19", None),
        (
            (Silent(day("Sat 2026-12-26"), CAISSE), Withdrawn(day("Mon 2026-12-28"), 2)),
            "follow",
            3,
            "Tue 2027-01-12",
            None,
        ),
        ((Confirmed(ON, CAISSE), Withdrawn(day("Mon 2027-01-18"), 2)), "follow", 3, "Tue 2027-02-02", None),
        ((Closed(ON, CAISSE), Withdrawn(day("Mon 2027-01-18"), 2)), "follow", 3, "Tue 2027-02-02", None),
        (
            (Declined(ON, CAISSE), Redated(day("Mon 2026-12-14"), 2, day("Tue 2026-12-08"))),
            "follow",
            3,
            "Tue 2026-12-29",
            None,
        ),
        ((Declined(ON, CAISSE), Withdrawn(day("Mon 2026-12-14"), 2)), *LAST),
        ((Snoozed(ON, CAISSE, day("Sat 2027-01-02")), Withdrawn(ON, 2)), *LAST),
    ],
)
def test_a_track_calls_for_the_reminder_that_its_state_and_what_was_last_told_of_it_decide(
    events: tuple[Event, ...], kind: str, anchor: int, on: str, due: str | None
) -> None:
    mended = anchor > 1 and isinstance(events[anchor - 2], Withdrawn | Redated)
    at = moment(due or on)
    expected = Reminder(ReminderKind(kind), "caisse.1", anchor, day(on), at, at, named=mended)
    assert of(case_of(AGREED, SENT, *events)) == (expected,)


def test_a_body_that_owes_access_is_followed_though_it_recorded_the_objection() -> None:
    sent = posted("Tue 2026-11-24", LetterName("hdh"))
    (found,) = of(case_of(AGREED, sent, Confirmed(ON, HDH, whole=False)))
    assert (found.kind, found.track, found.due) == (ReminderKind.DEADLINE, "hdh.1", moment("Sat 2026-12-26"))
    later = Confirmed(day("Mon 2026-12-28"), HDH, whole=False)
    (found,) = of(case_of(AGREED, sent, later))
    assert (found.kind, found.anchor, found.due) == (ReminderKind.FOLLOW, 2, moment("Tue 2027-01-12"))
    assert of(case_of(AGREED, sent, later, Accessed(day("Mon 2027-01-04"), HDH))) == ()


def test_a_letter_that_was_given_and_never_sent_is_asked_about_once() -> None:
    given = Prepared(day("Tue 2026-11-24"), (LetterName("caisse"), LetterName("hdh")), 1)
    on = day("Tue 2026-12-01")
    found = of(case_of(AGREED, given))
    assert [(r.kind, r.track, r.letter and r.letter.key, r.anchor, r.day) for r in found] == [
        (ReminderKind.UNSENT, "caisse", "caisse", 1, on),
        (ReminderKind.UNSENT, "hdh", "hdh", 1, on),
    ]
    assert [found.key for found in found] == [(1, "unsent.caisse@2026-12-01"), (1, "unsent.hdh@2026-12-01")]
    sent = [r.letter for r in of(case_of(AGREED, given, SENT)) if r.kind is ReminderKind.UNSENT]
    assert [letter and letter.letter for letter in sent] == [LetterName("hdh")]


def test_a_letter_that_has_not_left_is_asked_about_again_a_week_after_that_was_said() -> None:
    given = Prepared(day("Tue 2026-11-24"), (LetterName("caisse"), LetterName("hdh")), 1)
    (hdh, caisse) = of(case_of(AGREED, given, Unposted(day("Fri 2026-12-04"), LetterName("caisse"))))
    assert (hdh.key, hdh.due) == ((1, "unsent.hdh@2026-12-01"), moment("Tue 2026-12-01"))
    assert (caisse.key, caisse.due) == ((2, "unsent.caisse@2026-12-11"), moment("Fri 2026-12-11"))


def test_a_letter_that_will_not_be_sent_is_asked_about_no_more() -> None:
    given = Prepared(day("Tue 2026-11-24"), (LetterName("caisse"), LetterName("hdh")), 1)
    found = of(case_of(ANEW, given, Dropped(day("Fri 2026-12-04"), LetterName("caisse"))))
    assert {r.letter and r.letter.letter for r in found} == {LetterName("hdh")}


def test_of_two_caisses_each_has_the_letter_that_was_given_for_it() -> None:
    chase = LetterName("chase-caisse")
    other = posted("Tue 2026-11-24", to=OTHER_BODY)
    given = [Prepared(day("Mon 2026-12-28"), (chase,), 1, opened_by=of) for of in (1, 2)]
    sent = posted("Tue 2026-12-29", chase, opened_by=1)
    found = [r for r in of(case_of(AGREED, SENT, other, *given, sent)) if r.letter]
    assert [(r.track, r.letter and r.letter.key) for r in found] == [("caisse.2", "chase-caisse.2")]


def test_a_letter_whose_matter_is_settled_is_asked_about_no_more() -> None:
    given = Prepared(day("Mon 2026-12-28"), (LetterName("chase-caisse"),), 1, opened_by=1)
    assert [r.kind for r in of(case_of(AGREED, SENT, given))] == [ReminderKind.DEADLINE, ReminderKind.UNSENT]
    assert of(case_of(AGREED, SENT, given, Confirmed(day("Wed 2026-12-30"), CAISSE))) == ()


def test_a_letter_that_came_back_is_asked_about_once_it_is_given_anew_and_in_no_other_way() -> None:
    back = case_of(ANEW, SENT, BACK)
    assert {(r.kind, r.track) for r in of(back)} == {(ReminderKind.FOLLOW, "caisse.1")}
    anew = back.adding((Prepared(day("Wed 2026-12-09"), (LetterName("caisse"),), 2),))
    assert {(r.kind, r.letter and r.letter.key) for r in of(anew)} == {(ReminderKind.UNSENT, "caisse")}
    sent = anew.adding((posted("Thu 2026-12-10"),))
    assert of(sent)[0].day == day("Tue 2027-01-12")  # Sunday 10 January


# --- Its day --------------------------------------------------------------------------------------------------------


def test_a_chase_sent_before_the_last_day_is_not_asked_about_before_it() -> None:
    case = case_of(AGREED, SENT, posted("Wed 2026-11-25", LetterName("chase-caisse")))
    assert of(case)[0].due == moment("Sat 2026-12-26")


@pytest.mark.parametrize(
    ("sent", "medium", "due"),
    [
        ("Mon 2026-11-23", Medium.EMAIL, "Thu 2026-12-24"),
        ("Tue 2026-12-01", Medium.EMAIL, "Tue 2027-01-05"),  # 1 January, then a weekend
        ("Wed 2026-11-18", Medium.EMAIL, "Sat 2026-12-19"),  # a Saturday is a day like another for a reminder
        ("Thu 2027-04-08", Medium.EMAIL, "Tue 2027-05-11"),  # Saturday 8 May is a holiday
        ("Mon 2026-11-02", Medium.POST, "Thu 2026-12-10"),  # received on the 9th at the latest
    ],
)
def test_a_reminder_comes_the_day_after_the_deadline(sent: str, medium: Medium, due: str) -> None:
    (found,) = of(case_of(AGREED, posted(sent, medium=medium)))
    assert found.due == moment(due)


@folded(
    ("until", "territory", "due"),
    [
        ("Sun 2026-12-06", Territory.METROPOLE, "Mon 2026-12-07"),
        ("Fri 2026-12-25", Territory.METROPOLE, "Sat 2026-12-26"),
        ("Fri 2026-12-25", Territory.ALSACE_MOSELLE, "Mon 2026-12-28"),  # 26 December, then a Sunday
        ("Fri 2027-03-26", Territory.METROPOLE, "Fri 2027-03-26"),
        ("Fri 2027-03-26", Territory.ALSACE_MOSELLE, "Sat 2027-03-27"),  # Good Friday
        ("Sun 2027-03-28", Territory.METROPOLE, "Tue 2027-03-30"),  # Easter
        ("Thu 2027-05-27", Territory.METROPOLE, "Thu 2027-05-27"),
        ("Thu 2027-05-27", Territory.GUADELOUPE, "Fri 2027-05-28"),  # abolition of slavery there
    ],
)
def test_no_reminder_comes_on_a_sunday_or_a_holiday_where_the_person_lives(
    until: str, territory: Territory, due: str
) -> None:
    (found,) = of(case_of(AGREED, SENT, Snoozed(day("Wed 2026-11-25"), CAISSE, day(until))), territory)
    assert found.due.date() == day(due)


@folded(
    ("until", "territory", "utc"),
    [
        ("Sat 2026-10-24", Territory.METROPOLE, "07:30"),
        ("Mon 2026-10-26", Territory.METROPOLE, "08:30"),  # the clocks went back on Sunday 25 October
        ("Sat 2027-03-27", Territory.METROPOLE, "08:30"),
        ("Tue 2027-03-30", Territory.METROPOLE, "07:30"),  # and forward on Sunday 28 March
        ("Mon 2026-10-26", Territory.REUNION, "05:30"),  # no change of hour overseas
        ("Tue 2027-03-30", Territory.REUNION, "05:30"),
        ("Tue 2027-03-30", Territory.MARTINIQUE, "13:30"),
        ("Tue 2027-03-30", Territory.GUYANE, "12:30"),
    ],
)
def test_it_is_half_past_nine_where_the_person_lives_on_both_sides_of_a_change_of_hour(
    until: str, territory: Territory, utc: str
) -> None:
    (found,) = of(case_of(AGREED, SENT, Snoozed(day("Wed 2026-11-25"), CAISSE, day(until))), territory)
    assert f"{found.due:%H:%M}" == "09:30"
    assert f"{found.due.astimezone(UTC):%H:%M}" == utc


def test_each_recipient_has_its_own_reminder_and_the_earliest_comes_first() -> None:
    case = case_of(AGREED, posted("Thu 2026-12-03"), posted("Tue 2026-11-24", LetterName("hdh")))
    assert [(found.track, found.anchor) for found in of(case)] == [("hdh.2", 2), ("caisse.1", 1)]


# --- None at all ----------------------------------------------------------------------------------------------------


@folded(
    "events",
    [
        (SENT,),  # nobody asked for reminders
        (SENT, AGREED, RemindersStopped(day("Wed 2026-11-25"))),
        (AGREED,),  # nothing was sent
        (AGREED, Prepared(day("Tue 2026-11-24"), (LetterName("caisse"),), 1), SENT, Confirmed(ON, CAISSE)),
        (AGREED, SENT, Confirmed(day("Mon 2026-12-07"), CAISSE)),
        (AGREED, SENT, Confirmed(day("Mon 2026-12-07"), CAISSE), Silent(day("Mon 2026-12-28"), CAISSE)),
        (
            AGREED,
            SENT,
            Confirmed(day("Mon 2026-12-07"), CAISSE),
            Snoozed(day("Mon 2026-12-07"), CAISSE, day("Mon 2026-12-14")),
        ),
        (AGREED, SENT, Closed(day("Mon 2026-12-07"), CAISSE)),
        (AGREED, SENT, Closed(day("Mon 2026-12-07"), CAISSE), Silent(day("Mon 2026-12-28"), CAISSE)),
    ],
)
def test_there_is_no_reminder(events: tuple[Event, ...]) -> None:
    assert of(case_of(*events)) == ()


def test_reminders_come_back_with_a_new_consent() -> None:
    stopped = case_of(SENT, AGREED, RemindersStopped(day("Wed 2026-11-25")))
    again = stopped.adding((RemindersAccepted(day("Thu 2026-11-26"), 1),))
    assert [found.due for found in of(again)] == [moment("Sat 2026-12-26")]


def test_a_date_that_is_corrected_brings_a_reminder_of_its_own_and_the_anchor_stays() -> None:
    """The ledger then lets the new day through, and never the same day twice."""
    case = case_of(AGREED, posted("Mon 2026-11-02", medium=Medium.REGISTERED))
    (before,) = of(case)
    (after,) = of(case.adding((Delivered(day("Mon 2026-11-16"), LetterName("caisse")),)))
    assert before.key == (1, "deadline@2026-12-10")
    assert after.key == (1, "deadline@2026-12-17")
    (again,) = of(case.adding((Delivered(day("Mon 2026-11-16"), LetterName("caisse")), Silent(ON, CAISSE))))
    assert again.key == after.key


@folded("kind", ReminderKind)
def test_a_kind_of_reminder_fits_the_ledger(kind: ReminderKind) -> None:
    assert len(kind) <= 20
    at = moment("Mon 2026-12-07")
    found = Reminder(kind, "caisse.7", 7, day("Mon 2026-12-07"), at, at)
    assert found.key == (7, f"{kind}@2026-12-07")
    assert replace(found, again=3).key == (7, f"{kind}+3@2026-12-07")
    assert replace(found, again=3, named=True).key == (7, f"{kind}.caisse.7+3@2026-12-07")


# --- The hours at which somebody may be written to -------------------------------------------------------------------


@folded(
    ("now", "territory", "then"),
    [
        (("Tue 2026-11-24", 9, 0), Territory.METROPOLE, None),
        (("Tue 2026-11-24", 18, 59), Territory.METROPOLE, None),
        (("Sat 2026-11-28", 12, 0), Territory.METROPOLE, None),
        (("Tue 2026-11-24", 8, 59), Territory.METROPOLE, ("Tue 2026-11-24", 9, 0)),
        (("Tue 2026-11-24", 19, 0), Territory.METROPOLE, ("Wed 2026-11-25", 9, 0)),
        (("Sat 2026-11-28", 19, 0), Territory.METROPOLE, ("Mon 2026-11-30", 9, 0)),  # not on a Sunday
        (("Sun 2026-11-29", 12, 0), Territory.METROPOLE, ("Mon 2026-11-30", 9, 0)),
        (("Fri 2026-12-25", 12, 0), Territory.METROPOLE, ("Sat 2026-12-26", 9, 0)),
        (("Fri 2026-12-25", 3, 0), Territory.ALSACE_MOSELLE, ("Mon 2026-12-28", 9, 0)),
    ],
)
def test_nobody_is_woken_nor_written_to_on_a_sunday_or_a_holiday(
    now: tuple[str, int, int], territory: Territory, then: tuple[str, int, int] | None
) -> None:
    assert may_write(moment(*now), PARIS, territory) == moment(*(then or now))


def test_the_hours_are_those_of_the_place_where_the_person_lives() -> None:
    noon = moment("Tue 2026-11-24", 12, 0)  # 7 o'clock in Martinique
    there = may_write(noon, ZoneInfo("America/Martinique"), Territory.MARTINIQUE)
    assert there == moment("Tue 2026-11-24", 14, 0)
