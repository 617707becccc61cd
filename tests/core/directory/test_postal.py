"""Addresses as people type them, and a doubt only where there is reason for one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.content.caisses import load_postcodes
from bot.content.place import content_root
from bot.core.directory.commune import Commune
from bot.core.directory.finding.gazetteer import town_key
from bot.core.directory.postal import MOST_LINES, DoubtKind, PostalAddress, Postcodes, address_from
from bot.core.directory.towns import towns
from tests.folded import folded

POSTCODES = load_postcodes(content_root() / "templates" / "directory")
PIECES = st.sampled_from(
    [
        "12",
        "12 bis",
        "rue X",
        "bât. B",
        "75011",
        "75011 Paris",
        "F-75011 Paris",
        "Lyon",
        "-",
        ",",
        ";",
        "\n",
        "\r\n",
        " ",
    ]
)


@folded(
    ("typed", "lines"),
    [
        ("12 rue des Lilas\n75011 Paris", ["12 rue des Lilas", "75011 Paris"]),
        ("12 rue des Lilas\r\n75011 Paris\r\n", ["12 rue des Lilas", "75011 Paris"]),
        ("  12  rue des Lilas ,\n\n 75011   Paris ; ", ["12 rue des Lilas", "75011 Paris"]),
        ("4 impasse des lilas a Isle 87170", ["4 impasse des lilas", "87170 Isle"]),
        ("4 impasse des lilas à Isle\n87170", ["4 impasse des lilas", "87170 Isle"]),
        ("bâtiment B\n4 impasse des lilas Isle\n87170", ["bâtiment B", "4 impasse des lilas", "87170 Isle"]),
        ("12 rue des essais bat a lyon 69003", ["12 rue des essais bat a", "69003 lyon"]),
        ("4 impasse de Lyon\n87170", ["4 impasse de Lyon", "87170"]),
        ("12 rue des Lilas 75011 Paris", ["12 rue des Lilas", "75011 Paris"]),
        ("12 rue des Lilas - 75011 Paris", ["12 rue des Lilas", "75011 Paris"]),
        ("12 rue des Lilas, 75011 Paris", ["12 rue des Lilas", "75011 Paris"]),
        ("12, rue des Lilas, 75011 Paris", ["12, rue des Lilas", "75011 Paris"]),
        ("12 bis, rue des Lilas 75011 Paris", ["12 bis, rue des Lilas", "75011 Paris"]),
        ("12 rue des Lilas, bât. B, 75011 Paris", ["12 rue des Lilas", "bât. B", "75011 Paris"]),
        ("12 rue des Lilas F-75011 Paris", ["12 rue des Lilas", "F-75011 Paris"]),
        ("12 rue des Lilas, F-75011 Paris", ["12 rue des Lilas", "F-75011 Paris"]),
        ("F-75011 Paris", ["F-75011 Paris"]),
        ("12\u00a0rue des Lilas\u200b\n75011\u00a0Paris", ["12 rue des Lilas", "75011 Paris"]),
        ("Ünal Çelik\nθεός 3\n75011 Paris", ["Ünal Çelik", "θεός 3", "75011 Paris"]),
        ("14 rue du pont\ntourcoing\n59200", ["14 rue du pont", "59200 tourcoing"]),
        ("14 rue du pont / tourcoing / 59200", ["14 rue du pont", "59200 tourcoing"]),
        ("12 rue Y / Paris 75011", ["12 rue Y", "75011 Paris"]),
        ("12 rue Y / 75011 Paris", ["12 rue Y", "75011 Paris"]),
        ("12 rue Y, bât. 3/4, 62200 Boulogne s/ Mer", ["12 rue Y", "bât. 3/4", "62200 Boulogne s/ Mer"]),
        ("14 rue du pont\n59200\ntourcoing", ["14 rue du pont", "59200 tourcoing"]),
        ("12 rue Y\nParis 75011", ["12 rue Y", "75011 Paris"]),
        ("12 rue Y, Paris 75011", ["12 rue Y", "75011 Paris"]),
        ("12 rue Y\nParis, 75 011", ["12 rue Y", "75011 Paris"]),
        ("12 bis rue Y 75 011 Paris", ["12 bis rue Y", "75 011 Paris"]),
        ("12 bis rue Y\n75 011 Paris", ["12 bis rue Y", "75 011 Paris"]),
        ("12 rue Y 75011 Paris France", ["12 rue Y", "75011 Paris France"]),
        ("BP 75011\n59000 Lille", ["BP 75011", "59000 Lille"]),
        ("CS 75011\nLille", ["CS 75011", "Lille"]),
        (
            "Résidence du Parc\n12 rue Y\nL’Haÿ-les-Roses 94240",
            ["Résidence du Parc", "12 rue Y", "94240 L’Haÿ-les-Roses"],
        ),
        ("", []),
        (" \n , ;\n", []),
        ("a\nb\nc\nd\ne\nf\n75011 Paris", ["a", "b", "c", "d", "e, f", "75011 Paris"]),
    ],
)
def test_an_address_is_read_into_its_lines(typed: str, lines: list[str]) -> None:
    assert list(address_from(typed, POSTCODES).lines) == lines


def test_a_tab_separates_words() -> None:
    assert address_from("12\true des Lilas\n75011\tParis", POSTCODES).lines == ("12 rue des Lilas", "75011 Paris")


@folded(
    ("typed", "postcode", "town"),
    [
        ("12 rue X\n75011 Paris", "75011", "Paris"),
        ("12 rue X\nF-75011 Paris", "75011", "Paris"),
        ("12 rue X\nF - 75011 Paris", "75011", "Paris"),
        ("12 rue X\n75 011 Paris", "75011", "Paris"),
        ("12 rue X\n59895 Lille Cedex 9", "59895", "Lille Cedex 9"),
        ("12 rue X\n75011 Paris\nFrance", "75011", "Paris"),
        ("12 rue X\nParis", None, None),
        ("12 rue X\n75011", None, None),
        ("12345 rue X", "12345", "rue X"),
        ("", None, None),
    ],
)
def test_postcode_and_town_are_read_from_the_line_that_has_both(
    typed: str, postcode: str | None, town: str | None
) -> None:
    address = address_from(typed, POSTCODES)
    assert (address.postcode, address.town) == (postcode, town)


@folded(
    "line",
    [
        "75011 Paris",
        "75011 PARIS",
        "75011 Paris 11e",
        "75011 Paris 11ème",
        "75001 Paris 1er",
        "75011 Paris 11",
        "75011 Paris 11e arrondissement",
        "69003 Lyon 3ème",
        "69003 Lyon 3",
        "13008 Marseille 8e",
        "93200 St-Denis",
        "93200 Saint Denis",
        "93200 SAINT-DENIS",
        "97400 St Denis",
        "62200 Boulogne s/ Mer",
        "62200 Boulogne-sur-Mer",
        "76600 Le Havre",
        "76600 LE HAVRE",
        "59000 Lile",  # a typo
        "67000 Strasbourgh",
        "75011 Paris France",
        "F-75011 Paris",
        "59895 Lille Cedex 9",
        "00000 Nowhere Cedex",
        "75948 Paris CEDEX 19",
        "20000 Ajaccio",
        "20200 Bastia",
        "59000 Lille",
        "59100 Roubaix",
        "69100 Villeurbanne",
        "01200 Bellegarde-sur-Valserine Cedex",
    ],
)
def test_a_right_postcode_and_town_raise_no_doubt(line: str) -> None:
    assert POSTCODES.check(PostalAddress(("12 rue X", line))) is None


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [
        ("75011 Lyon", "Paris"),
        ("59000 Marseille", "Lille"),
        ("76600 Rouen", "Le Havre"),
        ("93200 Paris", "Saint-Denis"),
    ],
)
def test_a_wrong_town_is_doubted_with_the_towns_of_that_postcode(line: str, suggestion: str) -> None:
    doubt = POSTCODES.check(PostalAddress(("12 rue X", line)))
    assert doubt is not None
    assert doubt.kind is DoubtKind.TOWN_NOT_AT_POSTCODE
    assert suggestion in doubt.suggestions
    assert len(doubt.suggestions) <= 5


@pytest.mark.parametrize("line", ["99999 Paris", "00000 Lyon"])
def test_an_unknown_postcode_is_doubted_without_suggestions(line: str) -> None:
    doubt = POSTCODES.check(PostalAddress(("12 rue X", line)))
    assert doubt is not None
    assert doubt.kind is DoubtKind.UNKNOWN_POSTCODE
    assert doubt.suggestions == ()


def test_an_address_without_a_postcode_is_not_doubted() -> None:
    assert POSTCODES.check(PostalAddress(("12 rue X", "Paris"))) is None


def test_at_most_five_towns_are_suggested() -> None:
    many = Postcodes(towns((Commune(f"0100{n}", f"Ville{n}", ("01000",), "01") for n in range(9)), town_key))
    doubt = many.check(PostalAddress(("01000 Ailleurs",)))
    assert doubt is not None
    assert doubt.suggestions == ("Ville0", "Ville1", "Ville2", "Ville3", "Ville4")


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
def test_an_address_has_at_most_six_lines_and_none_is_empty(typed: str) -> None:
    lines = address_from(typed, POSTCODES).lines
    assert len(lines) <= MOST_LINES
    assert all(line.strip() and "\n" not in line for line in lines)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
@example("12 rue X;, 75011 Paris")
@example("0,00000 :")
def test_an_address_read_again_from_its_lines_is_the_same(typed: str) -> None:
    address = address_from(typed, POSTCODES)
    assert address_from("\n".join(address.lines), POSTCODES) == address


@given(st.text())
def test_any_address_can_be_checked(typed: str) -> None:
    POSTCODES.check(address_from(typed, POSTCODES))
