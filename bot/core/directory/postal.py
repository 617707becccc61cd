"""Postal addresses as people type them, and a check whether postcode and town match, which never refuses."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.core.directory.commune import Commune
from bot.core.directory.folding import fold
from bot.core.directory.likeness import likeness
from bot.core.directory.towns import Towns

MOST_LINES = 6
_FROM_FRANCE = r"(?:FR?\s?-?\s?)?"
_POSTCODE_LINE = re.compile(rf"^{_FROM_FRANCE}(\d{{2}})\s?(\d{{3}})\s+(\D.*)$", re.IGNORECASE)
_LONE = re.compile(rf"^{_FROM_FRANCE}(\d{{2}})\s?(\d{{3}})$", re.IGNORECASE)
_TURNED = re.compile(r"^(.*[^\W_])[\s,]+(\d{2})\s?(\d{3})$")
_GLUED = re.compile(r"^(|.*\s)(\d{5})([^\W\d].*)$")
_CUT = re.compile(rf"^(.*\S)\s+({_FROM_FRANCE}\d{{2}}\s?\d{{3}}\s+\D.*)$", re.IGNORECASE)
_BRACKETED = re.compile(r"^(.*\S)\s*\((\d{5})\)$")
_THANKED = re.compile(r"^(.*\S)[\s.!]+merci(?: beaucoup| bien| d['’]avance)?[\s.!]*$", re.IGNORECASE)
_GOES_ON = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "rue", "avenue", "boulevard", "place", "chemin"])
"""Words after which the name of a town belongs to a street: « avenue de Lyon »."""
_ARRONDISSEMENT = re.compile(r"^(paris|lyon|marseille)( \d+( ?(er|e|eme|ieme|nd|nde))?)?( arrondissement)?$")


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """The lines of an address, as they go on a letter."""

    lines: tuple[str, ...]

    @classmethod
    def stored(cls, text: str) -> "PostalAddress":
        """The address from stored lines, which are not changed again."""
        return cls(tuple(line for line in text.split("\n") if line))

    @property
    def _last(self) -> tuple[str, str] | None:
        """Postcode and town, from the last line that has both."""
        matches = (_POSTCODE_LINE.match(line) for line in reversed(self.lines))
        return next((("".join(found.group(1, 2)), found.group(3)) for found in matches if found), None)

    @property
    def postcode(self) -> str | None:
        """The five digits of a French postcode, or None."""
        return self._last[0] if self._last else None

    @property
    def town(self) -> str | None:
        """The town beside the postcode, or None."""
        return self._last[1] if self._last else None


def address_from(text: str, postcodes: "Postcodes") -> PostalAddress:
    """Read an address of several lines, or of one line with commas, or with the postcode at its end.

    Spaces are collapsed and control characters dropped; letters of any script stay as they are. At most MOST_LINES
    lines: what is over is joined to the last one but the line with the postcode. A number of five digits is moved or
    cut from what stands beside it only where `postcodes` has it for that town: « Chambre 10234 » stays.
    """
    spaced = text.replace("\r", "\n").replace("\t", " ").replace(" / ", "\n")
    kept = "".join(c for c in spaced if c == "\n" or unicodedata.category(c)[0] != "C")
    lines = _bare(" ".join(line.split()) for line in kept.split("\n"))
    lines = [_apart(line, postcodes) for line in lines]
    if len(lines) == 1:
        lines = _bare(_from_one_line(lines[0], postcodes))
    elif not any(map(_POSTCODE_LINE.match, lines)):
        lines = [part for line in lines for part in _with_town_apart(line, postcodes)]
    lines = [_without_thanks(line, postcodes) for line in _postcode_first(lines, postcodes)]
    if len(lines) > 1 and _POSTCODE_LINE.match(lines[0]) and not any(map(_POSTCODE_LINE.match, lines[1:])):
        lines = [*lines[1:], lines[0]] if _served(lines[0], postcodes) else lines
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 2], ", ".join(lines[MOST_LINES - 2 : -1]), lines[-1]]
    return PostalAddress(tuple(lines))


def _apart(line: str, postcodes: "Postcodes") -> str:
    """The line with postcode and town as two words: « 69003Lyon », « Albi (81000) »."""
    if (glued := _GLUED.match(line)) and postcodes.serves(glued[2], glued[3]):
        return f"{glued[1]}{glued[2]} {glued[3]}"
    if (bracketed := _BRACKETED.match(line)) and postcodes.serves(bracketed[2], bracketed[1]):
        return f"{bracketed[2]} {bracketed[1]}"
    return line


def _served(line: str, postcodes: "Postcodes") -> bool:
    found = _POSTCODE_LINE.match(line)
    return found is not None and postcodes.serves(f"{found[1]}{found[2]}", found[3])


def _without_thanks(line: str, postcodes: "Postcodes") -> str:
    """The line without « merci » at its end, only where that leaves a known town: « 62000 ARRAS MERCI »."""
    thanked = _THANKED.match(line)
    return thanked[1] if thanked and _served(thanked[1], postcodes) and not _served(line, postcodes) else line


def _postcode_first(lines: list[str], postcodes: "Postcodes") -> list[str]:
    """The lines with postcode and town on one, in this order: for « Tourcoing » then « 59200 », or « Lyon 69003 »."""
    if any(_served(line, postcodes) for line in lines):
        return lines
    for n, line in enumerate(lines):
        if (turned := _TURNED.match(line)) and postcodes.serves(f"{turned[2]}{turned[3]}", turned[1]):
            return [*lines[:n], f"{turned[2]}{turned[3]} {turned[1]}", *lines[n + 1 :]]
        if not (alone := _LONE.match(line)):
            continue
        postcode = f"{alone[1]}{alone[2]}"
        beside = [at for at in (n + 1, n - 1) if 0 <= at < len(lines) and not any(c.isdigit() for c in lines[at])]
        known = [at for at in beside if postcodes.serves(postcode, lines[at])]
        at = next(iter(known or (beside if postcodes.towns(postcode) else [])), None)
        if at is not None:
            first = min(n, at)
            return [*lines[:first], f"{postcode} {lines[at]}", *lines[first + 2 :]]
        if n and (ends := _town_at_the_end(f"{lines[n - 1]} {postcode}", postcodes)):
            return [*lines[: n - 1], *ends, *lines[n + 1 :]]  # « 4 impasse des Essais à Isle », then « 87170 »
    return lines


def _bare(lines: Iterable[str]) -> list[str]:
    """The lines without punctuation at their ends, and without empty ones."""
    return [bare for line in lines if (bare := line.strip(" ,;-–"))]


def _with_town_apart(line: str, postcodes: "Postcodes") -> list[str]:
    """A line among others that is a whole address, cut before its postcode; as it is where no town has that."""
    parts = _bare(_from_one_line(line, postcodes))
    return parts if parts and _served(parts[-1], postcodes) else [line]


def _from_one_line(line: str, postcodes: "Postcodes") -> list[str]:
    """The lines of « 12 rue X, bât. B, 75011 Paris », cut at commas, or else before the postcode or the town."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    if len(parts) > 1 and re.fullmatch(r"\d+( ?(bis|ter|quater|[A-Z]))?", parts[0], re.IGNORECASE):
        parts = [f"{parts[0]}, {parts[1]}", *parts[2:]]  # « 12, rue X »
    last = _CUT.match(parts[-1]) if parts else None
    if last and not re.fullmatch(r"FR?\s?-?", last.group(1), re.IGNORECASE):
        parts = [*parts[:-1], last.group(1), last.group(2)]
    elif parts and (ends := _town_at_the_end(parts[-1], postcodes)):
        parts = [*parts[:-1], *ends]
    return parts


