"""The days to come as a calendar reads them, and the links in it that lead back to the step."""

import pytest
from icalendar import Calendar

from bot.core.exchange import Text
from bot.core.message import Bundle, Document
from tests.core.talk import TO_BOTH_SENT, Talk, talk

OUTCOME = "Votre lettre du lundi 23 novembre 2026 (CPAM de Paris) : où en êtes-vous ?"


def calendar(person: Talk) -> list[tuple[str, str, str]]:
    """Day, title and link of each entry, as a calendar reads them."""
    person.say("/exporter")
    assert person.turn
    (bundle,) = [message for message in person.turn.messages if isinstance(message, Bundle)]
    (ics,) = [file.text for file in bundle.documents if isinstance(file, Document) and file.name.endswith(".ics")]
    events = Calendar.from_ical(ics).walk("VEVENT")
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
    person = talk(*TO_BOTH_SENT, "j’ai une réponse, ou rien n’est venu : CPAM de Paris", "j’arrête cette démarche")
    assert OUTCOME not in person.say("/start reponse-caisse")
    assert len(person.questions) == 1


def test_the_link_to_the_case_shows_it() -> None:
    person = talk(*TO_BOTH_SENT)
    shown = person.does(Text("/start dossier"))
    assert shown == person.say("dossier")
