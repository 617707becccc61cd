"""The request: names that look like markup, blanks, doubts about an address, and the check of all answers."""

from dataclasses import replace

import pytest

from bot.core.conversation.forms.check import CHECK
from bot.core.conversation.forms.request import REQUEST, questions_of
from bot.core.conversation.question import Asked, Question, Taken, asking
from bot.core.conversation.state import Conversation
from bot.core.letters.letter import BLANK
from bot.core.ports.message import Verbatim
from bot.networks.telegram.capabilities import TELEGRAM
from bot.render.render import render
from tests.core.talk import NAME, STREET, TO_THE_CHECK, TO_THE_LETTERS, TO_THE_REMINDERS, TOWN, Talk, on_telegram, talk
from tests.core.what_people_send import NIR
from tests.folded import folded
from tests.letters.written import content

AT_THE_NAME = TO_THE_CHECK[:4]
AT_THE_ADDRESS = TO_THE_CHECK[:5]
ALL_SKIPPED = ("bonjour", "oui", "75011", "laisser un blanc", "passer", "passer")


def letters(person: Talk) -> list[str]:
    assert person.turn
    return [message.text for message in person.turn.messages if isinstance(message, Verbatim)]


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", ["*Camille*", "<b>&amp; Camille", "{text} Camille", "Camille %s", "`Camille` /aide"])
def test_a_name_that_looks_like_markup_stays_a_name_in_the_chat_and_in_the_letter(markup: str) -> None:
    person = talk(*AT_THE_NAME)
    assert f"J’ai noté : {markup}\n" in person.say(markup)
    assert f"Votre nom : {markup}\n" in person.say(*TO_THE_CHECK[5:])
    person.say("c’est juste")
    assert all(text.startswith(f"{markup}\n{STREET}\n") for text in letters(person))


def test_a_name_holding_tags_is_escaped_where_there_is_html() -> None:
    person = on_telegram(*AT_THE_NAME, "<b>&amp; Camille")
    assert person.turn
    html = "".join(p.html or "" for m in person.turn.messages for p in render(m, content().catalogues["fr"], TELEGRAM))
    assert "&lt;b&gt;&amp;amp; Camille" in html
    assert "<b>&amp;" not in html


@folded(
    ("typed", "said"),
    [
        ("camille@example.org", "C’est une adresse électronique"),
        ("12345", "Un nom s’écrit en lettres"),
        ("Camille 2", "Un nom s’écrit en lettres"),
        ("…", "Un nom s’écrit en lettres"),
        ("C" * 101, "un peu long pour un nom"),
        ("\u200b\u200b", "Je n’ai rien pu lire"),
        (" ".join(NIR), "numéro de sécurité sociale"),
    ],
)
def test_what_is_no_name_is_refused_with_a_reason_and_the_question_asked_again(typed: str, said: str) -> None:
    person = talk(*AT_THE_NAME)
    before = person.conversation
    assert said in person.say(typed)
    assert person.asked == "request@:name"
    assert person.conversation == before


@folded("typed", [NAME, "Zoé", "李 小龙", "Ó Súilleabháin", "  Camille\n Exemple ", "C" * 100])
def test_a_name_in_any_script_is_taken(typed: str) -> None:
    assert talk(*AT_THE_NAME, typed).answers["name"] == " ".join(typed.split())


def test_no_typed_name_is_taken_for_a_blank() -> None:
    assert "Votre nom : @skipped" in talk(*AT_THE_NAME, "@skipped").say(*TO_THE_CHECK[5:])


# --- Social security numbers ----------------------------------------------------------------------------------------


@folded("count", range(1, len(TO_THE_LETTERS) + 1))
@folded("typed", [" ".join(NIR), f"{STREET} {''.join(NIR)}\n{TOWN}"])
def test_a_social_security_number_is_refused_at_every_question_and_never_repeated(count: int, typed: str) -> None:
    person = talk(*TO_THE_LETTERS[:count])
    before = person.conversation
    shown = person.say(typed)
    assert "numéro de sécurité sociale" in shown
    assert "006" not in shown
    assert person.conversation == before


def test_a_number_cut_by_invisible_characters_is_not_kept() -> None:
    hidden = ("\u200b" * 4).join(NIR)
    person = talk(*AT_THE_ADDRESS, f"{STREET} {hidden}\n{TOWN}")
    assert "".join(NIR) not in person.answers.get("address", "")


def test_a_number_given_over_two_lines_of_an_address_is_not_kept() -> None:
    person = talk(*AT_THE_ADDRESS, " ".join(NIR[:4]), " ".join(NIR[4:]))
    assert person.answers.get("address", "").split() != list(NIR)


