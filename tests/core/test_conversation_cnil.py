"""From a late body or a refusal to the CNIL: what is offered, what is said, and that no step is a dead end."""

from datetime import date

import pytest

from bot.core.campaign import TrackName
from bot.core.case import LetterName
from bot.core.message import Verbatim
from tests.core.talk import CAISSE_SENT, HDH_SENT, TO_BOTH_SENT, TO_THE_LETTERS, Talk, talk

SENT = "j’ai envoyé une lettre"
CAISSE = "réponse ou silence : CPAM de Paris"
REFUSED = ("réponse ou silence : plateforme", "un refus", "aujourd’hui")
COMPLAINED = ("ma réclamation à la CNIL", SENT, "en ligne", "aujourd’hui")


def letter(person: Talk) -> str:
    assert person.turn
    (text,) = [message.text for message in person.turn.messages if isinstance(message, Verbatim)]
    return text


def late() -> Talk:
    """Both letters sent on the 23rd and 24th of November; it is the 3rd of January, and nothing came."""
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", *HDH_SENT, "non")
    person.wait(40)
    person.say("bonjour")
    return person


def test_the_complaint_is_about_every_body_that_is_late() -> None:
    person = late()
    person.say("ma réclamation à la CNIL")
    assert "- CPAM de Paris ;\n- Plateforme des données de santé (Health Data Hub)." in letter(person)


def test_the_complaint_after_a_refusal_is_not_about_a_body_that_still_has_time() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, "ma réclamation à la CNIL")
    text = letter(person)
    assert "- Plateforme des données de santé (Health Data Hub)." in text
    assert "CPAM de Paris" not in text


def test_the_exclusions_of_the_right_are_said_with_the_complaint() -> None:
    assert "base principale" in late().say("ma réclamation à la CNIL").partition("Réclamation à la CNIL")[0]


def test_a_complaint_that_was_filed_is_followed_for_three_months() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    assert "jusqu’au mercredi 24 février 2027" in person.shown
    assert person.case.posted[LetterName.CNIL] == date(2026, 11, 24)
    person.wait(93)  # Thursday 25 February
    assert "votre réclamation à la CNIL" in person.shown.replace("Votre", "votre")


def test_the_silence_of_the_cnil_leads_to_the_conseil_d_etat_and_to_somebody_who_knows() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED, "réponse ou silence : commission")
    shown = person.say("rien n’est venu")
    assert "Conseil d’État" in shown
    assert "avocat" in shown
    assert "chase.cnil" not in person.offered


def test_a_late_extension_leaves_the_complaint_open() -> None:
    person = late()
    person.say(CAISSE, "on me demande plus de temps", "aujourd’hui", "oui")
    assert "Le premier délai reste donc valable" in person.shown
    assert "cnil" in person.offered


def test_being_sent_elsewhere_stops_no_clock() -> None:
    person = talk(*TO_BOTH_SENT, CAISSE, "on me renvoie ailleurs", "aujourd’hui")
    assert "Le délai continue" in person.shown
    track = person.case.track(TrackName.CAISSE, person.world().campaign.delays)
    assert track
    assert track.deadline.last_day == date(2026, 12, 23)


# --- Dead ends, and words that are no longer true -------------------------------------------------------------------


@pytest.mark.xfail(
    strict=True, reason="home offers « cnil » only while there is no CNIL track: a second body never gets there"
)
def test_a_body_that_is_late_after_a_complaint_about_the_other_can_be_complained_of_too() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    person.wait(45)
    person.say("rien n’est venu")
    assert "cnil" in person.offered


@pytest.mark.xfail(
    strict=True, reason="outcome.said.nothing-late offers to chase and to complain, whatever was done already"
)
def test_nobody_is_told_to_do_again_what_they_have_done() -> None:
    person = late()
    person.say("une lettre de relance : CPAM de Paris", SENT, "par courriel", "aujourd’hui", "non", *COMPLAINED, "non")
    shown = person.say(CAISSE, "rien n’est venu")
    assert "Vous pouvez relancer" not in shown


@pytest.mark.xfail(strict=True, reason="_complaint_line() does not look whether the complaint was already sent")
def test_the_case_does_not_propose_a_complaint_that_was_filed() -> None:
    person = late()
    person.say(*COMPLAINED, "non")
    assert "Vous pouvez dès maintenant adresser une réclamation" not in person.say("/dossier")


@pytest.mark.xfail(
    strict=True, reason="_noted() explains the request's deadline for any letter of the track, a chase as well"
)
def test_a_chase_letter_that_is_noted_is_not_said_to_have_arrived_before_it_left() -> None:
    person = late()
    person.say("une lettre de relance : CPAM de Paris", SENT, "par courriel")
    shown = person.say("aujourd’hui")
    assert "dimanche 3 janvier 2027" in shown
    assert "Reçue le lundi 23 novembre 2026" not in shown


@pytest.mark.xfail(strict=True, reason="erase.letters: « une copie de vos lettres : /exporter », which holds no letter")
def test_the_command_that_gives_a_copy_of_the_letters_is_the_one_that_is_named() -> None:
    assert "/lettres" in talk(*TO_THE_LETTERS).say("/effacer")
