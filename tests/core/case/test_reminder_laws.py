"""What holds of reminders whatever a person did, in whatever order, wherever they live."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterKind
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.effect import told_on
from bot.core.case.event import (
    Closed,
    Declined,
    Event,
    Redated,
    RemindersAccepted,
    RemindersPaused,
    RemindersStopped,
    Silent,
    Snoozed,
    Withdrawn,
)
from bot.core.case.letter_event import Posted, Prepared, Unposted
from bot.core.case.reminder import (
    AGAIN,
    Reminder,
    ReminderKind,
    last_of_each,
    next_of_each,
    reminders,
    unsent,
)
from bot.core.case.track import DONE, Status
from bot.core.case.working_days import Territory, holidays_of, time_zone_of
from tests.core.days import bodies_of, campaign
from tests.core.histories import CASES, DAYS, TERRITORIES, last_day, lived_cases, writings

ANY = CASES | lived_cases()
HOLIDAYS = 5
"""A reminder waits for so many days at most for one that is neither a Sunday nor a holiday."""


def of(case: Case, home: Territory) -> tuple[Reminder, ...]:
    return reminders(case, campaign(), ZoneInfo(time_zone_of(home)), home)


@given(ANY, TERRITORIES)
def test_no_two_reminders_share_a_key(case: Case, home: Territory) -> None:
    keys = [found.key for found in of(case, home)]
    assert len(keys) == len(set(keys))


@given(ANY, TERRITORIES)
def test_every_reminder_hangs_on_what_was_told_of_its_own_track_or_of_its_letter_or_on_the_consent(
    case: Case, home: Territory
) -> None:
    consents = {entry.seq for entry in case.entries if entry.event == case.reminding}
    for found in of(case, home):
        anchor = case.log[found.anchor].event
        if found.letter:
            assert isinstance(anchor, Prepared | Unposted)
            letters = anchor.letters if isinstance(anchor, Prepared) else (anchor.letter,)
            assert found.letter.letter in letters
            assert found.letter in case.unsent(campaign())
            continue
        track = case.track(found.track, campaign())
        assert track
        if isinstance(anchor, Redated | Withdrawn):
            assert case.threads.opener[found.anchor] == track.opened
            assert found.named
        else:
            assert found.anchor in {entry.seq for entry in track.log} or found.anchor in consents


@given(ANY, TERRITORIES)
def test_no_reminder_is_about_a_track_that_is_done_with(case: Case, home: Territory) -> None:
    done = {t.key for t in case.tracks(campaign()) if t.status(date(2026, 12, 1)) in DONE}
    assert not done & {found.track for found in of(case, home) if not found.letter}


@given(ANY, TERRITORIES)
def test_no_reminder_is_about_a_body_that_was_complained_of_but_what_was_asked_for_since(
    case: Case, home: Territory
) -> None:
    complained = {t.key for t in bodies_of(case) if t.complained}
    about = {found.track for found in of(case, home) if not found.letter and found.kind is not ReminderKind.SNOOZE}
    assert not complained & about


@given(ANY, TERRITORIES, DAYS, DAYS)
def test_in_a_pause_only_the_warning_of_the_person_s_own_last_day_comes_and_nothing_is_lost(
    case: Case, home: Territory, on: date, until: date
) -> None:
    case = case.adding((RemindersPaused(on, until),))
    without = Case(tuple(entry for entry in case.log if not isinstance(entry.event, RemindersPaused)))
    usual = {found.key: found for found in of(without, home)}
    found = {reminder.key: reminder for reminder in of(case, home)}
    assert found.keys() == usual.keys()
    for key, reminder in found.items():
        if reminder.kind is ReminderKind.APPEAL:
            assert reminder.due == usual[key].due
        else:
            assert reminder.due >= usual[key].due
            assert reminder.due.date() >= until


@given(ANY, TERRITORIES)
def test_nothing_due_on_the_day_of_the_consent_or_before_it_is_sent(case: Case, home: Territory) -> None:
    consent = case.reminding
    assert all(consent and found.due.date() > consent.on for found in of(case, home))


@given(ANY, TERRITORIES)
def test_a_reminder_is_never_early_and_at_most_some_holidays_late_or_after_a_pause(case: Case, home: Territory) -> None:
    for found in of(case, home):
        assert found.day <= found.usual.date() <= found.day + timedelta(days=HOLIDAYS)
        over = case.pause.until if case.pause else found.day
        assert found.usual.date() <= found.due.date() <= max(found.day, over) + timedelta(days=HOLIDAYS)


@given(ANY, TERRITORIES)
def test_nobody_is_reminded_without_a_standing_consent(case: Case, home: Territory) -> None:
    stopped = case.adding((RemindersStopped(date(2028, 3, 1)),))
    assert of(stopped, home) == ()
    if not case.reminding:
        assert of(case, home) == ()


@given(ANY, TERRITORIES)
def test_every_reminder_is_due_at_half_past_nine_on_a_day_that_is_no_sunday_and_no_holiday(
    case: Case, home: Territory
) -> None:
    for found in of(case, home):
        assert found.due.timetz() == time(9, 30, tzinfo=ZoneInfo(time_zone_of(home)))
        assert found.due.isoweekday() != 7
        assert found.due.date() not in holidays_of(home)


@given(ANY, TERRITORIES)
def test_reminders_come_in_the_order_of_their_moment(case: Case, home: Territory) -> None:
    found = of(case, home)
    assert list(found) == sorted(found, key=lambda one: one.due)


SPEAK_OF_LATENESS = {"deadline", "extended-deadline", "silent", "cnil-news"}


@given(ANY, TERRITORIES)
def test_no_reminder_says_that_a_deadline_is_over_before_it_is(case: Case, home: Territory) -> None:
    for found in of(case, home):
        if found.kind in SPEAK_OF_LATENESS:
            track = case.track(found.track, campaign())
            assert track
            assert track.deadline.passed(found.due.date())


@given(ANY, TERRITORIES)
def test_the_warning_of_the_conseil_d_etat_comes_while_there_is_time(case: Case, home: Territory) -> None:
    """Four weeks before; or a week after the refusal, or the consent, that was told when less was left."""
    delays = campaign().delays
    week, warning = timedelta(days=delays.snooze.count), timedelta(days=delays.appeal_warning.count)
    for found in of(case, home):
        if found.kind == "appeal":
            track = case.track(found.track, campaign())
            assert isinstance(track, ComplaintTrack)
            assert track.appeal_by
            told = [told_on(e.event) for e in track.log if isinstance(e.event, Declined)]
            agreed = [case.reminding.on] if case.reminding else []
            assert found.day in {track.appeal_by - warning, *(on + week for on in (*told, *agreed))}
            assert track.appeal_by - warning <= found.day < track.appeal_by


@given(ANY, TERRITORIES, st.sets(st.integers(0, 300)), st.integers(0, 300))
def test_being_down_loses_and_doubles_no_reminder(case: Case, home: Territory, up: set[int], last: int) -> None:
    """The service looks on some days and not on others; at its last look, what was due has been sent, once each."""
    first = date(2026, 9, 1)
    sent: list[tuple[int, str]] = []
    looks = sorted({first + timedelta(days=5 * n) for n in up if n < last} | {first + timedelta(days=5 * last)})
    for today in looks:
        sent += [found.key for found in of(case, home) if found.due.date() <= today and found.key not in sent]
    assert sorted(sent) == sorted(found.key for found in of(case, home) if found.due.date() <= looks[-1])


@given(ANY, TERRITORIES)
def test_the_same_is_asked_again_ever_more_rarely_and_the_next_of_each_is_the_first(
    case: Case, home: Territory
) -> None:
    found = of(case, home)
    complained = {track.key for track in bodies_of(case) if track.complained}
    for one in next_of_each(found):
        same = [r for r in found if r.subject == one.subject]
        once = one.kind is ReminderKind.APPEAL or (not one.letter and one.track in complained)
        repeats = case.reminding and case.reminding.terms >= 2 and not once
        assert [r.again for r in same] == (list(range(1 + len(AGAIN))) if repeats else [0])
        apart = [later.day - earlier.day for earlier, later in pairwise(same)]
        assert apart == sorted(apart)
    assert len(next_of_each(found)) == len(last_of_each(found)) == len({r.subject for r in found})


# --- Nobody is left alone -------------------------------------------------------------------------------------------


@dataclass
class Bell:
    """The service, that looks every day and notes what it sent, and how much had been told by then."""

    ledger: dict[tuple[int, str], int | None] = field(default_factory=dict)

    def until(self, case: Case, day: date) -> None:
        """Send all that falls due by that day."""
        for found in unsent(at_home(case), case, self.ledger):
            if found.due.date() <= day:
                self.ledger[found.key] = len(case.log)

    def coming(self, case: Case, day: date, until: date = date.max) -> set[str]:
        """The tracks of which something comes after that day, and the letters that are asked about."""
        found = unsent(at_home(case), case, self.ledger)
        later = [reminder for reminder in found if day < reminder.due.date() <= until]
        return {reminder.letter.key if reminder.letter else reminder.track for reminder in later}


def at_home(case: Case) -> tuple[Reminder, ...]:
    return of(case, Territory.METROPOLE)


def lived(case: Case) -> Bell:
    """The service through a whole life: every day on which something was told, and those in between."""
    bell = Bell()
    for n in range(1, len(case.log) + 1):
        bell.until(Case(case.log[:n]), last_day(Case(case.log[: n + 1])) - timedelta(days=1))
    return bell


def alone(case: Case, today: date) -> set[str]:
    """The bodies that are open and late on that day, and that nobody complained of."""
    return {t.key for t in bodies_of(case) if t.status(today) is Status.LATE and not t.complained}


@given(lived_cases(terms=2), st.integers(0, 400))
def test_an_open_late_track_that_was_not_complained_of_always_has_a_reminder_coming(case: Case, later: int) -> None:
    """After the last thing that was told, whatever rang before; and for more than a year, if nothing is answered."""
    bell, today = lived(case), last_day(case)
    assert alone(case, today) <= bell.coming(case, today)
    until = today + timedelta(days=later)
    bell.until(case, until)
    assert alone(case, until) <= bell.coming(case, until)


@given(lived_cases(terms=2))
def test_whoever_waits_for_something_hears_of_it(case: Case) -> None:
    """The same of every track that is neither done with nor spoken for by another, and of a complaint not refused."""
    today = last_day(case)
    coming = lived(case).coming(case, today)
    for track in case.tracks(campaign()):
        spoken_for = track.refusal if isinstance(track, ComplaintTrack) else track.complained
        if track.status(today) not in DONE and not spoken_for:
            anew = track.returned and str(track.request.letter) in coming  # it is asked whether that one has left
            assert track.key in coming or anew


@given(lived_cases(terms=1) | lived_cases(terms=2))
def test_nothing_that_is_told_before_the_last_day_makes_its_reminder_later(case: Case) -> None:
    """But for a day that was asked for, and a letter that went out: it has its time."""
    today = last_day(case)
    for track in bodies_of(case):
        newest = track.log[-1].event
        if track.status(today) is not Status.WAITING or track.complained or isinstance(newest, Snoozed):
            continue
        late = track.deadline.late_from
        followed = isinstance(newest, Posted) and newest.letter.kind is not LetterKind.REQUEST
        end = max(late, track.told_on + timedelta(days=campaign().delays.chase.count)) if followed else late
        due = [found.due.date() for found in at_home(case) if found.track == track.key and not found.letter]
        assert late <= min(due) <= end + timedelta(days=HOLIDAYS)


@given(lived_cases(terms=2), st.integers(0, 400))
def test_reminders_that_were_accepted_late_leave_nobody_alone_either(case: Case, later: int) -> None:
    stopped = case.adding((RemindersStopped(last_day(case)),))
    agreed = last_day(case) + timedelta(days=later)
    again = stopped.adding((RemindersAccepted(agreed, 2),))
    bell = lived(case)
    assert alone(again, agreed) <= bell.coming(again, agreed)


@given(lived_cases(terms=1) | lived_cases(terms=2), st.data(), st.integers(0, 60), st.integers(0, 400))
def test_what_is_undone_rings_again(case: Case, data: st.DataObject, waits: int, rang: int) -> None:
    """Something is told of a track, and undone: where it is late then, a reminder comes, as soon as after an answer."""
    tracks = case.tracks(campaign())
    assume(tracks)
    bell, now = lived(case), last_day(case) + timedelta(days=waits)
    bell.until(case, now - timedelta(days=1))
    track = data.draw(st.sampled_from(tracks))
    notes: tuple[Event, ...] = (Closed(now, track.name, track.opened), Silent(now, track.name, track.opened))
    event = data.draw(writings(track.name, now, None, track.opened) | st.sampled_from(notes))
    told = case.adding((event,))
    undone_on = now + timedelta(days=rang)
    bell.until(told, undone_on)
    undone = told.adding((Withdrawn(undone_on, len(case.log)),))
    late = {(t.key, t.status(undone_on)) for t in case.tracks(campaign())}
    assert {(t.key, t.status(undone_on)) for t in undone.tracks(campaign())} == late, "as if it had never been told"
    soon = undone_on + timedelta(days=campaign().delays.chase.count + HOLIDAYS)
    if track.key in alone(undone, undone_on):
        assert track.key in bell.coming(undone, undone_on, soon)
    if case.reminding and case.reminding.terms >= 2:
        assert alone(undone, undone_on) <= bell.coming(undone, undone_on)