# --- Blanks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["passer", "Passer", "skip", "laisser en blanc", "blanc"])
def test_a_skipped_name_is_a_line_to_fill_in(word: str) -> None:
    person = talk(*AT_THE_NAME, word, *TO_THE_CHECK[5:])
    assert "Votre nom : (un blanc à remplir à la main)" in person.shown
    person.say("c’est juste")
    assert all(text.startswith(f"{BLANK}\n{STREET}\n") for text in letters(person))


def test_letters_can_be_had_with_every_answer_skipped() -> None:
    person = talk(*ALL_SKIPPED)
    assert person.asked == "request@:check"
    person.say("c’est juste")
    caisse, hdh = letters(person)
    assert caisse.splitlines()[:3] == hdh.splitlines()[:3] == [BLANK] * 3
    assert f"CPAM de Paris\nDélégué à la protection des données (DPO)\n{BLANK}" in caisse


# --- Addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "doubted"),
    [
        (f"{STREET}\n75011 Lyon", "Je ne trouve pas Lyon au code postal 75011. À ce code postal, je connais : Paris."),
        (f"{STREET}\n00999 Exempleville", "Je ne connais pas le code postal de cette ligne : 00999 Exempleville."),
    ],
)
def test_a_doubt_about_an_address_is_a_question_and_never_a_refusal(typed: str, doubted: str) -> None:
    person = talk(*AT_THE_ADDRESS)
    assert doubted in person.say(typed)
    assert person.asked == "request@:address_doubt"
    assert typed.splitlines()[-1] in person.say("la garder telle quelle")
    assert person.asked == "request@:check"
    assert person.answers["address"] == typed


def test_a_doubtful_address_can_be_corrected_by_a_new_one_at_once() -> None:
    person = talk(*AT_THE_ADDRESS, f"{STREET}\n75011 Lyon", f"{STREET}\n{TOWN}")
    assert person.asked == "request@:check"
    assert person.answers["address"] == f"{STREET}\n{TOWN}"


def test_correcting_a_doubtful_address_asks_for_it_again_and_keeps_the_rest() -> None:
    person = talk(*AT_THE_ADDRESS, f"{STREET}\n75011 Lyon", "la corriger")
    assert person.asked == "request@:address"
    assert person.answers["name"] == NAME


@pytest.mark.parametrize(
    "typed", [f"{STREET}, {TOWN}", f"{STREET} {TOWN}", f"{STREET}\r\n{TOWN}", f"{STREET} ,\n{TOWN}"]
)
def test_an_address_on_one_line_or_two_is_the_same_address(typed: str) -> None:
    assert talk(*AT_THE_ADDRESS, typed).answers["address"] == f"{STREET}\n{TOWN}"


def test_an_address_without_a_postcode_can_be_ended_by_saying_so() -> None:
    person = talk(*AT_THE_ADDRESS, "Boîte 7, Exempleville, Espagne")
    assert person.asked == "request@:address_more"
    assert "Exempleville" in person.say("C’est tout")
    assert person.asked == "request@:check"


# --- The check ------------------------------------------------------------------------------------------------------


def test_the_check_shows_every_answer() -> None:
    shown = talk(*TO_THE_CHECK).shown
    for answer in ("CPAM de Paris", NAME, f"{STREET}\n{TOWN}"):
        assert answer in shown


@pytest.mark.parametrize(
    ("value", "typed", "changed"),
    [
        ("name", ("Dominique Exemple",), {"name"}),
        ("address", ("1 place de l’Essai\n59000 Lille",), {"address"}),
        ("body", ("59000", "1", "la garder"), {"search", "which", "caisse_address"}),
        ("body-address", ("laisser un blanc",), {"caisse_address", "body_address"}),
        ("body-address", ("1 place de l’Essai\n59000 Lille",), {"caisse_address", "body_address"}),
    ],
)
def test_changing_one_answer_keeps_all_the_others(value: str, typed: tuple[str, ...], changed: set[str]) -> None:
    person = talk(*TO_THE_CHECK)
    before = person.answers
    person.press(value)
    for text in typed:
        if person.asked != "request@:check":
            person.say(text)
    assert person.asked == "request@:check"
    after = person.answers
    assert {key for key in before | after if before.get(key) != after.get(key)} <= changed
    assert after != before


@pytest.mark.parametrize("value", ["name", "address", "body", "body-address"])
def test_thinking_better_of_a_change_keeps_every_answer(value: str) -> None:
    person = talk(*TO_THE_CHECK)
    before = person.conversation
    person.press(value)
    assert "je ne change rien" in person.say("/retour")
    assert person.conversation == before


