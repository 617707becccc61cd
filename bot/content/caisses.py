"""Reading the directory's CSV files into a `Directory` and `Postcodes`, or refusing them with one clear line."""

import csv
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from bot.content import ContentError
from bot.core.directory.caisse import Caisse, Kind, Regime
from bot.core.directory.directory import Directory
from bot.core.directory.finding.gazetteer import Gazetteer, Place
from bot.core.directory.folding import fold
from bot.core.directory.postal import Commune, PostalAddress, Postcodes

Value = TypeVar("Value")


def load_directory(folder: Path) -> Directory:
    """Read caisses, schemes, and names of places. Raises ContentError with the file, the line and the mistake."""
    departements = dict(_read(folder / "departements.csv", lambda row: (row["code"], row["name"])))
    caisses = list(_read(folder / "caisses.csv", _caisse))
    known = {caisse.id for caisse in caisses}
    if len(known) != len(caisses):
        raise ContentError(f"{folder / 'caisses.csv'}: a code stands twice")
    for caisse in caisses:
        if unknown := set(caisse.departements) - set(departements):
            raise ContentError(f"{folder / 'caisses.csv'}: {caisse.id}: unknown département {min(unknown)}")
    regimes = list(_read(folder / "regimes.csv", _regime))
    for regime in regimes:
        if unknown := set(regime.caisse_ids) - known:
            raise ContentError(f"{folder / 'regimes.csv'}: {regime.slug}: unknown caisse {min(unknown)}")
    hints = dict(_read(folder / "accueils_multi_cpam_2016.csv", lambda row: (row["insee"], row["caisse_code"])))
    places = list(_read(folder / "places.csv", _place))
    for place in places:
        if unknown := {*place.departements} - set(departements) | {*place.communes} - _by_insee(folder).keys():
            raise ContentError(f"{folder / 'places.csv'}: {place.name}: unknown {min(unknown)}")
    lookalikes = frozenset(_read(folder / "lookalikes.csv", lambda row: row["word"]))
    gazetteer = Gazetteer(_communes(folder), departements, places, _former(folder), lookalikes)
    return Directory(caisses, regimes, gazetteer, hints)


def load_postcodes(folder: Path) -> Postcodes:
    """Read the towns of each postcode. Raises ContentError."""
    by_insee = _by_insee(folder)
    places = _read(folder / "places.csv", _place)
    called = (replace(by_insee[insee], name=place.name) for place in places for insee in place.communes)
    return Postcodes(_communes(folder), (*_former(folder), *called))


@cache
def _communes(folder: Path) -> tuple[Commune, ...]:
    ordinary = _ordinary(folder)
    return tuple(_read(folder / "communes.csv", lambda row: _commune(row, ordinary)))


@cache
def _former(folder: Path) -> tuple[Commune, ...]:
    """The former communes, each with its own name and the numbers of its present commune."""
    ordinary, now = _ordinary(folder), _by_insee(folder)
    rows = tuple(_read(folder / "former.csv", lambda row: (row["name"], row["insee"])))
    for name, insee in rows:
        if insee not in now:
            raise ContentError(f"{folder / 'former.csv'}: {name}: unknown commune {insee}")
    return tuple(replace(now[insee], name=name, population=0, ordinary=fold(name) in ordinary) for name, insee in rows)


@cache
def _by_insee(folder: Path) -> dict[str, Commune]:
    return {commune.insee: commune for commune in _communes(folder)}


@cache
def _ordinary(folder: Path) -> frozenset[str]:
    return frozenset(_read(folder / "ordinary.csv", lambda row: row["name"]))


def _read(path: Path, value: Callable[[dict[str, str]], Value]) -> Iterator[Value]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            columns = next(lines, [])
            for number, line in enumerate(lines, start=2):
                if len(line) != len(columns):
                    raise ContentError(f"{path}, line {number}: {len(line)} columns, not {len(columns)}")
                try:
                    yield value(dict(zip(columns, line, strict=True)))
                except (KeyError, ValueError, AttributeError, TypeError) as error:
                    raise ContentError(f"{path}, line {number}: {error}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: not written in UTF-8") from None
    except csv.Error as error:
        raise ContentError(f"{path}: {error}") from None
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}") from None


def _commune(row: dict[str, str], ordinary: Container[str]) -> Commune:
    people, name = int(row["population"] or 0), row["name"]
    return Commune(
        row["insee"], name, tuple(row["postcodes"].split()), row["departement"], people, fold(name) in ordinary
    )


def _place(row: dict[str, str]) -> Place:
    if bool(row["departements"]) is bool(row["communes"]):
        raise ValueError(f"{row['name']}: either départements or communes")
    return Place(row["name"], tuple(row["departements"].split()), tuple(row["communes"].split()))


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
