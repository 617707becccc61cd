"""Where no reading of a sentence is sure enough, it is asked which of the likeliest was meant, and nothing is done."""

from pathlib import Path

import pytest

from bot.content.understanding import load_examples
from bot.core.conversation.asking import Scene
from bot.core.conversation.naming import tells_who
from bot.core.conversation.slots import told_again
from bot.core.conversation.state import Conversation, Opened, Said
from bot.core.ports.incoming import Redacted
from tests.core.talk import TO_BOTH_SENT, TO_THE_LETTERS, Talk
from tests.understanding.judge import begun

LOCALES = Path(__file__).parents[3] / "locales"
OF_A_DAY = "caisse 2026-11-23"


def asked_which(*names: str, told: str = "", before: tuple[str, ...] = TO_THE_LETTERS) -> Talk:
    """Somebody of whom it was just asked which of these they meant."""
    talk = Talk()
    talk.say(*before)
    said = tuple(Said(key, name) for key, name in zip(("first", "second"), names, strict=False))
    talk.conversation = talk.conversation.opening(Opened("meant", "", (*said, Said("told", told))))
    return talk


def test_the_chosen_reading_is_acted_on_as_if_it_had_been_sure_at_once() -> None:
    talk = asked_which("sent", "ask-free", told=OF_A_DAY)
    said = talk.say("1")
    assert talk.conversation.over == Opened("sent", "caisse", (Said("day", "2026-11-23"), Said("heard", "yes"))), (
        "what was said of body and day is not asked again"
    )
    assert "Comment" in said
    assert talk.case == asked_which("sent").case, "nothing counts before the form has said it back"


def test_a_question_that_was_meant_has_its_answer_and_the_question_below_is_asked_again() -> None:
    talk = asked_which("sent", "ask-free")
    assert "gratuit" in talk.say("c’est gratuit ?")
    assert talk.asked == "home@:next"


@pytest.mark.parametrize("typed", ["autre chose", "3", "non", "nan"])
def test_neither_closes_it_and_asks_the_question_below(typed: str) -> None:
    talk = asked_which("sent", "ask-free")
    assert "dites-le-moi autrement" in talk.say(typed)
    assert talk.asked == "home@:next"


def test_a_plain_yes_is_the_only_reading_and_no_one_of_two() -> None:
    alone = asked_which("came-declined", before=TO_BOTH_SENT)
    alone.say("oui")
    assert alone.asked.startswith("tell@"), "which track refused is asked"
    assert alone.case == asked_which("came-declined", before=TO_BOTH_SENT).case
    both = asked_which("came-declined", "came-done", before=TO_BOTH_SENT)
    both.say("oui")
    assert both.asked == "meant@:reading"


def test_whatever_else_is_typed_is_read_by_the_question_below() -> None:
    talk = asked_which("ask-free", "ask-who", before=("bonjour", "oui", "75011", "la garder"))
    talk.say("Camille Exemple")
    assert talk.conversation.answers["name"] == "Camille Exemple"
    assert talk.conversation.over is None


@pytest.mark.parametrize("typed", ["/aide", "/dossier", "/lettres", "/rappels"])
def test_a_command_closes_it(typed: str) -> None:
    talk = asked_which("sent", "ask-free", before=TO_BOTH_SENT)
    talk.say(typed)
    assert "meant" not in {form.form for form in (*talk.conversation.opened, *talk.conversation.waiting)}


@pytest.mark.parametrize("typed", ["/retour", "/annuler"])
def test_going_back_closes_it_and_undoes_nothing_else(typed: str) -> None:
    talk = asked_which("ask-free", "ask-who", before=("bonjour", "oui", "75011", "la garder"))
    answers = talk.conversation.answers
    talk.say(typed)
    assert talk.conversation.over is None
    assert talk.conversation.answers == answers


def test_a_reading_that_no_release_knows_any_more_is_not_offered() -> None:
    talk = asked_which("came-by-pigeon", "ask-free")
    assert "gratuit" in talk.say("1")


def test_it_is_asked_only_once_in_a_row() -> None:
    examples = [text for texts in load_examples(LOCALES).values() for text in texts[::40]]
    doubtful = [text for text in examples if _is_doubtful(text)]
    assert doubtful
    for text in doubtful:
        talk = begun("fr", "home")
        talk.say(text, text)
        assert talk.asked != "meant@:reading", text


