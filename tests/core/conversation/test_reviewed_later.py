"""What was still taken for something else, or for nothing, when the reader's list of 1 December was read once more."""

import pytest

from bot.core.conversation.state import Conversation
from tests.core.conversation.test_reviewed import at, told
from tests.core.talk import Talk


@pytest.mark.parametrize(
    "said", ["non c faux", "c faux", "c pas bon", "cest pas juste", "corriger", "je veux corriger"]
)
def test_at_the_check_it_is_asked_what_is_not_right(said: str) -> None:
    talk = at("check", said)
    assert "check.what" in talk.keys
    talk.say("la caisse")
    assert talk.asked == "request@:search"


@pytest.mark.parametrize("moment", ["consent", "caisse", "name", "address", "check", "sent", "home", "outcome"])
@pytest.mark.parametrize("said", ["heu", "euh…", "hmm"])
def test_whoever_hesitates_is_given_time(moment: str, said: str) -> None:
    talk = at(moment)
    before = talk.asked
    talk.say(said)
    assert "heard.wait" in talk.keys
    assert talk.asked == before or moment == "sent"


@pytest.mark.parametrize("said", ["Pierre et Marie Dupont", "Jean Exemple et Anne Exemple", "Ann & Paul Example"])
def test_two_people_are_no_name(said: str) -> None:
    talk = at("name", said)
    assert "ask.couple" in talk.keys
    assert talk.asked == "request@:name"


@pytest.mark.parametrize("said", ["Et Tayeb Nadia", "Anne Etienne", "Marie Landrieu", "M. et Mme Exemple"])
def test_a_name_with_one_of_its_words_is_not_two(said: str) -> None:
    assert "ask.couple" not in at("name", said).keys


def test_a_yes_to_two_readings_is_asked_which() -> None:
    talk = at("home", "plainte cnil", "oui")
    assert talk.asked == "meant@:reading"
    assert "meant.which" in talk.keys


@pytest.mark.parametrize(
    ("moment", "said", "key"),
    [
        ("home", "c’est quoi le délai déjà", "ask.duration"),
        ("home", "ils ont combien de temps pour me répondre déjà ?", "ask.duration"),
        ("home", "pouvez-vous envoyer la lettre à ma place", "ask.who-sends"),
        ("check", "oui et sinon vous l’envoyez quand ?", "ask.who-sends"),
        ("home", "c’est grave si je fais rien ?", "ask.compulsory"),
        ("name", "et si je fais rien il se passe quoi", "ask.compulsory"),
        ("home", "could you send it for me", "ask.who-sends"),
    ],
)
def test_a_question_has_its_own_answer(moment: str, said: str, key: str) -> None:
    language = "en" if said.isascii() and said.startswith("could") else "fr"
    assert key in at(moment, said, language=language).keys


def test_whoever_comes_back_is_not_sent_off() -> None:
    assert {"heard.later", "heard.bye"}.isdisjoint(at("home", "on reprend").keys)


@pytest.mark.parametrize("said", ["pas de refus pour l’instant", "aucun refus pour le moment", "no refusal so far"])
def test_no_refusal_is_nothing_so_far(said: str) -> None:
    assert told(at("outcome", said, language="en" if said.startswith("no ") else "fr"), "what") == "nothing"


@pytest.mark.parametrize("said", ["ils n’ont pas refusé", "ce n’est pas un refus"])
def test_what_is_denied_is_asked_about(said: str) -> None:
    keys = at("home", said).keys
    assert "heard.yours" not in keys


def test_a_yes_with_a_digression_opens_its_letter() -> None:
    talk = at("sent", "ouiiii et en plus j’ai eu un timbre gratos")
    assert told(talk, "left") == "yes"


def test_somebody_on_the_telephone_is_an_answer() -> None:
    talk = at("home", "quelqu’un au tel m’a dit que c’était fait")
    assert "heard.human" not in talk.keys


def test_a_newcomer_who_types_a_name_is_greeted() -> None:
    talk = Talk(conversation=Conversation("fr"))
    talk.say("heu")
    assert talk.asked == "request@:consent"


@pytest.mark.parametrize(
    ("moment", "said", "language"),
    [
        ("caisse", "Paris sera toujours Paris comme dit la chanson 😄", "fr"),
        ("name", "Bernard Exemple 😂", "fr"),
        ("address", "Is 10 Sample Street ok? just kidding", "en"),
        ("address", "1 place de la Lune 😂", "fr"),
    ],
)
def test_whoever_laughs_is_asked_whether_it_is_their_answer(moment: str, said: str, language: str) -> None:
    before = at(moment, language=language).conversation.answers
    assert at(moment, said, language=language).conversation.answers == before


@pytest.mark.parametrize("said", ["Caisse d’Épargne de Reims", "la caisse 12 du supermarché de Villeurbanne"])
def test_a_bank_or_a_till_is_no_caisse(said: str) -> None:
    talk = at("caisse", said)
    assert talk.asked == "request@:search"
    assert "caisse.not-found" in talk.keys
