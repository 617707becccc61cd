"""The days to come as a calendar reads them, and the links in it that lead back to the step."""

import json

import pytest
from icalendar import Calendar

from bot.core.ports.incoming import Text
from bot.core.ports.message import Bundle, Document
from tests.core.talk import NAME, TO_BOTH_SENT, TO_THE_LETTERS, Talk, talk

OUTCOME = "Votre lettre du lundi 23 novembre 2026 (CPAM de Paris) : où en êtes-vous ?"


def exported(person: Talk) -> dict[str, str]:
    """The texts of the archive, by name."""
    person.say("/exporter")
    assert person.turn
    (bundle,) = [message for message in person.turn.messages if isinstance(message, Bundle)]
    return {file.name: file.text for file in bundle.documents if isinstance(file, Document)}


def calendar(person: Talk) -> list[tuple[str, str, str]]:
    """Day, title and link of each entry, as a calendar reads them."""
    events = Calendar.from_ical(exported(person)["echeances.ics"]).walk("VEVENT")
    for event in events:
        assert str(event["URL"]) in str(event["DESCRIPTION"]), "a calendar that shows no link shows it as words"
    return [(f"{event.decoded('DTSTART'):%a %Y-%m-%d}", str(event["SUMMARY"]), str(event["URL"])) for event in events]


def test_the_calendar_has_the_days_to_come_in_order_and_says_nothing_at_a_glance() -> None:
    days = calendar(talk(*TO_BOTH_SENT))
    assert [day for day, _, _ in days] == ["Wed 2026-12-23", "Thu 2026-12-24", "Thu 2026-12-24", "Sat 2026-12-26"]
    assert {title for _, title, _ in days} == {"Démarche : une date"}


def test_each_day_leads_back_to_its_step() -> None:
    person = talk(*TO_BOTH_SENT)
    for _, _, link in calendar(person):
        payload = link.partition("?start=")[2]
        assert len(payload) <= 64
        assert payload.replace("-", "").isalnum(), "Telegram allows letters, digits, - and _"
        assert "où en êtes-vous ?" in person.say(f"/start {payload}")
        person.say("/annuler")


@pytest.mark.parametrize(
    "typed", ["/start reponse-caisse", "/start reponse-cnil", "/start dossier", "/start x-y", "/start"]
)
def test_a_link_that_leads_nowhere_any_more_is_a_start_like_any_other(typed: str) -> None:
    stranger = talk()
    assert "Je suis Objecteur" in stranger.say(typed)
    assert len(stranger.questions) == 1


def test_the_link_to_a_track_that_is_done_with_resumes() -> None:
    stop = "dire où j’en suis : CPAM de Paris", "j’arrête cette démarche", "oui"
    person = talk(*TO_BOTH_SENT, *stop)
    assert OUTCOME not in person.say("/start reponse-caisse")
    assert len(person.questions) == 1


def test_the_link_to_the_case_shows_it() -> None:
    person = talk(*TO_BOTH_SENT)
    shown = person.does(Text("/start dossier"))
    assert shown == person.say("dossier")


def identifiers(person: Talk) -> list[str]:
    return [str(event["UID"]) for event in Calendar.from_ical(exported(person)["echeances.ics"]).walk("VEVENT")]


def test_the_identifiers_are_of_this_case_alone_and_stay_when_a_day_moves() -> None:
    person = talk(*TO_BOTH_SENT)
    first = identifiers(person)
    assert len({*first}) == len(first)
    assert {uid.partition("-0123456789abcdef01234567@")[2] for uid in first} == {"objecteur"}
    days = [day for day, _, _ in calendar(person)]
    person.say("corriger", "la lettre à votre caisse est partie", "la date", "22/11/2026")
    assert [day for day, _, _ in calendar(person)] != days
    assert {*identifiers(person)} == {*first}


def test_where_no_day_is_to_come_there_is_no_calendar() -> None:
    person = talk(*TO_THE_LETTERS)
    assert {"objecteur.json", "dossier.txt"} < exported(person).keys()
    assert "echeances.ics" not in exported(person)
    closed = talk(*TO_BOTH_SENT)
    for body in ("CPAM de Paris", "Health Data Hub"):
        assert "echeances.ics" in exported(closed)
        closed.say(f"dire où j’en suis : {body}", "j’arrête cette démarche", "oui")
    assert "echeances.ics" not in exported(closed)


def test_the_archive_has_every_letter_that_was_sent_and_what_it_was_filled_with() -> None:
    person = talk(*TO_BOTH_SENT)
    person.wait(40)
    sent = "j’ai envoyé une lettre", "par courriel", "aujourd’hui"
    person.say("/annuler", "/annuler", "préparer la relance à votre caisse", *sent)
    person.say("corriger", "mes réponses", "changer mon nom", "Dominique Exemple", "c’est juste")
    files = exported(person)
    assert {"lettre-caisse.txt", "lettre-hdh.txt", "lettre-chase-caisse-1.txt"} <= files.keys()
    assert "Le 3 janvier 2027" in files["lettre-chase-caisse-1.txt"]
    assert NAME in files["lettre-chase-caisse-1.txt"], "as it left, whatever was answered since"
    (filled,) = json.loads(files["objecteur.json"])["letters_filled_with"]
    assert (filled["n"], filled["answers"]["name"]) == (0, NAME)
    assert json.loads(files["objecteur.json"])["answers"]["name"] == "Dominique Exemple"
