"""What a reader who typed six hundred lines stumbled over: each was taken for something else, or for nothing."""

from dataclasses import replace
from itertools import pairwise

import pytest

from bot.core.conversation.state import Opened, Said
from tests.core.talk import TO_THE_CHECK, TO_THE_LETTERS, Talk
from tests.understanding.judge import begun


def at(moment: str, *said: str, language: str = "fr") -> Talk:
    talk = begun(language, moment)
    for line in said:
        talk.say(line)
    return talk


def told(talk: Talk, key: str) -> str | None:
    """What the form that is open was told."""
    return talk.conversation.over.answers.get(key) if talk.conversation.over else None


# --- Answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["y a une faute", "il y a une erreur", "pas tout à fait", "non rien", "presque"])
def test_what_is_not_right_is_asked_where_it_was_not_said(said: str) -> None:
    assert "check.what" in at("check", said).keys


@pytest.mark.parametrize(
    ("said", "asked"),
    [("effacez mon adresse", "address"), ("supprimez mon nom svp", "name"), ("delete my address", "address")],
)
def test_one_answer_that_is_to_go_is_asked_anew_and_not_all_erased(said: str, asked: str) -> None:
    talk = at("home", said)
    assert talk.asked == f"request@:{asked}"
    assert "erase.answer" in talk.keys


@pytest.mark.parametrize("said", ["effacez mon adresse et tout le reste", "effacez mes données", "effacez tout"])
def test_all_that_is_to_go_is_still_all(said: str) -> None:
    assert at("home", said).asked == "erase@:erase"


def test_a_postcode_alone_is_no_address() -> None:
    talk = at("address", "33000", "c’est tout")
    assert talk.asked == "request@:address_more"
    assert "address.only-postcode" in talk.keys
    talk.say("12 rue des Essais", "33000 Bordeaux")
    assert talk.conversation.answers["address"] == "12 rue des Essais\n33000 Bordeaux"


def test_whoever_changes_their_mind_at_the_address_of_the_caisse_opens_nothing() -> None:
    talk = Talk()
    talk.say("bonjour", "oui", "75011", "non rien")
    assert talk.asked == "request@:caisse_address"


@pytest.mark.parametrize("said", ["chez moi c’est Brive", "moi c’est la Corrèze", "alors chez nous c’est Tulle"])
def test_a_place_is_found_behind_whose_it_is(said: str) -> None:
    talk = at("caisse", said)
    assert talk.asked != "request@:search"
    assert "Corrèze" in talk.shown


@pytest.mark.parametrize("said", ["mineur", "majeure", "8 ans", "elle a huit ans"])
def test_how_old_somebody_is_is_no_name(said: str) -> None:
    talk = at("name", "c’est pour quelqu’un d’autre", "mon enfant mineur", said)
    assert talk.asked == "request@:whom"


@pytest.mark.parametrize("said", ["il a 8 ans", "elle a huit ans", "16 ans", "c’est un bébé de 8 mois", "she is 9"])
def test_a_child_may_be_told_of_by_its_age(said: str) -> None:
    talk = at("name", "c’est pour quelqu’un d’autre", said)
    assert talk.asked == "request@:whom"
    assert talk.conversation.answers["capacity"] == "parent"


def test_an_adult_is_not_told_of_by_their_age() -> None:
    assert at("name", "c’est pour quelqu’un d’autre", "elle a 81 ans").asked == "request@:capacity"


# --- Choices --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["la deux", "le deux", "la numéro deux", "numéro deux", "choix deux", "la 2"])
def test_a_number_may_be_said_in_letters(said: str) -> None:
    assert at("outcome", said).asked == "outcome@caisse.1:answer"


def test_any_other_reason_why_a_letter_came_back_is_taken() -> None:
    talk = at("outcome")
    talk.press("returned")
    talk.say("une autre raison")
    assert told(talk, "why") == "unknown"


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("sur tout", "no"), ("sur toute ma demande", "no"), ("ils refusent tout", "no"), ("les deux", "yes"),
        ("seulement le fichier national", "yes"), ("le fichier national", "yes"), ("je sais pas", "unsure"),
    ],
)  # fmt: skip
def test_what_a_refusal_bears_on_is_answered_in_its_own_words(said: str, scope: str) -> None:
    assert told(at("outcome", "ils refusent", "hier", said), "exclusions") == scope


@pytest.mark.parametrize("said", ["je sais plus", "je ne sais pas", "je me souviens plus du jour", "no idea"])
def test_who_has_forgotten_the_day_is_told_which_one_to_give(said: str) -> None:
    talk = at("sent", "oui par la poste", said)
    assert talk.asked == "left@caisse:day"
    assert "day.unknown" in talk.keys


