"""From every case there is a way on: each offered step can be taken, each form can be answered to its end.

The case is drawn by hypothesis, on all four tracks; the conversation is that of somebody who has their letters.
"""

from datetime import datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Outcome
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.letter_event import Posted, Prepared
from bot.core.case.next_step import StepKind, steps
from bot.core.conversation.forms.outcome.possible import ANSWERED, MORE
from bot.core.conversation.state import Conversation
from bot.core.ports.incoming import Pressed
from tests.core.days import campaign
from tests.core.histories import CASES, FIRST, honest_cases
from tests.core.talk import CAISSE_SENT, HDH_SENT, PARIS, TO_BOTH_SENT, TO_THE_LETTERS, TO_THE_REMINDERS, Talk, talk
from tests.folded import folded
from tests.letters.written import RECIPIENTS

LATER = st.integers(0, 800)
DATES = ("aujourd’hui", "demain", f"{FIRST:%d/%m/%Y}")  # the last one for a letter that left before its answer came


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


def bodies_of(case: Case) -> list[BodyTrack]:
    return [track for track in case.tracks(campaign()) if isinstance(track, BodyTrack)]


def put_off(person: Talk) -> None:
    """Let go of what is asked, and of all that waits behind it, until home is reached."""
    for _ in range(9):
        if person.asked == "home@:next":
            return
        person.say("/annuler")
    raise AssertionError(f"never home, but at {person.asked}")


def go_on(person: Talk, pick: int = 0, *, honest: bool = True) -> None:
    """Answer whatever is asked until home is reached: a choice, else a date.

    honest  whether the case is one that the conversation makes; where letters are dated after their answers, no day
            may fit, and what is asked can only be let go
    """
    for n in range(30):
        if person.asked == "home@:next" or not person.asked:
            return
        if person.asked.rpartition("~")[2].startswith("request@"):  # also of another campaign, which is left again
            person.say("/annuler")
            continue
        before = person.conversation
        if person.asked.endswith((":sure", ":earlier")):
            person.press("yes")
        elif person.offered:
            person.press(person.offered[(pick + n) % len(person.offered)])
        if person.conversation == before:
            for typed in DATES:
                person.say(typed)
                if person.conversation != before:
                    break
        if person.conversation == before and not honest and person.asked == "correct@:day":
            person.say("/annuler")
    raise AssertionError(f"no way on from {person.asked}: {person.shown}")


@settings(max_examples=25)
@given(st.tuples(honest_cases(), st.just(True)) | st.tuples(CASES, st.just(False)), LATER, st.integers(0, 5))
def test_every_step_that_is_offered_at_home_can_be_taken_to_its_end(
    drawn: tuple[Case, bool], later: int, pick: int
) -> None:
    case, honest = drawn
    offered = first_home(case, later).offered
    for value in offered:
        person = first_home(case, later)
        person.press(value)
        assert len(person.questions) == 1, value
        go_on(person, pick, honest=honest)


@settings(max_examples=25)
@given(honest_cases(), LATER)
def test_home_offers_each_open_step_of_the_case_and_no_letter_besides(case: Case, later: int) -> None:
    person = first_home(case, later)
    open_ = steps(case, campaign(), person.now.date())
    letters = {f"letter.{step.letter_key}" for step in open_ if step.kind is StepKind.LETTER}
    shown = {value for value in person.offered if value.startswith("letter.")}
    assert shown == letters
    for kind in StepKind:
        expected = any(step.kind is kind for step in open_)
        assert any(value.partition(".")[0] == kind for value in person.offered) is expected, kind


@settings(max_examples=25)
@given(honest_cases(), LATER)
def test_a_complaint_is_given_only_when_it_is_admissible_and_says_of_whom(case: Case, later: int) -> None:
    person = first_home(case, later)
    today = person.now.date()
    bodies = [t for t in bodies_of(case) if t.complaint_open(today) and not t.complained]
    assert ("complaint" in person.offered) is bool(bodies)
    person.press("complaint")
    given_now = [e.event for e in person.case.log[len(case.log) :] if isinstance(e.event, Prepared)]
    assert bool(given_now) is bool(bodies)
    if bodies:
        go_on(person)
        person.press("sent")
        if person.asked == "sent@:letter":
            person.press(LetterName("cnil"))
        person.press("online")
        person.press("today")
        (filed,) = [e.event for e in person.case.log[len(case.log) :] if isinstance(e.event, Posted)]
        assert set(filed.about) == {track.name for track in bodies}
        assert set(filed.against) == {track.opened for track in bodies}
        go_on(person)
        assert "complaint" not in person.offered


