"""After the letters: what was sent, what came back, what is offered on which day; reminders never interrupt."""

from datetime import timedelta

import pytest

from bot.core.case.event import Confirmed, Extended
from bot.core.case.letter_event import Posted
from bot.core.ports.message import Picture, Verbatim
from tests.core.talk import (
    CAISSE_SENT,
    HDH_SENT,
    NAME,
    TO_BOTH_SENT,
    TO_THE_LETTERS,
    TO_THE_REMINDERS,
    Talk,
    asked_for_both,
    on_telegram,
    talk,
)
from tests.folded import folded

SENT = "j’ai envoyé une lettre"
OUTCOME = "dire où j’en suis : CPAM de Paris"
DONE = "mon opposition est enregistrée"
REGISTERED = (*TO_THE_LETTERS, SENT, "1", "par lettre recommandée", "hier", "oui")


def track_deadline(person: Talk, name: str = "caisse") -> str:
    track = person.case.track(name, person.world().campaign)
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


@folded(
    ("typed", "said"),
    [
        ("demain", "n’est pas encore arrivé"),
        ("25/11", "Le mercredi 25 novembre 2026 n’est pas encore arrivé"),  # not that of last year
        ("30/02/2026", "Ce jour n’existe pas"),
        ("24/05/2018", "cela ne peut pas être avant le vendredi 25 mai 2018"),  # the GDPR applies from there on
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
    assert not person.case.tracks(person.world().campaign)


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
    assert person.asked == "delivery@caisse.1:delivered"
    shown = person.say("24/11/2026")
    assert "Votre lettre compte comme reçue le mardi 24 novembre 2026" in shown
    assert "finit le jeudi 24 décembre 2026" in shown


def test_a_letter_is_not_delivered_before_it_was_sent() -> None:
    person = talk(*REGISTERED)
    assert "cela ne peut pas être avant le lundi 23 novembre 2026" in person.say("22/11/2026")
    assert person.asked == "delivery@caisse.1:delivered"


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
    person = talk(*TO_BOTH_SENT, OUTCOME, DONE)
    said = person.say("aujourd’hui")
    assert "J’ai compris : votre opposition est enregistrée (CPAM de Paris), réponse du mardi 24 novembre 2026" in said
    assert not any(isinstance(entry.event, Confirmed) for entry in person.case.log), "not before it is confirmed"
    person.say("oui")
    assert isinstance(person.case.log[-1].event, Confirmed)
    assert {found.track for found in person.reminders()} == {person.track("hdh").key}
    shown = person.say("dire où j’en suis : Health Data Hub", DONE, "aujourd’hui", "oui")
    assert "Toutes vos démarches sont closes" in shown
    assert person.wait(200) == ""


def test_an_objection_that_is_recorded_leaves_the_access_to_wait_for() -> None:
    person = asked_for_both(*TO_BOTH_SENT)
    said = person.say("dire où j’en suis : Health Data Hub", DONE, "aujourd’hui", "non", "oui")
    assert "Votre demande d’accès, elle, attend encore" in said
    assert "Je vous en reparlerai le samedi 26 décembre 2026" in said  # the 25th is a holiday
    track = person.track("hdh")
    assert track.settled is None
    assert track.key in {found.track for found in person.reminders()}
    person.say("dire où j’en suis : Health Data Hub", "on a répondu à ma demande d’accès")
    assert "On a répondu à vos deux demandes" in person.say("aujourd’hui", "oui")
    assert isinstance(person.track("hdh").settled, Confirmed)
    assert track.key not in {found.track for found in person.reminders()}


def test_what_was_not_meant_is_recorded_nowhere() -> None:
    person = talk(*TO_BOTH_SENT, OUTCOME, DONE, "aujourd’hui")
    log = person.case.log
    assert "où en êtes-vous ?" in person.say("non")
    assert (person.asked, person.case.log) == ("outcome@caisse.1:what", log)


def test_a_refusal_opens_the_cnil_at_once_and_warns_of_the_exclusions() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "un refus", "aujourd’hui", "oui")
    assert "J’ai compris : un refus de votre demande (CPAM de Paris)" in person.shown
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
    assert "l’organisme est en retard à partir du jeudi 24 décembre 2026" in shown
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
    assert ("Sans réponse, l’organisme est en retard" in shown) is to_come


def test_no_answer_comes_before_its_letter_was_sent() -> None:
    sent_today = (SENT, "1", "par courriel", "aujourd’hui", "non")
    person = talk(*TO_THE_LETTERS, *sent_today, "j’ai une réponse", DONE)
    assert "cela ne peut pas être avant le mardi 24 novembre 2026" in person.say("hier")
    assert person.asked == "outcome@caisse.1:when"


def test_a_snooze_comes_back_after_a_week() -> None:
    person = talk(*TO_THE_REMINDERS, OUTCOME, "redemandez-moi plus tard", "dans une semaine")
    assert person.wait(6) == ""
    assert "Vous m’aviez demandé de revenir" in person.wait(1)


def test_what_is_said_of_one_body_is_never_recorded_of_another() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(33)
    person.say("/annuler")
    assert person.asked == "outcome@hdh.3:what"
    log = person.case.log
    person.say(OUTCOME)  # « dire où j’en suis : CPAM de Paris »
    assert person.case.log == log


def test_both_answers_are_said_back_where_the_letter_asked_for_two_things() -> None:
    told = ("dire où j’en suis : Health Data Hub", DONE, "aujourd’hui")
    whole = asked_for_both(*TO_BOTH_SENT).say(*told, "oui")
    part = asked_for_both(*TO_BOTH_SENT).say(*told, "pas encore")
    assert "Est-ce bien cela ?" in whole
    assert whole != part, "one ends the track, the other does not"


def test_a_letter_that_is_given_again_is_said_to_be_the_one_it_is() -> None:
    person = talk(*REGISTERED, "plus tard", "non", OUTCOME, "elle est revenue", "non réclamé", "aujourd’hui", "oui")
    said = person.say("préparer la lettre à votre caisse")
    assert "Voici la lettre à votre caisse" in said
    assert "Cnam" not in said.partition("À qui :")[0]


# --- What is offered on which day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "offered"),
    [(0, False), (28, False), (29, False), (30, True), (60, True)],  # 29 days on is Wednesday 23 December, the last day
)
def test_neither_a_chase_nor_a_complaint_is_offered_before_the_day_after_the_last_day(days: int, offered: bool) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.wait(days)
    person.say("bonjour")
    assert ("letter.chase-caisse.1" in person.offered) is offered
    assert ("complaint" in person.offered) is offered


