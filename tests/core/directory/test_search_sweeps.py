"""The search on lists that nobody here wrote: each postcode with its towns, communes of before, ordinary words."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.content.caisses import load_directory
from bot.content.place import content_root
from bot.core.directory.caisse import GENERAL, Caisse, Found
from bot.core.directory.directory import Directory
from bot.core.directory.finding.words import words_of

pytestmark = pytest.mark.long

FOLDER = content_root() / "templates" / "directory"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def directory() -> Directory:
    return load_directory(FOLDER)


def of(departement: str) -> set[Caisse]:
    return {c for c in directory().caisses if departement in c.departements and c.kind in GENERAL}


def certain(found: Found) -> bool:
    """Whether one caisse is taken without the person being asked."""
    return len(found.candidates) == 1 and not found.guessed


def test_a_postcode_with_its_town_is_always_understood() -> None:
    """« 49124 Saint-Barthélemy-d’Anjou » was overseas, « 57420 Cheminot » the railway."""
    wrong = [
        f"{postcode} {row['name']}"
        for row in rows(FOLDER / "communes.csv")
        for postcode in row["postcodes"].split()
        if set(directory().find(f"{postcode} {row['name']}").candidates) != of(row["departement"])
    ]
    assert wrong == []


def test_a_commune_of_before_leads_to_its_caisse_or_to_a_question() -> None:
    """Every name of Insee’s movements since 1943; where a town has the name today the person is asked.

    Of a village that was only renamed the old name is not asked about where 10,000 people live in its namesake.
    """
    now = {row["insee"]: row["departement"] for row in rows(FOLDER / "communes.csv")}
    names: dict[str, set[Caisse]] = {}
    for row in rows(FOLDER / "former.csv"):
        names.setdefault(row["name"], set()).update(of(now[row["insee"]]))
    found = {name: directory().find(name) for name, right in names.items() if right}
    wrong = {name for name, said in found.items() if certain(said) and not set(said.candidates) & names[name]}
    assert wrong == {"Landes", "Loire", "Meuse"}, "three villages with the name of a département, which wins"
    lost = {name for name, said in found.items() if not set(said.candidates) & names[name]}
    assert len(lost) <= len(found) / 100, sorted(lost - wrong)


def test_ordinary_words_and_insults_name_no_caisse() -> None:
    """Five hundred by somebody who saw no code; 34 of them named one caisse as certain, « merde » that of Mende."""
    said = {row["text"]: directory().find(row["text"]) for row in rows(Path(__file__).with_name("ordinary_words.csv"))}
    assert len(said) == 500
    assert [text for text, found in said.items() if certain(found)] == []
    assert len([text for text, found in said.items() if found.candidates]) <= 5


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Olonne-sur-Mer", "851"),
        ("Morez", "391"),
        ("Annecy-le-Vieux", "741"),
        ("CPAM de la Vienne", "861"),
        ("97290 Le Marin", "972"),
        ("agriculteur, 32000 Auch", "msa-midi-pyrenees-sud"),
        ("je ne suis pas à la SNCF, j’habite Lyon", "691"),
    ],
)
def test_what_is_said_is_found_as_it_stands(typed: str, first: str) -> None:
    found = directory().find(typed)
    assert certain(found)
    assert found.candidates[0].id == first


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("CPAM de Vienne", {"861", "381"}),
        ("Lomme", {"594", "595", "597", "599"}),
        ("cheminot, 62000 Arras", {"623", "624", "cprp-sncf"}),
        ("marteaux", set()),
        ("Baignolet", {"931", "281"}),
        ("je ne sais pas, SNCF ?", {"cprp-sncf"}),
        ("pas sûr, SNCF", {"cprp-sncf"}),
        ("je ne suis pas retraité, cheminot", {"cprp-sncf"}),
    ],
)
def test_what_may_be_several_is_asked(typed: str, ids: set[str]) -> None:
    assert {caisse.id for caisse in directory().find(typed).candidates} == ids


def test_every_word_that_looks_like_a_place_is_one_word_and_no_town() -> None:
    words = [row["word"] for row in rows(FOLDER / "lookalikes.csv")]
    assert words == sorted(set(words))
    towns = {" ".join(words_of(row["name"])) for row in rows(FOLDER / "communes.csv")}
    assert not towns & set(words)
