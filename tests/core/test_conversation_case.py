"""After the letters: what was sent, what came back, what is offered on which day; reminders never interrupt."""

import pytest

from bot.core.campaign import TrackName
from bot.core.case import Confirmed, Extended, Posted
from bot.core.message import Verbatim
from tests.core.talk import (
    CAISSE_SENT,
    HDH_SENT,
    NAME,
    TO_BOTH_SENT,
    TO_THE_LETTERS,
    TO_THE_REMINDERS,
    Talk,
    talk,
)

SENT = "j’ai envoyé une lettre"
OUTCOME = "réponse ou silence : CPAM de Paris"
REGISTERED = (*TO_THE_LETTERS, SENT, "1", "par lettre recommandée", "hier")


def track_deadline(person: Talk, name: TrackName = TrackName.CAISSE) -> str:
    track = person.case.track(name, person.world().campaign.delays)
    assert track
    return f"{track.deadline.last_day:%a %Y-%m-%d}"


# --- Sent -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hier", "Mon 2026-11-23"),
        ("Aujourd’hui", "Tue 2026-11-24"),
        ("2", "Mon 2026-11-23"),
        ("avant-hier", "Sun 2026-11-22"),
        ("24/11/2026", "Tue 2026-11-24"),
        ("3/11", "Tue 2026-11-03"),
        ("le 3 novembre", "Tue 2026-11-03"),
        ("3.11.26", "Tue 2026-11-03"),
        ("2026-11-03", "Tue 2026-11-03"),
        ("1er novembre", "Sun 2026-11-01"),
        ("samedi", "Sat 2026-11-21"),
        ("mardi dernier", "Tue 2026-11-17"),
        ("25 décembre", "Thu 2025-12-25"),  # the last one that is not in the future
        ("November 3", "Tue 2026-11-03"),
    ],
)
def test_the_day_of_sending_is_understood_as_people_write_days(typed: str, day: str) -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courriel", typed)
    (posted,) = [entry.event for entry in person.case.log if isinstance(entry.event, Posted)]
    assert f"{posted.on:%a %Y-%m-%d}" == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("demain", "pas à lire une date"),
        ("25/11/2026", "n’est pas encore arrivé"),
        ("30/02/2026", "pas à lire une date"),
        ("1/1/2020", "trop tôt"),
        ("99999999999999999999", "pas à lire une date"),
        ("9" * 4000, "pas à lire une date"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_reason(typed: str, said: str) -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courriel")
    assert said in person.say(typed)
    assert person.asked == "sent@:day"
    assert not person.case.posted


@pytest.mark.xfail(strict=True, reason="_numbers() calls int() on more than 4,300 digits: « ⑳ » folds to two of them")
def test_no_day_is_too_long_to_be_refused() -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courriel")
    assert "pas à lire une date" in person.say("⑳" * 3000)


def test_a_registered_letter_is_asked_the_day_it_was_delivered() -> None:
    person = talk(*REGISTERED)
    assert person.asked == "sent@:delivered"
    shown = person.say("24/11/2026")
    assert "Reçue le mardi 24 novembre 2026" in shown
    assert "finit le jeudi 24 décembre 2026" in shown


def test_a_letter_is_not_delivered_before_it_was_sent() -> None:
    assert "trop tôt" in talk(*REGISTERED).say("22/11/2026")


def test_the_day_of_delivery_can_be_told_later() -> None:
    person = talk(*REGISTERED, "je le dirai plus tard", "non")
    assert track_deadline(person) == "Wed 2026-12-30"  # estimated: received on Monday 30 November
    person.say("j’ai la date de livraison : CPAM de Paris", "24/11/2026")
    assert track_deadline(person) == "Thu 2026-12-24"


@pytest.mark.xfail(strict=True, reason="only the beginning of « Je le dirai plus tard » is taken for it")
def test_later_can_be_said_in_a_word_of_ones_own() -> None:
    assert talk(*REGISTERED, "plus tard").asked == "reminders@:reminders"


def test_a_letter_that_was_sent_is_offered_no_more() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", SENT)
    assert person.asked == "sent@hdh:medium"  # the only one left: not asked which
    person.say("par courriel", "hier", "non")
    assert "sent" not in person.offered


def test_a_deadline_that_falls_on_a_holiday_says_which_day_and_why() -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courrier simple")
    shown = person.say("aujourd’hui")  # received on 1 December at the latest
    assert "vendredi 1er janvier 2027" in shown
    assert "lundi 4 janvier 2027" in shown


# --- What came back -------------------------------------------------------------------------------------------------


def test_a_confirmation_closes_the_track_and_ends_its_reminders() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "une réponse : c’est fait", "aujourd’hui")
    assert isinstance(person.case.log[-1].event, Confirmed)
    assert person.wait(200) == ""


def test_a_refusal_opens_the_cnil_at_once_and_warns_of_the_exclusions() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "un refus")
    shown = person.say("aujourd’hui")
    assert "base principale" in shown
    assert "cnil" in person.offered