@pytest.mark.parametrize(
    "said", ["oui et j’ai gardé le reçu", "oui elle est partie et j’ai gardé la preuve", "oui, j’ai gardé une copie"]
)
def test_who_keeps_a_proof_has_sent_the_letter(said: str) -> None:
    assert told(at("sent", said), "left") == "yes"


@pytest.mark.parametrize("said", ["je l’ai gardée", "non je la garde pour demain", "gardée sous le coude"])
def test_who_keeps_the_letter_has_not(said: str) -> None:
    assert told(at("sent", said), "left") != "yes"


# --- What came ------------------------------------------------------------------------------------------------------


def test_two_bodies_that_answered_differently_are_both_heard() -> None:
    talk = at("home", "la caisse a refusé et le health data hub a accepté")
    assert [(form.form, form.about) for form in talk.conversation.opened] == [
        ("outcome", "caisse.1"), ("outcome", "hdh.3"),
    ]  # fmt: skip
    assert told(talk, "what") == "declined"


@pytest.mark.parametrize("said", ["avis de passage", "j’ai eu un avis de passage du facteur", "un recommandé m’attend"])
def test_a_letter_that_waits_at_the_post_office_is_not_opened_yet(said: str) -> None:
    assert "heard.unopened" in at("outcome", said).keys


@pytest.mark.parametrize("said", ["ma lettre est revenue, adresse fausse", "revenue, destinataire inconnu à l’adresse"])
def test_why_a_letter_came_back_is_heard_with_it(said: str) -> None:
    assert told(at("outcome", said), "why") == "address"


def test_whoever_is_not_understood_is_told_something_else_each_time() -> None:
    talk, told = Talk(), list[str]()
    talk.say(*TO_THE_CHECK)
    for said in ("blub", "blab", "blib", "blob", "blyb", "bloub"):
        talk.say(said)
        told.append(talk.keys[0])
    assert all(one != other for one, other in pairwise(told)), told
    assert len(set(told)) >= 3


# --- A question that has stood for weeks ----------------------------------------------------------------------------


def standing_at(question: str) -> Talk:
    """Both letters left, the second one registered; nobody answered that question."""
    talk = Talk()
    talk.say(*TO_THE_LETTERS)
    talk.say("J’ai envoyé une lettre", "la lettre à votre caisse", "par courriel", "aujourd’hui")
    if question == "reminders":
        return talk
    talk.say("oui", "J’ai envoyé une lettre", "en recommandé")
    if question == "day":
        return talk
    talk.say("hier", "oui")
    assert question == "delivered"
    return talk


@pytest.mark.parametrize("question", ["reminders", "day", "delivered"])
@pytest.mark.parametrize(
    "said",
    ["la caisse m’a répondu que c’est refusé", "ma lettre à la caisse est revenue", "la caisse refuse ma demande"],
)
def test_what_came_is_heard_whatever_question_was_left_standing(question: str, said: str) -> None:
    talk = standing_at(question)
    talk.wait(20)
    talk.say(said)
    assert talk.conversation.over
    assert talk.conversation.over.form == "outcome", talk.shown
    assert not talk.turn or not talk.turn.events


@pytest.mark.parametrize("said", ["j’ai reçu l’accusé vendredi", "le facteur l’a remise vendredi", "vendredi je crois"])
def test_the_day_of_the_delivery_is_read_in_a_sentence(said: str) -> None:
    talk = standing_at("delivered")
    talk.wait(12)
    talk.say(said)
    assert "compte comme reçue le vendredi 4 décembre 2026" in talk.shown


@pytest.mark.parametrize(
    "said", ["nouvelle adresse 4 rue des Essais 75012 Paris", "ma nouvelle adresse c’est 4 rue des Essais, 75012 Paris"]
)
def test_the_words_before_a_new_address_are_not_printed(said: str) -> None:
    talk = at("home", "je veux corriger mon adresse", said)
    assert talk.conversation.answers["address"] == "4 rue des Essais\n75012 Paris"


def test_a_letter_is_recorded_before_the_day_of_its_delivery_is_asked() -> None:
    """Whoever waited for the receipt at that question had told of nothing, and was reminded of nothing."""
    talk = standing_at("delivered")
    assert talk.asked == "delivery@hdh.3:delivered"
    assert talk.case.entries[-1].event.kind == "posted"
    talk.say("Je le dirai plus tard")
    assert {"deadline.received-by", "deadline.ends"} & set(talk.keys), talk.keys


def test_who_was_asked_for_the_delivery_before_december_2026_still_answers_it_there() -> None:
    talk = begun("fr", "unsent")
    said = (Said("letter", "caisse"), Said("medium", "registered"), Said("day", "2026-11-24"))
    talk.conversation = replace(talk.conversation.opening(Opened("sent", "", said)), shown="sent@:delivered")
    talk.wait(3)
    talk.say("hier")
    assert [entry.event.kind for entry in talk.case.entries[-2:]] == ["posted", "delivered"]
