"""Postal addresses as people type them, and a gentle look at whether postcode and town go together."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from bot.core.folding import fold

MOST_LINES = 6
_POSTCODE_LINE = re.compile(r"^(?:F\s?-\s?)?(\d{2})\s?(\d{3})\s+(\D.*)$", re.IGNORECASE)
_LONE = re.compile(r"^(?:F\s?-\s?)?(\d{2})\s?(\d{3})$", re.IGNORECASE)
_TURNED = re.compile(r"^(\D*[^\W\d])[\s,]+(\d{2})\s?(\d{3})$")
_NO_TOWN = {"bp", "cs", "tsa", "boite postale"}
_ARRONDISSEMENT = re.compile(r"^(paris|lyon|marseille)( \d+( ?(er|e|eme|ieme|nd|nde))?)?( arrondissement)?$")


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """The lines of an address, as they go on a letter."""

    lines: tuple[str, ...]

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


def address_from(text: str) -> PostalAddress:
    """Read an address of several lines, or of one line with commas, or with the postcode at its end.

    Spaces are collapsed and control characters dropped; letters of any script stay as they are. At most MOST_LINES
    lines: what is over is joined to the last one but the line with the postcode.
    """
    spaced = text.replace("\r", "\n").replace("\t", " ").replace(" / ", "\n")
    kept = "".join(c for c in spaced if c == "\n" or unicodedata.category(c)[0] != "C")
    lines = _bare(" ".join(line.split()) for line in kept.split("\n"))
    if len(lines) == 1:
        lines = _bare(_from_one_line(lines[0]))
    lines = _postcode_first(lines)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 2], ", ".join(lines[MOST_LINES - 2 : -1]), lines[-1]]
    return PostalAddress(tuple(lines))


def _postcode_first(lines: list[str]) -> list[str]:
    """« Tourcoing » then « 59200 », or « Lyon 69003 »: the postcode and the town on one line, in their order."""
    if any(_POSTCODE_LINE.match(line) for line in lines):
        return lines
    for n, line in enumerate(lines):
        if turned := _TURNED.match(line):
            if fold(turned[1]) not in _NO_TOWN:
                return [*lines[:n], f"{turned[2]}{turned[3]} {turned[1]}", *lines[n + 1 :]]
        elif alone := _LONE.match(line):
            postcode = f"{alone[1]}{alone[2]}"
            if n + 1 < len(lines) and not any(c.isdigit() for c in lines[n + 1]):
                return [*lines[:n], f"{postcode} {lines[n + 1]}", *lines[n + 2 :]]
            if n and not any(c.isdigit() for c in lines[n - 1]):
                return [*lines[: n - 1], f"{postcode} {lines[n - 1]}", *lines[n + 1 :]]
    return lines


def _bare(lines: Iterable[str]) -> list[str]:
    """The lines without the marks at their ends, and without those that hold nothing else."""
    return [bare for line in lines if (bare := line.strip(" ,;-–"))]


def _from_one_line(line: str) -> list[str]:
    """« 12 rue X, bât. B, 75011 Paris »: a line a part; without commas, cut before the postcode."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    if len(parts) > 1 and re.fullmatch(r"\d+( ?(bis|ter|quater|[A-Z]))?", parts[0], re.IGNORECASE):
        parts = [f"{parts[0]}, {parts[1]}", *parts[2:]]  # « 12, rue X »
    last = re.match(r"^(.*\S)\s+((?:F\s?-\s?)?\d{2}\s?\d{3}\s+\D.*)$", parts[-1]) if parts else None
    if last and not re.fullmatch(r"F\s?-?", last.group(1)):
        parts = [*parts[:-1], last.group(1), last.group(2)]
    return parts


class DoubtKind(StrEnum):
    """What looks odd about an address."""

    UNKNOWN_POSTCODE = "unknown-postcode"
    TOWN_NOT_AT_POSTCODE = "town-not-at-postcode"


@dataclass(frozen=True, slots=True)
class AddressDoubt:
    """Something to ask about, never a reason to refuse: the list of communes has holes.

    suggestions  towns at that postcode, five at most
    """

    kind: DoubtKind
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the INSEE's list, with its postcodes, its département and its inhabitants (0: unknown).

    ordinary  whether its name is a word of the language as well: inside a sentence it is then no place by itself
    """

    insee: str
    name: str
    postcodes: tuple[str, ...]
    departement: str
    population: int = 0
    ordinary: bool = False


class Postcodes:
    """Which towns each postcode serves."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """Take all communes."""
        self._towns: dict[str, list[str]] = {}
        for commune in communes:
            for postcode in commune.postcodes:
                self._towns.setdefault(postcode, []).append(commune.name)

    def towns(self, postcode: str) -> tuple[str, ...]:
        """The communes at a postcode; empty for one that is not in the list."""
        return tuple(self._towns.get(postcode, ()))

    def check(self, address: PostalAddress) -> AddressDoubt | None:
        """What looks odd, or None. CEDEX lines are never doubted, small typos and arrondissements neither."""
        if address.postcode is None or address.town is None:
            return None
        typed = _town(address.town)
        if "cedex" in typed.split():
            return None
        towns = self.towns(address.postcode)
        if not towns:
            return AddressDoubt(DoubtKind.UNKNOWN_POSTCODE)
        if any(_same(typed, _town(name)) for name in towns):
            return None
        return AddressDoubt(DoubtKind.TOWN_NOT_AT_POSTCODE, towns[:5])


def _town(name: str) -> str:
    words = [{"st": "saint", "ste": "sainte", "s": "sur"}.get(word, word) for word in fold(name).split()]
    town = " ".join(words)
    return found.group(1) if (found := _ARRONDISSEMENT.match(town)) else town


def _same(typed: str, known: str) -> bool:
    return typed == known or fuzz.ratio(typed, known) >= 85 or typed.removesuffix(" france") == known
