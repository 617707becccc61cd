"""Each kind of reminder: when it is due, what it hangs on, and when there is none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.campaign import Medium, TrackName
from bot.core.case import (
    Case,
    Confirmed,
    Declined,
    Delivered,
    Event,
    Extended,
    LetterName,
    Prepared,
    Redirected,
    RemindersAccepted,
    RemindersStopped,
    Silent,
    Snoozed,
)
from bot.core.reminder import Reminder, ReminderKind, reminders
from bot.core.working_days import Territory, time_zone_of
from tests.core.days import case_of, day, delays, posted

PARIS = ZoneInfo("Europe/Paris")
CAISSE = TrackName.CAISSE
AGREED = RemindersAccepted(day("Tue 2026-11-24"), 1)
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December


def of(case: Case, territory: Territory = Territory.METROPOLE) -> tuple[Reminder, ...]:
    """The case's reminders, in the civil time of that territory."""
    return reminders(case, delays(), ZoneInfo(time_zone_of(territory)), territory)


def moment(written: str, hour: int = 9, minute: int = 30) -> datetime:
    """That day in Paris, at the hour of reminders."""
    on = day(written)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("events", "kind", "anchor", "due"),
    [
        # Seq 0 is the consent, 1 the letter, 2 and on what followed.
        ((), ReminderKind.DEADLINE, 1, "Sat 2026-12-26"),  # the day after is Christmas
        ((Redirected(day("Mon 2026-12-07"), CAISSE),), ReminderKind.DEADLINE, 1, "Sat 2026-12-26"),
        ((Silent(day("Mon 2026-12-07"), CAISSE),), ReminderKind.DEADLINE, 1, "Sat 2026-12-26"),
        ((Extended(day("Mon 2026-12-07"), CAISSE, reasons=False),), ReminderKind.DEADLINE, 1, "Sat 2026-12-26"),
        (
            (Extended(day("Mon 2026-12-07"), CAISSE, reasons=True),),
            ReminderKind.EXTENDED_DEADLINE,
            1,
            "Thu 2027-02-25",
        ),
        ((posted("Mon 2026-12-28", LetterName.CHASE_CAISSE),), ReminderKind.CHASE, 2, "Tue 2027-01-12"),
        ((Snoozed(day("Sat 2026-12-26"), CAISSE, day("Sat 2027-01-02")),), ReminderKind.SNOOZE, 2, "Sat 2027-01-02"),
        ((Silent(day("Sat 2026-12-26"), CAISSE),), ReminderKind.SNOOZE, 2, "Mon 2027-01-11"),  # the 10th is a Sunday
        (
            (
                Declined(day("Mon 2026-12-07"), CAISSE),
                Snoozed(day("Mon 2026-12-07"), CAISSE, day("Mon 2026-12-14")),
            ),
            ReminderKind.SNOOZE,
            3,
            "Mon 2026-12-14",
        ),
    ],
)
def test_a_track_calls_for_the_reminder_that_its_newest_event_decides(
    events: tuple[Event, ...], kind: ReminderKind, anchor: int, due: str
) -> None:
    assert of(case_of(AGREED, SENT, *events)) == (Reminder(kind, CAISSE, anchor, moment(due)),)


def test_a_complaint_is_followed_by_a_reminder_after_three_months() -> None:
    case = case_of(AGREED, posted("Mon 2027-01-11", LetterName.CNIL, Medium.ONLINE))
    due = moment("Tue 2027-04-13")  # Sunday 11 April rolls to Monday
    assert of(case) == (Reminder(ReminderKind.CNIL_NEWS, TrackName.CNIL, 1, due),)


def test_a_chase_sent_before_the_last_day_is_not_asked_about_before_it() -> None:
    case = case_of(AGREED, SENT, posted("Wed 2026-11-25", LetterName.CHASE_CAISSE))
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
    case = case_of(AGREED, posted("Thu 2026-12-03"), posted("Tue 2026-11-24", LetterName.HDH))
    assert [(found.track, found.anchor) for found in of(case)] == [(TrackName.HDH, 2), (TrackName.CAISSE, 1)]


# --- None at all ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "events",
    [
        (SENT,),  # nobody asked for reminders
        (SENT, AGREED, RemindersStopped(day("Wed 2026-11-25"))),
        (AGREED,),  # nothing was sent
        (AGREED, Prepared(day("Tue 2026-11-24"), (LetterName.CAISSE,), 1)),
        (AGREED, SENT, Confirmed(day("Mon 2026-12-07"), CAISSE)),
        (AGREED, SENT, Confirmed(day("Mon 2026-12-07"), CAISSE), Silent(day("Mon 2026-12-28"), CAISSE)),
        (
            AGREED,
            SENT,
            Confirmed(day("Mon 2026-12-07"), CAISSE),
            Snoozed(day("Mon 2026-12-07"), CAISSE, day("Mon 2026-12-14")),
        ),
        (AGREED, SENT, Declined(day("Mon 2026-12-07"), CAISSE)),  # the next step is the person's
    ],
)
def test_there_is_no_reminder(events: tuple[Event, ...]) -> None:
    assert of(case_of(*events)) == ()


def test_reminders_come_back_with_a_new_consent() -> None:
    stopped = case_of(SENT, AGREED, RemindersStopped(day("Wed 2026-11-25")))
    again = stopped.adding((RemindersAccepted(day("Thu 2026-11-26"), 1),))
    assert [found.due for found in of(again)] == [moment("Sat 2026-12-26")]


def test_a_reminder_that_was_sent_keeps_its_key_when_the_day_of_delivery_is_told_later() -> None:
    case = case_of(AGREED, posted("Mon 2026-11-02", medium=Medium.REGISTERED))
    (before,) = of(case)
    (after,) = of(case.adding((Delivered(day("Mon 2026-11-16"), LetterName.CAISSE),)))
    assert before.due != after.due
    assert before.key == after.key == (1, "deadline")


def test_a_second_silence_is_asked_about_again_under_a_key_of_its_own() -> None:
    first = case_of(AGREED, SENT, Silent(day("Sat 2026-12-26"), CAISSE))
    second = first.adding((Silent(day("Mon 2027-01-11"), CAISSE),))
    assert of(first)[0].key != of(second)[0].key
    assert of(second)[0].due - of(first)[0].due == timedelta(days=15)  # from the 11th to the 26th of January
