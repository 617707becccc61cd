"""Letters as files: which, in which form, and what is behind a complaint."""

import re

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.conversation.titles import (
    file_name,
)
from bot.core.letters.letter import Letter
from bot.core.letters.page import PaperKind
from bot.core.ports.message import Paper, Verbatim
from tests.core.talk import NAME, TO_BOTH_SENT, TO_THE_LETTERS, Talk, on_telegram, talk
from tests.letters.written import LETTERS


def papers(person: Talk) -> list[Paper]:
    assert person.turn
    return [message for message in person.turn.messages if isinstance(message, Paper)]


def test_each_letter_comes_with_a_pdf_of_the_same_words() -> None:
    person = talk(*TO_THE_LETTERS)
    assert person.turn
    letters = [message.text for message in person.turn.messages if isinstance(message, Verbatim)]
    assert [(paper.kind, paper.letter.text) for paper in papers(person)] == [(PaperKind.PDF, text) for text in letters]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("1", PaperKind.PDF),
        ("word", PaperKind.DOCX),
        ("LibreOffice (.odt), à modifier", PaperKind.ODT),
        ("courriel", PaperKind.EML),
    ],
)
def test_a_letter_can_be_had_in_each_form(typed: str, kind: PaperKind) -> None:
    person = on_telegram(*TO_THE_LETTERS, "/fichiers", "la lettre au Health Data Hub", typed)
    (paper,) = papers(person)
    assert (paper.kind, paper.name) == (kind, "objecteur-hdh")
    assert isinstance(paper.letter, Letter)
    assert paper.letter.name == LetterName("hdh")
    assert paper.email == "dpd@health-data-hub.fr"


def test_the_words_for_a_form_have_no_sign_that_a_form_may_refuse() -> None:
    person = on_telegram(
        *TO_THE_LETTERS, "/fichiers", "la lettre à votre caisse", "texte simple, pour un formulaire en ligne"
    )
    assert person.turn
    (text,) = [message.text for message in person.turn.messages if isinstance(message, Verbatim)]
    assert not set("’–«»…œ\u00a0\u202f") & set(text)
    assert "...." not in text
    assert "75011" not in text
    assert "je m'oppose a ce que" not in text, "accents stay: every form takes them"
    assert "Je m'oppose à ce que" in text
    assert NAME in text


def test_what_was_asked_goes_on_after_the_file() -> None:
    person = on_telegram(*TO_THE_LETTERS, "j’ai envoyé une lettre", "/fichiers")
    assert person.asked == "files@:letter"
    person.say("1", "1")
    assert person.asked == "sent@:letter"


def test_the_file_for_the_cnil_holds_the_letters_as_they_were_sent() -> None:
    person = on_telegram(*TO_BOTH_SENT)
    person.wait(31)
    person.say("/annuler", "/annuler", "préparer ma réclamation à la cnil", "/fichiers", "la réclamation à la CNIL")
    assert "dossier" in person.offered
    person.say("1")
    (paper,) = papers(person)
    assert isinstance(paper.letter, Letter)
    assert paper.letter.name == LetterName("cnil")
    annexed = [(annex.letter.name, annex.letter.dated, annex.exhibit) for annex in paper.annexes]
    assert annexed == [(LetterName("caisse"), "Le 23 novembre 2026", 1), (LetterName("hdh"), "Le 24 novembre 2026", 3)]
    listed = paper.letter.text.split("Pièces jointes")[1]
    for annex in paper.annexes:
        assert f"{annex.exhibit}. Copie de ma demande" in listed


def test_a_copy_bears_the_day_on_which_the_letter_was_given_and_not_the_day_it_was_sent() -> None:
    person = on_telegram(*TO_THE_LETTERS)
    person.wait(3)
    person.say("j’ai envoyé une lettre", "1", "par courriel", "aujourd’hui", "non")  # Friday 27 November
    person.wait(40)
    person.say("préparer ma réclamation à la CNIL", "/fichiers", "la réclamation à la CNIL", "1")
    (paper,) = papers(person)
    assert [(annex.letter.name, annex.letter.dated) for annex in paper.annexes] == [
        (LetterName("caisse"), "Le 24 novembre 2026")
    ]
    assert isinstance(paper.letter, Letter)
    assert "Copie de ma demande du 27 novembre 2026" in paper.letter.text, "what was asked was asked when it was sent"


def test_a_letter_that_waits_is_shown_again_with_the_day_on_which_it_was_given() -> None:
    person = on_telegram(*TO_THE_LETTERS)
    assert person.turn
    given = [message.text for message in person.turn.messages if isinstance(message, Verbatim)]
    person.wait(5)
    person.say("/lettres")
    assert [message.text for message in person.turn.messages if isinstance(message, Verbatim)] == given
    person.say("/fichiers", "la lettre au Health Data Hub", "1")
    (paper,) = papers(person)
    assert isinstance(paper.letter, Letter)
    assert paper.letter.dated == "Le 24 novembre 2026"


def test_what_follows_the_first_letters_can_be_had_as_a_file_too() -> None:
    person = on_telegram(*TO_BOTH_SENT)
    person.wait(31)
    sent = "j’ai envoyé une lettre"
    chased = "préparer la relance à votre caisse", sent, "par courriel", "aujourd’hui"
    person.say("/annuler", "/annuler", *chased, "préparer ma réclamation à la CNIL", sent, "en ligne", "aujourd’hui")
    person.say("/fichiers")
    assert {"caisse", "hdh", "chase-caisse.1", "cnil"} == {*person.offered}
    labels = [person.world().wording(choice.label) for choice in person.questions[-1].choices]
    assert "la relance à votre caisse, envoyée le vendredi 25 décembre 2026" in labels
    person.press("chase-caisse.1")
    person.press("pdf")
    (paper,) = papers(person)
    assert (paper.name, getattr(paper.letter, "name", "")) == ("objecteur-relance-caisse-1", LetterName("chase-caisse"))


def test_what_goes_on_an_envelope_or_in_a_form_can_be_copied_by_itself() -> None:
    person = on_telegram(*TO_THE_LETTERS)
    assert person.turn
    copies = [copy.text for message in person.turn.messages for copy in getattr(message, "copies", ())]
    assert "dpd@health-data-hub.fr" in copies
    assert any(text.startswith("Opposition à la mise à disposition") for text in copies)
    assert any("75015 Paris" in text for text in copies)


def test_who_does_not_read_french_has_each_letter_explained_and_who_does_has_not() -> None:
    to_the_end = ("hello", "yes", "75011", "keep it", NAME, "12 rue des Essais\n75011 Paris", "that is right")
    english = talk("/langue en", *to_the_end)
    assert english.shown.count("Paragraph by paragraph:") == 2
    assert "Paragraphe par paragraphe" not in talk(*TO_THE_LETTERS).shown


def test_each_letter_has_a_file_name_of_its_own_in_french() -> None:
    names = [file_name(key) for letter in LETTERS for key in (str(letter), f"{letter}.1", f"{letter}.12")]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and not re.search(r"chase|answer|news", name) for name in names)
