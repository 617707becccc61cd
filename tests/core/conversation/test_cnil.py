"""From a late body or a refusal to the CNIL: what is offered, what is said, and that no step is a dead end."""

from datetime import date

import pytest

from bot.core.case.complaint_track import ComplaintTrack
from bot.core.ports.message import Picture, Verbatim
from tests.core.talk import CAISSE_SENT, HDH_SENT, TO_BOTH_SENT, TO_THE_LETTERS, Talk, talk

SENT = "j’ai envoyé une lettre"
CAISSE = "dire où j’en suis : CPAM de Paris"
PLATFORM = "Plateforme des données de santé (Health Data Hub)"
HDH = "dire où j’en suis : Health Data Hub"
CNIL = "dire où j’en suis : CNIL"
COMPLAINT = "préparer ma réclamation à la CNIL"
REFUSED = (HDH, "un refus", "aujourd’hui", "non", "oui")
COMPLAINED = (COMPLAINT, SENT, "en ligne", "aujourd’hui")


def letter(person: Talk) -> str:
    assert person.turn
    (text,) = [message.text for message in person.turn.messages if isinstance(message, Verbatim)]
    return text


def brought_to(person: Talk, question: str) -> None:
    """Put off what is asked until that question stands; fails where it never does."""
    for _ in range(9):
        if person.asked == question:
            return
        person.say("/annuler")
    raise AssertionError(f"{question} is not asked")


def late() -> Talk:
    """Both letters sent on the 23rd and 24th of November; it is the 3rd of January, and nothing came."""
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", *HDH_SENT, "non")
    person.wait(40)
    person.say("bonjour")
    return person


def test_the_complaint_is_about_every_body_that_is_late() -> None:
    person = late()
    person.say(COMPLAINT)
    both = f"– CPAM de Paris, 75948 Paris Cedex 19 ;\n– {PLATFORM}, 9 rue Georges Pitard, 75015 Paris."
    assert both in letter(person)


def test_the_complaint_after_a_refusal_is_not_about_a_body_that_still_has_time() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, COMPLAINT)
    text = letter(person)
    assert f"– {PLATFORM}, 9 rue Georges Pitard, 75015 Paris." in text
    assert "CPAM de Paris" not in text


@pytest.mark.parametrize(("exclusions", "warned"), [("oui", True), ("je ne sais pas", True), ("non", False)])
def test_whoever_was_refused_is_told_of_the_exclusions_before_they_complain(exclusions: str, warned: bool) -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED[:-2])
    shown = person.say(exclusions, "oui")
    assert ("est sans doute légal" in shown) is warned
    assert "complaint" in person.offered  # warned, and free
    assert ("ce refus est sans doute légal" in person.say("/dossier")) is (exclusions == "oui")


def test_a_complaint_that_was_filed_is_followed_for_three_months() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    assert "jusqu’au mercredi 24 février 2027" in person.shown
    assert person.track("cnil").request.on == date(2026, 11, 24)
    assert person.track("cnil").request.about == ("hdh",)
    assert "Votre réclamation du" not in person.wait(92)
    came = person.wait(1)  # Thursday 25 February
    to = "CNIL, contre Health Data Hub"
    assert f"Votre réclamation du mardi 24 novembre 2026 ({to}) a eu trois mois le mercredi 24 février 2027" in came


def test_the_silence_of_the_cnil_leads_to_the_conseil_d_etat_and_to_somebody_who_knows() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    early = person.say(CNIL, "rien n’est venu")
    assert "Conseil d’État" not in early
    key = person.track("cnil").key
    assert not [value for value in person.offered if value.startswith("appeal")]
    person.wait(93)
    brought_to(person, f"outcome@{key}:what")
    shown = person.say("rien n’est venu")
    assert "comptez jusqu’au vendredi 23 avril 2027" in shown  # the 24th is a Saturday: moved back
    assert "avocat" in shown
    assert f"appeal.{key}" in person.offered
    assert f"letter.cnil-news.{key.partition('.')[2]}" in person.offered
    sheet = person.say("après la CNIL")
    assert "Devant qui : le Conseil d’État juge directement" in sheet


