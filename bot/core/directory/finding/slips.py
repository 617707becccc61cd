"""Slips of the ear: « montoban »."""

import re

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


def sound(name: str) -> str:
    """The rough sound of a name, to compare and never to show: « dunkerke » and « dunkerque » give the same."""
    for spelling, said in _RULES:
        name = spelling.sub(said, name)
    return name.replace("é", "e")
