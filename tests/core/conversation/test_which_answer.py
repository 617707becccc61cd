"""An answer that is told in several messages: it is kept for the body and the day that it was meant for."""

import pytest

from bot.core.conversation.forms.outcome.form import OUTCOME
from tests.core.talk import Talk
from tests.understanding.judge import begun


def after(*said: str, language: str = "fr", moment: str = "outcome") -> Talk:
    talk = begun(language, moment)
    for line in said:
        talk.say(line)
    return talk


def about(talk: Talk) -> str:
    """The track that is asked about."""
    over = talk.conversation.over
    assert over
    assert over.form == OUTCOME.key, talk.asked
    return over.about


# --- Whose answer it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (("le HDH m’a répondu", "ils acceptent"), "fr"),
        (("le health data hub m’a répondu", "c’est un refus"), "fr"),
        (("the Hub wrote back actually", "they refuse"), "en"),
    ],
)
def test_a_body_that_was_named_is_kept_where_it_was_asked_what_was_meant(said: tuple[str, ...], language: str) -> None:
    assert about(after(*said, language=language)) == "hdh.3"


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("non je me suis trompé, j’ai une lettre de la caisse", "fr"),
        ("en fait la caisse a refusé", "fr"),
        ("la caisse m’a répondu", "fr"),
        ("the fund wrote back actually", "en"),
    ],
)
def test_an_answer_of_another_body_than_the_one_that_is_asked_about_is_not_its(said: str, language: str) -> None:
    talk = after("rien" if language == "fr" else "nothing", said, language=language)
    assert "meant@" in talk.asked or about(talk) == "caisse.1", talk.shown


def test_an_answer_of_a_body_whose_case_was_ended_is_not_another_s() -> None:
    talk = after("j’arrête", "oui", "j’ai reçu une réponse de la caisse")
    assert "heard.ended" in talk.keys
    assert after("j’arrête", "oui", "corriger").asked == "correct@:which"


@pytest.mark.parametrize("said", ["ils disent que la loi ne le permet pas", "ils me renvoient vers la CNAM"])
def test_more_on_an_answer_that_was_just_noted_is_asked_of_whom_it_is(said: str) -> None:
    assert after("2", "2", "hier", "3", "oui", said).asked == "tell@:track"


def test_the_plain_choices_are_still_of_the_body_that_is_asked_about() -> None:
    talk = after("2", "2", "hier", "3", "oui", "rien n’est venu")
    assert talk.case.entries[-1].event.kind == "silent"


# --- What is undone, asked again, corrected -------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["c’est fini alors ?", "c’est fini pour la caisse", "donc je peux arrêter là ?"])
def test_a_question_whether_it_is_over_ends_nothing(said: str) -> None:
    talk = after("2", "1", "hier", "oui", said, "oui")
    assert "closed" not in {entry.event.kind for entry in talk.case.entries}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("redemandez moi le 20", "2027-01-20"), ("redemandez moi dans un mois", "2027-02-07"),
        ("rappelez-moi lundi", "2027-01-11"), ("pas encore, redemandez-moi le 20 janvier", "2027-01-20"),
    ],
)  # fmt: skip
def test_the_day_on_which_to_ask_again_is_heard(said: str, day: str) -> None:
    talk = after(said, "oui")
    (snoozed,) = (entry.event for entry in talk.case.entries if entry.event.kind == "snoozed")
    assert str(getattr(snoozed, "until", "")) == day


def test_what_was_noted_by_a_slip_is_corrected() -> None:
    assert after("2", "1", "hier", "oui", "pardon j’ai appuyé par erreur").asked == "correct@:which"


@pytest.mark.parametrize(("said", "day"), [("non, c’était lundi", "2027-01-04"), ("le 5", "2027-01-05")])
def test_another_day_takes_the_place_of_the_one_that_was_understood(said: str, day: str) -> None:
    talk = after("2", "2", "hier", "3", said)
    assert talk.asked == "outcome@caisse.1:sure"
    assert talk.conversation.over
    assert talk.conversation.over.answers["when"] == day


@pytest.mark.parametrize("said", ["non c’est pas un refus", "non pas du tout ça", "ah non"])
def test_what_begins_with_no_is_a_no(said: str) -> None:
    assert after("2", "2", "hier", "3", said).asked == "outcome@caisse.1:what"


