"""The first letters take one page each, whoever writes: fifty people drawn by lot."""

import pytest

from bot.core.letter import Letter
from bot.core.page import PaperKind
from bot.render.paper import paper
from tests.render.papers import first_letters
from tests.render.readers import size


@pytest.mark.parametrize("letter", [*first_letters(50)], ids=str)
def test_a_first_letter_takes_one_page(letter: Letter) -> None:
    """Both took two until November 2026. `make office` counts the pages of the DOCX that LibreOffice prints."""
    assert size(paper(letter, PaperKind.PDF)) == 1
