"""The day of a month as it is dictated: « vingt-deux décembre » is 22, "the eighteenth of December" 18."""

import re

MONTHS = (
    ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
     "decembre"],
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"],
)  # fmt: skip
"""The names of the months, folded, in French and in English."""
_ANY_MONTH = "|".join(name for names in MONTHS for name in names)
_TENS = ("", "dix", "vingt", "trente")
_UNITS = (
    "", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
_ORDINALS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip


def _spoken(number: int) -> str:
    """The number of a day of the month in French words, folded: « vingt et un »."""
    if number < len(_UNITS):
        return _UNITS[number]
    tens, units = divmod(number, 10)
    return " ".join(filter(None, (_TENS[tens], "et" if units == 1 else "", _UNITS[units])))


def _spoken_in_english(number: int) -> str:
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    return "thirtieth" if number == 30 else f"{'thirty' if number > 30 else 'twenty'} {_ORDINALS[number % 10]}"


_DICTATED = {said(number): number for number in range(1, 32) for said in (_spoken, _spoken_in_english)}
_DICTATED_DAY = re.compile(rf"\b({'|'.join(sorted(_DICTATED, key=len, reverse=True))}) (?:of )?(?=(?:{_ANY_MONTH})\b)")
"""« Vingt-deux décembre », "the eighteenth of December": only before a month, as « deux » may count anything."""


def with_digits(folded: str) -> str:
    """A folded text in which the dictated number of a day stands in digits."""
    return _DICTATED_DAY.sub(lambda said: f"{_DICTATED[said[1]]} ", folded)
