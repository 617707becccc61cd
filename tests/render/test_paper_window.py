"""A PDF letter folded in three shows its recipient in the window of a DL envelope, and nothing else.

Millimetres from the edges of the page. The window: 100 to 200 by 45 to 90.
"""

from collections.abc import Iterable

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.letters.letter import Addressee, Letter
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.render.papers import SIX_LINES, every_letter, file_of, golden, letter_of
from tests.render.readers import Glyph, glyphs, rules, size, words

LONG = "Caisse primaire de prévoyance et de santé des Exemples de la Très Longue Région des Essais"
BY_MANY_LINES = letter_of("Camille Exemple", SIX_LINES, to=Addressee(f"{LONG}\nService de l’Essai", SIX_LINES))


def inked(pdf: bytes, page: int = 0) -> list[Glyph]:
    """What is printed on a page: characters and lines."""
    return [g for g in (*glyphs(pdf), *rules(pdf)) if g.page == page and (g.text.strip() or g.size == 0)]


def in_window(some: Iterable[Glyph]) -> list[Glyph]:
    """What shows in the window, be it in part."""
    return [g for g in some if g.right > 100 and g.left < 200 and g.bottom > 45 and g.top < 90]


def said(some: Iterable[Glyph]) -> str:
    """The characters, without hints under blanks and without any space."""
    return "".join(g.text for g in some if g.size >= 5 and g.size != 7)


def squeezed(text: str) -> str:
    """A text without spaces and blanks."""
    return "".join(words(text))


@every_letter
def test_the_window_shows_the_recipient_and_nothing_else(name: LetterName, blanks: bool) -> None:
    letter = golden(name, blanks=blanks)
    shown = in_window(inked(file_of(name, PaperKind.PDF, blanks=blanks)))
    assert said(shown) == squeezed(letter.recipient)


@every_letter
def test_the_recipient_stands_where_the_post_looks_for_it(name: LetterName, blanks: bool) -> None:
    shown = in_window(inked(file_of(name, PaperKind.PDF, blanks=blanks)))
    assert min(g.left for g in shown) == pytest.approx(100, abs=1)
    starts = min(g.top for g in shown if g.text)
    assert starts == pytest.approx(47, abs=1.8) or (blanks and starts <= 47 + 5)
    assert max(g.right for g in shown) <= 185.2
    assert max(g.bottom for g in shown) <= 89.5


@every_letter
def test_the_sender_stands_top_left_and_beside_the_window(name: LetterName, blanks: bool) -> None:
    letter = golden(name, blanks=blanks)
    left = [g for g in inked(file_of(name, PaperKind.PDF, blanks=blanks)) if g.right < 100 and g.top < 90]
    assert said(left) == squeezed(letter.sender)
    assert min(g.left for g in left) == pytest.approx(25, abs=1)
    assert min(g.top for g in left) >= 18


def test_long_addresses_of_six_lines_stay_in_their_places() -> None:
    made = paper(BY_MANY_LINES, PaperKind.PDF)
    ink = inked(made)
    shown = in_window(ink)
    assert said(shown) == squeezed(BY_MANY_LINES.recipient)
    assert max(g.right for g in shown) <= 185.2
    assert max(g.bottom for g in shown) <= 89.5
    first = [g for g in ink if g.text and g.top < 200]
    sender = squeezed(BY_MANY_LINES.sender)
    assert said(first).startswith(sender)
    assert max(g.right for g in first[: len(sender)]) <= 94
    assert size(made) == 1


def test_a_long_recipient_can_still_be_read() -> None:
    shown = in_window(inked(paper(BY_MANY_LINES, PaperKind.PDF)))
    assert min(g.size for g in shown) >= 8


def test_a_word_without_end_goes_over_to_the_next_line() -> None:
    letter = letter_of("W" * 100, to=Addressee("M" * 100, SIX_LINES))
    ink = inked(paper(letter, PaperKind.PDF))
    assert said(in_window(ink)) == squeezed(letter.recipient)
    assert max(g.right for g in ink if g.text == "W") <= 211 - 20
    assert max(g.right for g in ink if g.text == "W" and g.top < 90) <= 94


def test_the_body_begins_under_the_window_and_is_in_eleven_points() -> None:
    letter = golden(LetterName("caisse"))
    below = [g for g in inked(paper(letter, PaperKind.PDF)) if g.top > 90 and g.text]
    assert said(below).startswith(squeezed(letter.dated))
    assert {round(g.size, 1) for g in below} == {11.0}


def test_everything_stays_within_the_margins() -> None:
    letters: tuple[Letter, ...] = (golden(LetterName("cnil")), BY_MANY_LINES)
    for letter in letters:
        made = paper(letter, PaperKind.PDF)
        for page in range(size(made)):
            ink = inked(made, page)
            assert min(g.left for g in ink) >= 24.5
            assert max(g.right for g in ink) <= 190.5
            assert max(g.bottom for g in ink) <= 290
