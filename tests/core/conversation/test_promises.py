"""What is promised is kept: « Je vous en reparlerai le … », the list of /rappels, the days of a snooze."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.filling import french_date
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.letter_event import Posted
from bot.core.conversation.typed_day import day_of
from bot.core.ports.message import Words
from bot.render.markup import written
from tests.core.conversation.test_ways import at
from tests.core.histories import honest_cases
from tests.core.talk import HDH_SENT, TO_BOTH_SENT, TO_THE_LETTERS, TO_THE_REMINDERS, Talk, talk
from tests.folded import folded
from tests.letters.written import content

OUTCOME = "dire où j’en suis : CPAM de Paris"
LONG = 420


def promised(person: Talk) -> list[date]:
    """The days that /rappels or the last message names."""
    lines = re.findall(r"(?:^– |reparlerai le )\w+ (\d+(?:er)? \S+ \d{4})", person.shown, re.MULTILINE)
    days = [day_of(line, person.now.date()) for line in lines]
    return [day for day in days if isinstance(day, date)]


def coming(person: Talk) -> list[date]:
    """The days on which something really comes, nobody answering."""
    return list(until(person, person.now.date() + timedelta(days=LONG)))


def until(person: Talk, last: date) -> dict[date, str]:
    """What comes by itself until that day."""
    said = {}
    while person.now.date() < last:
        if shown := person.one_day():
            said[person.now.date()] = shown
    return said


@folded(
    "answers",
    [
        ("rien n’est venu",),
        ("on me renvoie ailleurs", "aujourd’hui"),
        ("un refus", "aujourd’hui", "non", "oui"),
        ("une réponse incomplète", "aujourd’hui", "oui"),
        ("on me demande qui je suis", "aujourd’hui"),
        ("on dit ne pas pouvoir m’identifier", "aujourd’hui", "oui"),
        ("on me demande plus de temps", "aujourd’hui", "oui"),
        ("on me demande plus de temps", "aujourd’hui", "non"),
        ("un simple accusé de réception", "aujourd’hui"),
        ("ma lettre est revenue", "destinataire inconnu", "aujourd’hui", "oui"),
        ("redemandez-moi plus tard", "dans une semaine"),
        ("redemandez-moi plus tard", "demain"),
        ("redemandez-moi plus tard", "10/01/2027"),
    ],
)
@folded("days", [0, 12, 28])
def test_the_day_that_is_promised_after_an_answer_is_the_day_on_which_the_bot_writes(
    answers: tuple[str, ...], days: int
) -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(days)
    person.say(OUTCOME, *answers)
    (day,) = [d for line in person.shown.splitlines() if "reparlerai" in line for d in promised(person)]
    said = until(person, day)
    about_it = [on for on, shown in said.items() if "(CPAM de Paris)" in shown]
    assert about_it == [day]


@settings(max_examples=20)
@given(honest_cases(), st.integers(0, 300))
def test_every_day_that_the_list_of_reminders_names_is_kept_and_no_other_comes(drawn: Case, later: int) -> None:
    person = at(drawn, later)
    person.say("/rappels")
    if person.asked == "reminders@:reminders":
        person.say("oui")
        person.say("/rappels")
    # What was due before the person last looked was sent then.
    person.reminded = {found.key for found in person.reminders() if found.due <= person.now}
    last = person.now.date() + timedelta(days=LONG)
    listed = {day for day in promised(person) if day <= last}
    again = {found.due.date() for found in person.reminders() if found.again and found.due > person.now}
    came = coming(person)
    agreed = person.case.reminding
    assert listed <= {*came}
    assert {*came} == listed | {day for day in again if day <= last}, "what is not listed is asked a second time"
    assert not again or (agreed is not None and agreed.terms == content().campaign.terms), "by who agreed to it only"
    assert {*came} == listed or listed, "nothing is asked again of which no first time was listed"


def test_what_is_offered_before_the_consent_is_what_comes_after_it() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "par courriel", "aujourd’hui")
    offered = promised(person)
    assert [french_date(day) for day in offered] == ["1er décembre 2026", "26 décembre 2026"]
    person.say("oui", "/rappels")
    assert promised(person) == offered


def test_an_answer_of_some_weeks_ago_is_not_asked_about_again_at_once() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(40)
    while person.asked != "home@:next":
        person.say("rien n’est venu")
    person.say(OUTCOME, "un refus", "il y a 20 jours", "non", "oui")
    assert "CPAM de Paris" not in person.wait(1)


def test_an_acknowledgement_that_is_told_late_is_followed_up() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(40)
    while person.asked != "home@:next":
        person.say("rien n’est venu")
    person.say(OUTCOME, "accusé de réception", "27/11/2026")
    assert "(CPAM de Paris)" in person.wait(60)


def test_nothing_is_written_to_whoever_did_not_agree() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "non")
    assert coming(person) == []


# --- A snooze -------------------------------------------------------------------------------------------------------


@folded(
    ("typed", "taken"),
    [
        ("demain", "2026-11-25"),
        ("dans une semaine", "2026-12-01"),
        ("25/11/2026", "2026-11-25"),
        ("23/01/2027", "2027-01-23"),  # the sixtieth day
        ("24/01/2027", None),
        ("aujourd’hui", None),
        ("hier", None),
        ("24/11/2026", None),
        ("31/11/2026", None),
        ("bientôt", None),
    ],
)
def test_a_snooze_is_from_tomorrow_on_and_two_months_at_most(typed: str, taken: str | None) -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "redemandez-moi plus tard")
    assert person.asked == "outcome@caisse.1:until"
    person.say(typed)
    assert (person.asked == "home@:next") is (taken is not None)
    if taken:
        assert str(getattr(person.case.log[-1].event, "until", "")) == taken


def complained() -> Talk:
    """A complaint was sent on Tuesday 24 November: its silence ends on 24 February, the safe day is 23 April."""
    person = talk(*TO_BOTH_SENT, OUTCOME, "un refus", "aujourd’hui", "non", "oui")
    person.press("complaint")
    person.say("j’ai envoyé", "en ligne", "aujourd’hui")
    track = person.track("cnil")
    assert isinstance(track, ComplaintTrack)
    assert track.appeal_by == date(2027, 4, 23)
    return person


@pytest.mark.parametrize(("days", "last"), [(100, date(2027, 4, 23)), (120, date(2027, 4, 23)), (151, None)])
def test_a_snooze_never_goes_past_the_last_safe_day_while_it_is_to_come(days: int, last: date | None) -> None:
    person = complained()
    person.wait(days)
    for _ in person.conversation.opened + person.conversation.waiting:
        person.say("/annuler")
    assert person.asked == "home@:next"
    key = person.track("cnil").key
    person.press(f"outcome.{key}")
    person.say("redemandez-moi plus tard")
    last = last or person.now.date() + timedelta(days=60)
    after = person.say(f"{last + timedelta(days=1):%d/%m/%Y}")
    assert f"entre le {written(person.now.date() + timedelta(days=1), 'fr')} et le {written(last, 'fr')}" in after
    person.say(f"{last:%d/%m/%Y}")
    assert person.asked == "home@:next"
    assert getattr(person.case.log[-1].event, "until", None) == last


def test_a_snooze_that_was_asked_for_comes_back_on_its_day() -> None:
    person = talk(*TO_THE_REMINDERS, *HDH_SENT, OUTCOME, "redemandez-moi plus tard", "dans une semaine")
    assert person.wait(6) == ""
    assert "Vous m’aviez demandé de revenir" in person.wait(1)
    assert person.asked == "outcome@caisse.1:what"


def test_the_warning_before_the_last_safe_day_comes_four_weeks_before_it() -> None:
    person = complained()
    said = until(person, date(2027, 4, 23))
    warned = [on for on, shown in said.items() if "Conseil d’État" in shown]
    assert warned == [date(2027, 3, 26)]
    assert "comptez par prudence jusqu’au vendredi 23 avril 2027" in said[warned[0]]


def test_no_reminder_repeats_one_that_came() -> None:
    person = talk(*TO_THE_REMINDERS, *HDH_SENT)
    assert len(coming(person)) == len(set(person.reminded))
    assert person.turn
    assert isinstance(person.turn.messages[-1], Words)


def test_a_chase_that_was_sent_is_asked_about_after_fifteen_days() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(31)
    person.say("rien n’est venu")
    while person.asked != "home@:next":
        person.say("rien n’est venu")
    person.press("letter.chase-caisse.1")
    person.say("j’ai envoyé", "par courriel", "aujourd’hui")
    assert isinstance(person.case.log[-1].event, Posted)
    assert list(until(person, person.now.date() + timedelta(days=15)))[-1] == person.now.date()
