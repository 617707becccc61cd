"""After the letters: what was sent, what came back, what is offered on which day; reminders never interrupt."""

import pytest

from bot.core.campaign import TrackName
from bot.core.event import Confirmed, Extended, Posted
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
OUTCOME = "j’ai une réponse, ou rien n’est venu : CPAM de Paris"
DONE = "oui : mon opposition est enregistrée"
REGISTERED = (*TO_THE_LETTERS, SENT, "1", "par lettre recommandée", "hier", "oui")


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
        ("3/11", "Tue 2026-11-03"),
    ],
)
def test_the_day_of_sending_is_understood_as_people_write_days(typed: str, day: str) -> None:
    """All ways to write a day are in test_typed_day.py."""
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courriel", typed)
    if person.asked == "sent@:earlier":
        person.say("oui")
    (posted,) = [entry.event for entry in person.case.log if isinstance(entry.event, Posted)]
    assert f"{posted.on:%a %Y-%m-%d}" == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("demain", "n’est pas encore arrivé"),
        ("25/11", "Le mercredi 25 novembre 2026 n’est pas encore arrivé"),  # not that of last year
        ("30/02/2026", "Ce jour n’existe pas"),
        ("1/1/2020", "trop tôt"),
        ("lundi 20 novembre", "c’est le vendredi 20 novembre 2026"),
        ("je ne sais plus", "la plus tardive est la plus sûre"),
        ("99999999999999999999", "pas à lire une date"),
        ("9" * 4000, "pas à lire une date"),
        ("⑳" * 3000, "pas à lire une date"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_reason(typed: str, said: str) -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courriel")
    assert said in person.say(typed)
    assert person.asked == "sent@:day"
    assert not person.case.tracks(person.world().campaign.delays)


def test_a_letter_that_was_sent_before_it_was_given_is_asked_about() -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courriel")
    shown = person.say("20/11/2026")
    assert "vraiment envoyée avant, le vendredi 20 novembre 2026" in shown
    assert person.asked == "sent@:earlier"
    person.say("non")
    assert person.asked == "sent@:day"
    person.say("aujourd’hui")
    assert person.track().request.on == person.now.date()


def test_a_registered_letter_is_asked_the_day_it_was_delivered() -> None:
    person = talk(*REGISTERED)
    assert person.asked == "sent@:delivered"
    shown = person.say("24/11/2026")
    assert "Votre lettre compte comme reçue le mardi 24 novembre 2026" in shown
    assert "finit le jeudi 24 décembre 2026" in shown


def test_a_letter_is_not_delivered_before_it_was_sent() -> None:
    assert "trop tôt" in talk(*REGISTERED).say("22/11/2026")


def test_the_day_of_delivery_can_be_told_later() -> None:
    person = talk(*REGISTERED, "je le dirai plus tard", "non")
    assert track_deadline(person) == "Wed 2026-12-30"  # estimated: received on Monday 30 November
    person.say("j’ai la date de remise : CPAM de Paris", "24/11/2026")
    assert track_deadline(person) == "Thu 2026-12-24"


@pytest.mark.parametrize("typed", ["plus tard", "pas encore", "je ne sais pas encore"])
def test_later_can_be_said_in_a_word_of_ones_own(typed: str) -> None:
    assert talk(*REGISTERED, typed).asked == "reminders@:reminders"


def test_a_letter_that_was_sent_is_offered_no_more() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", SENT)
    assert person.asked == "sent@hdh:medium"  # the only one left: not asked which
    person.say("par courriel", "hier", "oui", "non")
    assert "sent" not in person.offered


def test_a_deadline_that_falls_on_a_holiday_says_which_day_and_why() -> None:
    person = talk(*TO_THE_LETTERS, SENT, "1", "par courrier simple")
    shown = person.say("aujourd’hui")  # received on 1 December at the latest
    assert "vendredi 1er janvier 2027" in shown
    assert "lundi 4 janvier 2027" in shown


# --- What came back -------------------------------------------------------------------------------------------------


def test_a_confirmation_closes_the_track_and_ends_its_reminders() -> None:
    person = talk(*TO_BOTH_SENT, OUTCOME, DONE, "aujourd’hui")
    assert isinstance(person.case.log[-1].event, Confirmed)
    assert {found.track for found in person.reminders()} == {TrackName.HDH}
    shown = person.say("j’ai une réponse, ou rien n’est venu : Health Data Hub", DONE, "aujourd’hui")
    assert "Toutes vos démarches sont closes" in shown
    assert person.wait(200) == ""


def test_a_refusal_opens_the_cnil_at_once_and_warns_of_the_exclusions() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "un refus", "aujourd’hui")
    shown = person.say("oui")
    assert "base principale" in shown
    assert "complaint" in person.offered


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
    shown = person.say("rien n’est venu")
    assert "le retard commence le jeudi 24 décembre 2026" in shown
    assert "Je vous en reparlerai le jeudi 24 décembre 2026" in shown
    assert "vous adresser à la CNIL à partir du jeudi 24 décembre 2026" in person.say("/dossier")
    assert "complaint" not in person.offered