def test_an_echo_that_stands_for_weeks_says_what_comes_first() -> None:
    talk = after("j’ai envoyé les deux ce matin", "en recommandé", moment="unsent")
    talk.wait(25)
    talk.say("ils ont refusé")
    assert "heard.first-this" in talk.keys
    assert "case.title" in after_saying(talk, "où en est mon dossier").keys


def after_saying(talk: Talk, said: str) -> Talk:
    talk.say(said)
    return talk


def test_an_old_question_whether_to_erase_goes_with_a_reminder() -> None:
    talk = after("oui", moment="home")
    talk.say("/effacer")
    assert talk.asked == "erase@:erase"
    talk.wait(15)
    assert talk.asked.startswith("outcome@")


@pytest.mark.parametrize("said", ["toujours rien", "autre chose"])
def test_an_old_question_which_of_several_things_is_meant_goes_with_a_reminder(said: str) -> None:
    """« De quelle démarche parlez-vous ? » stood before each reminder for months."""
    talk = after(said, moment="home")
    assert not talk.asked.startswith("home@")
    talk.wait(15)
    assert talk.asked.startswith("outcome@")


def test_news_of_a_body_that_is_not_named_yet_are_kept_before_a_reminder() -> None:
    talk = after("ils ont refusé", moment="home")
    assert talk.asked == "tell@:track"
    talk.wait(15)
    assert talk.asked == "tell@:track"


def test_the_other_is_the_one_that_is_asked_about() -> None:
    told = ("la cpam me renvoie vers la cnam", "hier", "oui", "et l’autre toujours rien")
    assert after(*told).asked == "outcome@hdh.3:sure"


@pytest.mark.parametrize("said", ["l’autre toujours rien", "rien de l’autre"])
def test_the_other_is_not_the_one_that_is_asked_about_where_nothing_was_told(said: str) -> None:
    """It was noted as the silence of the caisse, which had answered."""
    assert after(said).asked == "outcome@hdh.3:sure"
    unsure = after("la cpam a répondu que ce n’était pas eux", said)
    assert [entry.event.kind for entry in unsure.case.log].count("silent") == 0


@pytest.mark.parametrize("said", ["aujourd’hui", "hier", "lundi dernier"])
def test_a_bare_day_where_none_is_asked_is_no_wish_to_wait(said: str) -> None:
    assert "heard.later" not in after("ma lettre à la caisse est revenue", said, moment="home").keys


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("ils disent n’avoir jamais reçu ma lettre", "fr"), ("la caisse dit qu’elle n’a pas reçu mon courrier", "fr"),
        ("they say they never got my letter", "en"),
    ],
)  # fmt: skip
def test_a_letter_that_they_say_they_never_got_is_sent_again_with_a_proof(said: str, language: str) -> None:
    assert "heard.never-got" in after(said, language=language).keys


def test_nothing_from_one_body_and_something_from_another_are_both_heard() -> None:
    talk = after("j’ai rien reçu de la caisse mais le health data hub a répondu hier", moment="home")
    assert [form.about for form in talk.conversation.opened] == ["caisse.1", "hdh.3"]


@pytest.mark.parametrize("moment", ["caisse", "name", "address"])
def test_who_asks_where_they_were_is_told_before_any_letter_too(moment: str) -> None:
    assert "heard.here" in after("on en était où déjà", moment=moment).keys


@pytest.mark.parametrize(
    "said", ["oui, samedi, et celle du HDH aussi", "oui par mail hier et le health data hub pareil"]
)
def test_the_other_letter_that_left_too_is_kept_beside_the_one_that_was_asked_about(said: str) -> None:
    talk = after(said, moment="sent")
    assert talk.conversation.over
    told = talk.conversation.over.answers
    assert {told.get("letter"), told.get("also")} == {"caisse", "hdh"}


@pytest.mark.parametrize("said", ["non mais oui", "non je suis d’accord", "non, c’est bien ça"])
def test_a_no_that_says_yes_too_is_neither(said: str) -> None:
    assert after("2", "2", "hier", "3", said).asked == "outcome@caisse.1:sure"