@pytest.mark.parametrize("stale", ["letter.chase-caisse", "letter.chase-caisse.1", "complaint"])
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
    assert "letter.chase-caisse.1" in person.offered  # until it is said to be sent


def test_a_chase_letter_that_was_sent_is_offered_no_more() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non", *HDH_SENT, "non")
    person.wait(40)
    person.say("bonjour", "préparer la relance à votre caisse", SENT, "par courrier simple", "aujourd’hui", "non")
    assert "letter.chase-caisse.1" not in person.offered


def test_the_case_shows_each_body_its_deadline_and_the_reminders_to_come() -> None:
    shown = talk(*TO_BOTH_SENT).say("/dossier")
    for told in ("CPAM de Paris", "mercredi 23 décembre 2026", "jeudi 24 décembre 2026", "Rappels à venir"):
        assert told in shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_case_is_drawn_where_a_letter_waits_and_where_a_complaint_was_sent(language: str) -> None:
    person = on_telegram(*TO_THE_REMINDERS, f"/langue {language}", "/dossier")
    assert person.turn
    assert any(isinstance(message, Picture) for message in person.turn.messages)
    person = on_telegram(*TO_BOTH_SENT, OUTCOME, "un refus", "aujourd’hui", "non", "oui")
    person.say("préparer ma réclamation à la CNIL", SENT, "en ligne", "aujourd’hui", f"/langue {language}", "/dossier")
    assert person.turn
    assert any(isinstance(message, Picture) for message in person.turn.messages)


# --- Reminders ------------------------------------------------------------------------------------------------------


def test_a_reminder_asks_what_came_and_its_choices_are_answered_at_once() -> None:
    person = talk(*TO_BOTH_SENT)
    shown = person.wait(31)
    assert "était attendue au plus tard le mercredi 23 décembre 2026 (CPAM de Paris)" in shown
    assert person.asked == "outcome@caisse.1:what"
    assert "letter.chase-caisse.1" not in person.offered
    person.say("rien n’est venu")
    assert "letter.chase-caisse.1" in person.offered


def test_a_reminder_in_the_middle_of_a_question_waits_for_the_answer() -> None:
    person = talk(*TO_BOTH_SENT, "corriger", "mes réponses", "changer mon nom")
    shown = person.wait(30)
    assert "juste après la question en cours" in shown
    assert person.asked == "request@:name"
    person.say("Dominique Exemple")
    assert person.answers["name"] == "Dominique Exemple"
    assert person.asked == "request@:check"
    person.say("c’est juste")
    assert person.asked == "outcome@caisse.1:what"


def test_a_reminder_in_the_middle_of_another_form_keeps_what_was_answered_there() -> None:
    person = talk(*TO_THE_REMINDERS, SENT)
    assert person.asked == "sent@hdh:medium"
    person.wait(31)
    assert person.asked == "sent@hdh:medium"
    person.say("par courriel", "aujourd’hui")
    assert person.track("hdh").request.medium == "email"
    assert person.asked == "outcome@caisse.1:what"