_LETTERED = frozenset({
    "bat", "batiment", "appt", "apt", "appartement", "escalier", "esc", "porte", "hall", "entree", "residence", "tour",
    "bloc", "villa",
})  # fmt: skip
"""Of which « a » is the first; « rue des Essais a Lyon » is dictated for « à Lyon »."""


def _town_at_the_end(part: str, postcodes: "Postcodes") -> list[str]:
    """The street, then the postcode and its town: for « 12 rue des Essais Lyon 69003 », « … à Nevers 58000 »."""
    *words, postcode = part.split()
    if not re.fullmatch(r"\d{5}", postcode):
        return []
    places = range(len(words))
    # The very name first, the longest; then what is nearly one, the shortest: a word of the street is no typo.
    exactly = (at for at in places if postcodes.named(postcode, " ".join(words[at:])))
    nearly = (at for at in reversed(places) if postcodes.serves(postcode, " ".join(words[at:])))
    at = next(exactly, None)
    at = next(nearly, None) if at is None else at
    if at is None or words[at] == "à" or (at and fold(words[at - 1]) in _GOES_ON):
        return []  # « 12 avenue de Lyon 69003 » has no town
    at_town = at and (words[at - 1] == "à" or (words[at - 1] == "a" and fold(words[at - 2]) not in _LETTERED))
    street = words[: at - 1] if at_town else words[:at]
    return [*([" ".join(street)] if street else []), f"{postcode} {' '.join(words[at:])}"]


