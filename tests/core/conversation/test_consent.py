"""Consent: asked first, explicit; a refusal keeps nothing and still gives letters; erasing erases."""

import csv
from pathlib import Path

import pytest

from bot.core.conversation.state import Conversation
from bot.core.letters.letter import BLANK
from bot.core.ports.incoming import Pressed
from bot.core.ports.message import Verbatim
from tests.core.talk import CAISSE_SENT, NAME, TO_BOTH_SENT, TO_THE_CHECK, TO_THE_LETTERS, Talk, on_telegram, talk
from tests.folded import folded


def letters(person: Talk) -> list[str]:
    assert person.turn
    return [message.text for message in person.turn.messages if isinstance(message, Verbatim)]


def test_what_is_kept_and_for_how_long_is_said_before_anything_is_asked() -> None:
    shown = talk("bonjour").shown
    for told in ("Si vous êtes d’accord, je garde", "90 jours après", "14 mois", "/effacer", "Êtes-vous d’accord"):
        assert told in shown


def test_on_telegram_the_consent_says_that_telegram_can_read() -> None:
    assert "Telegram peut la lire" in on_telegram("bonjour").shown
    assert "Telegram" not in talk("bonjour").shown


@folded("typed", ["peut-être", NAME, "75011", "4", "je ne sais pas", "pourquoi ?", "merci", "hmm"])
def test_only_a_clear_yes_is_a_yes(typed: str) -> None:
    person = talk("bonjour", typed)
    assert person.asked == "request@:consent"
    assert person.answers == {}


HEDGES = [
    "oui mais pas mon nom", "oui ?", "ok c’est quoi", "oui je suis contre", "non je suis d’accord",
    "d’accord mais pourquoi vous gardez ?", "oui enfin je sais pas", "je suis d’accord sauf pour l’adresse",
]  # fmt: skip
PLAIN = ["heu oui je veu bien", "heu oui", "bonjour oui", "oui", "d’accord"]


@folded("typed", HEDGES)
def test_a_hedged_yes_is_told_of_the_letters_that_need_none(typed: str) -> None:
    person = talk("bonjour")
    said = person.say(typed)
    assert "Je ne garde rien sans un oui tout simple" in said or "Je demande cela pour remplir vos lettres" in said
    assert "à la main" in said
    assert (person.asked, person.answers) == ("request@:consent", {})
    person.say("à la main")
    assert len(letters(person)) == 2


@pytest.mark.parametrize("typed", PLAIN)
def test_a_plain_yes_is_taken_as_people_write_it(typed: str) -> None:
    assert talk("bonjour", typed).answers == {"consent": "2@2026-11-24"}


@folded("typed", HEDGES)
def test_no_hedge_turns_the_reminders_on_or_off(typed: str) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT)
    log = person.case.log
    said = person.say(typed)
    assert "Répondez simplement « oui » ou « non »" in said or "Je demande cela pour remplir vos lettres" in said
    assert (person.asked, person.case.log) == ("reminders@:reminders", log)


@pytest.mark.parametrize("typed", PLAIN)
def test_a_plain_yes_turns_the_reminders_on(typed: str) -> None:
    reminding = talk(*TO_THE_LETTERS, *CAISSE_SENT, typed).case.reminding
    assert reminding is not None
    assert reminding.terms == 2


@folded("typed", [*HEDGES, "👍", "oui oui ?", "oui, plus tard"])
def test_no_hedge_erases_anything(typed: str) -> None:
    person = talk(*TO_BOTH_SENT, "/effacer")
    case, answers = person.case, person.answers
    assert "Je n’efface rien sans un oui tout simple" in person.say(typed)
    assert (person.asked, person.case, person.answers) == ("erase@:erase", case, answers)


def test_a_yes_is_kept_with_the_version_of_the_terms_and_its_day() -> None:
    assert talk("bonjour", "oui").answers == {"consent": "2@2026-11-24"}


@pytest.mark.parametrize("typed", ["non", "2", "Non"])
def test_a_no_keeps_nothing_and_says_that_letters_can_still_be_had(typed: str) -> None:
    person = talk("bonjour")
    shown = person.say(typed)
    assert "Je n’ai rien gardé" in shown
    assert "/lettres" in shown
    assert person.turn
    assert person.turn.forget
    assert person.conversation == Conversation("fr")