def test_a_letter_that_was_given_and_not_sent_is_asked_about_after_a_week_and_then_ever_more_rarely() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "oui, prévenez-moi", OUTCOME, DONE, "aujourd’hui", "oui")
    assert person.wait(6) == ""
    shown = person.wait(1)
    assert "Je vous avais donné la lettre au Health Data Hub." in shown
    assert shown.count("?") == 1, "one question at a time"
    assert "Avez-vous envoyé la lettre au Health Data Hub ?" in shown
    assert "juste après" not in shown
    assert person.asked == "left@hdh:left"
    first, asked_again = person.now, []
    for _ in range(2_500):
        if said := person.one_day():
            assert "Je vous avais donné la lettre au Health Data Hub." in said
            asked_again.append((person.now - first).days)
    assert asked_again == [30, 90, 210, 450, 930, 1890]


def test_the_question_of_a_reminder_is_the_one_that_is_answered() -> None:
    person = talk(*TO_THE_REMINDERS)
    assert "Je vous avais donné la lettre au Health Data Hub." in person.wait(7)
    said = person.say("oui, hier, par courriel")
    assert "C’est noté : la lettre au Health Data Hub, par courriel, le lundi 30 novembre 2026" in said
    assert person.track("hdh").request.on == person.now.date() - timedelta(days=1)
    assert person.track().settled is None, "nothing was said of the caisse"


@pytest.mark.parametrize("typed", ["pas encore", "non, pas encore", "2"])
def test_a_letter_that_has_not_left_yet_is_asked_about_a_week_later(typed: str) -> None:
    person = talk(*TO_THE_REMINDERS)
    person.wait(7)
    said = person.say(typed)
    assert "elle n’est pas encore partie" in said
    assert "Je vous en reparlerai le mardi 8 décembre 2026" in said
    assert person.wait(6) == ""
    assert "Je vous avais donné la lettre au Health Data Hub." in person.wait(1)


def test_a_letter_that_will_never_leave_is_asked_about_no_more() -> None:
    person = talk(*TO_THE_REMINDERS)
    person.wait(7)
    assert "ne partira pas" in person.say("je ne l’enverrai pas")
    assert not any(found.letter for found in person.reminders())
    assert "sent" not in person.offered


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
    assert sorted(asked) == ["outcome@caisse.1:what", "outcome@hdh.3:what"]


# --- A pause --------------------------------------------------------------------------------------------------------


def test_what_came_before_a_pause_is_not_announced_for_its_end() -> None:
    person = talk(*TO_BOTH_SENT)
    assert "attendue au plus tard le mercredi 23 décembre" in person.wait(32)
    person.say("/annuler", "/annuler", "/pause", "une semaine")
    said = person.say("/rappels")
    assert "en pause jusqu’au samedi 2 janvier 2027" in said
    assert said.count("samedi 2 janvier 2027") == 1, "what has come already is no reminder to come"
    assert "samedi 23 janvier 2027 : CPAM de Paris" in said  # asked again after thirty days
    assert person.wait(27) == ""
    assert "CPAM de Paris" in person.wait(1)


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
    person.say("/annuler", OUTCOME, "un refus", "hier", "non", "oui")
    assert "outcome.caisse.1" in person.offered
    person.say("/start reponse-caisse")
    assert person.asked == "outcome@caisse.1:what"
    assert "nothing" not in person.offered, "what is settled is not asked as if it were open"
    person.say(DONE, "aujourd’hui", "oui")
    assert isinstance(person.case.log[-1].event, Confirmed)


def test_a_corrected_date_fits_the_others_and_says_the_new_deadline() -> None:
    person = talk(*TO_THE_REMINDERS)
    person.wait(10)
    person.say("/annuler", OUTCOME, "un simple accusé de réception", "2/12")
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


@folded(
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


@pytest.mark.parametrize(
    ("at", "typed", "number"),
    [
        ("/pause", "4", 4),
        ("/pause", "12", 12),
        (f"{SENT}\npar courriel", "3", 3),
        (f"{OUTCOME}\nun refus", "4", 4),
        (f"{OUTCOME}\nredemandez-moi plus tard", "9", 9),
    ],
)
def test_a_bare_number_that_no_choice_has_is_no_day(at: str, typed: str, number: int) -> None:
    person = talk(*TO_THE_REMINDERS, *at.split("\n"))
    asked, log = person.asked, person.case.log
    assert f"Il n’y a pas de choix numéro {number}" in person.say(typed)
    assert (person.asked, person.case.log) == (asked, log)
    person.say("le 4" if asked.endswith(":until") else "le 24")
    assert person.asked != asked, "with its article it is a day"


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
    person = talk(*TO_THE_LETTERS)
    assert "je ne peux pas donner de fichiers" in person.say("/fichiers")
    assert person.asked == "home@:next", "and nothing is asked before"


@folded("typed", ["Je n’ai pas de caisse", "j’en ai aucune idée", "je ne sais plus", "CPAM", "la sécu", "ameli"])
def test_whoever_does_not_know_their_caisse_is_helped(typed: str) -> None:
    unknown = talk("bonjour", "oui").say("je ne sais pas")
    assert talk("bonjour", "oui").say(typed) == unknown