class DoubtKind(StrEnum):
    """The kinds of doubt about an address."""

    UNKNOWN_POSTCODE = "unknown-postcode"
    TOWN_NOT_AT_POSTCODE = "town-not-at-postcode"


@dataclass(frozen=True, slots=True)
class AddressDoubt:
    """A doubt about an address to ask about, never a reason to refuse it, because the list of communes has holes.

    suggestions  towns at that postcode, five at most
    """

    kind: DoubtKind
    suggestions: tuple[str, ...] = ()


class Postcodes:
    """The towns that each postcode serves, by their present and former names."""

    def __init__(self, communes: Towns, former: Towns | None = None, called: Iterable[Commune] = ()) -> None:
        """Take all communes, and other names for them, which are accepted and never suggested.

        former  by the names that they had before
        called  by names that people use
        """
        self._communes, self._former = communes, former
        self._others: dict[str, list[str]] = {_MONACO: ["Monaco"]}
        self._of: dict[str, frozenset[str]] = {}
        for commune in called:
            for postcode in commune.postcodes:
                self._others.setdefault(postcode, []).append(commune.name)

    def towns(self, postcode: str) -> tuple[str, ...]:
        """The communes at a postcode; empty for one that is not in the list."""
        return tuple(commune.name for commune in self._communes.at(postcode))

    def _called(self, postcode: str) -> Iterator[str]:
        """The other names of the communes at a postcode."""
        yield from self._others.get(postcode, ())
        yield from (commune.name for commune in self._former.at(postcode)) if self._former else ()

    def serves(self, postcode: str, town: str) -> bool:
        """Whether a typed town may have that postcode; with CEDEX any postcode of its département.

        « 75000 Paris » is accepted: it is no postcode of La Poste, but letters arrive.
        """
        return self._has(postcode, town, _same)

    def named(self, postcode: str, town: str) -> bool:
        """Whether a town of exactly that name has that postcode."""
        return self._has(postcode, town, str.__eq__)

    def _has(self, postcode: str, town: str, alike: Callable[[str, str], bool]) -> bool:
        typed, cedex, _ = f"{_town(town)} ".partition(" cedex ")
        typed = typed.strip()
        if any(alike(typed, _town(name)) for name in (*self.towns(postcode), *self._called(postcode))):
            return True
        return bool(cedex or postcode.endswith("000")) and typed in self._around(postcode[:2])

    def _around(self, departement: str) -> frozenset[str]:
        """The towns of a département, folded when somebody first types a CEDEX of it, not all 35,000 at each start."""
        if departement not in self._of:
            there = self._communes.serving(departement)
            self._of[departement] = frozenset(_town(name) for postcode in there for name in self.towns(postcode))
        return self._of[departement]

    def check(self, address: PostalAddress) -> AddressDoubt | None:
        """The doubt about an address, or None. CEDEX lines, small typos and arrondissements raise none."""
        if address.postcode is None or address.town is None or "cedex" in fold(address.town).split():
            return None
        if self.serves(address.postcode, address.town):
            return None
        towns = self.towns(address.postcode)
        return AddressDoubt(DoubtKind.TOWN_NOT_AT_POSTCODE, towns[:5]) if towns else _UNKNOWN


_MONACO = "98000"
"""The postcode of Monaco, which La Poste serves and which is no French commune."""
_UNKNOWN = AddressDoubt(DoubtKind.UNKNOWN_POSTCODE)


def _town(name: str) -> str:
    words = [{"st": "saint", "ste": "sainte", "s": "sur"}.get(word, word) for word in fold(name).split()]
    town = " ".join(words)
    return found.group(1) if (found := _ARRONDISSEMENT.match(town)) else town


def _same(typed: str, known: str) -> bool:
    """Whether a typed name is a town's: with small typos, cut short (« Évry ») or longer (« Paris France »)."""
    begun = len(typed) >= 4 and known.startswith(f"{typed} ")
    return typed == known or begun or likeness(typed, known) >= 85 or typed.removesuffix(" france") == known
