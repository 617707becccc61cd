"""The numbers in typed words: a postcode, a département, a caisse, an arrondissement."""

import re

from bot.core.directory.finding.words import NOISE, bare, number_in_letters

COLLECTIVITIES = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})
"""The numbers of overseas collectivities, which have no caisse that we know."""
_WIDER = {"20": ("2A", "2B"), "97": ("971", "972", "973", "974", "976")}
_HELPLINE = "3646"
_ARRONDISSEMENTS = {"75": 20, "13": 16, "69": 9}
_BESIDE = NOISE | {"celle"}
"""Words beside the number of a département that say nothing of a place: « celle du 93 »."""
_SEVERAL = _BESIDE | {"ou", "et", "or", "and", "soit", "voire", "either", "entre", "ca", "depend", "depends"}
_MOST_OF_SEVERAL = 4
_ORDINAL = re.compile(r"(\d\d?) ?(?:e|er|ere|eme|ieme|th|st|nd|rd)")


def postcode_in(words: list[str]) -> str | None:
    """A postcode anywhere in the words; « 31 400 » only alone or before a name."""
    text = " ".join(words)
    if split := re.fullmatch(r"(?:f )?(\d\d) (\d{3})(?: \D*)?", text):
        return "".join(split.groups())
    postcodes: list[str] = re.findall(r"(?<!\S)f?(\d{5})(?!\S)", text)
    return postcodes[-1] if postcodes else None


def shortened_postcodes(words: list[str]) -> tuple[str, ...]:
    """The postcodes that a number of four digits may mean: its first zero or its last digit is missing."""
    said = [word for word in words if word not in NOISE]
    if len(said) != 1 or not re.fullmatch(r"\d{4}", said[0]) or said[0] == _HELPLINE:
        return ()
    return f"0{said[0]}", f"{said[0]}0"


def organisme_in(words: list[str]) -> str | None:
    """The caisse in the number of an « organisme de rattachement », as a carte Vitale's attestation prints it."""
    found = re.search(r"(?<!\S)01 ?(\d{3}) ?\d{4}(?!\S)", " ".join(words))
    return found[1] if found else None


def number_in(words: list[str]) -> str | None:
    """The number of a département or a caisse, when nothing else was typed; spelt as a département's."""
    text = " ".join(words)
    if any(word not in _BESIDE and not word[0].isdigit() for word in words) and text != "2 b":
        return number_in_letters(words)
    joined = re.sub(r"^2 ([ab])$", r"2\1", re.sub(r"^(.* )?(\d) (\d)$", r"\2\3", text))
    numbers: list[str] = re.findall(r"\d+[ab]?", joined)
    return numbers[0].upper().zfill(2) if len(numbers) == 1 else None


def several_in(words: list[str]) -> tuple[str, ...]:
    """The numbers of the few départements between which somebody hesitates: « 75 ou 92, ça dépend »; else none."""
    numbers = tuple(dict.fromkeys(word.upper() for word in words if re.fullmatch(r"\d\d|2[ab]|97\d", word)))
    others = [word for word in words if word.upper() not in numbers and word not in _SEVERAL]
    return numbers if 1 < len(numbers) <= _MOST_OF_SEVERAL and not others else ()


def departements_of(number: str) -> tuple[str, ...]:
    """The départements that a number means: 20 was Corsica, 97 is all of the overseas ones."""
    return _WIDER.get(number, (number,))


def arrondissement_in(words: list[str]) -> tuple[str, ...]:
    """The départements that « le 16e » may mean: those of towns with as many arrondissements, and number 16."""
    ordinal = _ORDINAL.fullmatch(bare(words))
    if not ordinal:
        return ()
    number = int(ordinal[1])
    towns = tuple(code for code, last in _ARRONDISSEMENTS.items() if 1 <= number <= last)
    own = () if "arrondissement" in words else (f"{number:02}",)
    return tuple(dict.fromkeys((*towns, *own)))
