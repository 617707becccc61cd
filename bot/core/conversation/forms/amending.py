"""What a sentence at the check changes in an answer that was given: « parfait, ajoutez juste bâtiment B ».

A line of the address, its number, its street, its postcode, or a word of the name is put in the place of what was
given, and all answers are shown again. Whatever is not surely one of these is left to the question.
"""

import re
from itertools import islice, pairwise

from bot.core.conversation.forms.address import LONGEST, corrected_address
from bot.core.conversation.forms.renaming import corrected_name, respelt_name
from bot.core.conversation.hearing.others import of_another
from bot.core.conversation.question import Asked, Taken
from bot.core.conversation.request import SKIPPED
from bot.core.directory.folding import fold
from bot.core.directory.postal import MOST_LINES, PostalAddress

_ENDS = re.compile(
    r"[,;.!:…]\s*|\b(?:mais|sauf(?: que)?|except[ée]|hormis|par contre|cependant|toutefois|[àa] part|seulement|juste"
    r"|oui|ouais|ok|yes|yep|faux|fausse|non|d[ée]m[ée]nag[ée]e?s?(?: (?:au|[àa]))?|but|except(?: that)?|however"
    r"|though|only|just|wrong|moved(?: (?:to|at))?|i['’]?m at|i am at)\b[\s,]*",
    re.IGNORECASE,
)
"""Where what is right, or wrong, ends, and what is meant instead begins."""
_MOST_TAILS = 8
"""Clauses of a sentence in which a correction is looked for: each is read as an address and as a name."""
_THANKS = re.compile(
    r"(?:(?<=\w)|[,.!;])[ ,.!;]*\b(?:merci|svp|stp|s['’ ]il (?:vous|te) pla[iî]t|thanks|thank you|please)[ .!]*$",
    re.IGNORECASE,
)
_OF_THE_BODY = re.compile(r"\b(?:caisse|cpam|msa|cgss|secu|fund|hub|hdh|dpo|banque|bank|hopital|hospital)\b")
"""The address of the body is another one."""
_LEAD = (
    r"(?:(?:qu|c|on|it|s|je|i|m|j|est|suis|is|be|should|le|la|l|au|du|[àa]|at|habite|live|num[ée]ro|number|n|no|house|mon"
    r"|ma|my|the|et|and|plut[ôo]t|adresse|address|rue|street|code|postal|postcode|zip)(?:\s+|['’°]\s*))*"
)
_NUMBER = r"\d{1,4}(?: ?(?:bis|ter|quater)\b)?"
_OTHER_NUMBER = re.compile(
    rf"{_LEAD}(?P<new>{_NUMBER})(?:,? (?:et |and )?(?:pas|not|non) (?:(?:le|au|du|num[ée]ro|number) )*"
    rf"(?P<old>{_NUMBER}))?",
    re.IGNORECASE,
)
_OTHER_STREET = re.compile(
    rf"{_LEAD}(?P<street>{_NUMBER},? (?:rue|avenue|av|boulevard|bd|place|chemin|impasse|all[ée]e|quai|route|square)\.?"
    r"(?: (?!pas\b|not\b|[àa]\b|in\b)[^\s\d,;.!?]+){1,6})"
    r"(?:[,.]? (?:et |and )?(?:pas|not|non) .*|[,;.!]? (?:j['’ ]|je |i |pardon|d[ée]sol|sorry).*)?",
    re.IGNORECASE,
)
_OTHER_POSTCODE = re.compile(
    rf"{_LEAD}(?P<new>\d{{2}} ?\d{{3}})(?:,? (?:et |and )?(?:pas|not|non) "
    r"(?:(?:le|the) )?(?P<old>\d{2} ?\d{3}))?",
    re.IGNORECASE,
)
_ADDS = (
    r"(?:(?:et|and|il|faut|r?ajoute[rz]?|manque|mettez|mettre|notez|j|ai|vous|avez|oubli[ée]|aussi|juste|je|j?suis|chuis|i|m"
    r"|you|forgot|please|add|also|it|s|should|be|is|c|est|habite|live|le|la|l|au|at|on|mon|my|the|missing)(?:\s+|['’]\s*))*"
)
_PLACE = (
    r"(?:b[âa]timent|b[âa]t|appartement|appart|appt|apt|escalier|esc|[ée]tage|r[ée]sidence|hall|porte|flat|apartment"
    r"|floor|building|staircase)"
)
_PART = re.compile(rf"\b{_PLACE} [^\s,;.!?]", re.IGNORECASE)
"""A part of a building is told before: what is taken would drop it."""
_ADDED = re.compile(
    rf"{_ADDS}(?P<part>(?P<kind>{_PLACE})\.? [^\s,;.!?]+(?: [^\s,;.!?]+){{0,5}}"
    r"|\d{1,2} ?(?:er?|[èe]me|st|nd|rd|th) (?P<level>[ée]tage|floor|gauche|droite)(?: [^\s,;.!?]+){0,3})",
    re.IGNORECASE,
)
_STREET_NUMBER = re.compile(rf"(?P<number>{_NUMBER})(?=[ ,])", re.IGNORECASE)
_SAYS_NUMBER = re.compile(r"\b(?:numero|number|n°)\b")
_SAYS_POSTCODE = re.compile(r"\b(?:code postal|postcode|post code|zip)\b")
_SPEAKS = frozenset({
    "pas", "est", "suis", "sont", "faux", "fausse", "mais", "que", "qui", "je", "oui", "non", "is", "not", "but",
    "wrong", "are", "on", "il", "elle", "ne",
})  # fmt: skip
"""Words of a sentence that no line of an address has."""


