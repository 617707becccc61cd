"""The first letters take one page each, whoever writes: fifty people drawn by lot."""

import re
from pathlib import Path

from bot.core.letters.letter import Letter
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.folded import folded
from tests.letters.written import LETTERS
from tests.render.papers import first_letters, golden
from tests.render.readers import size


@folded("letter", [*first_letters(50)], ids=str)
def test_a_first_letter_takes_one_page(letter: Letter) -> None:
    """Both took two until November 2026. `make office` counts the pages of the DOCX that LibreOffice prints."""
    assert size(paper(letter, PaperKind.PDF)) == 1


def test_the_page_on_the_length_of_letters_is_true() -> None:
    page = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")
    told = {
        name: (int(words), int(pages)) for name, words, pages in re.findall(r"\| `(.+)` \| (\d+) \| (\d+) \|", page)
    }
    counted = {}
    for name in LETTERS:
        letter = golden(name)
        words = [word for word in letter.body.split() if any(c.isalnum() for c in word)]
        counted[name] = len(words), size(paper(letter, PaperKind.PDF))
    assert told == counted
