"""Folding: different spellings of the same words become one, to compare and never to show."""

import unicodedata

_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
_KEPT = 0x3000
"""The characters below it, the scripts of Europe, are cached once folded; caching all others could fill the memory."""


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened; anything but letters and digits is one space.

    « Côte-d’Or » and « cote d or » fold to the same. Digits of any script fold to 0-9.
    """
    return " ".join(unicodedata.normalize("NFKD", text.casefold()).translate(_FOLDED).split())


class _Folded(dict[int, str]):
    """A cache of what each character folds to; `str.translate` asks it for missing ones."""

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
