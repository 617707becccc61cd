"""What a complaint to the CNIL does: its three months, what ends them, and the person's own time after them."""

from dataclasses import replace
from zoneinfo import ZoneInfo

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
)
from bot.core.case.letter_event import Delivered, Returned, WhyReturned
from bot.core.case.next_step import StepKind, all_steps
from bot.core.case.reminder import (
    ReminderKind,
    reminders,
)
from bot.core.case.track import Status
from bot.core.case.working_days import Territory
from tests.core.days import (
    OTHER_BODY,
    bodies_of,
    campaign,
    case_of,
    complaint_of,
    complaints_of,
    day,
    posted,
)
from tests.folded import folded

CAISSE, HDH, CNIL = "caisse", "hdh", "cnil"
SENT = posted("Tue 2026-11-24")  # the last day is Thursday 24 December
TO_HDH = posted("Tue 2026-11-24", LetterName("hdh"))
ON = day("Mon 2026-12-07")

FILED = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE)


def refused(on: str, opened_by: int | None = None) -> Declined:
    return Declined(day(on), CNIL, opened_by=opened_by)


def progressed(on: str) -> Progressed:
    return Progressed(day(on), CNIL)


@folded(
    ("events", "safe"),
    [
        ((), "Fri 2027-06-11"),  # silence until Sunday 11 April, then two months
        ((refused("Tue 2027-02-09"),), "Fri 2027-04-09"),
        ((refused("Wed 2027-03-17"),), "Fri 2027-05-14"),  # Monday 17 May is Whit Monday: moved back
        ((refused("Mon 2027-03-01"),), "Fri 2027-04-30"),  # 1 May is a holiday, a Saturday
        ((progressed("Tue 2027-02-09"),), None),
        ((progressed("Tue 2027-02-09"), refused("Tue 2027-03-09")), "Fri 2027-05-07"),
        ((Confirmed(day("Tue 2027-02-09"), CNIL),), None),
        # CJA art. R. 421-2: a refusal starts the two months anew while those after the silence run, and not after them.
        ((refused("Tue 2027-06-01"),), "Fri 2027-07-30"),  # Sunday 1 August
        ((refused("Fri 2027-06-11"),), "Wed 2027-08-11"),
        ((refused("Sat 2027-06-12"),), "Fri 2027-06-11"),
        ((refused("Mon 2028-01-10"),), "Fri 2027-06-11"),
        # Of two refusals the earlier is the safer.
        ((refused("Tue 2027-02-09"), refused("Wed 2027-03-17")), "Fri 2027-04-09"),
        ((refused("Wed 2027-03-17"), refused("Tue 2027-02-09")), "Fri 2027-04-09"),
        # Its silence is no rejection when it wrote within the three months; afterwards it changes nothing of one.
        ((progressed("Sun 2027-04-11"),), None),
        ((progressed("Mon 2027-04-12"),), "Fri 2027-06-11"),
        ((progressed("Tue 2027-02-09"), refused("Mon 2028-01-10")), "Fri 2028-03-10"),
        ((Returned(day("Mon 2027-01-18"), LetterName("cnil"), WhyReturned.UNKNOWN),), None),
    ],
)
def test_the_safe_last_day_for_the_conseil_d_etat_is_moved_back_and_never_forward(
    events: tuple[Event, ...], safe: str | None
) -> None:
    assert complaint_of(FILED, *events).appeal_by == (day(safe) if safe else None)


@pytest.mark.parametrize(
    ("on", "too_late"), [("Tue 2027-02-09", False), ("Fri 2027-06-11", False), ("Sat 2027-06-12", True)]
)
def test_a_refusal_after_the_time_that_follows_the_silence_is_known_as_such(on: str, too_late: bool) -> None:
    assert complaint_of(FILED, refused(on)).refused_too_late is too_late


@pytest.mark.parametrize(
    ("events", "last_day"),
    [
        ((), "Sun 2027-04-11"),
        ((progressed("Tue 2027-02-09"),), "Sun 2027-05-09"),
        ((progressed("Tue 2027-02-09"), progressed("Fri 2027-03-05")), "Sat 2027-06-05"),
        ((progressed("Fri 2027-03-05"), progressed("Tue 2027-02-09")), "Sat 2027-06-05"),  # older news, told later
        ((progressed("Tue 2027-05-04"),), "Wed 2027-08-04"),
    ],
)
def test_news_can_be_asked_for_three_months_after_the_last_news(events: tuple[Event, ...], last_day: str) -> None:
    track = complaint_of(FILED, *events)
    assert track.deadline.last_day == day(last_day)
    assert track.silence.last_day == day("Sun 2027-04-11")
    assert track.status(track.deadline.last_day) is Status.WAITING
    assert track.status(track.deadline.late_from) is Status.LATE


def test_only_a_complaint_leads_to_the_conseil_d_etat() -> None:
    case = case_of(RemindersAccepted(day("Tue 2026-11-24"), 2), SENT, Declined(ON, CAISSE))
    for today in (ON, day("Fri 2027-12-24")):
        assert StepKind.APPEAL not in {step.kind for step in all_steps(case, campaign(), today)}
    coming = reminders(case, campaign(), ZoneInfo("Europe/Paris"), Territory.METROPOLE)
    assert coming
    assert ReminderKind.APPEAL not in {reminder.kind for reminder in coming}