@pytest.mark.parametrize(
    "told", [("on me renvoie ailleurs", "aujourd’hui"), ("on me demande plus de temps", "hier", "non")]
)
@pytest.mark.parametrize(("days", "to_come"), [(10, True), (40, False)])
def test_a_lateness_that_has_begun_is_not_said_to_come(told: tuple[str, ...], days: int, to_come: bool) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.wait(days)
    shown = person.say(OUTCOME, *told)
    assert ("Sans réponse, le retard commence" in shown) is to_come


def test_no_answer_comes_before_its_letter_was_sent() -> None:
    sent_today = (SENT, "1", "par courriel", "aujourd’hui", "non")
    person = talk(*TO_THE_LETTERS, *sent_today, "j’ai une réponse", DONE)
    assert "trop tôt" in person.say("hier")


def test_a_snooze_comes_back_after_a_week() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "redemandez-moi plus tard", "dans une semaine")
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
    assert ("letter.chase-caisse" in person.offered) is offered
    assert ("complaint" in person.offered) is offered


@pytest.mark.parametrize("stale", ["letter.chase-caisse", "complaint"])
def test_a_letter_that_is_not_offered_cannot_be_had_by_an_old_button(stale: str) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.press(stale)
    assert person.turn
    assert not any(isinstance(message, Verbatim) for message in person.turn.messages)


def test_a_chase_letter_bears_the_day_on_which_the_time_was_over() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.wait(40)
    person.say("bonjour")
    assert "a pris fin le 23 décembre 2026" in person.say("préparer la relance à votre caisse")
    assert "letter.chase-caisse" in person.offered  # until it is said to be sent


def test_a_chase_letter_that_was_sent_is_offered_no_more() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", *HDH_SENT, "non")
    person.wait(40)
    person.say("bonjour", "préparer la relance à votre caisse", SENT, "par courrier simple", "aujourd’hui", "non")
    assert "letter.chase-caisse" not in person.offered


def test_the_case_shows_each_body_its_deadline_and_the_reminders_to_come() -> None:
    shown = talk(*TO_BOTH_SENT).say("/dossier")
    for told in ("CPAM de Paris", "mercredi 23 décembre 2026", "jeudi 24 décembre 2026", "Rappels à venir"):
        assert told in shown


# --- Reminders ------------------------------------------------------------------------------------------------------


def test_a_reminder_asks_what_came_and_its_choices_are_answered_at_once() -> None:
    person = talk(*TO_THE_REMINDERS)
    shown = person.wait(31)
    assert "était attendue au plus tard le mercredi 23 décembre 2026 (CPAM de Paris)" in shown
    assert person.asked == "outcome@caisse:what"
    assert "letter.chase-caisse" not in person.offered
    person.say("rien n’est venu")
    assert "letter.chase-caisse" in person.offered


def test_a_reminder_in_the_middle_of_a_question_waits_for_the_answer() -> None:
    person = talk(*TO_BOTH_SENT, "corriger", "mes réponses", "changer mon nom")
    shown = person.wait(30)
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
    assert person.track(TrackName.HDH).request.medium == "email"
    assert person.asked == "outcome@caisse:what"


def test_a_letter_that_was_given_and_not_sent_is_asked_about_once_after_a_week() -> None:
    person = talk(*TO_THE_REMINDERS)
    assert person.wait(6) == ""
    shown = person.wait(1)
    assert "Je vous avais donné la lettre au Health Data Hub. L’avez-vous envoyée ?" in shown
    assert "juste après" not in shown
    assert person.asked == "home@:next"
    assert "sent" in person.offered
    assert person.wait(20) == ""


def test_a_reminder_names_nobody_and_holds_no_address() -> None:
    shown = talk(*TO_THE_REMINDERS).wait(31)
    assert NAME not in shown
    assert "rue des Essais" not in shown


def test_two_reminders_of_one_day_are_asked_one_after_the_other() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT[:3], "aujourd’hui", "oui", *HDH_SENT)
    person.wait(40)
    asked = [person.asked]
    person.say("rien n’est venu")
    asked.append(person.asked)
    assert sorted(asked) == ["outcome@caisse:what", "outcome@hdh:what"]


# --- A pause --------------------------------------------------------------------------------------------------------


def test_what_came_before_a_pause_is_not_announced_for_its_end() -> None:
    person = talk(*TO_THE_REMINDERS)
    assert "attendue au plus tard le mercredi 23 décembre" in person.wait(30)
    person.say("/annuler", "/pause", "un mois")
    assert "Aucun rappel à venir" in person.say("/rappels")
    assert "CPAM de Paris" not in person.wait(40)