@pytest.mark.parametrize("typed", [("non", "/lettres"), ("des lettres à remplir à la main",), ("3",), ("/lettres",)])
def test_letters_with_blanks_are_given_to_whoever_agreed_to_nothing(typed: tuple[str, ...]) -> None:
    person = talk("bonjour", *typed)
    caisse, hdh = letters(person)
    assert caisse.startswith(BLANK)
    assert hdh.startswith(BLANK)
    assert person.conversation == Conversation("fr")
    assert not person.case.log


def test_letters_with_blanks_can_be_had_before_a_first_word() -> None:
    assert len(letters(talk("/lettres"))) == 2


def test_whoever_said_no_can_begin_again() -> None:
    person = talk("bonjour", "non")
    assert "Je suis Objecteur" in person.say("/start")
    person.say("oui")
    assert person.asked == "request@:search"


def test_the_case_never_goes_without_a_question() -> None:
    """`/effacer` asks first; « non » keeps everything."""
    person = talk(*TO_BOTH_SENT)
    case, answers = person.case, person.answers
    assert "Confirmez-vous ?" in person.say("/effacer")
    assert "Je n’ai rien effacé" in person.say("non")
    assert (person.case, person.answers) == (case, answers)


def test_erasing_keeps_nothing_and_says_what_is_gone() -> None:
    person = talk(*TO_BOTH_SENT, "/effacer")
    shown = person.say("oui")
    assert "7 réponses" in shown
    assert "4 dates" in shown
    assert person.turn
    assert person.turn.forget
    assert person.conversation == Conversation("fr")
    assert person.wait(120) == ""


def test_there_is_nothing_to_erase_before_anything_was_answered() -> None:
    assert "il n’y a rien à effacer" in talk("bonjour").say("/effacer")


def test_after_erasing_a_first_word_is_a_first_word() -> None:
    person = talk(*TO_THE_CHECK, "/effacer", "oui")
    said = person.say("bonjour")
    assert said.startswith("Bonjour ! Je suis Objecteur")
    assert "Si nous nous sommes déjà parlé : je n’ai rien gardé" in said
    assert "90 jours sans lettre envoyée, 14 mois après une lettre" in Talk().say("/dossier")


def test_whoever_begins_is_not_told_that_something_is_gone() -> None:
    assert "Je ne garde rien sur vous." not in talk().say("/start")
    assert "Je ne garde rien sur vous." not in talk().arrive()


def test_nor_is_whoever_begins_by_a_link_that_carries_a_word() -> None:
    said = talk().say("/start affiche")
    assert "Je ne garde rien sur vous." not in said
    assert said.startswith("Bonjour ! Je suis Objecteur")


def test_asking_for_letters_never_erases_a_case() -> None:
    person = talk(*TO_BOTH_SENT)
    case, answers = person.case, person.answers
    for _ in range(20):
        person.say("/retour", "/lettres")
        assert person.turn
        assert not person.turn.forget
    assert (person.case, person.answers) == (case, answers)


def test_an_old_button_tapped_after_erasing_tells_who_speaks() -> None:
    person = on_telegram(*TO_THE_CHECK, "/effacer", "oui")
    assert "Je suis Objecteur" in person.does(Pressed("request@:check=good"))


ASKED = {
    "consent": ("bonjour",),
    "reminders": (*TO_THE_LETTERS, *CAISSE_SENT),
    "erase": (*TO_THE_LETTERS, "/effacer"),
}
ASKED_AGAIN = {
    "Oui je veux bien, j'ai tendance à oublier à mon âge",  # whoever gives a reason could give a condition as well
    "allez hop on efface tout 🗑️",  # and a sign that none of the lists had may be one too
}

with (Path(__file__).parent / "assent_blind.csv").open(encoding="utf-8", newline="") as _file:
    BLIND = [(row["question"], row["text"], row["meaning"] == "yes") for row in csv.DictReader(_file)]


@folded(("question", "text", "plain"), BLIND)
def test_what_heads_that_saw_no_code_wrote_acts_only_where_it_is_a_plain_yes(
    question: str, text: str, plain: bool
) -> None:
    """Two lists of sixty, each blind on its first try: no hedge of 40 acted, 21 and 25 plain yes of 30 were taken."""
    person = talk(*ASKED[question])
    person.say(text)
    assert person.turn
    acted = {
        "consent": "consent" in person.conversation.answers,
        "reminders": person.case.reminding is not None,
        "erase": person.turn.forget,
    }
    assert acted[question] is (plain and text not in ASKED_AGAIN)