def test_news_of_the_cnil_closes_the_way_to_the_conseil_d_etat_until_it_answers() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    person.say(CNIL, "elle s’en occupe", "aujourd’hui")
    person.wait(100)
    track = person.track("cnil")
    assert isinstance(track, ComplaintTrack)
    assert track.appeal_by is None
    brought_to(person, "home@:next")
    assert f"outcome.{track.key}" in person.offered
    assert f"letter.cnil-news.{track.opened}" in person.offered, "news can be asked for after three months of nothing"
    assert f"appeal.{track.key}" not in person.offered
    person.press(f"outcome.{track.key}")
    refused = person.say("elle refuse", "aujourd’hui", "oui")
    assert "Conseil d’État" in refused
    assert f"appeal.{track.key}" in person.offered


def test_a_late_extension_leaves_the_complaint_open() -> None:
    person = late()
    person.say(CAISSE, "on me demande plus de temps", "aujourd’hui", "oui")
    assert "Le premier délai reste donc valable" in person.shown
    assert "complaint" in person.offered


def test_being_sent_elsewhere_stops_no_clock() -> None:
    person = talk(*TO_BOTH_SENT, CAISSE, "on me renvoie ailleurs", "aujourd’hui")
    assert "le délai continue pour elle" in person.shown
    track = person.track()
    assert track.deadline.last_day == date(2026, 12, 23)


# --- Dead ends, and words that are no longer true -------------------------------------------------------------------


def test_a_body_that_is_late_after_a_complaint_about_the_other_can_be_complained_of_too() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    person.wait(45)
    assert person.asked == "outcome@caisse.1:what"
    person.say("rien n’est venu")
    assert "complaint" in person.offered
    person.say(COMPLAINT)
    assert "– CPAM de Paris, 75948 Paris Cedex 19" in letter(person)
    assert PLATFORM not in letter(person), "it was complained of already"
    first = person.track("cnil")
    person.say(SENT, "en ligne", "aujourd’hui")
    second = person.track("cnil")
    assert isinstance(first, ComplaintTrack)
    assert isinstance(second, ComplaintTrack)
    assert [body.name for body in second.against] == ["caisse"]
    assert (second.request.on - first.request.on).days == 45, "each complaint has its own three months"
    assert {f"outcome.{first.key}", f"outcome.{second.key}"} <= {*person.offered}
    assert "CNIL, contre CPAM de Paris" in person.shown
    assert "CNIL, contre Health Data Hub" in person.shown


def test_nobody_is_told_to_do_again_what_they_have_done() -> None:
    person = late()
    person.say("préparer la relance à votre caisse", SENT, "par courriel", "aujourd’hui", "non", *COMPLAINED, "non")
    shown = person.say(CAISSE, "rien n’est venu")
    assert "Vous pouvez relancer" not in shown


def test_the_case_does_not_propose_a_complaint_that_was_filed() -> None:
    person = late()
    person.say(*COMPLAINED, "non")
    assert "Vous pouvez dès maintenant adresser une réclamation" not in person.say("/dossier")


def test_a_chase_letter_that_is_noted_is_not_said_to_have_arrived_before_it_left() -> None:
    person = late()
    person.say("préparer la relance à votre caisse", SENT, "par courriel")
    shown = person.say("aujourd’hui")
    assert "dimanche 3 janvier 2027" in shown
    assert "Reçue le lundi 23 novembre 2026" not in shown


def test_the_command_that_gives_a_copy_of_the_letters_is_the_one_that_is_named() -> None:
    assert "/lettres" in talk(*TO_THE_LETTERS).say("/effacer")


def drawn(person: Talk) -> list[str]:
    """The keys of all that the picture of the case says."""
    person.say("/dossier")
    assert person.turn
    (picture,) = [message for message in person.turn.messages if isinstance(message, Picture)]
    return [point.text.key for strand in picture.strands for point in strand.points]


def test_the_picture_shows_the_safe_day_when_the_words_do_and_not_before() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    assert "picture.appeal" not in drawn(person)  # the CNIL still has three months
    person.wait(93)
    brought_to(person, "home@:next")
    assert "picture.appeal" in drawn(person)


def test_the_case_names_the_safe_day_only_while_the_conseil_d_etat_can_be_gone_to() -> None:
    person = talk(*TO_BOTH_SENT, *REFUSED, *COMPLAINED)
    said = "Pour saisir le Conseil d’État, comptez par prudence"
    assert said not in person.say("/dossier")  # the CNIL still has three months
    person.wait(93)
    brought_to(person, "home@:next")
    assert said in person.say("/dossier")
    person.press(f"outcome.{person.track('cnil').key}")
    person.press("close")
    person.press("yes")
    assert said not in person.say("/dossier")
