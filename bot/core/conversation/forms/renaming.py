"""A name that is told in the place of the one that was given, where something else is asked."""

import re

from bot.core.conversation.forms.name import names_taken
from bot.core.conversation.lead_in import is_spelt, looks_like_name, name_in, names_said
from bot.core.conversation.mending import STARTS, TAKES_BACK
from bot.core.conversation.question import Asked, Taken
from bot.core.conversation.written_name import as_written
from bot.core.directory.folding import fold
from bot.core.directory.likeness import likeness

_CORRECTS = re.compile(rf"\s*(?:(?:{STARTS}|{TAKES_BACK}|c['’ ]?est|it['’]?s)\b[\s,.!:]*)+", re.IGNORECASE)
_SAYS_NAME = re.compile(r"\b(?:nom|m ?app?ell?e|name|moi c ?est)\b")
_ALIKE = 75
"""How like a word of a name another must be, out of 100, to be meant instead of it."""


def corrected_name(typed: str, asked: Asked) -> Taken | None:
    """A name that is told in the place of the one that was given, where something else is asked."""
    given, told = asked.answers.get("name", ""), _CORRECTS.match(typed)
    if "?" in typed or any(c.isdigit() for c in typed):
        return None
    if given and fold(typed) == fold(given):  # said once more: no line of an address
        return names_taken(asked, "", given)
    names = names_said(typed[told.end() :] if told else typed)
    if names.theirs and "capacity" in asked.answers:
        return names_taken(asked, names.theirs, names.own)
    shared = set(fold(given).split()) & set(fold(names.own or names.bare).split())
    own = names.own if shared or _SAYS_NAME.search(fold(typed)) else ""
    own = own or (names.bare if told and shared else "")
    if own and " " not in own:
        own = _with_word(given, own)
    return names_taken(asked, "", own) if own and own != given else None


_CALLED = re.compile(
    r"\s*(?:(?:(?:le|mon|my|the) )?(?:pr[ée]nom|nom(?: de famille)?|(?:first |last )?name|surname)"
    r"(?:,? (?:c['’ ]?est|est|s['’ ]?[ée]crit|is(?: spel(?:led|t))?))?"
    r"|(?:it['’]?s|it is) spel(?:led|t)|[çc]a s['’ ]?[ée]crit)\s+",
    re.IGNORECASE,
)
"""« Le prénom c’est Camilla », « it’s spelled Camilla »."""


_IT_IS, _ONE = r"(?:(?:c['’ ]?est|it['’]?s) )?", r"[^\W\d_][\w’'-]*"
_INSTEAD = (
    re.compile(rf"{_IT_IS}(?:pas|not) (?P<old>{_ONE}),? (?:(?:mais|but) )?{_IT_IS}(?P<new>{_ONE})", re.IGNORECASE),
    re.compile(rf"{_IT_IS}(?P<new>{_ONE}),? (?:(?:et|and) )?(?:pas|not) (?P<old>{_ONE})", re.IGNORECASE),
)
"""« C’est pas Exemple c’est Exampel », « Exampel, pas Exemple »."""


def _in_the_place_of(said: re.Match[str], name: str) -> str:
    """The name with another word in the place of the one that is denied; empty where it has no such word."""
    denied = [one for one in name.split() if fold(one) == fold(said["old"])]
    told = len(denied) == 1 and looks_like_name(said["new"])
    return name.replace(denied[0], as_written(said["new"])) if told else ""


def respelt_name(typed: str, asked: Asked) -> Taken | None:
    """The name with one word of it spelt as it is told: « it’s Camilla with an a »."""
    instead = next((found for pattern in _INSTEAD if (found := pattern.fullmatch(typed))), None)
    if instead and (own := _in_the_place_of(instead, asked.answers.get("name", ""))):
        return names_taken(asked, "", own)
    given, word = asked.answers.get("name", ""), name_in(_CALLED.sub("", typed, count=1))
    named = word[:1].isupper() or _SAYS_NAME.search(fold(typed)) or is_spelt(typed)
    if " " in word or "?" in typed or not named or not looks_like_name(word):
        return None
    own = _with_word(given, word)
    return names_taken(asked, "", own) if own and own != given else None


def _with_word(name: str, word: str) -> str:
    """The name with that word in the place of the one that is nearly the same; empty where none is."""
    near = [one for one in name.split() if likeness(fold(one), fold(word)) >= _ALIKE]
    written = as_written(word) if near and near[0][0].isupper() else word
    return name.replace(near[0], written) if len(near) == 1 and " " in name else ""
