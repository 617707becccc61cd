"""What holds of reminders whatever a person did, in whatever order, wherever they live."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.campaign import TrackName
from bot.core.case import Case
from bot.core.event import Prepared, Redated, RemindersPaused, RemindersStopped, Withdrawn
from bot.core.reminder import Reminder, ReminderKind, reminders
from bot.core.track import DONE
from bot.core.working_days import Territory, holidays_of, time_zone_of
from tests.core.days import delays
from tests.core.histories import CASES, TERRITORIES


def of(case: Case, home: Territory) -> tuple[Reminder, ...]:
    return reminders(case, delays(), ZoneInfo(time_zone_of(home)), home)


@given(CASES, TERRITORIES)
def test_no_two_reminders_share_a_key(case: Case, home: Territory) -> None:
    keys = [found.key for found in of(case, home)]
    assert len(keys) == len(set(keys))


@given(CASES, TERRITORIES)
def test_every_reminder_hangs_on_an_event_of_its_own_track_or_on_the_giving_of_its_letter(
    case: Case, home: Territory
) -> None:
    for found in of(case, home):
        if found.letter:
            given = case.log[found.anchor].event
            assert isinstance(given, Prepared)
            assert found.letter in given.letters
            assert found.letter in case.unsent
            continue
        track = case.track(found.track, delays())
        assert track
        assert found.anchor in {entry.seq for entry in track.log}


@given(CASES, TERRITORIES)
def test_no_reminder_is_about_a_track_that_is_done_with(case: Case, home: Territory) -> None:
    done = {t.name for t in case.tracks(delays()) if t.status(date(2026, 12, 1)) in DONE}
    assert not done & {found.track for found in of(case, home) if not found.letter}


@given(CASES, TERRITORIES)
def test_no_reminder_is_about_a_body_that_was_complained_of(case: Case, home: Territory) -> None:
    complained = {t.name for t in case.tracks(delays()) if t.name is not TrackName.CNIL and case.complained(t)}
    assert not complained & {found.track for found in of(case, home) if not found.letter}


@given(CASES, TERRITORIES)
def test_in_a_pause_only_the_warning_of_the_person_s_own_last_day_comes_and_nothing_is_lost(
    case: Case, home: Territory
) -> None:
    pause = case.pause
    without = tuple(entry.event for entry in case.log if not isinstance(entry.event, RemindersPaused))
    if pause is None or len(without) < len(case.log) - 1 or any(isinstance(e, Redated | Withdrawn) for e in without):
        return
    usual = {found.key[1]: found for found in of(Case().adding(without), home)}
    found = {reminder.key[1]: reminder for reminder in of(case, home)}
    assert found.keys() == usual.keys()
    for key, reminder in found.items():
        if reminder.kind is ReminderKind.APPEAL:
            assert reminder.due == usual[key].due
        else:
            assert reminder.due >= usual[key].due
            assert reminder.due.date() >= pause.until


@given(CASES, TERRITORIES)
def test_nothing_due_on_the_day_of_the_consent_or_before_it_is_sent(case: Case, home: Territory) -> None:
    consent = case.reminding
    assert all(consent and found.due.date() > consent.on for found in of(case, home))


@given(CASES, TERRITORIES)
def test_a_reminder_is_never_early_and_at_most_some_holidays_late(case: Case, home: Territory) -> None:
    for found in of(case, home):
        assert found.day <= found.due.date() <= found.day + timedelta(days=5)


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


SPEAK_OF_LATENESS = {"deadline", "extended-deadline", "silent", "cnil-news"}


@given(CASES, TERRITORIES)
def test_no_reminder_says_that_a_deadline_is_over_before_it_is(case: Case, home: Territory) -> None:
    for found in of(case, home):
        if found.kind in SPEAK_OF_LATENESS:
            track = case.track(found.track, delays())
            assert track
            assert track.deadline.passed(found.due.date())


@given(CASES, TERRITORIES)
def test_the_warning_of_the_conseil_d_etat_comes_while_there_is_time(case: Case, home: Territory) -> None:
    for found in of(case, home):
        if found.kind == "appeal":
            track = case.track(TrackName.CNIL, delays())
            assert track
            assert track.appeal_by
            assert found.day == track.appeal_by - timedelta(days=delays().appeal_warning.count)
            assert found.due.date() < track.appeal_by


@given(CASES, TERRITORIES, st.sets(st.integers(0, 200)), st.integers(0, 200))
def test_being_down_loses_and_doubles_no_reminder(case: Case, home: Territory, up: set[int], last: int) -> None:
    """The service looks on some days and not on others; at its last look, what was due has been sent, once each."""
    first = date(2026, 9, 1)
    sent: list[tuple[int, str]] = []
    looks = sorted({first + timedelta(days=5 * n) for n in up if n < last} | {first + timedelta(days=5 * last)})
    for today in looks:
        sent += [found.key for found in of(case, home) if found.due.date() <= today and found.key not in sent]
    assert sorted(sent) == sorted(found.key for found in of(case, home) if found.due.date() <= looks[-1])
