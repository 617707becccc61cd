"""Messages to payloads: buttons or numbers, limits, letters alone, files where there are files."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.catalogues import Catalogue, load_catalogues
from bot.content.place import content_root
from bot.core.campaign.letter_name import LetterName
from bot.core.letters.page import PaperKind
from bot.core.ports.capabilities import Capabilities, LengthUnit, Markup
from bot.core.ports.message import Bundle, Choice, Copy, Document, Message, Paper, Verbatim, Words, say
from bot.core.ports.outgoing import DrawnFile, Payload
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.telegram.capabilities import TELEGRAM
from bot.networks.terminal import TERMINAL
from bot.render.making import made
from bot.render.render import neutral, render, welcome, wording
from bot.render.split import length
from tests.folded import folded
from tests.read import CAMPAIGNS
from tests.render.papers import file_of, golden, letter_of

CATALOGUES = load_catalogues(content_root() / "locales", CAMPAIGNS)
FRENCH, ENGLISH = CATALOGUES["fr"], CATALOGUES["en"]
NETWORKS = [TELEGRAM, MATRIX, TERMINAL]
YES_NO = (Choice("yes", say("choice.yes")), Choice("no", say("choice.no")))
QUESTION = Words((say("start.who"), say("consent.question")), YES_NO, "request@:consent")
LETTER = "Madame, Monsieur,\n\nJe m’oppose à *ceci* & <cela>.\n"
on_each_network = pytest.mark.parametrize("can", NETWORKS, ids=["telegram", "matrix", "terminal"])


def made_of(message: Message, catalogue: Catalogue, can: Capabilities) -> Payload:
    """The one payload of a message, as it leaves: with its file."""
    (payload,) = render(message, catalogue, can)
    assert (payload.file, payload.has_file) == (None, True), "no answer waits for a file"
    return made(payload)


# --- Choices --------------------------------------------------------------------------------------------------------


def test_where_there_are_buttons_each_choice_is_one_with_its_number_and_its_words() -> None:
    (payload,) = render(QUESTION, FRENCH, TELEGRAM)
    assert [button.label for button in payload.buttons] == ["1. Oui", "2. Non"]
    assert [button.data for button in payload.buttons] == ["request@:consent=yes", "request@:consent=no"]
    assert "1. Oui" not in payload.text


@pytest.mark.parametrize("can", [MATRIX, TERMINAL])
def test_where_there_are_none_choices_are_a_numbered_list(can: Capabilities) -> None:
    (payload,) = render(QUESTION, FRENCH, can)
    assert payload.buttons == ()
    assert payload.text.endswith("\n\n1. Oui\n2. Non")


@pytest.mark.parametrize("can", [MATRIX, TERMINAL])
def test_a_list_that_cannot_be_answered_by_a_number_has_none(can: Capabilities) -> None:
    (payload,) = render(replace(QUESTION, numbered=False), FRENCH, can)
    assert payload.text.endswith("\n\n– Oui\n– Non")


def test_a_button_that_cannot_be_typed_by_a_number_has_none() -> None:
    (payload,) = render(replace(QUESTION, numbered=False), FRENCH, TELEGRAM)
    assert [button.label for button in payload.buttons] == ["Oui", "Non"]


@on_each_network
def test_choices_stand_under_the_last_part_of_a_message_that_was_cut(can: Capabilities) -> None:
    long = Words((say("verbatim", text="mot " * 3_000), say("choice.expected")), YES_NO, "s")
    small = replace(can, text_limit=500)
    *before, last = render(long, FRENCH, small)
    assert before
    assert not any(payload.buttons for payload in before)
    assert "Répondez par un des choix" in last.text
    assert len(last.buttons) == 2 or last.text.endswith("1. Oui\n2. Non")


# --- Words ----------------------------------------------------------------------------------------------------------


@on_each_network
def test_paragraphs_are_one_message_with_an_empty_line_between_them(can: Capabilities) -> None:
    (payload,) = render(QUESTION, FRENCH, can)
    assert "administration, ni l’Assurance Maladie.\n\nÊtes-vous d’accord" in payload.text


@pytest.mark.parametrize(("can", "gap"), [(TELEGRAM, "\n\n"), (MATRIX, "<br><br>")])
def test_the_markup_says_the_same_as_the_plain_words(can: Capabilities, gap: str) -> None:
    (payload,) = render(QUESTION, FRENCH, can)
    assert payload.html
    assert f"Maladie.{gap}<b>Êtes-vous d’accord" in payload.html
    assert "*" not in payload.html


def test_the_terminal_has_plain_words_only() -> None:
    (payload,) = render(QUESTION, FRENCH, TERMINAL)
    assert payload.html is None
    assert "<b>" not in payload.text
    assert "*" not in payload.text


@on_each_network
@given(texts=st.lists(st.text(max_size=400), min_size=1, max_size=5), limit=st.integers(60, 300))
def test_no_message_is_longer_than_its_network_bears(can: Capabilities, texts: list[str], limit: int) -> None:
    words = Words(tuple(say("understood", text=text) for text in texts), YES_NO, "s")
    payloads = render(words, FRENCH, replace(can, text_limit=limit))
    assert all(length(payload.text, can.unit) <= limit for payload in payloads)
    shown = "".join("".join(payload.text for payload in payloads).split())
    assert all("".join(text.split()) in shown for text in texts)


def test_a_paragraph_that_had_to_be_cut_is_escaped_all_the_same() -> None:
    words = Words((say("understood", text="<b>&" * 2_000),))
    payloads = render(words, FRENCH, TELEGRAM)
    assert len(payloads) == 2
    assert all(payload.html and "<b>" not in payload.html for payload in payloads)


@on_each_network
def test_a_language_is_spoken_throughout(can: Capabilities) -> None:
    (payload,) = render(QUESTION, ENGLISH, can)
    assert "Do you agree" in payload.text
    assert "Êtes-vous" not in payload.text


def test_only_what_is_neutral_is_marked_so() -> None:
    assert all(payload.personal for payload in render(QUESTION, FRENCH, TELEGRAM))
    (line,) = render(neutral("https://t.me/essai_bot"), FRENCH, TELEGRAM)
    assert not line.personal
    assert "https://t.me/essai_bot" in line.text


def test_a_public_room_is_told_in_every_language_where_to_talk_in_private() -> None:
    payload = welcome("https://matrix.to/#/@essai:example.org", CATALOGUES.values(), MATRIX)
    assert payload.text.count("https://matrix.to/#/@essai:example.org") == len(CATALOGUES)
    assert not payload.personal


@pytest.mark.parametrize(("language", "words"), [("fr", "Oui, je suis d’accord"), ("en", "Yes, I agree")])
def test_a_choice_is_known_by_its_plain_words(language: str, words: str) -> None:
    assert wording(say("consent.yes"), CATALOGUES[language]) == words


# --- Letters and files ----------------------------------------------------------------------------------------------


@on_each_network
def test_a_letter_is_alone_in_its_message_and_is_no_markup(can: Capabilities) -> None:
    (payload,) = render(Verbatim(LETTER), FRENCH, can)
    assert payload.text == LETTER.strip("\n")
    assert payload.html is None
    assert payload.buttons == ()
    assert payload.file is None


@pytest.mark.parametrize(("unit", "limit"), [(LengthUnit.UTF16, 4096), (LengthUnit.UTF8, 8000), (LengthUnit.UTF8, 100)])
def test_a_letter_that_is_too_long_is_cut_between_paragraphs_and_none_is_lost(unit: LengthUnit, limit: int) -> None:
    paragraph = "Je m’oppose à l’usage de mes données de santé.\n\n"
    payloads = render(Verbatim(paragraph * 200), FRENCH, replace(TELEGRAM, unit=unit, text_limit=limit))
    assert all(payload.text.startswith("Je m’oppose") and payload.text.endswith("santé.") for payload in payloads)
    assert sum(payload.text.count("Je m’oppose") for payload in payloads) == 200


@pytest.mark.parametrize("can", [TELEGRAM, MATRIX])
@pytest.mark.parametrize("shown", [True, False])
def test_a_document_is_a_file_with_its_caption_where_there_are_files(can: Capabilities, shown: bool) -> None:
    document = Document("objecteur-caisse.txt", say("letter.file"), "text/plain", LETTER, shown=shown)
    (payload,) = render(document, FRENCH, can)
    assert payload.file
    assert payload.file.name == "objecteur-caisse.txt"
    assert payload.file.content.decode() == LETTER
    assert payload.text == wording(say("letter.file"), FRENCH).replace("/", can.prefix)


@pytest.mark.parametrize(("shown", "count"), [(True, 0), (False, 1)])
def test_where_there_are_no_files_a_document_is_said_once(shown: bool, count: int) -> None:
    document = Document("objecteur-export.json", say("export.file"), "application/json", "{}\n", shown=shown)
    payloads = render(document, FRENCH, TERMINAL)
    assert [payload.text for payload in payloads] == ["{}"] * count


# --- Letters as files -----------------------------------------------------------------------------------------------


@folded("kind", PaperKind)
@folded("can", [TELEGRAM, MATRIX])
def test_a_letter_is_a_file_of_its_kind_where_there_are_files(can: Capabilities, kind: PaperKind) -> None:
    message = Paper("objecteur-caisse", say("files.here"), golden(LetterName("caisse")), kind)
    payload = made_of(message, FRENCH, can)
    assert payload.file
    assert payload.file.name == f"objecteur-caisse.{kind}"
    assert payload.file.media_type == kind.media_type
    assert payload.file.content == file_of(LetterName("caisse"), kind)


def test_where_there_are_no_files_a_letter_was_said() -> None:
    message = Paper("objecteur-caisse", say("files.here"), golden(LetterName("caisse")), PaperKind.PDF)
    assert render(message, FRENCH, TERMINAL) == ()


def test_a_name_that_no_font_has_gives_a_word_file_and_a_plain_sentence() -> None:
    payload = made_of(Paper("x", say("files.here"), letter_of("Camille 🙂 Exemple"), PaperKind.PDF), FRENCH, TELEGRAM)
    assert payload.file
    assert payload.file.name == "x.docx"
    assert "un caractère de votre nom ou de votre adresse me manque" in payload.text


@pytest.mark.parametrize("can", [TELEGRAM, MATRIX])
def test_a_file_that_cannot_be_made_gives_a_sentence_and_an_operator_a_line_that_tells_nothing(
    can: Capabilities, caplog: pytest.LogCaptureFixture
) -> None:
    (payload,) = render(BUNDLE, FRENCH, can)
    assert payload.recipe
    broken = replace(payload, recipe=replace(payload.recipe, of=DrawnFile("x.png", "Camille Exemple")))
    instead = made(broken)
    assert (instead.file, instead.recipe, instead.html) == (None, None, None)
    assert instead.text.startswith("Je n’ai pas réussi à faire ce fichier.")
    assert "could not be made" in caplog.text
    assert "Camille" not in caplog.text


class Panic(BaseException):
    """What a panic of Rust's is in Python: no Exception."""