def test_a_pause_is_changed_by_pause_and_is_no_entry_to_correct() -> None:
    person = talk(*TO_THE_REMINDERS, "/pause", "un mois", "/pause", "reprendre les rappels maintenant")
    assert "la lettre à votre caisse est partie" in person.say("corriger une date ou une réponse")
    assert person.offered == ("1", "answers", "nothing")


# --- What people who tried it met ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"), [("le 2", "Wed 2026-12-02"), ("le 1er", "Tue 2026-12-01"), ("the 2nd", "Wed 2026-12-02")]
)
def test_a_day_of_the_month_is_no_number_of_a_choice(typed: str, day: str) -> None:
    person = talk(*TO_THE_LETTERS)
    person.wait(11)  # Saturday 5 December
    person.say(SENT, "1", "par courriel", typed)
    (posted,) = [entry.event for entry in person.case.log if isinstance(entry.event, Posted)]
    assert f"{posted.on:%a %Y-%m-%d}" == day


def test_an_answer_can_be_told_after_a_refusal_too() -> None:
    person = talk(*TO_THE_REMINDERS)
    person.wait(10)
    person.say(OUTCOME, "un refus", "hier", "non")
    assert "outcome.caisse" in person.offered
    person.say("/start reponse-caisse")
    assert person.asked == "outcome@caisse:what"
    person.say("oui : mon opposition est enregistrée", "aujourd’hui")
    assert isinstance(person.case.log[-1].event, Confirmed)


def test_a_corrected_date_fits_the_others_and_says_the_new_deadline() -> None:
    person = talk(*TO_THE_REMINDERS)
    person.wait(10)
    person.say(OUTCOME, "un simple accusé de réception", "2/12")
    correct = "corriger une date ou une réponse"
    person.say(correct, "2", "la date")
    assert "ne peut pas être partie après une réponse du mercredi 2 décembre 2026" in person.say("3/12")
    said = person.say("24/11")
    assert "C’est corrigé" in said
    assert "jeudi 24 décembre 2026" in said


@pytest.mark.parametrize(
    "typed", ["je n’ai pas encore envoyé la lettre", "je ne l’ai pas encore envoyée", "pas encore posté"]
)
def test_not_yet_is_not_done(typed: str) -> None:
    person = talk(*TO_THE_LETTERS, typed)
    assert person.asked == "home@:next"


@pytest.mark.parametrize(
    "typed", ["elle est partie", "je les ai envoyées", "j’ai posté les deux lettres", "j’ai envoyé mes lettres hier"]
)
def test_that_it_left_is_said_in_many_ways(typed: str) -> None:
    assert talk(*TO_THE_LETTERS, typed).asked == "sent@:letter"


def test_my_caisse_is_your_caisse() -> None:
    assert talk(*TO_THE_LETTERS, SENT, "la lettre à ma caisse").asked == "sent@:medium"


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("10 janvier", "lundi 11 janvier 2027"),  # the 10th is a Sunday
        ("jusqu’au 15 décembre", "mardi 15 décembre 2026"),
        ("dans 3 semaines", "mardi 15 décembre 2026"),
        ("in two weeks", "mardi 8 décembre 2026"),
        ("lundi prochain", "lundi 30 novembre 2026"),
        ("le 3", "jeudi 3 décembre 2026"),
        ("1/1/27", "samedi 2 janvier 2027"),  # a holiday
    ],
)
def test_a_pause_ends_on_a_day_to_come_on_which_somebody_may_be_written_to(typed: str, until: str) -> None:
    person = talk(*TO_THE_REMINDERS, "/pause")
    assert f"pas de rappel avant le {until}" in person.say(typed)
    assert f"en pause jusqu’au {until}" in person.say("/rappels")


@pytest.mark.parametrize("typed", ["/pause 15/12/2026", "/pause 15 décembre", "!pause jusqu’au 15 décembre"])
def test_a_pause_with_its_day_is_noted_at_once(typed: str) -> None:
    assert "pas de rappel avant le mardi 15 décembre 2026" in talk(*TO_THE_REMINDERS).say(typed)


def test_a_letter_that_has_left_is_shown_as_it_left() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(9)
    said = person.say("/lettres")
    assert "Cette lettre est partie le lundi 23 novembre 2026" in said
    assert "Le 23 novembre 2026" in said
    assert "Le 3 décembre 2026" not in said


def test_a_file_that_cannot_be_given_is_said_so() -> None:
    assert "je ne peux pas donner de fichier" in talk(*TO_THE_LETTERS).say("/fichiers", "1", "1")


@pytest.mark.parametrize(
    "typed", ["Je n’ai pas de caisse", "j’en ai aucune idée", "je ne sais plus", "CPAM", "la sécu", "ameli"]
)
def test_whoever_does_not_know_their_caisse_is_helped(typed: str) -> None:
    unknown = talk("bonjour", "oui").say("je ne sais pas")
    assert talk("bonjour", "oui").say(typed) == unknown
