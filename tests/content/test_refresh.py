"""The directory compared with open data: what differs, what is clear enough to be written, what stays as it was."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.content.caisses import load_directory
from bot.content.opendata import read_open_data
from bot.content.place import content_root
from bot.content.refresh import Difference, Table, What, differences, read_caisses, updated, write_caisses
from tests.content.open_data import AIN, HEAD, address, bulk, service

REAL = content_root() / "templates" / "directory"
TABLE = read_caisses(REAL / "caisses.csv")
OURS = {row["code"]: row for row in TABLE.rows}


def compared(tmp_path: Path, content: str, table: Table = TABLE) -> list[Difference]:
    path = tmp_path / "made-up"
    path.write_text(content, encoding="utf-8")
    return [d for d in differences(table, read_open_data(path)) if d.what is not What.GONE]


def cpam(code: str, insee: str, name: str, **more: Any) -> dict[str, Any]:
    """An office that says what we have."""
    row = OURS[code]
    rest = {"service_distribution": row["address_line2"]}
    return service(name, insee, address(row["address_line1"], row["postcode"], row["city"], **rest), **more)


def test_another_address_is_a_change_with_what_is_written(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, bulk(AIN))
    assert (found.what, found.code, found.on) == (What.CHANGED, "011", date(2026, 10, 6))
    assert found.before == "1 place de la Grenouillère, 01015 Bourg-en-Bresse Cedex"
    assert found.after == "12 rue Inventée, Bât. B - CS 10001, 01099 Bourg-en-Bresse Cedex 9"
    assert dict(found.fields) == {
        "address_line1": "12 rue Inventée",
        "address_line2": "Bât. B - CS 10001",
        "postcode": "01099",
        "city": "Bourg-en-Bresse Cedex 9",
        "source": "Service-Public.gouv.fr / DILA, Licence Ouverte 2.0 (made-up)",
        "source_date": "2026-10-06",
        "confidence": "H",
    }


def test_the_same_address_on_a_later_day_is_confirmed_and_keeps_our_spelling(tmp_path: Path) -> None:
    shouted = {"nom_commune": "BOURG EN BRESSE CEDEX"}
    office = cpam("011", "01053", "CPAM de l'Ain - siège")
    office["adresse"][0] |= shouted
    (found,) = compared(tmp_path, bulk(office))
    assert found.what is What.CONFIRMED
    assert dict(found.fields) | {"source": ""} == {"source": "", "source_date": "2026-10-06", "confidence": "H"}


@pytest.mark.parametrize("day", ["19/02/2016 00:00:00", "01/01/2014 00:00:00", ""])
def test_the_same_address_on_no_later_day_is_no_difference(tmp_path: Path, day: str) -> None:
    assert compared(tmp_path, bulk(cpam("011", "01053", "CPAM de l'Ain - siège", date_modification=day))) == []


def test_another_address_that_is_older_than_ours_is_shown_and_not_written(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, bulk(AIN | {"date_modification": "18/02/2016 00:00:00"}))
    assert (found.what, found.fields) == (What.OLDER, ())


def test_a_caisse_without_an_address_gains_one(tmp_path: Path) -> None:
    found = service("MSA Gironde - siège", "33063", address("1 rue Inventée", "33099", "Exemple Cedex"), pivot="msa")
    (gained,) = compared(tmp_path, bulk(found))
    assert (gained.what, gained.code, gained.before) == (What.CHANGED, "msa-gironde", "")


# --- Which caisse a record is of ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "insee", "postcode", "code"),
    [
        ("CPAM du Hainaut - accueil de Maubeuge", "59392", "59099", "599"),
        ("Caisse primaire d'assurance maladie (CPAM) de Roubaix-Tourcoing", "59512", "59099", "597"),
        ("CPAM de Rouen-Elbeuf-Dieppe - siège", "76540", "76099", "764"),
        ("Caisse primaire d'assurance maladie (CPAM) du Havre", "76351", "76099", "763"),
        ("CPAM - accueil de Dunkerque", "59183", "59386", "594"),  # by the CEDEX
        ("CPAM - accueil de Dunkerque", "59183", "59099", ""),
        ("Caisse commune de sécurité sociale de la Lozère", "48095", "48099", "481"),
        ("CGSS de la Guadeloupe", "97105", "97199", "971"),
        ("CPAM de la Haute-Corse", "2B033", "20499", "202"),
        ("CPAM de nulle part", "99001", "99001", ""),
    ],
)
def test_a_record_belongs_to_the_caisse_of_its_departement_name_or_postcode(
    tmp_path: Path, name: str, insee: str, postcode: str, code: str
) -> None:
    (found,) = compared(tmp_path, bulk(service(name, insee, address("1 rue Inventée", postcode, "Exemple"))))
    assert found.code == code
    assert found.what is (What.CHANGED if code else What.NEW)


def test_a_row_of_a_table_in_corsica_belongs_by_its_name(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, f"{HEAD}\nCPAM de la Corse-du-Sud;1 rue Inventée;;20799;Ajaccio Cedex 9\n")
    assert (found.what, found.code) == (What.CHANGED, "201")


def test_a_caisse_whose_kind_is_in_the_file_and_that_is_not_is_gone_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "made-up"
    path.write_text(bulk(AIN), encoding="utf-8")
    gone = [d for d in differences(TABLE, read_open_data(path)) if d.what is What.GONE]
    assert {OURS[d.code]["kind"] for d in gone} == {"cpam"}
    assert len(gone) == sum(row["kind"] == "cpam" for row in TABLE.rows) - 1
    assert {d.fields for d in gone} == {()}


# --- Which of its addresses -----------------------------------------------------------------------------------------


def office(
    street: str, kind: str = "Adresse postale", name: str = "CPAM de l'Ain - accueil", day: str = "06/10/2026"
) -> dict[str, Any]:
    return service(name, "01053", address(street, "01099", "Exemple", kind=kind), date_modification=day)


@pytest.mark.parametrize(
    ("offices", "street"),
    [
        ([office("1 rue A"), office("2 rue B"), office("2 rue B")], "2 rue B"),
        ([office("1 rue A"), office("1 rue A"), office("2 rue B", name="CPAM de l'Ain - siège")], "2 rue B"),
        ([office("1 rue A", "Adresse"), office("1 rue A", "Adresse"), office("2 rue B")], "2 rue B"),
        ([office("1 rue A"), office("2 rue B")], None),
        ([office("1 rue A", "Adresse")], None),  # where people are received is not where letters go
        ([service("CPAM de l'Ain - siège", "01053")], None),
    ],
)
def test_the_address_is_that_of_the_seat_or_the_one_that_most_offices_share(
    tmp_path: Path, offices: list[dict[str, Any]], street: str | None
) -> None:
    (found,) = compared(tmp_path, bulk(*offices))
    assert found.what is (What.CHANGED if street else What.UNCLEAR)
    assert found.after.startswith(f"{street}, " if street else f"{len(offices)} offices")


def test_the_day_is_the_latest_of_the_offices_that_share_the_address(tmp_path: Path) -> None:
    days = ["01/02/2026", "03/04/2026", "02/03/2026"]
    (found,) = compared(tmp_path, bulk(*(office("1 rue A", day=day) for day in days)))
    assert found.on == date(2026, 4, 3)


# --- Writing --------------------------------------------------------------------------------------------------------


def test_a_table_that_is_written_unchanged_is_the_same_file(tmp_path: Path) -> None:
    write_caisses(tmp_path / "caisses.csv", TABLE)
    assert (tmp_path / "caisses.csv").read_bytes() == (REAL / "caisses.csv").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["caisses.csv"]


def test_only_what_changed_is_written_columns_that_are_not_known_included(tmp_path: Path) -> None:
    more = Table((*TABLE.columns, "remark"), tuple(row | {"remark": f"é {n}"} for n, row in enumerate(TABLE.rows)))
    path = tmp_path / "caisses.csv"
    write_caisses(path, updated(more, compared(tmp_path, bulk(AIN))))
    rows = read_caisses(path).rows
    assert [row["code"] for row in rows if row not in more.rows] == ["011"]
    assert rows[0] == more.rows[0] | dict(compared(tmp_path, bulk(AIN))[0].fields)
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[-1] == "remark"


def test_what_was_written_loads_and_differs_no_more(tmp_path: Path) -> None:
    content = bulk(AIN, cpam("021", "02691", "CPAM de l'Aisne - siège"))
    for file in REAL.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    write_caisses(tmp_path / "caisses.csv", updated(TABLE, compared(tmp_path, content)))
    assert compared(tmp_path, content, read_caisses(tmp_path / "caisses.csv")) == []
    ain = load_directory(tmp_path).get("011")
    assert ain
    assert ain.address
    assert ain.address.lines == ("12 rue Inventée", "Bât. B - CS 10001", "01099 Bourg-en-Bresse Cedex 9")
    assert ain.source_date == date(2026, 10, 6)