def amended(typed: str, asked: Asked) -> Taken | None:
    """The answers with what a sentence changes in one of them; None where it surely changes nothing, or several."""
    if len(typed) > LONGEST or "?" in typed or of_another(typed) or _OF_THE_BODY.search(fold(typed)):
        return None
    starts = (0, *(found.end() for found in islice(_ENDS.finditer(typed), _MOST_TAILS)))
    for start in starts:
        said = _THANKS.sub("", typed[start:]).strip(" .!,;")
        if said and (taken := _changed(said, typed, asked)):
            before = [typed[one:then].strip(" .!,;") for one, then in pairwise(starts) if then <= start]
            return None if _PART.search(typed[:start]) or any(_changed(one, typed, asked) for one in before) else taken
    return None


def _changed(said: str, typed: str, asked: Asked) -> Taken | None:
    """What the words change, which stand in that sentence."""
    other = corrected_address(said, asked) or corrected_name(said, asked) or respelt_name(said, asked)
    return other or _with_other_line(said, typed, asked)


def _with_other_line(said: str, typed: str, asked: Asked) -> Taken | None:
    given = asked.answers.get("address", SKIPPED)
    address = PostalAddress.stored(given)
    if given == SKIPPED or address.postcode is None:
        return None
    *lines, town = given.split("\n")
    if found := _OTHER_POSTCODE.fullmatch(said):
        old = (found["old"] or "").replace(" ", "")
        sure = old == address.postcode or (not old and _SAYS_POSTCODE.search(fold(typed)))
        return _taken([*lines, f"{found['new'].replace(' ', '')} {address.town}"]) if sure else None
    if found := _OTHER_STREET.fullmatch(said):
        return _with_street(found["street"], typed, lines, town)
    other = _other_lines(said, typed, lines)
    return _taken([*other, town]) if other else None


def _other_lines(said: str, typed: str, lines: list[str]) -> list[str]:
    """The lines before the town, with another number or street, or one more; empty where nothing of that is said."""
    numbered = [n for n, line in enumerate(lines) if _STREET_NUMBER.match(line)]
    if (found := _OTHER_NUMBER.fullmatch(said)) and len(numbered) == 1:
        (at,) = numbered
        before = _STREET_NUMBER.match(lines[at])
        sure = fold(found["old"]) == fold(before["number"]) if found["old"] and before else not found["old"]
        if before and sure and (found["old"] or _SAYS_NUMBER.search(fold(typed))):
            return [*lines[:at], found["new"] + lines[at][before.end() :], *lines[at + 1 :]]
    if (found := _ADDED.fullmatch(said)) and _SPEAKS.isdisjoint(fold(found["part"]).split()):
        return _with_part(found["part"], found["kind"] or found["level"], lines)
    return []


def _of_street(said: str) -> str:
    """The name of a street, folded, without its number."""
    number = _STREET_NUMBER.match(said)
    return fold(said[number.end() :]) if number else ""


def _with_street(street: str, typed: str, lines: list[str], town: str) -> Taken | None:
    """The address with another number in the same street; of another street it is asked in which town it is."""
    if not lines:
        return _taken([street, town])
    same = [n for n, line in enumerate(lines) if _of_street(line) == _of_street(street)]
    if len(same) == 1:
        return _taken([street if n == same[0] else line for n, line in enumerate(lines)] + [town])
    # A street alone may be anybody's: « non, c’est 5 rue Verte » says whose it is.
    return None if typed.startswith(street) else _taken([street])


def _with_part(part: str, kind: str, lines: list[str]) -> list[str]:
    """The lines with a part of the building, in the place of the one of that kind; empty where it stands in a line."""
    alike = [n for n, line in enumerate(lines) if fold(kind) in fold(line).split()]
    if not alike:
        return [part, *lines] if len(lines) + 2 <= MOST_LINES else []
    at = alike[0]
    own_line = len(alike) == 1 and fold(lines[at]).startswith(fold(kind))
    return [part if n == at else line for n, line in enumerate(lines)] if own_line else []


def _taken(lines: list[str]) -> Taken:
    """That address, shown again at the check; what it lacks, or a doubt about its town, is asked about before."""
    return Taken({"address": "\n".join(lines)}, ("address_more", "address_doubt"))