@pytest.mark.parametrize(
    ("reasons", "last_day"),
    [("oui", "Tue 2027-02-23"), ("non", "Wed 2026-12-23")],
)
def test_more_time_is_given_only_for_reasons(reasons: str, last_day: str) -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "on me demande plus de temps", "aujourd’hui", reasons)
    assert isinstance(person.case.log[-1].event, Extended)
    assert track_deadline(person) == last_day


def test_silence_before_the_last_day_says_from_when_the_cnil_can_be_asked() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME)
    assert "à partir du jeudi 24 décembre 2026" in person.say("rien n’est venu")
    assert "cnil" not in person.offered


@pytest.mark.xfail(
    strict=True, reason="_read_when() looks at the day of sending only for a typed date, not for « hier »"
)
def test_no_answer_comes_before_its_letter_was_sent() -> None:
    sent_today = (SENT, "1", "par courriel", "aujourd’hui", "non")
    person = talk(*TO_THE_LETTERS, *sent_today, "réponse ou silence", "une réponse : c’est fait")
    assert "trop tôt" in person.say("hier")


def test_a_snooze_comes_back_after_a_week() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "redemandez-moi dans une semaine")
    assert person.wait(6) == ""
    assert "Vous m’aviez demandé de revenir" in person.wait(1)


# --- What is offered on which day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "offered"),
    [(0, False), (28, False), (29, False), (30, True), (60, True)],  # 29 days on is Wednesday 23 December, the last day
)
def test_neither_a_chase_nor_a_complaint_is_offered_before_the_day_after_the_last_day(days: int, offered: bool) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.wait(days)
    person.say("bonjour")
    assert ("chase.caisse" in person.offered) is offered
    assert ("cnil" in person.offered) is offered


@pytest.mark.parametrize("stale", ["chase.caisse", "cnil"])
def test_a_letter_that_is_not_offered_cannot_be_had_by_an_old_button(stale: str) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.press(stale)
    assert person.turn
    assert not any(isinstance(message, Verbatim) for message in person.turn.messages)


def test_a_chase_letter_bears_the_day_on_which_the_time_was_over() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.wait(40)
    person.say("bonjour")
    assert "a pris fin le 23 décembre 2026" in person.say("une lettre de relance : CPAM de Paris")
    assert "chase.caisse" in person.offered  # until it is said to be sent


def test_a_chase_letter_that_was_sent_is_offered_no_more() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", *HDH_SENT, "non")
    person.wait(40)
    person.say("bonjour", "une lettre de relance : CPAM de Paris", SENT, "par courrier simple", "aujourd’hui", "non")
    assert "chase.caisse" not in person.offered


def test_the_case_shows_each_body_its_deadline_and_the_reminders_to_come() -> None:
    shown = talk(*TO_BOTH_SENT).say("/dossier")
    for told in ("CPAM de Paris", "mercredi 23 décembre 2026", "jeudi 24 décembre 2026", "Rappels à venir"):
        assert told in shown


# --- Reminders ------------------------------------------------------------------------------------------------------


def test_a_reminder_asks_what_came_and_its_choices_are_answered_at_once() -> None:
    person = talk(*TO_THE_REMINDERS)
    shown = person.wait(31)
    assert "aurait dû recevoir une réponse au plus tard le mercredi 23 décembre 2026" in shown
    assert person.asked == "outcome@caisse:what"
    assert "Vous pouvez relancer" in person.say("rien n’est venu")


def test_a_reminder_in_the_middle_of_a_question_waits_for_the_answer() -> None:
    person = talk(*TO_THE_REMINDERS, "changer mes réponses", "changer mon nom")
    shown = person.wait(31)
    assert "juste après la question en cours" in shown
    assert person.asked == "request@:name"
    person.say("Dominique Exemple")
    assert person.answers["name"] == "Dominique Exemple"
    assert person.asked == "request@:check"
    person.say("c’est juste")
    assert person.asked == "outcome@caisse:what"


def test_a_reminder_in_the_middle_of_another_form_keeps_what_was_answered_there() -> None:
    person = talk(*TO_THE_REMINDERS, SENT)
    assert person.asked == "sent@hdh:medium"
    person.wait(31)
    assert person.asked == "sent@hdh:medium"
    person.say("par courriel", "aujourd’hui")
    assert person.case.posted
    assert person.asked == "outcome@caisse:what"


def test_a_reminder_names_nobody_and_holds_no_address() -> None:
    shown = talk(*TO_THE_REMINDERS).wait(31)
    assert NAME not in shown
    assert "rue des Essais" not in shown


def test_two_reminders_of_one_day_are_asked_one_after_the_other() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(60)
    asked = [person.asked]
    person.say("rien n’est venu")
    asked.append(person.asked)
    assert sorted(asked) == ["outcome@caisse:what", "outcome@hdh:what"]
