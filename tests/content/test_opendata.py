"""Official open data is read as its two publishers write it; anything else is refused in one line."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.content import ContentError
from bot.content.opendata import Listed, Listing, read_open_data
from bot.core.directory.caisse import Kind
from tests.content.open_data import AIN, HEAD, TOWN_HALL, bulk, of_the_api, service


def read(tmp_path: Path, content: str | bytes, name: str = "made-up.json") -> Listing:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_open_data(path)


@pytest.mark.parametrize(
    "content",
    [
        bulk(TOWN_HALL, AIN),
        json.dumps([TOWN_HALL, AIN], indent=2),
        of_the_api(TOWN_HALL, AIN),
        "\ufeff" + bulk(AIN),
        bulk(AIN).replace(", ", " ,\r\n\t"),
    ],
    ids=["bulk", "array", "api", "with a mark", "spaced"],
)
def test_the_caisses_of_the_directory_of_the_administration_are_read(tmp_path: Path, content: str) -> None:
    found = read(tmp_path, content)
    (ain,) = found.records
    assert (ain.lines, ain.postcode, ain.city) == (
        ("12 rue Inventée", "Bât. B - CS 10001"), "01099", "Bourg-en-Bresse Cedex 9",
    )  # fmt: skip
    assert (ain.departement, ain.mail, ain.seat, ain.on) == ("01", True, True, date(2026, 10, 6))
    assert found.credit == "Service-Public.gouv.fr / DILA, Licence Ouverte 2.0 (made-up.json)"


@pytest.mark.parametrize(("insee", "code"), [("2A004", "2A"), ("97105", "971"), ("75056", "75"), ("", "01")])
def test_the_departement_is_that_of_the_commune_or_else_of_the_postcode(tmp_path: Path, insee: str, code: str) -> None:
    pivot = [{"type_service_local": "cpam", "code_insee_commune": [insee]}]
    (record,) = read(tmp_path, bulk(AIN | {"pivot": pivot})).records
    assert record.departement == code


def test_an_msa_is_read_as_one(tmp_path: Path) -> None:
    (record,) = read(tmp_path, bulk(service("MSA Gironde", "33063", pivot="msa"))).records
    assert (record.kinds, record.lines, record.mail) == (frozenset({Kind.MSA}), (), False)


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        ([{"libelle": "Délégué à la protection des données", "valeur": "dpo@caisse.example"}], "dpo@caisse.example"),
        ([{"libelle": "Contact", "valeur": "dpo@caisse.example"}], None),
        (["dpo.cpam@caisse.example"], None),
        ("dpo@caisse.example", None),
        ([{"libelle": "DPO", "valeur": "par courrier"}], None),
        ([], None),
    ],
)
def test_an_email_is_the_dpos_only_where_the_record_says_so(
    tmp_path: Path, emails: object, expected: str | None
) -> None:
    (record,) = read(tmp_path, bulk(AIN | {"adresse_courriel": emails})).records
    assert record.dpo_email == expected


ROWS = "CPAM de l'Ain;12 rue Inventée;CS 10001;{postcode};Bourg-en-Bresse Cedex 9"
AIN_ROW = Listed(
    "CPAM de l'Ain", frozenset({Kind.CPAM, Kind.CCSS, Kind.CGSS, Kind.CSS}), "01", ("12 rue Inventée", "CS 10001"),
    "01099", "Bourg-en-Bresse Cedex 9", mail=True, seat=True, on=None,
)  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{ROWS.format(postcode='01099')}\n".encode(),
        f"{HEAD}\r\n{ROWS.format(postcode='1099')}\r\n".encode("cp1252"),
        f"{HEAD}\n{ROWS.format(postcode='01099')}\n".replace(";", ",").encode("utf-8-sig"),
        f"{HEAD}\n{ROWS.format(postcode='01099')}\n".replace(";", "\t").encode(),
        b"VILLE;CODE POSTAL;ADRESSE 2;ADRESSE 1;NOM CAISSE;X\n"
        + "Bourg-en-Bresse Cedex 9;01099;CS 10001;12 rue Inventée;CPAM de l'Ain;-\n".encode(),
    ],
    ids=["utf-8", "from a spreadsheet", "commas", "tabs", "other headings in another order"],
)
def test_a_table_of_addresses_is_read_by_its_headings(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content, "made-up.csv").records == (AIN_ROW,)


@pytest.mark.parametrize(
    ("day", "on"), [("18/12/2025", date(2025, 12, 18)), ("2025-12-18", date(2025, 12, 18)), ("?", None)]
)
def test_a_table_may_say_its_day(tmp_path: Path, day: str, on: date | None) -> None:
    (record,) = read(tmp_path, f"{HEAD};Date de mise à jour\n{ROWS.format(postcode='01099')};{day}\n").records
    assert record.on == on


def test_a_table_claims_no_licence_that_it_does_not_state(tmp_path: Path) -> None:
    credit = read(tmp_path, f"{HEAD}\n{ROWS.format(postcode='01099')}\n", "sieges.csv").credit
    assert "Licence" not in credit
    assert "sieges.csv" in credit


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "neither"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "neither"),
        (b"a;b\n1;2\n", "no column for the name, the postcode, the city"),
        (b"Nom de la caisse;Ville\nx;y\n", "no column for the postcode"),
        (b"{}", "no list of services"),
        (b'{"features": [{"nom": "x"}]}', "no list of services"),
        (b'[{"nom": "x"}]', "no service says its `pivot`"),
        (b"[1, 2]", "no service says its `pivot`"),
        (b'{"service": []}', "no service says its `pivot`"),
        (bulk(TOWN_HALL).encode(), "no caisse in it"),
        (HEAD.encode(), "no caisse in it"),
        (bulk(AIN).encode()[:200], "is the file whole?"),
        (bulk(AIN, TOWN_HALL).encode()[:-2], "is the file whole?"),
        (b"[" * 100_000, "is the file whole?"),
        (b'Nom de la caisse;Code postal;Ville\n"' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_a_file_that_is_neither_is_refused_in_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, content)
    assert says in str(caught.value)
    assert "made-up.json" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir])
def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path, make: object) -> None:
    if callable(make):
        make(tmp_path / "file")
    with pytest.raises(ContentError, match="file: "):
        read_open_data(tmp_path / "file")


@pytest.mark.parametrize("odd", [None, "", 7, [], {}, "[", "[" * 50_000, [None], [[]], {"valeur": 1}, "9" * 5_000])
@pytest.mark.parametrize("field", ["nom", "adresse", "adresse_courriel", "date_modification", "code_insee_commune"])
def test_a_field_of_another_shape_is_as_good_as_empty(tmp_path: Path, field: str, odd: object) -> None:
    assert len(read(tmp_path, bulk(AIN | {field: odd})).records) == 1
