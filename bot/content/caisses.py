"""Reading the directory's CSV files into a `Directory` and `Postcodes`, or refusing them with one clear line."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from bot.content import ContentError
from bot.content.communes import communes
from bot.content.rows import rows
from bot.core.directory.caisse import Caisse, Kind, Regime
from bot.core.directory.directory import Directory
from bot.core.directory.finding.gazetteer import Gazetteer, Place
from bot.core.directory.folding import fold
from bot.core.directory.postal import PostalAddress, Postcodes


def load_directory(folder: Path) -> Directory:
    """Read caisses, schemes, and names of places. Raises ContentError with the file, the line and the mistake."""
    departements = dict(rows(folder / "departements.csv", lambda row: (row["code"], row["name"])))
    caisses = list(rows(folder / "caisses.csv", _caisse))
    known = {caisse.id for caisse in caisses}
    if len(known) != len(caisses):
        raise ContentError(f"{folder / 'caisses.csv'}: a code stands twice")
    for caisse in caisses:
        if unknown := set(caisse.departements) - set(departements):
            raise ContentError(f"{folder / 'caisses.csv'}: {caisse.id}: unknown département {min(unknown)}")
    regimes = list(rows(folder / "regimes.csv", _regime))
    for regime in regimes:
        if unknown := set(regime.caisse_ids) - known:
            raise ContentError(f"{folder / 'regimes.csv'}: {regime.slug}: unknown caisse {min(unknown)}")
    hints = dict(rows(folder / "accueils_multi_cpam_2016.csv", lambda row: (row["insee"], row["caisse_code"])))
    places = _places(folder)
    for place in places:
        if unknown := set(place.departements) - set(departements):
            raise ContentError(f"{folder / 'places.csv'}: {place.name}: unknown {min(unknown)}")
    lookalikes = frozenset(rows(folder / "lookalikes.csv", lambda row: row["word"]))
    known_towns = communes(folder)
    gazetteer = Gazetteer(known_towns.present, departements, places, known_towns.former, lookalikes)
    return Directory(caisses, regimes, gazetteer, hints)


def load_postcodes(folder: Path) -> Postcodes:
    """Read the towns of each postcode. Raises ContentError."""
    called = (replace(town, name=place.name) for place in _places(folder) for town in place.communes)
    known = communes(folder)
    return Postcodes(known.present, known.former, called)


@cache
def _places(folder: Path) -> tuple[Place, ...]:
    """The names that people use, each with its communes."""
    read = list(rows(folder / "places.csv", _place))
    meant = communes(folder).present.numbered({insee for _, _, numbers in read for insee in numbers})
    for name, _, numbers in read:
        if unknown := set(numbers) - meant.keys():
            raise ContentError(f"{folder / 'places.csv'}: {name}: unknown {min(unknown)}")
    return tuple(
        Place(name, departements, tuple(meant[insee] for insee in numbers)) for name, departements, numbers in read
    )


def _place(row: dict[str, str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A name, and its départements or the INSEE numbers of its communes."""
    if bool(row["departements"]) is bool(row["communes"]):
        raise ValueError(f"{row['name']}: either départements or communes")
    return row["name"], tuple(row["departements"].split()), tuple(row["communes"].split())


def _caisse(row: dict[str, str]) -> Caisse:
    if row["postcode"] and not re.fullmatch(r"\d{5}", row["postcode"]):
        raise ValueError(f"postcode {row['postcode']} has not five digits")
    lines = (row["address_line1"], row["address_line2"], f"{row['postcode']} {row['city']}")
    return Caisse(
        id=row["code"],
        name=_typeset(row["name"]),
        kind=Kind(row["kind"]),
        departements=tuple(row["departements"].split()),
        address=PostalAddress(tuple(_typeset(line) for line in lines if line)) if row["postcode"] else None,
        website=row["website"].removeprefix("https://").removeprefix("www.").rstrip("/"),
        dpo_email=row["dpo_email"] or None,
        source=row["source"],
        source_date=date.fromisoformat(row["source_date"]) if row["source_date"] else None,
        confidence=row["confidence"],
    )


def _typeset(text: str) -> str:
    """The text with typographic apostrophes, where the files have typewriter ones."""
    return text.replace("'", "’")


def _regime(row: dict[str, str]) -> Regime:
    aliases = tuple(fold(alias) for alias in row["aliases"].split(";") if alias)
    return Regime(row["slug"], row["name_fr"], aliases, tuple(row["caisses"].split()))
