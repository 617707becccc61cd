"""Recognising a text that looks like a social security number (NIR), which is refused before anything stores it.

The bot must never ask for or store one: LIL art. 30 and décret 2019-341 give a closed list of those who may.
Layout: sex (1), year (2), month (2), département (2, Corsica 2A/2B), commune (3), order (3), and a key (2) that
people often leave out. Months beyond 12 are real: 20-42 and 50-99 stand for unknown ones.
"""

import re
import unicodedata
from functools import lru_cache

_SHAPE = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?")
_RUN = re.compile(r"[0-9]+(?:[AB](?![A-Z]))?[0-9]*(?:[^0-9A-Z]{1,3}[0-9]+(?:[AB](?![A-Z]))?[0-9]*)*")
_GROUP = re.compile(r"[0-9AB]+")
_LONGEST_RUN = 60
# A date of birth before a postcode, and the end of a French IBAN, have the digits of one: « 12/05/1985, 75011 Paris ».
_OTHER = re.compile(
    r"(?<![0-9])(?:0[1-9]|[12]\d|3[01])([/.-])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d(?![0-9])"
    r"|(?<![0-9A-Z])FR\d\d(?:\s?\d){10}(?:\s?[0-9A-Z]){11}(?:\s?\d){2}(?![0-9A-Z])"
)


def looks_like_nir(text: str) -> bool:
    """Whether a text holds a social security number, spaced or not, with or without its key, in any script's digits.

    A number is looked for in neighbouring groups of digits, so that one beside a house number is found, and one
    that only the middle of a longer number would make is not.
    """
    folded = _OTHER.sub("X", "".join(map(_ascii, text[:65_536])))
    runs = (run.group() for run in _RUN.finditer(folded))
    return any(_holds(_GROUP.findall(run)) for run in runs if len(run) >= 13)


def _holds(groups: list[str]) -> bool:
    for first in range(len(groups)):
        joined = ""
        for group in groups[first : first + _LONGEST_RUN]:
            joined += group
            if len(joined) > 15:
                break
            if len(joined) in {13, 15} and _SHAPE.fullmatch(joined):
                return True
    return False


@lru_cache(maxsize=1024)
def _ascii(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character).upper()[:1] or " "
