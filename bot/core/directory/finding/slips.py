"""Slips of the thumb (one letter more, less, wrong, or two swapped: Damerau, 1964) and of the ear (« montoban »)."""

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SPELLINGS = (
    (r"e?au(?:x|t|d|lt)?|ot\b|ots\b|os\b", "o"),
    (r"ph", "f"),
    (r"c(?=[eiy])|ss|z|x\b", "s"),
    (r"qu|ck|ch(?=r)|c(?!h)", "k"),
    (r"gu(?=[eiy])", "g"),
    (r"ge(?=[ao])|g(?=[eiy])", "j"),
    (r"(?:a|e)[mn](?![aeiouymn])", "an"),
    (r"(?:ai|ei|i|y)[mn](?![aeiouymn])", "in"),
    (r"o[mn](?![aeiouymn])", "on"),
    (r"ai|ei|ay|ey|ez\b|er\b|et\b", "é"),
    (r"y|ill(?=[aeiou])", "i"),
    (r"(?<!c)h", ""),
    (r"(.)\1+", r"\1"),
    (r"[sdtpe]+\b", ""),
)
"""Replacements, in this order, that give French spellings of one sound one form and drop silent letters."""
_RULES = tuple((re.compile(spelling), sound) for spelling, sound in _SPELLINGS)


def one_slip_away(typed: str, known: Sequence[str]) -> list[str]:
    """The known names that the text spells with one slip at most: optimal string alignment distance 0 or 1."""
    return [found for found, _, _ in process.extract(typed, known, scorer=OSA.distance, score_cutoff=1, limit=None)]


def sound(name: str) -> str:
    """The rough sound of a name, to compare and never to show: « dunkerke » and « dunkerque » give the same."""
    for spelling, said in _RULES:
        name = spelling.sub(said, name)
    return name.replace("é", "e")
