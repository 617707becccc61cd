"""Words that work everywhere, and everything that is not words: nobody is left without an answer."""

import pytest

from bot.core.conversation.commands import WORDS, Command, command_of
from bot.core.conversation.linking import LinkAct, Linking
from bot.core.ports.incoming import Edited, Left, Media, Pressed, Reacted, Redacted, Unreadable
from bot.store.records import dump_conversation
from tests.core.talk import (
    CAISSE_SENT,
    NAME,
    TO_BOTH_SENT,
    TO_THE_CHECK,
    TO_THE_LETTERS,
    TOWN,
    Talk,
    on_telegram,
    talk,
)
from tests.folded import folded
from tests.read import content

AT_THE_NAME = TO_THE_CHECK[:4]
SEVERAL = len(content().books) > 1
SAYS = {
    Command.HELP: "À tout moment, vous pouvez écrire",
    Command.BACK: "revenons en arrière",
    Command.CANCEL: "vos réponses sont retirées",
    Command.CASE: "Votre dossier est vide",
    Command.REMINDERS: "Les rappels ne sont pas activés",
    Command.LANGUAGE: "Quelle langue",
    Command.PRIVACY: "Responsable : Association d’Essai",
    Command.EXPORT: "une copie de ce que je garde de vous",
    Command.ERASE: "Tout effacer ?",
    Command.PAUSE: "il n’y a rien à mettre en pause",
    Command.STOP: "il n’y a rien à arrêter",
    Command.LETTERS: "Il me manque encore des réponses",
    Command.FILES: "Il me manque encore des réponses",
    Command.REPORT: "Quelle adresse est fausse",
    Command.LINK: None,
    Command.HERE: None,
    Command.UNLINK: None,
    Command.CLEAN: "il n’y a rien à retirer",
    Command.ACTIONS: "Quelle démarche voulez-vous ouvrir" if SEVERAL else "Nous reprenons",
    Command.START: "Nous reprenons où nous en étions",
}


@folded("prefix", ["/", "!", "", " / ", "！"])
@folded("command", Command)
def test_a_command_is_understood_in_the_middle_of_a_question_with_a_slash_a_mark_or_nothing(
    command: Command, prefix: str
) -> None:
    if command in {Command.REPORT, Command.HERE} and not prefix:
        return  # without a mark it is an answer: test_without_a_mark_an_address_is_an_answer
    person = talk(*AT_THE_NAME)
    said, expected = person.say(f"{prefix}{command.value}"), SAYS[command]
    if expected is None:  # said by whoever carries it out: tests/service/test_linking.py
        assert person.turn
        assert person.turn.link
        assert not said
        return
    assert expected in said
    assert len(person.questions) == 1


@pytest.mark.parametrize("typed", ["/lier abcd-efgh", "!lier ABCD EFGH", "lier abcdefgh", "link Abcd-Efgh"])
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    person = talk("bonjour")
    person.say(typed)
    assert person.turn
    assert person.turn.link == Linking(LinkAct.JOIN, "ABCDEFGH")


