"""What holds of reminders whatever a person did, in whatever order, wherever they live."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.campaign import Medium, TrackName
from bot.core.case import (
    Case,
    Confirmed,
    Declined,
    Delivered,
    Event,
    Extended,
    LetterName,
    Posted,
    Prepared,
    Redirected,
    RemindersAccepted,
    RemindersStopped,
    Silent,
    Snoozed,
    Status,
)
from bot.core.reminder import Reminder, reminders
from bot.core.working_days import Territory, holidays_of, time_zone_of
from tests.core.days import BODY, delays

DAYS = st.dates(date(2026, 9, 1), date(2028, 3, 1))
TRACKS = st.sampled_from(TrackName)
LETTERS = st.sampled_from(LetterName)
TERRITORIES = st.sampled_from(Territory)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Posted, DAYS, LETTERS, st.sampled_from(Medium), st.just(BODY), TERRITORIES),
    st.builds(Posted, DAYS, LETTERS, st.sampled_from(Medium), st.just(BODY), TERRITORIES),
    st.builds(Delivered, DAYS, LETTERS),
    st.builds(Prepared, DAYS, st.tuples(LETTERS), st.just(1)),
    st.builds(Confirmed, DAYS, TRACKS),
    st.builds(Declined, DAYS, TRACKS),
    st.builds(Redirected, DAYS, TRACKS),
    st.builds(Extended, DAYS, TRACKS, st.booleans()),
    st.builds(Silent, DAYS, TRACKS),
    st.builds(Snoozed, DAYS, TRACKS, DAYS),
    st.builds(RemindersAccepted, DAYS, st.just(1)),
    st.builds(RemindersAccepted, DAYS, st.just(1)),
    st.builds(RemindersStopped, DAYS),
)
CASES = st.lists(EVENTS, max_size=14).map(lambda events: Case().adding(events))


def of(case: Case, home: Territory) -> tuple[Reminder, ...]:
    return reminders(case, delays(), ZoneInfo(time_zone_of(home)), home)


@given(CASES, TERRITORIES)
def test_no_two_reminders_share_a_key(case: Case, home: Territory) -> None:
    keys = [found.key for found in of(case, home)]
    assert len(keys) == len(set(keys))


@given(CASES, TERRITORIES)
def test_every_reminder_hangs_on_an_event_of_its_own_track(case: Case, home: Territory) -> None:
    for found in of(case, home):
        track = case.track(found.track, delays())
        assert track
        assert found.anchor in {entry.seq for entry in track.log}


@given(CASES, TERRITORIES)
def test_no_reminder_is_about_a_track_that_is_confirmed(case: Case, home: Territory) -> None:
    confirmed = {t.name for t in case.tracks(delays()) if t.status(date(2026, 12, 1)) is Status.CONFIRMED}
    assert not confirmed & {found.track for found in of(case, home)}


@given(CASES, TERRITORIES)
def test_nobody_is_reminded_without_a_standing_consent(case: Case, home: Territory) -> None:
    stopped = case.adding((RemindersStopped(date(2028, 3, 1)),))
    assert of(stopped, home) == ()
    if not case.reminding:
        assert of(case, home) == ()


@given(CASES, TERRITORIES)
def test_every_reminder_is_due_at_half_past_nine_on_a_day_that_is_no_sunday_and_no_holiday(
    case: Case, home: Territory
) -> None:
    for found in of(case, home):
        assert found.due.timetz() == time(9, 30, tzinfo=ZoneInfo(time_zone_of(home)))
        assert found.due.isoweekday() != 7
        assert found.due.date() not in holidays_of(home)


@given(CASES, TERRITORIES)
def test_reminders_come_in_the_order_of_their_moment(case: Case, home: Territory) -> None:
    found = of(case, home)
    assert list(found) == sorted(found, key=lambda one: one.due)


@given(CASES, TERRITORIES)
def test_no_reminder_says_that_a_deadline_is_over_before_it_is(case: Case, home: Territory) -> None:
    for found in of(case, home):
        track = case.track(found.track, delays())
        assert track
        if found.kind != "snooze":
            assert track.deadline.passed(found.due.date())


@given(CASES, TERRITORIES, st.sets(st.integers(0, 200)), st.integers(0, 200))
def test_being_down_loses_and_doubles_no_reminder(case: Case, home: Territory, up: set[int], last: int) -> None:
    """The service looks on some days and not on others; at its last look, what was due has been sent, once each."""
    first = date(2026, 9, 1)
    sent: list[tuple[int, str]] = []
    looks = sorted({first + timedelta(days=5 * n) for n in up if n < last} | {first + timedelta(days=5 * last)})
    for today in looks:
        sent += [found.key for found in of(case, home) if found.due.date() <= today and found.key not in sent]
    assert sorted(sent) == sorted(found.key for found in of(case, home) if found.due.date() <= looks[-1])
