"""The directory's files: the real ones load, and a broken one is refused by its name and line."""

import shutil
from pathlib import Path

import pytest

from bot.content import ContentError
from bot.content.caisses import load_directory, load_postcodes
from bot.content.place import content_root
from bot.core.directory.caisse import GENERAL, Kind
from bot.core.directory.directory import MOST
from tests.read import content

REAL = content_root() / "templates" / "directory"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in REAL.glob("*.csv"):
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path


def break_line(path: Path, number: int, old: str, new: str) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    path.write_text("".join(lines), "utf-8")


def test_the_real_directory_serves_every_departement() -> None:
    caisses = content().directory.caisses
    lines = (REAL / "departements.csv").read_text("utf-8").splitlines()[1:]
    departements = {line.split(",")[0] for line in lines}
    assert {code for caisse in caisses if caisse.kind in GENERAL for code in caisse.departements} == departements
    assert len(departements) == 101


def test_the_real_directory_serves_every_mainland_departement_by_one_msa() -> None:
    served = [code for c in content().directory.caisses if c.kind is Kind.MSA for code in c.departements]
    assert len(served) == len(set(served)) == 96


def test_every_real_address_has_a_postcode_and_a_town() -> None:
    without = [c.id for c in content().directory.caisses if c.address and not (c.address.postcode and c.address.town)]
    assert not without


def test_every_real_caisse_says_where_its_data_comes_from() -> None:
    assert not [caisse.id for caisse in content().directory.caisses if not caisse.source]


def test_the_real_postcodes_know_the_capital() -> None:
    assert load_postcodes(REAL).towns("75011") == ("Paris",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",cpam,", ",cpma,", "cpma"),
        ("01015", "1015", "1015"),
        ("2016-", "2016/", "2016/"),
    ],
)
def test_a_broken_caisse_is_refused_by_file_and_line(folder: Path, old: str, new: str, said: str) -> None:
    break_line(folder / "caisses.csv", 2, old, new)
    with pytest.raises(ContentError, match=r"caisses\.csv, line 2: ") as refused:
        load_directory(folder)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_line_number_counts_the_heading(folder: Path) -> None:
    break_line(folder / "caisses.csv", 5, ",cpam,", ",cpma,")
    with pytest.raises(ContentError, match=r"caisses\.csv, line 5: "):
        load_directory(folder)


@pytest.mark.parametrize(
    ("file", "heading"),
    [
        ("caisses.csv", "kind"),
        ("regimes.csv", "aliases"),
        ("departements.csv", "name"),
        ("communes.csv", "insee"),
        ("accueils_multi_cpam_2016.csv", "caisse_code"),
    ],
)
def test_a_missing_column_is_refused_by_its_name(folder: Path, file: str, heading: str) -> None:
    break_line(folder / file, 1, heading, "something")
    with pytest.raises(ContentError, match=rf"{file}, line 2: .*{heading}"):
        load_directory(folder)


def test_a_row_with_too_few_cells_is_refused_by_file_and_line(folder: Path) -> None:
    lines = (folder / "caisses.csv").read_text("utf-8").splitlines()
    (folder / "caisses.csv").write_text("\n".join([*lines[:2], "021,CPAM de l'Aisne,cpam", *lines[3:]]), "utf-8")
    with pytest.raises(ContentError, match=r"caisses\.csv, line 3: "):
        load_directory(folder)


def test_a_code_that_stands_twice_is_refused(folder: Path) -> None:
    path = folder / "caisses.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]), "utf-8")
    with pytest.raises(ContentError, match="twice"):
        load_directory(folder)


def test_an_unknown_departement_is_refused(folder: Path) -> None:
    break_line(folder / "caisses.csv", 2, ",cpam,01,", ",cpam,99,")
    with pytest.raises(ContentError, match=r"caisses\.csv: 011: unknown département 99"):
        load_directory(folder)


def test_a_scheme_that_leads_to_no_known_caisse_is_refused(folder: Path) -> None:
    path = folder / "regimes.csv"
    path.write_text(path.read_text("utf-8").replace(",mgen-ro\n", ",mgen-or\n"), "utf-8")
    with pytest.raises(ContentError, match=r"regimes\.csv: mgen-ro: unknown caisse mgen-or"):
        load_directory(folder)


@pytest.mark.parametrize("file", [path.name for path in sorted(REAL.glob("*.csv")) if path.name != "postcodes.csv"])
def test_a_missing_file_is_refused_by_its_name(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ContentError, match=file):
        load_directory(folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2A 2B", "2A 99", "unknown 99"),
        ("2A 2B,", ",99001", "unknown 99001"),
        ("2A 2B,", "2A 2B,2A004", "either départements or communes"),
        ("2A 2B,", ",", "either départements or communes"),
    ],
)
def test_a_place_that_leads_nowhere_or_to_two_kinds_is_refused(folder: Path, old: str, new: str, says: str) -> None:
    break_line(folder / "places.csv", 2, old, new)
    with pytest.raises(ContentError, match=says) as caught:
        load_directory(folder)
    assert "places.csv" in str(caught.value)


def test_the_real_places_are_no_more_than_the_bot_can_offer() -> None:
    """Where a list would be cut, nothing is found instead, and the département is asked for."""
    directory = content().directory
    lines = (REAL / "places.csv").read_text("utf-8").splitlines()[1:]
    areas = [line.split(",")[:2] for line in lines if line.split(",")[1]]
    general = [caisse for caisse in directory.caisses if caisse.kind in GENERAL]
    counted = {name: sum(bool({*codes.split()} & {*c.departements}) for c in general) for name, codes in areas}
    assert {name: count for name, count in counted.items() if count > MOST} == {}
    assert [name for name, _ in areas if not directory.find(name).candidates] == []