# --- Several complaints ---------------------------------------------------------------------------------------------

SECOND = posted("Mon 2027-02-08", LetterName("cnil"), Medium.ONLINE)


def test_each_complaint_has_its_own_clock_and_its_own_time_for_the_conseil_d_etat() -> None:
    first, second = complaints_of(case_of(FILED, SECOND))
    assert (first.key, second.key) == ("cnil.0", "cnil.1")
    assert (first.silence.last_day, first.appeal_by) == (day("Sun 2027-04-11"), day("Fri 2027-06-11"))
    assert (second.silence.last_day, second.appeal_by) == (day("Sat 2027-05-08"), day("Thu 2027-07-08"))


@pytest.mark.parametrize("of", [0, 1])
def test_what_the_cnil_writes_of_one_complaint_says_nothing_of_the_other(of: int) -> None:
    case = case_of(FILED, SECOND, refused("Mon 2027-03-01", opened_by=of))
    tracks = complaints_of(case)
    assert tracks[of].status(day("Mon 2027-03-15")) is Status.DECLINED
    assert tracks[of].appeal_by == day("Fri 2027-04-30")
    assert tracks[1 - of].status(day("Mon 2027-03-15")) is Status.WAITING
    assert tracks[1 - of].appeal_by == day("Fri 2027-06-11" if of else "Thu 2027-07-08")


@pytest.mark.parametrize(
    ("events", "first"),
    [
        ((), True),  # of those before a complaint was named: the first that is still open
        ((Confirmed(day("Mon 2027-02-01"), CNIL),), False),
        ((refused("Mon 2027-02-01"),), False),
        ((Closed(day("Mon 2027-02-01"), CNIL),), False),
    ],
)
def test_what_names_no_complaint_is_of_the_first_that_was_still_open(events: tuple[Event, ...], first: bool) -> None:
    told = Silent(day("Mon 2027-03-01"), CNIL)
    case = case_of(FILED, *events, SECOND, told)
    one, other = complaints_of(case)
    assert (one.log[-1].event == told) is first
    assert (other.log[-1].event == told) is not first
    assert [complaint.request for complaint in (one, other)] == [FILED, SECOND]


def test_a_complaint_holds_for_the_tracks_that_it_names_until_their_clock_starts_anew() -> None:
    about = replace(FILED, about=(CAISSE,))
    case = case_of(SENT, TO_HDH, about)
    caisse, hdh = bodies_of(case)
    assert caisse.complained == FILED.on
    assert hdh.complained is None
    assert [body.key for body in complaints_of(case)[0].against] == ["caisse.0"]
    again = case.adding((posted("Mon 2027-02-15"),))
    assert bodies_of(again)[0].complained is None


def test_a_complaint_of_one_caisse_is_not_one_of_the_other() -> None:
    about = replace(FILED, about=(CAISSE,), against=(0,))
    first, second = bodies_of(case_of(SENT, posted("Mon 2026-11-30", to=OTHER_BODY), about))
    assert (first.complained, second.complained) == (FILED.on, None)


def test_a_complaint_that_came_back_or_was_sent_too_early_does_not_stand() -> None:
    about = replace(FILED, about=(CAISSE,), against=(0,))
    by_post = posted("Tue 2026-11-24", medium=Medium.REGISTERED)
    (before,) = bodies_of(case_of(by_post, about))
    assert before.complained == FILED.on
    returned = case_of(by_post, about, Returned(day("Mon 2027-01-18"), LetterName("cnil"), opened_by=1))
    assert bodies_of(returned)[0].complained is None
    # Handed over on Monday 14 December: the last day is Thursday 14 January, after the complaint.
    (told_late,) = bodies_of(case_of(by_post, about, Delivered(day("Mon 2026-12-14"), LetterName("caisse"))))
    assert told_late.complained is None
    assert [entry.seq for entry in told_late.too_early] == [1]
    assert told_late.complaint_opens() == day("Fri 2027-01-15")


def test_a_complaint_that_came_back_and_names_no_body_is_not_closed_by_itself() -> None:
    """Its letter to the body was withdrawn since: nothing says that it was sent anew."""
    filed = replace(FILED, about=(), against=())
    back = case_of(SENT, filed, Returned(day("Mon 2027-01-18"), LetterName("cnil"), opened_by=1))
    assert complaints_of(back)[0].status(day("Tue 2027-01-19")) is Status.RETURNED


def test_a_complaint_is_settled_once_every_body_has_done_what_was_asked() -> None:
    filed = replace(FILED, about=(CAISSE, HDH), against=(0, 1))
    case = case_of(SENT, TO_HDH, filed, Confirmed(day("Mon 2027-02-01"), CAISSE))
    half = complaints_of(case)[0]
    assert not half.granted
    assert half.appeal_by == day("Fri 2027-06-11")
    (whole,) = complaints_of(case.adding((Confirmed(day("Mon 2027-02-08"), HDH),)))
    assert whole.granted
    assert whole.status(day("Mon 2027-12-06")) is Status.GRANTED
    assert whole.appeal_by is None
