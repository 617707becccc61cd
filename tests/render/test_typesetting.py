"""Setting with typst: one compiler for each template, from any thread, and nothing of a letter is kept at rest."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.core.letters.page import PaperKind
from bot.render.paper import UnprintableError, paper
from bot.render.typesetting import forget
from tests.render.papers import letter_of

NAMES = tuple(f"Camille Exemple {number}" for number in range(6))


def written(name: str) -> bytes:
    """The PDF of a letter of somebody."""
    return paper(letter_of(name), PaperKind.PDF)


def test_a_letter_is_the_same_whatever_was_set_before_and_forgotten() -> None:
    first = [written(name) for name in NAMES]
    forget()
    assert [written(name) for name in reversed(NAMES)] == first[::-1]


def test_letters_can_be_set_from_several_threads_at_once() -> None:
    first = [written(name) for name in NAMES]
    with ThreadPoolExecutor(3) as several:
        assert list(several.map(written, NAMES)) == first


def test_a_letter_that_cannot_be_set_does_not_hinder_the_next() -> None:
    first = written(NAMES[0])
    with pytest.raises(UnprintableError):
        written("Camille 龍")
    assert written(NAMES[0]) == first


def test_forgetting_where_nothing_was_set_does_nothing() -> None:
    forget()
    forget()