def test_a_panic_of_the_typesetter_ends_one_file_and_not_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(*_: object) -> bytes:
        raise Panic

    monkeypatch.setattr("bot.render.making.paper", panics)
    payload = made_of(Paper("x", say("files.here"), letter_of("Camille Exemple"), PaperKind.PDF), FRENCH, TELEGRAM)
    assert payload.file is None
    assert payload.text.startswith("Je n’ai pas réussi à faire ce fichier.")


def test_a_bundle_leaves_out_the_pdf_that_cannot_be_written() -> None:
    letter = letter_of("Camille 🙂 Exemple")
    text = Document("lettre.txt", say("letter.file"), "text/plain", letter.text, shown=True)
    bundle = Bundle("x.zip", say("export.file"), (text, Paper("lettre", say("letter.file"), letter, PaperKind.PDF)))
    payload = made_of(bundle, FRENCH, TELEGRAM)
    assert payload.file
    with ZipFile(BytesIO(payload.file.content)) as archive:
        assert archive.namelist() == ["lettre.txt"]


COPIES = Words((say("start.who"),), copies=(Copy(say("copy.subject"), "Objet"), Copy(say("copy.recipient"), "x" * 257)))


def test_a_tap_copies_a_subject_and_what_is_too_long_for_a_button_has_none() -> None:
    (payload,) = render(COPIES, FRENCH, TELEGRAM)
    assert [(button.label, button.copy, button.data) for button in payload.buttons] == [("Copier l’objet", "Objet", "")]