@folded(
    "typed",
    [
        "18 rue du Port 22000 Saint-Brieuc",
        "Ah non zut, c’est 18 rue du Port, 22000 Saint-Brieuc",
        "non, c'est au 18 rue du Port 22000 Saint-Brieuc",
        "pardon mon adresse c'est 18 rue du Port\n22000 Saint-Brieuc",
        "Sorry, it's 18 rue du Port, 22000 Saint-Brieuc",
    ],
)
def test_a_whole_address_at_the_check_takes_the_place_of_the_one_given(typed: str) -> None:
    person = talk(*TO_THE_CHECK)
    before = dict(person.answers)
    shown = person.say(typed)
    assert person.answers == {**before, "address": "18 rue du Port\n22000 Saint-Brieuc"}
    assert person.asked == "request@:check"
    assert "18 rue du Port" in shown


@folded(
    "typed", ["22000 Saint-Brieuc", "18 rue du Port", "18 rue du Port 22000 Strasbourg", "c’est le 18", "le 3 mai 2024"]
)
def test_what_is_no_whole_address_changes_none_at_the_check(typed: str) -> None:
    person = talk(*TO_THE_CHECK)
    before = dict(person.answers)
    person.say(typed)
    assert dict(person.answers) == before


def test_a_changed_answer_is_in_the_letters() -> None:
    person = talk(*TO_THE_CHECK)
    person.press("name")
    person.say("Dominique Exemple", "c’est juste")
    assert all("Dominique Exemple" in text and NAME not in text for text in letters(person))


def test_another_caisse_does_not_keep_the_address_of_the_first() -> None:
    person = talk(*TO_THE_CHECK[:3], "1 place de l’Essai\n75012 Paris", *TO_THE_CHECK[4:])
    person.press("body")
    person.say("33")
    assert "1 place de l’Essai" not in person.answers.values()


def test_going_back_after_a_change_undoes_that_change() -> None:
    person = talk(*TO_THE_CHECK)
    before = person.answers
    person.press("name")
    person.say("Dominique Exemple", "/retour")
    assert person.answers == before


def test_going_back_after_asking_to_correct_an_address_brings_it_back() -> None:
    person = talk(*AT_THE_ADDRESS, f"{STREET}\n75011 Lyon")
    before = person.answers
    person.say("la corriger", "/retour")
    assert person.answers == before


@pytest.mark.parametrize("count", range(2, len(TO_THE_CHECK)))
def test_going_back_from_a_question_asks_the_one_before(count: int) -> None:
    person = talk(*TO_THE_CHECK[:count])
    before, asked = person.conversation, person.asked
    person.say(TO_THE_CHECK[count], "/retour")
    assert person.conversation == before
    assert person.asked == asked


def test_going_back_from_the_first_question_stays_there() -> None:
    person = talk("bonjour")
    assert "tout début" in person.say("/retour")
    assert person.asked == "request@:consent"


def test_no_letter_is_shown_before_the_check() -> None:
    for count in range(1, len(TO_THE_LETTERS)):
        person = talk(*TO_THE_LETTERS[:count])
        assert letters(person) == []
        if count > 1:
            person.say("/lettres")
            assert letters(person) == []
    assert len(letters(talk(*TO_THE_LETTERS))) == 2


def test_a_conversation_that_was_stored_before_the_last_release_goes_on() -> None:
    """A question that is gone is ignored, one that is new is simply asked."""
    person = talk(*TO_THE_CHECK)
    old = tuple(said for said in person.conversation.said if said.key != "name")
    person.conversation = Conversation("fr", greeted=True, said=old)
    person.say("/start")
    assert person.asked == "request@:name"


# --- A question that a later release adds ---------------------------------------------------------------------------


def stands(person: Talk) -> Question | None:
    """What a release that asks one thing more would ask of somebody."""
    later = Question("later", ask=lambda _: (), read=lambda value, _: Taken({"later": value}))
    asked_now = questions_of(content().campaign)
    form = replace(REQUEST, ordered=lambda _: (*asked_now[:-1], later, CHECK))
    return asking(form, Asked(person.conversation.answers, "", person.conversation, person.case, person.world()))


def test_who_checked_their_answers_is_asked_nothing_that_came_later() -> None:
    running, begun = talk(*TO_THE_REMINDERS), talk(*TO_THE_CHECK)
    assert stands(running) is None
    asked = stands(begun)
    assert asked
    assert asked.key == "later"
