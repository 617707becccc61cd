"""The catalogues' small markup on each network; what a person typed is never markup, whatever it holds."""

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.catalogues import load_catalogues
from bot.content.place import content_root
from bot.core.ports.capabilities import Markup
from bot.core.ports.message import Say, say
from bot.render.markup import Style, speak, written
from tests.folded import folded
from tests.read import CAMPAIGNS

CATALOGUES = load_catalogues(content_root() / "locales", CAMPAIGNS)
FRENCH = CATALOGUES["fr"]
PLAIN, TELEGRAM, MATRIX = Style(Markup.NONE, "/"), Style(Markup.TELEGRAM, "/"), Style(Markup.MATRIX, "!")
STYLED = st.sampled_from((TELEGRAM, MATRIX))
HOSTILE = ["*b*", "`c`", "<b>", "</code>", "&amp;", "&", '"', "{text}", "{}", "%s", "/effacer", "a\nb", "<br>", "\\*"]


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (PLAIN, "Question 1 sur 4"),
        (TELEGRAM, "<b>Question 1 sur 4</b>"),
        (MATRIX, "<b>Question 1 sur 4</b>"),
    ],
)
def test_bold_is_a_tag_where_there_are_tags_and_nothing_elsewhere(style: Style, shown: str) -> None:
    assert speak(say("step", step=1, steps=4), FRENCH, style) == shown


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (PLAIN, "Objet : Essai"),
        (TELEGRAM, "<b>Objet :</b> <code>Essai</code>"),
        (MATRIX, "<b>Objet :</b> <code>Essai</code>"),
    ],
)
def test_text_to_copy_is_code_where_there_are_tags(style: Style, shown: str) -> None:
    assert speak(say("letter.subject", subject="Essai"), FRENCH, style) == shown


@pytest.mark.parametrize(("style", "shown"), [(PLAIN, "/aide"), (TELEGRAM, "/aide"), (MATRIX, "!aide")])
def test_a_command_has_the_prefix_of_its_network(style: Style, shown: str) -> None:
    said = speak(say("command.unknown"), FRENCH, style)
    assert shown in said
    assert said.count("aide") == 1


def test_an_address_on_the_web_is_no_command() -> None:
    said = speak(say("privacy.rights", web="https://www.cnil.fr/fr/plaintes"), FRENCH, MATRIX)
    assert "https://www.cnil.fr/fr/plaintes" in said
    assert "!exporter" in said


@folded("typed", HOSTILE)
@folded("style", [TELEGRAM, MATRIX])
def test_what_was_typed_is_shown_as_it_was_typed(typed: str, style: Style) -> None:
    shown = speak(say("understood", text=typed), FRENCH, style).removeprefix("J’ai noté : ")
    assert html.unescape(shown.replace("<br>", "\n")) == typed
    assert not re.search(r"<(?!br>)", shown)


@given(st.text(), STYLED)
def test_no_text_that_was_typed_makes_a_tag(typed: str, style: Style) -> None:
    shown = speak(say("verbatim", text=typed), FRENCH, style)
    assert set(re.findall(r"<[^>]*>?", shown)) <= {"<br>"}
    assert html.unescape(shown.replace("<br>", "\n")) == html.unescape(html.escape(typed, quote=False))


@given(st.text(), st.text())
def test_a_value_is_never_read_for_other_values(name: str, address: str) -> None:
    shown = speak(say("check.address", address=say("verbatim", text=address)), FRENCH, PLAIN)
    assert shown == f"Votre adresse :\n{address}"
    assert speak(say("check.name", name=say("verbatim", text=name)), FRENCH, PLAIN) == f"Votre nom : {name}"


@pytest.mark.parametrize(("style", "shown"), [(PLAIN, "a\nb"), (TELEGRAM, "a\nb"), (MATRIX, "a<br>b")])
def test_a_line_break_is_what_its_network_breaks_lines_with(style: Style, shown: str) -> None:
    assert speak(say("verbatim", text="a\nb"), FRENCH, style) == shown


def test_a_list_has_a_line_for_each_of_its_entries() -> None:
    lines = (say("send.registered"), say("send.ameli"))
    shown = speak(say("send.ways", lines=lines), FRENCH, PLAIN)
    assert shown.splitlines()[1].startswith("– par lettre recommandée")
    assert shown.splitlines()[2].startswith("– par la messagerie")
    assert "<br>– par la messagerie" in speak(say("send.ways", lines=lines), FRENCH, MATRIX)


def test_a_say_in_a_say_is_said_in_place_with_its_own_markup() -> None:
    inner = say("letter.subject", subject="<Essai>")
    assert speak(say("case.unsent", letter=inner), FRENCH, TELEGRAM).endswith(
        "<b>Objet :</b> <code>&lt;Essai&gt;</code>."
    )


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="text"):
        speak(Say("understood"), FRENCH, PLAIN)


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 24), "mardi 24 novembre 2026", "Tuesday 24 November 2026"),
        (date(2027, 4, 1), "jeudi 1er avril 2027", "Thursday 1 April 2027"),
        (date(2026, 12, 21), "lundi 21 décembre 2026", "Monday 21 December 2026"),
        (date(2027, 8, 31), "mardi 31 août 2027", "Tuesday 31 August 2027"),
        (date(2027, 1, 11), "lundi 11 janvier 2027", "Monday 11 January 2027"),
    ],
)
def test_a_date_is_written_out_with_its_weekday(day: date, french: str, english: str) -> None:
    assert written(day, "fr") == french
    assert written(day, "en") == english
    assert french in speak(say("deadline.received", received=day), FRENCH, PLAIN)


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.sampled_from(["fr", "en"]))
def test_a_date_that_is_written_can_be_typed_back(day: date, language: str) -> None:
    from_words = written(day, language).replace("1er", "1").split()
    assert int(from_words[1]) == day.day
    assert int(from_words[3]) == day.year