@pytest.mark.parametrize("typed", ["/lier", "/lier 0O1I-0O1I", "/lier abc"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    person = talk("bonjour")
    person.say(typed)
    assert person.turn
    assert person.turn.link in {None, Linking(LinkAct.JOIN, "")}


def test_a_name_after_a_word_like_it_is_an_answer() -> None:
    assert command_of("lier") == (Command.LINK, "")
    assert command_of("Lier Camille Exemple") is None


@folded(
    ("typed", "command"),
    [
        ("/confidentialité", Command.PRIVACY),
        ("Confidentialité", Command.PRIVACY),
        ("!CONFIDENTIALITE", Command.PRIVACY),
        ("vie privée", Command.PRIVACY),
        ("Précédent", Command.BACK),
        ("À l’aide !", Command.HELP),
        ("?", Command.HELP),
        ("/help", Command.HELP),
        ("back", Command.BACK),
        ("cancel", Command.CANCEL),
        ("case", Command.CASE),
        ("reminders", Command.REMINDERS),
        ("language", Command.LANGUAGE),
        ("privacy", Command.PRIVACY),
        ("export", Command.EXPORT),
        ("delete", Command.ERASE),
        ("Arrêter", Command.STOP),
        ("Bonjour !", Command.START),
    ],
)
def test_a_command_is_understood_with_or_without_accents_in_both_languages(typed: str, command: Command) -> None:
    assert command_of(typed) == (command, "")


@folded("command", Command)
def test_every_word_of_a_command_leads_to_that_command_only(command: Command) -> None:
    for word in WORDS[command]:
        assert command_of(f"/{word}") == (command, "")


@folded(
    "typed",
    ["Aide Exemple", "12 rue du Retour, 75011 Paris", "aide\naide", "je veux effacer", "menuisier", "stop pub"],
)
def test_an_answer_that_holds_a_command_stays_an_answer(typed: str) -> None:
    assert command_of(typed) is None


def test_an_unknown_command_is_said_to_be_unknown_and_the_question_asked_again() -> None:
    person = talk(*AT_THE_NAME)
    assert "Je ne connais pas cette commande" in person.say("/carabistouille")
    assert person.asked == "request@:name"
    assert "name" not in person.answers


@pytest.mark.parametrize(
    ("typed", "said"), [("/langue en", "Your surname and first name"), ("/langue fr", "Votre nom")]
)
def test_a_language_can_be_named_behind_the_command(typed: str, said: str) -> None:
    assert said.casefold().split()[0] in talk(*AT_THE_NAME).say(typed).casefold()
    assert talk(*AT_THE_NAME, typed).conversation.language == typed[-2:]


def test_answers_survive_a_change_of_language_in_the_middle() -> None:
    person = talk(*AT_THE_NAME)
    before = person.answers
    person.say("/langue", "english")
    assert person.asked == "request@:name"
    assert person.answers == before


# --- In the middle --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(2, len(TO_THE_LETTERS)))
def test_whoever_comes_back_is_asked_the_question_that_they_left(count: int) -> None:
    person = talk(*TO_THE_LETTERS[:count])
    asked, kept = person.asked, person.answers
    assert "Nous reprenons où nous en étions" in person.say("/start")
    assert (person.asked, person.answers) == (asked, kept)
    person.arrive()
    assert (person.asked, person.answers) == (asked, kept)


def test_an_address_that_was_begun_is_shown_when_one_comes_back_to_it() -> None:
    person = talk(*AT_THE_NAME, NAME, "12 rue des Essais")
    assert "Jusqu’ici :\n12 rue des Essais" in person.say("bonjour")
    assert "12 rue des Essais\n75011 Paris" in person.say(TOWN)


@folded("command", ["/aide", "/dossier", "/confidentialite", "/rappels", "/exporter", "/lettres"])
def test_reading_something_leaves_the_question_where_it_was(command: str) -> None:
    person = talk(*AT_THE_NAME)
    before = person.conversation
    person.say(command)
    assert person.conversation == before
    assert person.asked == "request@:name"


def test_cancelling_forgets_the_answers_and_keeps_the_consent() -> None:
    person = talk(*TO_THE_CHECK, "/annuler")
    assert set(person.answers) == {"consent"}
    assert person.asked == "request@:search"


def test_cancelling_never_cancels_a_case() -> None:
    person = talk(*TO_BOTH_SENT)
    case, answers = person.case, person.answers
    assert "Il n’y a rien à annuler" in person.say("/annuler")
    assert (person.case, person.answers) == (case, answers)


def test_cancelling_a_first_request_can_be_taken_back() -> None:
    person = talk(*TO_THE_CHECK)
    before = person.conversation
    person.say("/annuler", "/retour")
    assert person.conversation == before


@pytest.mark.parametrize("changed", [("changer mon nom",), ("changer mon nom", "Dominique Exemple"), ()])
def test_cancelling_a_change_of_answers_puts_back_those_that_were_complete(changed: tuple[str, ...]) -> None:
    person = talk(*TO_THE_LETTERS)
    before, answers = person.case, person.answers
    person.say("changer mes réponses", *changed)
    while person.asked != "home@:next":
        assert "je ne change rien" in person.say("/annuler")
    assert (person.case, person.answers) == (before, answers)


def test_a_form_laid_over_the_request_is_closed_by_going_back_and_the_request_is_as_it_was() -> None:
    person = talk(*AT_THE_NAME)
    before = person.conversation
    person.say("/effacer")
    assert person.asked == "erase@:erase"
    person.say("/retour")
    assert person.conversation == before
    assert person.asked == "request@:name"


def test_stopping_ends_the_reminders_at_once_and_keeps_the_case() -> None:
    person = talk(*TO_BOTH_SENT)
    assert "plus aucun rappel" in person.say("stop")
    assert person.case.reminding is None
    assert len(person.case.tracks(person.world().campaign)) == 2
    assert person.wait(120) == ""


def test_the_export_holds_every_answer_and_every_event() -> None:
    person = talk(*TO_BOTH_SENT)
    shown = person.say("/exporter")
    for kept in ("CPAM de Paris", "2026-11-23", '"email"', NAME, "12 rue des Essais", "reminders-accepted"):
        assert kept in shown


def test_the_export_holds_the_answers_of_a_form_that_is_open() -> None:
    person = talk(*TO_THE_LETTERS, "j’ai envoyé une lettre", "1", "par lettre recommandée")
    assert "registered" in person.conversation.current.values()
    assert "registered" in person.say("/exporter")


def test_the_export_holds_the_answers_that_going_back_would_bring_back() -> None:
    assert NAME in talk(*TO_THE_CHECK, "/annuler").say("/exporter")


# --- Not words ------------------------------------------------------------------------------------------------------


@folded("what", Unreadable)
def test_whatever_is_not_words_is_answered_and_the_question_asked_again(what: Unreadable) -> None:
    person = talk(*AT_THE_NAME)
    before = person.conversation
    shown = person.does(Media(what))
    assert "Votre nom et votre prénom" in shown
    assert len(shown.partition("Votre nom")[0]) > 30  # why it could not be read
    assert person.conversation == before


def test_a_file_is_answered_with_a_word_on_identity_papers() -> None:
    assert "pièce d’identité" in talk(*AT_THE_NAME).does(Media(Unreadable.FILE))


def test_an_edited_message_changes_nothing_and_says_so() -> None:
    person = talk(*AT_THE_NAME, NAME)
    before = person.conversation
    assert "/retour" in person.does(Edited("Dominique Exemple"))
    assert person.conversation == before


def test_nothing_is_said_to_somebody_who_left() -> None:
    person = talk(*AT_THE_NAME)
    before = person.conversation
    assert person.does(Left()) == ""
    assert person.conversation == before


@pytest.mark.parametrize("what", [Media(Unreadable.VOICE), Edited("bonjour")])
def test_the_first_thing_that_anybody_sends_is_answered_by_who_speaks(what: "Media | Edited") -> None:
    person = talk()
    assert "Je suis Objecteur" in person.does(what)
    assert person.asked == "request@:consent"


@folded("typed", ["/aide", "/dossier", "/retour", "/annuler", "/rappels", "/exporter", "75011"])
def test_nobody_is_asked_for_consent_before_they_were_told_who_speaks(typed: str) -> None:
    person = talk()
    assert "Je suis Objecteur" in person.say(typed)
    assert person.asked == "request@:consent"


@pytest.mark.parametrize(
    "first", [("/stop",), ("/langue", "français"), ("/langue fr",), ("merci",), ("/effacer", "oui")]
)
def test_nobody_is_asked_for_consent_before_they_were_told_who_speaks_either(first: tuple[str, ...]) -> None:
    person = talk()
    said = "".join(person.say(text) for text in first)
    assert person.asked == "request@:consent"
    assert "Je suis Objecteur" in said


# --- Buttons --------------------------------------------------------------------------------------------------------


def test_a_button_of_a_question_that_is_over_changes_nothing_and_says_so() -> None:
    person = on_telegram(*AT_THE_NAME)
    before = person.conversation
    person.turn = None
    for stale in ("request@:consent=yes", "request@:caisse_address=keep", "home@:next=letters", "no such button"):
        from_before = person.does(Pressed(stale))
        assert "Ce bouton n’est plus valable" in from_before
        assert person.conversation == before
    assert person.asked == "request@:name"


def test_a_button_tapped_twice_counts_once() -> None:
    person = on_telegram("bonjour")
    person.does(Pressed("request@:consent=yes"))
    once = person.conversation
    assert "Ce bouton n’est plus valable" in person.does(Pressed("request@:consent=yes"))
    assert person.conversation == once


@folded("typed", ["1", "1.", "1)", "#1", "Oui, je suis d’accord", "oui je suis d accord", "OUI", "Oui"])
def test_every_button_can_be_typed_by_its_number_or_its_words(typed: str) -> None:
    assert talk("bonjour", typed).asked == "request@:search"


# --- What is changed or taken back afterwards -----------------------------------------------------------------------


def at_the_address(message: str = "m-name") -> Talk:
    """Somebody who has just told their name, in that message."""
    person = talk(*AT_THE_NAME)
    before = person.conversation
    person.say(NAME)
    person.conversation = person.conversation.learned(before, message)
    return person


def test_an_edit_of_the_last_answer_is_the_answer_while_its_step_is_open() -> None:
    person = at_the_address()
    said = person.does(Edited("Dominique Exemple", "m-name"))
    assert "je prends la nouvelle" in said
    assert person.conversation.answers["name"] == "Dominique Exemple"
    assert "Votre adresse postale" in said


@pytest.mark.parametrize("of", ["another", ""])
def test_an_edit_of_anything_older_is_not_read_again(of: str) -> None:
    person = at_the_address()
    assert "/retour" in person.does(Edited("Dominique Exemple", of))
    assert person.conversation.answers["name"] == NAME


def test_a_redaction_takes_what_the_message_told_and_asks_for_it_anew() -> None:
    person = at_the_address()
    said = person.does(Redacted("m-name"))
    assert "est supprimé ici aussi" in said
    assert "Votre nom et votre prénom" in said
    assert NAME not in repr(dump_conversation(person.conversation))
    assert NAME not in person.say("/retour")


def test_a_redaction_of_what_told_nothing_is_silent() -> None:
    person = at_the_address()
    before = person.conversation
    assert person.does(Redacted("another")) == ""
    assert person.conversation == before


@pytest.mark.parametrize(("agrees", "said"), [(True, "je vous écrirai"), (False, "je ne vous écrirai pas")])
def test_a_sign_answers_yes_or_no(agrees: bool, said: str) -> None:
    person = talk(*TO_THE_LETTERS, *CAISSE_SENT)
    assert said in person.does(Reacted(agrees))


@pytest.mark.parametrize("lines", [AT_THE_NAME, (*TO_THE_LETTERS, "/effacer")])
def test_a_sign_is_no_answer_where_words_are_asked_nor_does_it_erase(lines: tuple[str, ...]) -> None:
    person = talk(*lines)
    case = person.case
    assert "attend une réponse écrite" in person.does(Reacted(agrees=True))
    assert person.case == case
    assert person.conversation.said


@pytest.mark.parametrize(
    "typed", ["je ne veux pas dire", "Je préfère ne pas", "j’ai pas envie", "je sais plus", "I don’t want to say"]
)
def test_a_sentence_that_gives_no_name_is_no_name(typed: str) -> None:
    person = talk(*AT_THE_NAME)
    person.say(typed)
    assert "name" not in person.conversation.answers


@pytest.mark.parametrize("name", ["Jeanne Veuxpas-Exemple", "Iris Exemple", "Je Exemple", "Pas Exemple"])
def test_a_name_that_begins_alike_is_a_name(name: str) -> None:
    person = talk(*AT_THE_NAME)
    person.say(name)
    assert person.conversation.answers["name"] == name
