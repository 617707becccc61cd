"""Folding: two ways to write the same words become one, for comparing and never for showing."""

import unicodedata

_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
_KEPT = 0x3000
"""Below are the scripts of Europe: what a character folds to is kept. A flood of all others would fill the memory."""


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened; anything but letters and digits is one space.

    « Côte-d’Or » and « cote d or » fold to the same. Digits of any script fold to 0-9.
    """
    return " ".join(unicodedata.normalize("NFKD", text.casefold()).translate(_FOLDED).split())


class _Folded(dict[int, str]):
    """What each character folds to, found out once: `str.translate` asks for what is missing."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if code < _KEPT:
            self[code] = folded
        return folded


def _folded(character: str) -> str:
    if opened := _LETTERS.get(character):
        return opened
    if unicodedata.combining(character):
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return character if character.isalnum() else " "


_FOLDED = _Folded()
