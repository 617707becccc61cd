"""The bodies that run compulsory health insurance, as values, with their addresses."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.directory.postal import PostalAddress


class Kind(StrEnum):
    """The kinds of bodies."""

    CPAM = "cpam"
    CCSS = "ccss"
    CGSS = "cgss"
    CSS = "css"
    MSA = "msa"
    SPECIAL = "special"


GENERAL = frozenset({Kind.CPAM, Kind.CCSS, Kind.CGSS, Kind.CSS})
"""The kinds of bodies of the general scheme."""


@dataclass(frozen=True, slots=True)
class Caisse:
    """One body.

    id           stable; never printed
    address      None where no source gives one
    website      without https://, empty where no source gives one
    dpo_email    None where no source gives one: never built from a pattern
    source_date  the day of the source's own record, None when undated
    """

    id: str
    name: str
    kind: Kind
    departements: tuple[str, ...]
    address: PostalAddress | None
    website: str
    dpo_email: str | None
    source: str
    source_date: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Regime:
    """An insurance scheme: the words by which people name it, and its bodies (none: the caisse of their home)."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    caisse_ids: tuple[str, ...]


class Note(StrEnum):
    """A remark about a search result. Each has its sentence, `caisse.note.<value>`."""

    SEVERAL_IN_DEPARTEMENT = "several-in-departement"
    SEVERAL_PLACES = "several-places"
    OVERSEAS = "overseas"
    MAYOTTE = "mayotte"
    COLLECTIVITY = "collectivity"
    COMPLEMENTARY = "complementary"
    MSA = "msa"
    HOME = "home"
    SPECIAL = "special"
    MGEN = "mgen"
    NATIONAL = "national"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: candidates, the likeliest first, and remarks about them.

    guessed  whether no typed name matched exactly: the person is then asked even about a single candidate
    """

    candidates: tuple[Caisse, ...] = ()
    notes: tuple[Note, ...] = ()
    guessed: bool = False