RECORDED = {
    Outcome.DONE: "confirmed", Outcome.ACCESS: "accessed", Outcome.DECLINED: "declined", Outcome.PARTIAL: "partial",
    Outcome.ELSEWHERE: "redirected", Outcome.IDENTITY: "identity-asked", Outcome.UNIDENTIFIED: "unidentified",
    Outcome.TIME: "extended", Outcome.ACKNOWLEDGED: "acknowledged", Outcome.PROGRESS: "progressed",
    Outcome.RETURNED: "returned", Outcome.NOTHING: "silent", Outcome.SNOOZE: "snoozed", Outcome.CLOSE: "closed",
}  # fmt: skip
OF_BODIES = {
    Outcome.ACCESS, Outcome.PARTIAL, Outcome.ELSEWHERE, Outcome.IDENTITY, Outcome.UNIDENTIFIED, Outcome.TIME,
    Outcome.ACKNOWLEDGED,
}  # fmt: skip
NOT_OFFERED = {
    "caisse": {Outcome.ACCESS, Outcome.PROGRESS},  # only the Health Data Hub is asked for access
    "hdh": {Outcome.ACCESS, Outcome.PROGRESS},
    "access": {Outcome.DONE, Outcome.PROGRESS},
    "cnil": OF_BODIES | {Outcome.RETURNED},  # it was sent online
}


@folded("outcome", Outcome)
@folded("days", [3, 45])
def test_every_outcome_can_be_told_before_and_after_the_last_day(outcome: Outcome, days: int) -> None:
    for name in RECIPIENTS:
        person = talk(*TO_THE_REMINDERS, *HDH_SENT)
        if name == "cnam":
            continue  # as the caisse
        if name == "access":
            person.press("letter.access")
            person.say(*HDH_SENT)
        person.wait(45)
        if name == "cnil":
            go_on(person)
            person.press("complaint")
            person.say("j’ai envoyé", "en ligne", "aujourd’hui")
            person.wait(days)
        put_off(person)
        person.press(f"outcome.{person.track(name).key}")
        assert person.asked == f"outcome@{person.track(name).key}:what"
        assert len(person.offered) <= 6
        for further in (ANSWERED, MORE):
            if outcome not in person.offered and further in person.offered:
                person.press(further)
                assert len(person.offered) <= 6
        if outcome not in person.offered:
            assert outcome in NOT_OFFERED[name]
            continue
        assert outcome not in NOT_OFFERED[name]
        seen = len(person.case.log)
        person.press(outcome)
        go_on(person)
        (told,) = person.case.log[seen:]
        whole = name == "access" and outcome is Outcome.ACCESS
        assert told.event.kind == ("confirmed" if whole else RECORDED[outcome])
        assert person.case.opener_of(told) == person.track(name).opened


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
    caisse, hdh = bodies_of(person.case)
    assert (caisse.complained, hdh.complained) == (person.now.date(), None)
    assert "complaint" in person.offered  # the Health Data Hub is late since, and the complaint did not name it


@pytest.mark.parametrize("event", [1, 3])  # the letter to the caisse, that to the Health Data Hub
def test_a_letter_that_is_withdrawn_takes_the_questions_about_it_along(event: int) -> None:
    person = talk(*TO_BOTH_SENT, "/retour")
    person.wait(45)
    assert {form.about for form in person.conversation.waiting} == {"caisse.1", "hdh.3"}
    posted = person.case.log[event].event
    assert isinstance(posted, Posted)
    person.press(str(event))
    person.press("forget")
    assert person.asked == f"outcome@{'hdh.3' if posted.letter.track == 'caisse' else 'caisse.1'}:what"
    person.say("rien n’est venu")
    assert person.asked == "home@:next"


def test_a_letter_that_is_withdrawn_in_the_middle_of_a_question_about_it_leads_home() -> None:
    person = talk(*TO_BOTH_SENT, "/retour")
    person.wait(45)
    person.does(Pressed("outcome@caisse.1:what=done"))
    assert person.asked == "outcome@caisse.1:when"
    person.does(Pressed("correct@:which=1"))
    person.press("forget")
    assert not person.asked.startswith("outcome@caisse")
    go_on(person)
    assert person.asked == "home@:next"


def test_a_button_of_a_release_whose_tracks_had_no_number_changes_nothing_and_is_told_so() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(45)
    before = person.asked, person.conversation.opened, person.case.log
    assert "n’est plus" in person.does(Pressed("outcome@caisse:what=done"))
    assert (person.asked, person.conversation.opened, person.case.log) == before


def test_the_letters_to_two_caisses_are_told_apart_wherever_one_is_chosen() -> None:
    person = talk(*TO_BOTH_SENT, "corriger", "mes réponses", "changer la caisse", "33000", "oui", "c’est juste")
    person.say("j’ai envoyé une lettre", "par courriel", "aujourd’hui")
    person.wait(45)
    put_off(person)
    labels = [person.world().wording(choice.label) for choice in person.questions[-1].choices]
    assert len({*labels}) == len(labels), "at home"
    for value in [value for value in person.offered if value.startswith("letter.chase-caisse.")]:
        person.press(value)
    person.say("j’ai envoyé une lettre")
    assert person.asked == "sent@:letter"
    labels = [person.world().wording(choice.label) for choice in person.questions[-1].choices]
    assert len({*labels}) == len(labels), "where it is told that one was sent"
    reminded = [line for line in person.wait(8).splitlines() if line.startswith("Je vous avais donné")]
    assert len({*reminded}) == 2, "in the reminders of both"
