"""Folding: two ways to write the same words become one, for comparing and never for showing."""

import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened; anything but letters and digits is one space.

    « Côte-d’Or » and « cote d or » fold to the same. Digits of any script fold to 0-9.
    """
    lowered = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    kept = (_folded(c) for c in lowered if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def _folded(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return character if character.isalnum() else " "
