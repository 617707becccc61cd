"""Numbers that were dictated: « douze rue des Lilas, vingt-quatre mille Périgueux » has 12 and 24000 in it.

Only where a number is certainly meant: at the beginning of a street's line, and a postcode, which has « mille » in it.
« Rue des Trois-Rois » keeps its name.
"""

import re

from bot.core.directory.folding import fold

_SMALL = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_NUMBER = rf"(?:{'|'.join((*_SMALL, 'cents?', 'mille', 'et'))})"
_WORD = r"[^\W\d_]+"
_STREETS = (
    r"(?:rue|avenue|av|boulevard|bd|place|allee|chemin|impasse|route|quai|cours|square|lotissement|bis|ter|quater)"
)
_LARGEST = 98_999
"""The last postcode of all, of Monaco's and New Caledonia's range."""


def number_of_words(words: list[str]) -> int | None:
    """The number that French words say, folded: « quatre vingt dix sept mille deux cents »; None when they say none."""
    total, part, seen = 0, 0, False
    for word in words:
        if word == "et":
            continue
        seen = True
        if word == "mille":
            total, part = total + (part or 1) * 1000, 0
        elif word in {"cent", "cents"}:
            part = (part or 1) * 100
        elif word in {"vingt", "vingts"} and part % 100 == 4:
            part += 76  # quatre-vingts
        else:
            part += _SMALL[word]
    return total + part if seen else None


def number_said(folded: str) -> int | None:
    """The number that a folded text is, in digits or in French words; None where it is none."""
    if folded.isdigit():
        return int(folded)
    words = folded.split()
    return number_of_words(words) if all(word in _SMALL or word == "et" for word in words) else None


def with_digits(line: str, *, alone: bool = False) -> str:
    """One line of an address, with the dictated number of its house and its postcode in digits.

    alone  whether a postcode may stand without its town
    """
    spans = [(match.start(), match.end(), fold(match[0])) for match in re.finditer(_WORD, line)]
    runs = _runs([word for _, _, word in spans])
    for first, last in reversed(runs):
        words = [word for _, _, word in spans[first:last]]
        after = spans[last][2] if last < len(spans) else ""
        before = spans[first - 1][2] if first else ""
        said = _house(words, after) if first == 0 else None
        said = said or _postcode(words, before, after or ("." if alone else ""))
        if said:
            line = line[: spans[first][0]] + said + line[spans[last - 1][1] :]
    return line


def _runs(words: list[str]) -> list[tuple[int, int]]:
    """From which word to which numbers are said, « et » only between two of them."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and re.fullmatch(_NUMBER, words[end]) and not (words[end] == "et" and end == at):
            end += 1
        while end > at and words[end - 1] == "et":
            end -= 1
        if end > at:
            found.append((at, end))
        at = max(end, at + 1)
    return found


def _house(words: list[str], after: str) -> str | None:
    number = number_of_words(words)
    return str(number) if number and number < 1000 and re.fullmatch(_STREETS, after) else None


def _postcode(words: list[str], before: str, after: str) -> str | None:
    """A postcode has « mille » after a number and a town after it; « des Deux-Mille-Chênes » is a name."""
    number = number_of_words(words)
    if "mille" not in words[1:] or before in {"des", "les", "aux"} or not after:
        return None
    return f"{number:05d}" if number and 1000 <= number <= _LARGEST else None