@pytest.mark.parametrize("can", [MATRIX, TERMINAL])
def test_where_no_button_copies_there_is_none(can: Capabilities) -> None:
    assert [payload.buttons for payload in render(COPIES, FRENCH, can)] == [()]


# --- Archives -------------------------------------------------------------------------------------------------------


BUNDLE = Bundle(
    "objecteur.zip",
    say("export.file"),
    (
        Document("objecteur.json", say("export.file"), "application/json", "{}\n"),
        Document("lettre-caisse.txt", say("letter.file"), "text/plain", LETTER, shown=True),
    ),
)


@pytest.mark.parametrize("can", [TELEGRAM, MATRIX])
def test_a_bundle_is_one_archive_of_all_its_files_and_the_same_bytes_each_time(can: Capabilities) -> None:
    payload = made_of(BUNDLE, FRENCH, can)
    assert payload.file
    assert payload.file.name == "objecteur.zip"
    assert payload.file.media_type == "application/zip"
    with ZipFile(BytesIO(payload.file.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            document.name: document.text for document in BUNDLE.documents if isinstance(document, Document)
        }
    assert made_of(BUNDLE, FRENCH, can) == payload


def test_where_there_are_no_files_a_bundle_says_what_was_not_shown_already() -> None:
    assert [payload.text for payload in render(BUNDLE, FRENCH, TERMINAL)] == ["{}"]


def test_what_networks_can_do_is_what_the_renderer_was_tried_on() -> None:
    assert (TELEGRAM.markup, MATRIX.markup, TERMINAL.markup) == (Markup.TELEGRAM, Markup.MATRIX, Markup.NONE)
    assert TELEGRAM.buttons
    assert not MATRIX.buttons
    assert not TERMINAL.files
