"""From every case there is a way on: each offered step can be taken, each form can be answered to its end.

The case is drawn by hypothesis, on all four tracks; the conversation is that of somebody who has their letters.
"""

from datetime import datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.case import Case
from bot.core.conversation.forms.outcome import Outcome
from bot.core.conversation.state import Conversation
from bot.core.event import Posted, Prepared
from bot.core.exchange import Pressed
from bot.core.letter_name import LetterName
from bot.core.next_step import StepKind, steps
from tests.core.days import delays
from tests.core.histories import CASES, FIRST, honest_cases
from tests.core.talk import CAISSE_SENT, HDH_SENT, PARIS, TO_BOTH_SENT, TO_THE_LETTERS, TO_THE_REMINDERS, Talk, talk

LATER = st.integers(0, 800)
DATES = ("aujourd’hui", "demain")


@cache
def with_letters() -> Conversation:
    return talk(*TO_THE_LETTERS).conversation


def at(case: Case, later: int) -> Talk:
    """Somebody at home, with that case, so many days after its first possible day."""
    now = datetime.combine(FIRST + timedelta(days=later), time(12), PARIS)
    return Talk(now=now, conversation=with_letters(), case=case)


def first_home(case: Case, later: int) -> Talk:
    person = at(case, later)
    person.say("bonjour")
    assert person.asked == "home@:next"
    assert person.offered, "at home there is always something to do"
    return person


def go_on(person: Talk, pick: int = 0) -> None:
    """Answer whatever is asked until home is reached: a choice, else a date."""
    for n in range(30):
        if person.asked == "home@:next" or not person.asked:
            return
        if person.asked.startswith("request@"):
            person.say("/annuler")
            continue
        before = person.conversation
        if person.offered:
            person.press(person.offered[(pick + n) % len(person.offered)])
        if person.conversation == before:
            for typed in DATES:
                person.say(typed)
                if person.conversation != before:
                    break
    raise AssertionError(f"no way on from {person.asked}: {person.shown}")


@settings(max_examples=25)
@given(honest_cases() | CASES, LATER, st.integers(0, 5))
def test_every_step_that_is_offered_at_home_can_be_taken_to_its_end(case: Case, later: int, pick: int) -> None:
    offered = first_home(case, later).offered
    for value in offered:
        person = first_home(case, later)
        person.press(value)
        assert len(person.questions) == 1, value
        go_on(person, pick)


@settings(max_examples=25)
@given(honest_cases(), LATER)
def test_home_offers_each_open_step_of_the_case_and_no_letter_besides(case: Case, later: int) -> None:
    person = first_home(case, later)
    open_ = steps(case, delays(), person.now.date())
    letters = {f"letter.{step.letter}" for step in open_ if step.kind is StepKind.LETTER}
    shown = {value for value in person.offered if value.startswith("letter.")}
    assert letters <= shown <= letters | {"letter.cnam"}
    for kind in StepKind:
        expected = any(step.kind is kind for step in open_)
        assert any(value.partition(".")[0] == kind for value in person.offered) is expected, kind


@settings(max_examples=25)
@given(honest_cases(), LATER)
def test_a_complaint_is_given_only_when_it_is_admissible_and_says_of_whom(case: Case, later: int) -> None:
    person = first_home(case, later)
    today = person.now.date()
    bodies = [t for t in case.tracks(delays()) if t.complaint_open(today) and not case.complained(t)]
    assert ("complaint" in person.offered) is bool(bodies)
    person.press("complaint")
    given_now = [e.event for e in person.case.log[len(case.log) :] if isinstance(e.event, Prepared)]
    assert bool(given_now) is bool(bodies)
    if bodies:
        go_on(person)
        person.press("sent")
        if person.asked == "sent@:letter":
            person.press(LetterName.CNIL)
        person.press("online")
        person.press("today")
        (filed,) = [e.event for e in person.case.log[len(case.log) :] if isinstance(e.event, Posted)]
        assert set(filed.about) == {track.name for track in bodies}
        go_on(person)
        assert "complaint" not in person.offered


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("days", [3, 45])
def test_every_outcome_can_be_told_before_and_after_the_last_day(outcome: Outcome, days: int) -> None:
    for track in ("caisse", "cnil"):
        person = talk(*TO_THE_REMINDERS, *HDH_SENT)
        person.wait(45)
        if track == "cnil":
            go_on(person)
            person.press("complaint")
            person.say("j’ai envoyé", "en ligne", "aujourd’hui")
            person.wait(days)
        while person.asked != "home@:next":
            person.say("/retour")
        person.press(f"outcome.{track}")
        if outcome not in person.offered:
            continue
        seen = len(person.case.log)
        person.press(outcome)
        go_on(person)
        assert len(person.case.log) == seen + 1


def test_a_complaint_is_about_what_it_said_and_not_about_who_became_late_before_it_was_posted() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.wait(15)
    person.say(*HDH_SENT, "non")  # due a fortnight later
    person.wait(20)
    person.press("complaint")
    assert (
        "Health Data Hub, 9 rue" not in person.shown.partition("réclamation contre")[2].partition("Pour me joindre")[0]
    )
    person.wait(20)
    person.say("j’ai envoyé une lettre", "en ligne", "aujourd’hui", "non")
    assert person.track().name not in {t.name for t in person.case.tracks(delays()) if not person.case.complained(t)}
    assert "complaint" in person.offered  # the Health Data Hub is late since, and the complaint did not name it


@pytest.mark.parametrize("event", [1, 3])  # the letter to the caisse, that to the Health Data Hub
def test_a_letter_that_is_withdrawn_takes_the_questions_about_it_along(event: int) -> None:
    person = talk(*TO_BOTH_SENT, "/retour")
    person.wait(45)
    assert {form.about for form in person.conversation.waiting} == {"caisse", "hdh"}
    posted = person.case.log[event].event
    assert isinstance(posted, Posted)
    person.press(str(event))
    person.press("forget")
    assert person.asked == f"outcome@{'hdh' if posted.letter.track == 'caisse' else 'caisse'}:what"
    person.say("rien n’est venu")
    assert person.asked == "home@:next"


def test_a_letter_that_is_withdrawn_in_the_middle_of_a_question_about_it_leads_home() -> None:
    person = talk(*TO_BOTH_SENT, "/retour")
    person.wait(45)
    person.does(Pressed("outcome@caisse:what=done"))
    assert person.asked == "outcome@caisse:when"
    person.does(Pressed("correct@:which=1"))
    person.press("forget")
    assert not person.asked.startswith("outcome@caisse")
    go_on(person)
    assert person.asked == "home@:next"
