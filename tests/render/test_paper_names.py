"""Any name may stand on any file. A PDF says plainly when no font has a character; nothing else ever goes wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.directory.postal import PostalAddress
from bot.core.letters.page import PaperKind
from bot.render.paper import UnprintableError, paper
from tests.folded import folded
from tests.render.papers import letter_of
from tests.render.readers import text_of, words

PRINTED = [
    "Camille",  # one name only
    "Marie-Anne-Charlotte de l’Exemple-Château du Très Long Nom de Famille Composé et de son Autre Exemple",
    "Camille d’Exemple de La Tour",
    "Camille O'Exemple",
    "Zoë Lœuïs-Çelik Ÿvès",
    "*Camille* _Exemple_ <b>&amp; #set text(1pt) $x^2$ \\n @ref `code` ~ [x] // /* */",
    '#read("/etc/passwd")',
    "Exemple {{ name }} {% raw %} %s %d",
    "Nguyễn Thị Ánh Tuyết",
    "Łukasz Żółć",
    "Ђорђе Пример",
    "Ελένη Παράδειγμα",
    "1. Camille",
    "– Camille",
    "= Camille",
    "Jean !",
    "e\u0301le\u0300ve",  # accents apart from their letters
]
ELSEWHERE = ["محمد المثال", "دانا דוגמה", "उदाहरण"]
"""In letters that the letter's own font has not, and another one has."""
UNPRINTED = ["李小龙", "Camille 🙂", "ตัวอย่าง", "예시"]
FLEXIBLE = [kind for kind in PaperKind if kind is not PaperKind.PDF]
every_kind = folded("kind", PaperKind)


@every_kind
@folded("name", PRINTED)
def test_a_name_stands_in_a_file_as_it_was_typed(name: str, kind: PaperKind) -> None:
    letter = letter_of(name, PostalAddress((f"1 rue {name}", "75011 Paris")))
    assert words(text_of(kind, paper(letter, kind))) == words(letter.printed)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_name_in_letters_that_the_first_font_has_not_is_printed_in_another(name: str) -> None:
    assert paper(letter_of(name), PaperKind.PDF).startswith(b"%PDF")


@pytest.mark.parametrize("name", UNPRINTED)
def test_a_name_that_no_font_has_is_said_to_be_unprintable_and_is_not_quoted(name: str) -> None:
    with pytest.raises(UnprintableError) as raised:
        paper(letter_of(name), PaperKind.PDF)
    error: BaseException | None = raised.value
    assert error
    assert error.__cause__ is None
    assert error.__context__ is None
    assert not set(name) & {c for c in str(error) if ord(c) > 0x3000}


@folded("kind", FLEXIBLE)
@folded("name", [*ELSEWHERE, *UNPRINTED])
def test_every_other_file_holds_any_script(name: str, kind: PaperKind) -> None:
    letter = letter_of(name)
    assert words(text_of(kind, paper(letter, kind))) == words(letter.printed)


@given(st.text(max_size=120))
def test_a_pdf_is_made_of_any_name_or_said_to_be_unprintable(name: str) -> None:
    try:
        made = paper(letter_of(name), PaperKind.PDF)
    except UnprintableError:
        assert any(ord(c) > 0x7F for c in name)
    else:
        assert made.startswith(b"%PDF")


@given(st.text(max_size=120), st.lists(st.text(min_size=1, max_size=60), max_size=6))
def test_every_other_file_is_made_of_any_name_and_address(name: str, lines: list[str]) -> None:
    letter = letter_of(name, PostalAddress(tuple(lines)))
    for kind in FLEXIBLE:
        assert paper(letter, kind)


@given(st.text(st.characters(codec="latin-1", categories=["L", "P", "S", "Zs"]), max_size=120))
def test_a_name_in_the_letters_of_french_is_always_printed(name: str) -> None:
    assert paper(letter_of(name), PaperKind.PDF)