def _is_doubtful(text: str) -> bool:
    talk = begun("fr", "home")
    talk.say(text)
    return talk.asked == "meant@:reading"


def test_of_the_sentence_only_bodies_medium_and_day_are_kept() -> None:
    talk = Talk()
    talk.say(*TO_BOTH_SENT)
    asked = Scene(talk.conversation, talk.case, talk.world()).asked
    told = told_again("celle de la caisse avec mon diabète, lundi, par mail, je vous jure", asked)
    assert told.endswith(" email 2026-11-23")
    assert "diab" not in told
    assert told_again(told, asked) == told


# --- A sentence that may be the answer ------------------------------------------------------------------------------

TO_THE_SEARCH = ("bonjour", "oui")
TO_THE_NAME = (*TO_THE_SEARCH, "75011", "la garder")
TO_THE_ADDRESS = (*TO_THE_NAME, "Camille Exemple")
DOUBTED = (
    (TO_THE_SEARCH, "demain je vais à Dijon chercher des plants de tomates", "search", "CPAM de la Côte-d’Or"),
    (TO_THE_NAME, "camille exemple c’est joli", "name", "camille exemple c’est joli"),
    (TO_THE_ADDRESS, "7 allée des Essais c’est le notaire, n’allez pas écrire là", "address", "7 allée des Essais"),
    (TO_THE_ADDRESS, "avant c’était 8 chemin du Modèle 22000 Saint-Brieuc", "address", "8 chemin du Modèle"),
)


@pytest.mark.parametrize(("before", "typed", "key", "shown"), DOUBTED)
def test_a_sentence_that_may_be_the_answer_is_asked_about_and_kept_once_it_is(
    before: tuple[str, ...], typed: str, key: str, shown: str
) -> None:
    talk = Talk()
    talk.say(*before)
    answers = dict(talk.conversation.answers)
    said = talk.say(typed)
    assert talk.asked == "meant@:reading"
    assert shown in said, "it is said what was understood"
    assert talk.conversation.answers == answers
    talk.press("answer")
    assert key in talk.conversation.answers
    assert talk.conversation.over is None


@pytest.mark.parametrize(("before", "typed", "key", "shown"), DOUBTED)
@pytest.mark.parametrize("neither", ["autre chose", "non", "/retour"])
def test_what_was_not_the_answer_leaves_nothing(
    before: tuple[str, ...], typed: str, key: str, shown: str, neither: str
) -> None:
    talk = Talk()
    talk.say(*before)
    told = talk.conversation
    talk.say(typed, neither)
    assert talk.conversation.answers == told.answers
    assert shown not in str(list(talk.conversation.said)), key
    assert talk.conversation.over is None


def test_a_second_sentence_that_may_not_be_the_answer_is_not_taken_either() -> None:
    talk = Talk()
    talk.say(*TO_THE_SEARCH, "demain je vais à Dijon chercher des plants de tomates")
    talk.say("et ensuite j’irai à Beaune chercher du vin pour Noël")
    assert "search" not in talk.conversation.answers
    assert talk.asked == "request@:search", "it is asked once in a row only"
    talk.say("Beaune")
    assert "search" in talk.conversation.answers


def test_a_plain_yes_takes_the_answer_although_something_else_is_offered_too() -> None:
    talk = Talk()
    talk.say(*TO_THE_ADDRESS, "7 allée des Essais c’est le notaire, n’allez pas écrire là", "oui c’est ça")
    assert talk.conversation.answers["address"].startswith("7 allée des Essais")


def test_an_answer_that_is_asked_about_goes_with_its_message_and_tells_who_somebody_is() -> None:
    talk = Talk()
    talk.say(*TO_THE_ADDRESS)
    said = talk.say("avant c’était 8 chemin du Modèle 22000 Saint-Brieuc")
    assert tells_who(said, talk.conversation), "/nettoyer takes it out of the chat"
    talk.does(Redacted("whichever"))
    assert talk.conversation.over is None
    assert talk.asked == "request@:address"


def test_nothing_is_offered_where_only_a_plain_yes_or_no_counts() -> None:
    talk = Talk(conversation=Conversation("fr"))
    talk.say("bonjour")
    for text in ("payan ou pa", "la poste a dit que bof", "celle du hub peut-être"):
        talk.say(text)
        assert talk.asked == "request@:consent", text
