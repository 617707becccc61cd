"""Who answers nothing is asked again, what fell due before the consent after it, and nothing twice: the ledger."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.event import RemindersAccepted, Silent, Withdrawn
from bot.core.case.letter_event import Prepared
from bot.core.case.reminder import (
    Ledger,
    ReminderKind,
    last_of_each,
    next_of_each,
    unsent,
)
from tests.core.case.test_reminder import AGREED, ANEW, CAISSE, SENT, moment, of
from tests.core.days import case_of, day, posted
from tests.core.talk import TO_BOTH_SENT, talk
from tests.folded import folded


def test_an_unanswered_reminder_is_repeated_ever_more_rarely_for_whoever_agreed_to_that() -> None:
    found = of(case_of(ANEW, SENT))
    assert [(r.kind, r.again, r.day) for r in found] == [
        (ReminderKind.DEADLINE, 0, day("Fri 2026-12-25")),
        (ReminderKind.DEADLINE, 1, day("Sun 2027-01-24")),
        (ReminderKind.DEADLINE, 2, day("Thu 2027-03-25")),
        (ReminderKind.DEADLINE, 3, day("Fri 2027-07-23")),
        (ReminderKind.DEADLINE, 4, day("Sun 2028-03-19")),
        (ReminderKind.DEADLINE, 5, day("Thu 2029-07-12")),
        (ReminderKind.DEADLINE, 6, day("Fri 2032-02-27")),
    ]
    assert [r.key[1] for r in found[:2]] == ["deadline@2026-12-25", "deadline+1@2027-01-24"]
    assert next_of_each(found) == found[:1]
    assert last_of_each(found) == found[-1:]


def test_what_is_told_in_between_ends_the_repetition_and_begins_another() -> None:
    told = Silent(day("Mon 2027-01-25"), CAISSE)
    found = of(case_of(ANEW, SENT, told))
    assert {(r.kind, r.anchor) for r in found} == {(ReminderKind.SILENT, 2)}
    assert [r.again for r in found] == list(range(7))


def test_a_letter_that_waits_is_asked_about_again_too_and_the_last_safe_day_is_warned_of_once() -> None:
    given = Prepared(day("Tue 2026-11-24"), (LetterName("caisse"),), 1)
    assert [r.again for r in of(case_of(ANEW, given))] == list(range(7))
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE)
    kinds = [(r.kind, r.again) for r in of(case_of(ANEW, filed))]
    assert kinds.count((ReminderKind.APPEAL, 0)) == 1
    assert (ReminderKind.NEWS, 6) in kinds
    assert not {again for kind, again in kinds if kind is ReminderKind.APPEAL} - {0}


def test_who_agreed_to_the_terms_of_before_is_asked_once() -> None:
    assert [r.again for r in of(case_of(AGREED, SENT))] == [0]


@folded("again", range(7))
def test_of_several_that_are_due_on_one_subject_the_last_is_said_and_of_others_each(again: int) -> None:
    found = of(case_of(ANEW, SENT, posted("Tue 2026-11-24", LetterName("hdh"))))
    due = [r for r in found if r.again <= again]
    assert {(r.track, r.again) for r in last_of_each(due)} == {("caisse.1", again), ("hdh.2", again)}
    assert {(r.track, r.again) for r in next_of_each(found)} == {("caisse.1", 0), ("hdh.2", 0)}


def test_a_second_silence_is_asked_about_again_under_a_key_of_its_own() -> None:
    first = case_of(AGREED, SENT, Silent(day("Sat 2026-12-26"), CAISSE))
    second = first.adding((Silent(day("Mon 2027-01-11"), CAISSE),))
    assert of(first)[0].key != of(second)[0].key
    assert of(second)[0].due - of(first)[0].due == timedelta(days=15)  # from the 11th to the 26th of January


# --- What fell due before the consent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "kind", "anchor", "on"),
    [
        ("Thu 2026-12-24", "deadline", 0, "Sat 2026-12-26"),
        ("Fri 2026-12-25", "deadline", 0, "Sat 2026-12-26"),
        ("Sat 2026-12-26", "follow", 1, "Mon 2027-01-11"),  # a Sunday
        ("Mon 2027-06-14", "follow", 1, "Tue 2027-06-29"),
    ],
)
def test_what_fell_due_on_the_day_of_the_consent_or_before_it_is_asked_about_some_time_after_that(
    agreed: str, kind: str, anchor: int, on: str
) -> None:
    """It fell due on Saturday 26 December, after Christmas."""
    (found,) = of(case_of(SENT, RemindersAccepted(day(agreed), 1)))
    assert (found.kind, found.track, found.anchor, found.due) == (kind, "caisse.0", anchor, moment(on))


def test_two_tracks_that_were_late_before_the_consent_are_two_reminders_that_the_ledger_tells_apart() -> None:
    found = of(case_of(SENT, posted("Tue 2026-11-24", LetterName("hdh")), RemindersAccepted(day("Mon 2027-06-14"), 1)))
    assert {r.key for r in found} == {(2, "follow.caisse.0@2027-06-29"), (2, "follow.hdh.1@2027-06-29")}


def test_a_letter_that_had_waited_before_the_consent_is_asked_about_after_it() -> None:
    given = Prepared(day("Tue 2026-11-24"), (LetterName("caisse"),), 1)
    (found,) = of(case_of(given, RemindersAccepted(day("Mon 2027-06-14"), 1)))
    assert (found.kind, found.anchor, found.due) == (ReminderKind.UNSENT, 0, moment("Tue 2027-06-29"))


@pytest.mark.parametrize(("agreed", "on"), [("Fri 2027-05-14", "Fri 2027-05-21"), ("Thu 2027-06-03", "Thu 2027-06-10")])
def test_the_warning_of_the_last_safe_day_comes_after_a_late_consent_while_it_is_of_use(agreed: str, on: str) -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE)
    (found,) = (r for r in of(case_of(filed, RemindersAccepted(day(agreed), 1))) if r.kind is ReminderKind.APPEAL)
    assert found.due == moment(on)


def test_no_warning_comes_on_the_last_safe_day_or_after_it() -> None:
    filed = posted("Mon 2027-01-11", LetterName("cnil"), Medium.ONLINE)  # safe until Friday 11 June
    found = of(case_of(filed, RemindersAccepted(day("Fri 2027-06-04"), 1)))
    assert ReminderKind.APPEAL not in {r.kind for r in found}


# --- The ledger -----------------------------------------------------------------------------------------------------


def test_what_was_sent_is_not_sent_again_and_what_is_undone_rings_again() -> None:
    case = case_of(AGREED, SENT)
    rung: Ledger = {of(case)[0].key: len(case.log)}
    assert unsent(of(case), case, rung) == ()
    told = case.adding((Silent(day("Mon 2026-12-28"), CAISSE),))
    undone = told.adding((Withdrawn(day("Tue 2026-12-29"), 2),))
    (again,) = unsent(of(undone), undone, rung)
    assert again.due == moment("Wed 2027-01-13")


def test_a_release_with_other_delays_sends_no_second_one_of_what_was_sent() -> None:
    case = case_of(AGREED, SENT)
    (found,) = of(case)
    other = replace(found, day=found.day + timedelta(days=3))
    assert unsent((other,), case, {found.key: len(case.log)}) == ()
    assert unsent((other,), case, {found.key: None}) == (other,)
    assert unsent((other,), case, {found.key: len(case.log) - 1}) == (other,), "something was told since"


def test_the_days_to_come_leave_out_what_is_asked_no_more_after_a_downtime() -> None:
    """Said twelve days late, it is asked again long after that, and not on a day between that `/dossier` named."""
    person = talk(*TO_BOTH_SENT, "oui")
    person.wait(28)
    person.now += timedelta(days=12)
    assert "Pardon pour ce retard" in person.one_day()
    person.say("/annuler")
    days = re.findall("– [a-z]+ (.* 2027) : (?:CPAM|Health)", person.say("/dossier"))
    assert days == ["24 mars 2027", "25 mars 2027"]
    assert person.wait(78) == ""
    assert "où en êtes-vous" in person.wait(1)
