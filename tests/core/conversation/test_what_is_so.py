"""What a case says is so: each test is one thing that was said, done or forgotten wrongly (CHANGELOG, 2026-11-28)."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import (
    Acknowledged,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    RemindersAccepted,
    Silent,
    Snoozed,
    Withdrawn,
)
from bot.core.case.letter_event import (
    Delivered,
    Posted,
    Returned,
    WhyReturned,
)
from bot.core.case.next_step import steps
from bot.core.case.reminder import (
    Reminder,
    ReminderKind,
    reminders,
    unsent,
)
from bot.core.case.track import Status
from bot.core.case.working_days import Territory
from bot.core.conversation.telling import told_in
from bot.core.ports.incoming import Arrived, Text
from bot.core.ports.message import Bundle, Document, Picture, Verbatim
from bot.networks.telegram.capabilities import TELEGRAM
from tests.core.days import campaign, case_of, day, posted
from tests.core.talk import (
    CAISSE_SENT,
    PARIS,
    TO_BOTH_SENT,
    TO_THE_LETTERS,
    TO_THE_REMINDERS,
    Talk,
    asked_for_both,
    talk,
)
from tests.folded import folded
from tests.letters.written import content

CAISSE, HDH, CNIL = "caisse", "hdh", "cnil"
AGREED = RemindersAccepted(day("Tue 2026-11-24"), 2)
SURE = "Oui, c’est cela"


def kinds(person: Talk) -> list[str]:
    return [entry.event.kind for entry in person.case.log]


def complaint(on: str, *against: int, medium: Medium = Medium.ONLINE) -> Posted:
    return Posted(day(on), LetterName("cnil"), medium, "CNIL", Territory.METROPOLE, against=against)


def of(case: Case) -> tuple[Reminder, ...]:
    return reminders(case, campaign(), PARIS, Territory.METROPOLE)


def cnil_of(case: Case, key: str = CNIL) -> ComplaintTrack:
    track = case.track(key, campaign())
    assert isinstance(track, ComplaintTrack)
    return track


def offered(case: Case, today: str) -> set[str]:
    return {f"{s.kind}:{s.letter or s.track}" for s in steps(case, campaign(), day(today))}


# --- 1, 12: a reminder asks one thing, and what is asked last is what is answered -----------------------------------


def test_a_reminder_with_two_subjects_asks_one_question_and_a_free_yes_closes_nothing() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "oui, prévenez-moi")
    person.now = person.now.replace(year=2027, month=1, day=5)
    came = person.one_day()
    assert came.count("?") == 1
    assert len(person.questions) == 1
    asked = person.asked
    person.say("oui", "le 3 décembre")
    assert not {"confirmed", "declined", "closed"} & set(kinds(person)), asked
    person.say("/annuler", "/annuler")
    assert [r for r in person.reminders() if r.due > person.now]


@pytest.mark.parametrize(
    ("said", "medium", "on"),
    [
        ("oui, le 1er décembre par courriel", Medium.EMAIL, "Tue 2026-12-01"),
        ("oui par mail hier", Medium.EMAIL, "Tue 2026-12-01"),
        ("elle est partie ce matin en recommandé", Medium.REGISTERED, "Wed 2026-12-02"),
    ],
)
def test_whether_a_letter_left_is_read_with_its_medium_and_day(said: str, medium: Medium, on: str) -> None:
    person = talk(*TO_THE_REMINDERS)
    assert "Avez-vous envoyé la lettre au Health Data Hub ?" in person.wait(8)
    person.say(said)
    sent = person.case.posted(LetterName("hdh"))
    assert sent
    assert (sent.event.medium, sent.event.on) == (medium, day(on))  # type: ignore[union-attr]


def test_a_day_keeps_its_month_in_a_sentence() -> None:
    """« le 2 octobre » was read as « le 2 »: the second of the month that is nearest."""
    assert told_in("oui, envoyée le 2 octobre", date(2026, 11, 29)).day == date(2026, 10, 2)
    assert told_in("oui, le 28", date(2026, 11, 29)).day == date(2026, 11, 28)


def test_a_letter_that_has_not_left_is_asked_about_again_and_one_that_will_not_never() -> None:
    person = talk(*TO_THE_REMINDERS)
    person.wait(8)
    assert "mercredi 9 décembre" in person.say("non, pas encore")
    assert "Avez-vous envoyé la lettre au Health Data Hub ?" in person.wait(7)
    person.say("je ne l’enverrai pas")
    assert not [r for r in person.reminders() if r.letter]
    assert not person.case.unsent(campaign())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_of_a_reminder_asks_anything_by_itself(language: str) -> None:
    catalogue = content().catalogues[language]
    for key in (*(f"reminder.{kind}" for kind in ReminderKind), "reminder.appeal-over", "reminder.returned"):
        assert "?" not in catalogue.text(key), key


# --- 2: my refusal is my objection -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    ["ils ont bien enregistré mon refus", "mon refus est pris en compte", "Mon refus a été enregistré par la CPAM"],
)
def test_the_person_s_own_refusal_is_their_objection(said: str) -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(32)
    person.say("/annuler", "/annuler")
    person.say("Dire où j’en suis : CPAM de Paris", said, "hier")
    assert "votre opposition est enregistrée (CPAM de Paris)" in person.shown
    person.say("oui")
    assert person.track().status(person.now.date()) is Status.CONFIRMED


def test_a_sentence_that_says_two_things_is_asked_back() -> None:
    person = talk(*TO_BOTH_SENT, "Dire où j’en suis : CPAM de Paris")
    said = person.say("ils demandent une pièce d’identité et plus de temps")
    assert "plusieurs choses" in said
    assert person.asked.endswith(":what")


@pytest.mark.parametrize("choice", ["Un refus", "Une réponse incomplète", "On dit ne pas pouvoir m’identifier"])
def test_what_judges_a_track_is_said_back_with_whom_it_is_about(choice: str) -> None:
    person = talk(*TO_BOTH_SENT, "Dire où j’en suis : CPAM de Paris", choice, "aujourd’hui")
    if "exclusions" in person.asked:
        person.say("non")
    assert "J’ai compris" in person.shown
    assert "(CPAM de Paris)" in person.shown
    before = len(person.case.log)
    person.say("oui mais je ne suis pas sûr")
    assert len(person.case.log) == before
    assert "où en êtes-vous" in person.say("non")
    assert len(person.case.log) == before


# --- 3, 20: a body keeps its track, and its address is the one that stands -------------------------------------------

NEW_ADDRESS = ("corriger une date ou une réponse", "mes réponses", "adresse de la caisse", "la corriger",
               "99 rue Neuve\n75020 Paris", "c’est juste")  # fmt: skip
NEW_CAISSE = ("corriger une date ou une réponse", "mes réponses", "changer la caisse", "67000", "la garder",
              "c’est juste")  # fmt: skip
BY_POST = ("j’ai envoyé une lettre", "1", "par courrier simple", "aujourd’hui", "oui, prévenez-moi")


def test_the_chase_bears_the_corrected_address_and_the_first_letter_is_offered_anew() -> None:
    person = talk(*TO_THE_LETTERS, *BY_POST)
    said = person.say(*NEW_ADDRESS)
    assert "le délai d’un mois repartira de sa réception" in said
    letters = [m for m in person.turn.messages if isinstance(m, Verbatim)] if person.turn else []
    assert len(letters) == 1, "the letter to the Health Data Hub has not changed"
    person.wait(60)
    person.say("/annuler", "/annuler", "/annuler")
    chase = person.say("Préparer la relance à votre caisse")
    assert "99 rue Neuve" in chase
    assert "75948" not in chase


def test_a_letter_by_ameli_has_no_old_address_to_be_sent_anew_from() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "ameli", "aujourd’hui", "non")
    assert "C’est changé" in person.say(*NEW_ADDRESS)


def test_a_caisse_that_was_written_to_keeps_its_track_beside_another() -> None:
    person = talk(*TO_BOTH_SENT)
    person.say(*NEW_CAISSE)
    person.say("j’ai envoyé une lettre", "par courriel", "aujourd’hui")
    case = person.say("/dossier")
    assert "CPAM de Paris" in case
    assert "CPAM du Bas-Rhin" in case
    person.wait(40)
    person.say("/annuler", "/annuler", "/annuler")
    person.say("Dire où j’en suis : CPAM de Paris", "Un refus", "hier", "non", SURE)
    paris, rhin = (track for track in person.case.tracks(campaign()) if track.name == CAISSE)
    assert paris.status(person.now.date()) is Status.DECLINED
    assert rhin.status(person.now.date()) is Status.LATE
    letter = person.say("Préparer ma réclamation à la CNIL")
    assert "CPAM de Paris" in letter
    assert "CPAM du Bas-Rhin" in letter


def test_a_chase_to_the_caisse_of_before_bears_its_own_name_and_address() -> None:
    person = talk(*TO_BOTH_SENT)
    person.say(*NEW_CAISSE)
    person.wait(40)
    person.say("/annuler", "/annuler", "/annuler")
    chase = person.say("Préparer la relance à votre caisse")
    assert "CPAM de Paris" in chase
    assert "75948 Paris" in chase
    assert "Strasbourg" not in chase


# --- 4: a letter that came back --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["ma lettre est revenue", "destinataire inconnu", "pli avisé et non réclamé", "npai"])
def test_a_returned_letter_can_be_told_and_stops_the_clock(said: str) -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "en recommandé", "aujourd’hui", "oui, prévenez-moi")
    person.wait(12)
    person.say("/annuler")
    person.say("Dire où j’en suis : CPAM de Paris", said, "1", "hier", SURE)
    assert person.track().status(day("Mon 2027-03-01")) is Status.RETURNED
    found = offered(person.case, "Mon 2027-03-01")
    assert "letter:caisse" in found
    assert not {"letter:chase-caisse", "complaint:cnil"} & found
    assert person.asked == "request@:body_address"
    said = person.say("99 rue Neuve\n75020 Paris", "c’est juste")
    assert "La première est revenue" in said
    person.say("j’ai envoyé une lettre", "1", "par courrier simple", "aujourd’hui")
    assert person.track().status(person.now.date()) is Status.WAITING
    assert person.track().request.on == person.now.date()
    assert len([t for t in person.case.tracks(campaign()) if t.name == CAISSE]) == 1


def test_registered_post_that_was_refused_is_told_apart_with_what_the_law_makes_of_it() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "en recommandé", "aujourd’hui", "non")
    person.now += timedelta(days=20)
    person.say("Dire où j’en suis : CPAM de Paris", "ma lettre est revenue")
    assert "Recommandé refusé" in person.shown
    said = person.say("recommandé refusé", "hier", SURE)
    assert "compte souvent comme reçu le jour où La Poste l’a présenté" in said
    assert "je ne compte aucun délai" in said


def test_a_chase_that_came_back_stops_no_clock() -> None:
    case = case_of(
        posted("Tue 2026-11-24", medium=Medium.POST),
        posted("Mon 2027-01-18", LetterName("chase-caisse"), Medium.POST),
        Returned(day("Mon 2027-01-25"), LetterName("chase-caisse"), WhyReturned.ADDRESS),
    )
    track = case.track(CAISSE, campaign())
    assert track
    assert track.status(day("Tue 2027-01-26")) is Status.LATE
    assert track.chase is None


def test_a_complaint_that_came_back_was_not_filed() -> None:
    case = case_of(posted("Tue 2026-11-24"), complaint("Mon 2027-01-18", 0, medium=Medium.POST))
    assert "complaint:cnil" not in offered(case, "Mon 2027-02-01")
    case = case.adding((Returned(day("Mon 2027-01-25"), LetterName("cnil"), WhyReturned.ADDRESS, opened_by=1),))
    assert "complaint:cnil" in offered(case, "Mon 2027-02-01")
    assert cnil_of(case).appeal_by is None


# --- 5: a letter that was given keeps its date and words ------------------------------------------------------------


def letter_dates(said: str) -> set[str]:
    return set(re.findall(r"^Le (\d+e?r? \w+ 20\d\d)$", said, re.MULTILINE))


def test_a_letter_that_was_given_keeps_its_date() -> None:
    person = talk(*TO_THE_LETTERS)
    person.now += timedelta(days=1)
    assert letter_dates(person.say("/lettres")) == {"24 novembre 2026"}
    person.say("j’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "non")
    person.now += timedelta(days=3)
    assert letter_dates(person.say("/lettres")) == {"24 novembre 2026"}


def test_a_letter_that_was_sent_keeps_the_name_it_bore_and_one_that_was_not_is_written_anew() -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT, "non")
    person.now += timedelta(days=2)
    said = person.say("corriger une date ou une réponse", "mes réponses", "changer mon nom", "Dominique Exemple",
                      "c’est juste")  # fmt: skip
    assert letter_dates(said) == {"26 novembre 2026"}
    texts = [m.text for m in person.turn.messages if isinstance(m, Verbatim)] if person.turn else []
    assert [("Dominique" in text) for text in texts] == [True]
    person.say("/lettres")
    texts = [m.text for m in person.turn.messages if isinstance(m, Verbatim)] if person.turn else []
    assert ["Camille Exemple" in text for text in texts] == [True, False]


# --- 6: two requests, two outcomes -----------------------------------------------------------------------------------


def test_an_objection_that_is_recorded_leaves_the_request_for_access_open() -> None:
    person = asked_for_both(*TO_BOTH_SENT)
    person.say("Dire où j’en suis : Health Data Hub", "Mon opposition est enregistrée", "aujourd’hui")
    assert "Y a-t-on répondu" in person.shown
    said = person.say("pas encore", SURE)
    assert "demande d’accès, elle, attend encore" in said
    track = person.track(HDH)
    assert track.status(day("Fri 2027-01-15")) is Status.LATE
    person.wait(40)
    person.say("/annuler", "/annuler")
    chase = person.say("Préparer la relance au Health Data Hub")
    assert "m’avez confirmé que mon opposition est enregistrée" in chase
    assert "ma demande d’accès, faite dans la même lettre" in chase
    person.say("Dire où j’en suis : Health Data Hub", "On a répondu à ma demande d’accès", "hier")
    assert "vos deux demandes" in person.say(SURE)
    assert person.track(HDH).status(person.now.date()) is Status.CONFIRMED


def test_the_answer_on_access_says_nothing_of_the_objection() -> None:
    person = asked_for_both(*TO_BOTH_SENT)
    person.say("Dire où j’en suis : Health Data Hub", "On a répondu à ma demande d’accès", "aujourd’hui", SURE)
    assert "Votre opposition, elle, attend encore" in person.shown
    person.say("Dire où j’en suis : Health Data Hub", "Mon opposition est enregistrée",
               "aujourd’hui")  # fmt: skip
    assert "J’ai compris" in person.shown, "access is not asked about again"


def test_what_an_earlier_release_closed_stays_closed() -> None:
    case = case_of(posted("Tue 2026-11-24", LetterName("hdh")), Confirmed(day("Mon 2026-12-07"), HDH))
    track = case.track(HDH, campaign())
    assert track
    assert track.status(day("Mon 2027-03-01")) is Status.CONFIRMED


def test_access_is_a_letter_of_its_own_with_its_own_month() -> None:
    person = talk(*TO_BOTH_SENT)
    assert "ce qu’il a sur moi" not in person.shown
    letter = person.say("Écrire une autre lettre", "Demander au Health Data Hub ce qu’il a sur moi")
    assert "Demande d’accès" in letter
    assert "oppos" not in letter.split("Objet")[1].split("Signature")[0]
    person.say("J’ai envoyé une lettre", "oui", "Par e-mail", "aujourd’hui")
    person.say("Dire où j’en suis : Health Data Hub, accès", "On m’a répondu", "On a répondu à ma demande d’accès",
               "aujourd’hui", SURE)  # fmt: skip
    assert "votre demande d’accès" in person.shown
    assert person.track("access").status(person.now.date()) is Status.CONFIRMED
    assert person.track(HDH).status(person.now.date()) is Status.WAITING
    assert "ce qu’il a sur moi" not in person.say("Écrire une autre lettre"), "it is asked for once"
    assert "La même demande à la Cnam" in person.shown


# --- 7, 16: each demand for an identity has its letter, and moves no day back ---------------------------------------

SENT = posted("Tue 2026-11-24")
FIRST_DEMAND = IdentityAsked(day("Mon 2026-12-07"), CAISSE)
FIRST_REPLY = posted("Wed 2026-12-09", LetterName("identity-answer-caisse"))
SECOND_DEMAND = IdentityAsked(day("Mon 2027-01-04"), CAISSE)


def last_day(*events: Event) -> date:
    track = case_of(*events).track(CAISSE, campaign())
    assert track
    return track.deadline.last_day


def test_a_demand_that_came_late_has_its_letter_too_and_the_body_stays_late() -> None:
    case = case_of(SENT, IdentityAsked(day("Mon 2027-01-11"), CAISSE))
    assert {"letter:identity-answer-caisse", "complaint:cnil"} <= offered(case, "Tue 2027-01-12")
    person = talk(*TO_BOTH_SENT)
    person.wait(45)
    person.say("/annuler", "/annuler")
    said = person.say("Dire où j’en suis : CPAM de Paris", "On me demande qui je suis", "hier")
    assert "vous pouvez répondre sans copie" in said
    assert "letter.identity-answer-caisse.1" in person.offered


def test_a_second_demand_in_time_has_its_letter_and_the_last_day_never_moves_back() -> None:
    once = last_day(SENT, FIRST_DEMAND, FIRST_REPLY)
    assert once == day("Mon 2027-01-11")
    assert last_day(SENT, FIRST_DEMAND, FIRST_REPLY, SECOND_DEMAND) == once
    case = case_of(SENT, FIRST_DEMAND, FIRST_REPLY, SECOND_DEMAND)
    assert "letter:identity-answer-caisse" in offered(case, "Tue 2027-01-05")
    second = posted("Wed 2027-01-06", LetterName("identity-answer-caisse"))
    assert last_day(SENT, FIRST_DEMAND, FIRST_REPLY, SECOND_DEMAND, second) == day("Mon 2027-02-08")
    answered = case_of(SENT, FIRST_DEMAND, FIRST_REPLY, SECOND_DEMAND, second)
    assert {"letter:chase-caisse", "complaint:cnil"} <= offered(answered, "Tue 2027-02-09")


def test_the_reminder_of_a_demand_takes_a_yes() -> None:
    person = talk(*TO_BOTH_SENT, "Dire où j’en suis : CPAM de Paris", "On me demande qui je suis",
                  "aujourd’hui")  # fmt: skip
    said = person.wait(8)
    assert "Avez-vous envoyé la réponse" in said
    person.say("oui, hier, par courriel")
    assert [e for e in person.case.sent if e.event.letter == LetterName("identity-answer-caisse")]  # type: ignore[union-attr]
    assert person.track().status(person.now.date()) is Status.WAITING


def test_no_acknowledgement_makes_the_last_day_earlier() -> None:
    by_post = posted("Tue 2026-11-24", medium=Medium.POST)
    assert last_day(by_post, Acknowledged(day("Wed 2026-11-25"), CAISSE)) == last_day(by_post)


# --- 8: what is kept, and for how long ------------------------------------------------------------------------------


def test_who_posts_first_and_tells_later_has_ninety_days_and_reads_so() -> None:
    keep = content().campaign.retention
    assert keep.request_for(content().campaign.terms) == 90
    assert keep.request_for(1) == 30, "what was promised before holds"
    person = Talk()
    assert "90 jours" in person.say("bonjour")
    person.say("oui")
    for question in ("/aide", "/confidentialite"):
        assert "90 jours" in person.say(question)
    assert "rien n’est perdu" not in person.say("/aide")


def test_who_agreed_before_reads_what_was_promised_then() -> None:
    person = talk(*TO_THE_LETTERS)
    said = tuple(
        one.__class__(one.key, "1@2026-11-01") if one.key == "consent" else one for one in person.conversation.said
    )

    person.conversation = replace(person.conversation, said=said)
    assert "30 jours" in person.say("/confidentialite")
    assert "30 jours" in person.say("/aide")


def test_who_comes_back_after_it_is_told_that_nothing_is_kept_and_why() -> None:
    for first in (Text("j’ai envoyé mes lettres"), Text("/dossier"), Text("toujours rien reçu")):
        assert Talk().does(first).startswith("Je ne garde rien sur vous"), first
    for greeted in (Text("bonjour"), Text("je voudrais des lettres"), Text("c’est quoi ce truc"), Text("/aide")):
        said = Talk().does(greeted)
        assert "Je ne garde rien" not in said, "newcomers say so as well: first of all, who speaks"
        assert said.index("Je suis Objecteur") < said.index("Si nous nous sommes déjà parlé") < said.index("d’accord")
    for newcomer in (Arrived(), Text("/start")):
        assert "Je ne garde rien sur vous" not in Talk().does(newcomer), newcomer


# --- 9: a letter that was sent long ago ------------------------------------------------------------------------------


def test_a_letter_that_was_sent_more_than_a_year_ago_is_taken_and_stands_where_it_is() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "par courrier simple", "20/11/2025")
    said = person.say("oui")
    assert "aurait fini le samedi 27 décembre 2025" in said
    person.say("oui, prévenez-moi")
    assert {"letter.chase-caisse.1", "complaint"} <= set(person.offered)
    assert [r for r in person.reminders() if r.track == "caisse.1" and r.due > person.now]


# --- 10, 24: one list of days ---------------------------------------------------------------------------------------


def exported(person: Talk) -> dict[str, str]:
    person.say("/exporter")
    assert person.turn
    bundle = next(m for m in person.turn.messages if isinstance(m, Bundle))
    return {d.name: d.text for d in bundle.documents if isinstance(d, Document)}


def test_an_export_before_anything_is_sent_holds_no_empty_calendar() -> None:
    assert "echeances.ics" not in exported(talk(*TO_THE_LETTERS))


def test_two_people_s_calendars_share_no_uid_and_one_s_keeps_its_own() -> None:
    person = talk(*TO_BOTH_SENT)
    first = set(re.findall(r"^UID:(.+)$", exported(person)["echeances.ics"].replace("\r\n ", ""), re.MULTILINE))
    again = set(re.findall(r"^UID:(.+)$", exported(person)["echeances.ics"].replace("\r\n ", ""), re.MULTILINE))
    assert first == again
    assert first
    assert all("0123456789abcdef01234567" in uid for uid in first), "the case's own, unguessable part"


def test_the_calendar_has_no_last_day_of_a_body_that_has_answered() -> None:
    person = talk(*TO_BOTH_SENT, "Dire où j’en suis : CPAM de Paris", "Une réponse incomplète",
                  "aujourd’hui", SURE)  # fmt: skip
    assert "CPAM de Paris" not in exported(person)["echeances.ics"]


def test_the_picture_shows_the_reminder_of_a_letter_that_was_not_sent() -> None:
    person = talk(*TO_THE_REMINDERS)
    person.say("/dossier")
    assert person.turn
    picture = next(m for m in person.turn.messages if isinstance(m, Picture))
    assert [p.text.key for strand in picture.strands for p in strand.points].count("picture.reminder-of") == 1


def test_an_invalid_extension_moves_no_reminder_past_the_last_day() -> None:
    told = day("Mon 2026-12-14")
    case = case_of(AGREED, SENT, Extended(told, CAISSE, reasons=False, told=told))
    assert of(case)[0].day == day("Fri 2026-12-25")


def test_a_reminder_that_was_promised_comes_though_a_complaint_was_sent_or_it_is_said() -> None:
    wanted = Snoozed(day("Mon 2027-01-18"), CAISSE, day("Wed 2027-03-03"))
    case = case_of(AGREED, SENT, wanted, complaint("Tue 2027-01-19", 1))
    assert day("Wed 2027-03-03") in {r.day for r in of(case) if r.track == "caisse.1"}
    person = talk(*TO_BOTH_SENT)
    person.wait(40)
    person.say("rien n’est venu", "rien n’est venu", "Préparer ma réclamation à la CNIL")
    said = person.say("j’ai envoyé une lettre", "en ligne", "aujourd’hui")
    assert said.count("c’est maintenant votre réclamation que je suis") == 2


def test_a_delivery_told_late_stands_at_its_day() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "en recommandé", "aujourd’hui", "non")
    person.now += timedelta(days=20)
    person.say("Dire où j’en suis : CPAM de Paris", "Un simple accusé de réception", "hier")
    person.say("J’ai la date de remise : CPAM de Paris", "27/11/2026")
    case = person.say("/dossier")
    assert case.index("a été remise") < case.index("accusé de réception")


# --- 14, 15, 17, 21, 22, 23: the CNIL --------------------------------------------------------------------------------

FILED = complaint("Mon 2027-01-18", 0)  # silent until 18 April 2027; the two months end on Friday 18 June


def test_a_refusal_after_the_prudent_day_opens_no_new_two_months() -> None:
    case = case_of(SENT, FILED, Declined(day("Mon 2027-08-30"), CNIL))
    track = cnil_of(case)
    assert track.appeal_by == day("Fri 2027-06-18")
    assert track.refused_too_late
    inside = cnil_of(case_of(SENT, FILED, Declined(day("Mon 2027-06-14"), CNIL)))
    assert inside.appeal_by == day("Fri 2027-08-13")


def to_the_complaint() -> Talk:
    person = talk(*TO_BOTH_SENT)
    person.wait(40)
    person.say("rien n’est venu", "rien n’est venu", "Préparer ma réclamation à la CNIL")
    person.say("j’ai envoyé une lettre", "en ligne", "aujourd’hui")
    return person


def test_a_late_refusal_is_told_as_late_in_the_words_and_on_the_sheet() -> None:
    person = to_the_complaint()
    person.now += timedelta(days=260)
    said = person.say("Dire où j’en suis : CNIL", "Elle refuse, ou elle clôt ma réclamation",
                      "aujourd’hui", SURE)  # fmt: skip
    assert "est peut-être passé" in said
    assert "comptez jusqu’au" not in said
    assert "comptez" not in person.say("/dossier")


def test_the_cnil_deals_with_it_and_its_silence_is_no_rejection_any_more() -> None:
    person = to_the_complaint()
    person.now += timedelta(days=60)
    person.say("Dire où j’en suis : CNIL", "La CNIL m’a écrit : elle s’en occupe", "aujourd’hui")
    case = person.say("/dossier")
    assert "vaut en principe rejet" not in case
    assert "vous pourrez lui demander où elle en est" in case
    due = [r for r in person.reminders() if r.track.startswith("cnil")]
    assert due[0].day == cnil_of(person.case).deadline.late_from
    person.now += timedelta(days=100)
    person.say("/annuler")
    assert "que vous l’examiniez" in person.press(next(v for v in person.offered if v.startswith("letter.cnil-news")))


def test_two_complaints_have_two_clocks_and_each_is_named_by_what_it_is_against() -> None:
    case = case_of(SENT, posted("Tue 2026-12-15", LetterName("hdh")), complaint("Mon 2027-01-04", 0),
                   complaint("Tue 2027-02-16", 1))  # fmt: skip
    one, other = (t for t in case.tracks(campaign()) if isinstance(t, ComplaintTrack))
    assert (one.deadline.last_day, other.deadline.last_day) == (day("Sun 2027-04-04"), day("Sun 2027-05-16"))
    refused = case.adding((Declined(day("Mon 2027-03-01"), CNIL, opened_by=one.opened),))
    assert refused.track(other.key, campaign()).status(day("Tue 2027-03-02")) is Status.WAITING  # type: ignore[union-attr]
    assert [body.name for body in other.against] == [HDH]


def test_a_refused_complaint_is_not_asked_about_as_if_nothing_had_come() -> None:
    person = to_the_complaint()
    person.say("Dire où j’en suis : CNIL", "Elle refuse, ou elle clôt ma réclamation",
               "aujourd’hui", SURE)  # fmt: skip
    came = person.wait(40)
    assert "du nouveau ?" in came
    assert "nothing" not in person.offered


def test_an_appeal_day_that_is_over_is_said_as_over() -> None:
    person = to_the_complaint()
    person.now += timedelta(days=245)
    case = person.say("/dossier")
    assert "le dernier jour prudent était le" in case
    assert "comptez par prudence" not in case
    assert "fiche" not in case
    assert not any(value.startswith("appeal") for value in person.offered)
    said = person.say("Dire où j’en suis : CNIL", "Rien n’est venu")
    assert "Vous auriez alors" not in said


def test_once_every_body_has_granted_there_is_one_letter_to_the_cnil_and_silence() -> None:
    case = case_of(AGREED, SENT, complaint("Mon 2027-01-18", 1), Confirmed(day("Mon 2027-02-01"), CAISSE))
    assert cnil_of(case).status(day("Tue 2027-02-02")) is Status.GRANTED
    assert of(case) == ()
    assert offered(case, "Tue 2027-02-02") == {"letter:cnil-settled"}
    told = case.adding((Posted(day("Tue 2027-02-02"), LetterName("cnil-settled"), Medium.ONLINE, "CNIL",
                               Territory.METROPOLE, opened_by=2),))  # fmt: skip
    assert offered(told, "Wed 2027-02-03") == set()


# --- 18: what is undone rings again ---------------------------------------------------------------------------------


def test_undoing_an_answer_on_a_late_track_rings_again() -> None:
    before = case_of(AGREED, SENT)
    rung = {r.key: len(before.log) for r in of(before) if r.due.date() < day("Mon 2027-01-11")}
    refused = before.adding((Declined(day("Mon 2027-01-04"), CAISSE, told=day("Tue 2027-01-05")),))
    rung |= {r.key: len(refused.log) for r in of(refused) if r.due.date() < day("Thu 2027-01-07")}
    undone = refused.adding((Withdrawn(day("Thu 2027-01-07"), 2),))
    coming = [r for r in unsent(of(undone), undone, rung) if r.track == "caisse.1"]
    assert coming
    assert coming[0].day == day("Fri 2027-01-22")


# --- 19: a complaint that turns out to have been too early ----------------------------------------------------------


def test_a_delivery_told_after_the_complaint_makes_it_premature_and_the_way_on_is_offered_on_its_day() -> None:
    registered = posted("Tue 2026-11-24", medium=Medium.REGISTERED)
    case = case_of(AGREED, registered, complaint("Tue 2027-01-05", 1))
    late = case.adding((Delivered(day("Wed 2026-12-16"), LetterName("caisse"), told=day("Wed 2027-01-06")),))
    track = late.track(CAISSE, campaign())
    assert track
    assert track.deadline.last_day == day("Mon 2027-01-18")
    assert not getattr(track, "complained", None)
    assert "complaint:cnil" not in offered(late, "Mon 2027-01-18")
    assert {"complaint:cnil", "letter:chase-caisse"} <= offered(late, "Tue 2027-01-19")
    assert day("Tue 2027-01-19") in {r.day for r in of(late) if r.track == "caisse.1"}


def test_that_a_complaint_was_too_early_is_said() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "en recommandé", "aujourd’hui", "oui, prévenez-moi")
    person.wait(43)
    person.say("/annuler", "/annuler", "Préparer ma réclamation à la CNIL")
    person.say("j’ai envoyé une lettre", "la réclamation à la CNIL", "en ligne", "aujourd’hui")
    said = person.say("J’ai la date de remise : CPAM de Paris", "21/12/2026")
    assert "est partie trop tôt" in said
    assert "à partir du" in said


# --- 25 --------------------------------------------------------------------------------------------------------------


def test_a_number_beyond_the_choices_is_no_day_of_the_month() -> None:
    person = talk(*TO_THE_REMINDERS, "/pause")
    assert "pas de choix numéro 4" in person.say("4")
    assert person.case.pause is None
    assert "4 janvier" in person.say("le 4 janvier")


def test_every_letter_that_was_sent_can_be_had_as_a_file_and_is_in_the_archive() -> None:
    person = to_the_complaint()
    names = set(exported(person))
    assert {"lettre-caisse.txt", "lettre-hdh.txt", "lettre-cnil.txt"} <= names
    telegram = Talk(person.now, TELEGRAM, person.conversation, person.case)
    telegram.say("/fichiers")
    assert {"cnil", "caisse", "hdh"} <= set(telegram.offered)


def test_where_there_are_no_files_fichiers_says_so_and_asks_nothing() -> None:
    person = talk(*TO_THE_LETTERS)
    assert "Ici, je ne peux pas donner de fichiers" in person.say("/fichiers")
    assert person.asked == "home@:next"


def test_a_month_that_runs_from_an_answer_by_ameli_is_not_called_estimated() -> None:
    case = case_of(posted("Tue 2026-11-24", medium=Medium.POST), FIRST_DEMAND,
                   posted("Wed 2026-12-09", LetterName("identity-answer-caisse"), Medium.AMELI),
                   Silent(day("Mon 2027-02-01"), CAISSE))  # fmt: skip
    track = case.track(CAISSE, campaign())
    assert not getattr(track, "runs_on_estimate", True)


# --- What is understood without a button records nothing else -------------------------------------------------------


@folded("said", ["aucune", "rien de tout ça", "aucune des trois"])
@folded("further", [("On m’a répondu",), ("On m’a répondu", "Autre chose")])
def test_that_an_answer_is_none_of_these_is_not_that_nothing_came(further: tuple[str, ...], said: str) -> None:
    person = talk(*TO_BOTH_SENT, "Dire où j’en suis : CPAM de Paris", *further)
    told = kinds(person)
    person.say(said)
    assert kinds(person) == told
    assert person.asked.startswith("outcome@caisse.1:")


def test_each_letter_besides_is_announced_as_what_it_is() -> None:
    access = talk(*TO_BOTH_SENT).say("Demander au Health Data Hub ce qu’il a sur moi")
    assert access.startswith("Vous demandez au Health Data Hub")
    assert "La même demande" not in access
    assert talk(*TO_BOTH_SENT).say("écrire à la Cnam").startswith("La même demande, à la Caisse nationale")


@pytest.mark.parametrize("said", ["la cnam m’a répondu", "quelles données ?", "je n’ai plus d’accès à mon compte"])
def test_who_speaks_of_the_cnam_or_of_data_is_given_no_letter(said: str) -> None:
    person = talk(*TO_BOTH_SENT)
    told = kinds(person)
    person.say(said)
    assert kinds(person) == told
