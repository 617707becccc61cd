"""Cutting a long text: never over a network's limit, never inside a character, nothing but white space lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ports.capabilities import LengthUnit
from bot.render.split import length, split
from tests.folded import folded

UNITS = st.sampled_from(LengthUnit)
LIMITS = st.integers(4, 60)
EMOJI = "🦓👩‍🔬🇫🇷"
TEXTS = st.text(st.sampled_from("aé…b🦓\u200d \n\n   "), max_size=300) | st.text(max_size=200)


@folded(
    ("text", "utf16", "utf8"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("é", 1, 2),
        ("…", 1, 3),
        ("🦓", 2, 4),
        ("🇫🇷", 4, 8),  # two letters of a flag
        ("👩‍🔬", 5, 11),  # a woman, a joiner, a microscope
    ],
)
def test_a_text_is_as_long_as_its_network_counts(text: str, utf16: int, utf8: int) -> None:
    assert length(text, LengthUnit.UTF16) == utf16
    assert length(text, LengthUnit.UTF8) == utf8


@given(TEXTS, LIMITS, UNITS)
def test_no_piece_is_over_the_limit(text: str, limit: int, unit: LengthUnit) -> None:
    assert all(length(piece, unit) <= limit for piece in split(text, limit, unit))


@given(TEXTS, LIMITS, UNITS)
def test_nothing_but_white_space_is_lost(text: str, limit: int, unit: LengthUnit) -> None:
    assert "".join("".join(split(text, limit, unit)).split()) == "".join(text.split())


@given(TEXTS, LIMITS, UNITS)
def test_no_piece_ends_or_begins_inside_a_character(text: str, limit: int, unit: LengthUnit) -> None:
    for piece in split(text, limit, unit):
        assert piece.encode("utf-16-le").decode("utf-16-le") == piece  # half a surrogate pair would not be one


@given(TEXTS, UNITS)
def test_a_text_that_fits_stays_whole(text: str, unit: LengthUnit) -> None:
    assert split(text, max(length(text, unit), 4), unit) == (text,)


@given(TEXTS.filter(str.strip), LIMITS, UNITS)
def test_no_piece_is_empty(text: str, limit: int, unit: LengthUnit) -> None:
    assert all(piece.strip() for piece in split(text, limit, unit))


@folded(
    ("text", "limit", "pieces"),
    [
        ("un deux\n\ntrois quatre", 14, ("un deux", "trois quatre")),  # between paragraphs
        ("un deux\ntrois quatre", 14, ("un deux", "trois quatre")),  # else between lines
        ("un deux trois quatre", 14, ("un deux trois", "quatre")),  # else between words
        ("abcdefghijklmnop", 6, ("abcdef", "ghijkl", "mnop")),  # else anywhere
        ("un\n\ndeux trois quatre", 16, ("un\n\ndeux trois", "quatre")),  # not for a paragraph of one word
        ("un deux", 7, ("un deux",)),
        ("un deux\n", 8, ("un deux\n",)),
    ],
)
def test_a_text_is_cut_at_the_best_place_before_the_limit(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert split(text, limit, LengthUnit.UTF8) == pieces


def test_an_emoji_that_does_not_fit_goes_to_the_next_piece() -> None:
    assert split("abc🦓", 4, LengthUnit.UTF16) == ("abc", "🦓")
    assert split("ab🦓", 4, LengthUnit.UTF16) == ("ab🦓",)
    assert split("a🦓", 4, LengthUnit.UTF8) == ("a", "🦓")


@pytest.mark.parametrize("limit", [3, 0, -1])
def test_a_limit_in_which_a_character_might_not_fit_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="no text fits"):
        split("abc", limit, LengthUnit.UTF8)


def test_a_long_text_is_cut_quickly_and_completely() -> None:
    text = f"{'mot ' * 20}\n\n" * 500
    pieces = split(text, 4096, LengthUnit.UTF16)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert len(pieces) < 20
