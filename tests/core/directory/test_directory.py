"""What people type to find their caisse, and what an honest, helpful person would answer."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.communes import communes
from bot.content.place import content_root
from bot.core.directory.caisse import Caisse, Kind, Note
from bot.core.directory.directory import MOST, Directory
from bot.core.directory.finding.gazetteer import NO_TOWNS, Gazetteer
from tests.folded import folded
from tests.read import content

DIRECTORY = content().directory
WORDS = st.sampled_from(
    ["cpam", "msa", "de", "la", "59", "75011", "st", "denis", "lyon", "sncf", "l'", "2", "a", "Ain"]
)


def table() -> Iterator[tuple[str, list[str], set[Note]]]:
    """The rows of caisse_queries.csv."""
    with Path(__file__).with_name("caisse_queries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["query"], row["expected"].split(), {Note(note) for note in row["notes"].split()}


@folded(("query", "expected", "notes"), table())
def test_a_query_finds_what_a_helpful_person_would_answer(query: str, expected: list[str], notes: set[Note]) -> None:
    found = DIRECTORY.find(query)
    ids = [caisse.id for caisse in found.candidates]
    assert (ids if len(expected) < 2 else ids[: len(expected)]) == expected
    assert set(found.notes) == notes


def test_the_table_is_long_and_asks_nothing_twice() -> None:
    queries = [query for query, _, _ in table()]
    assert len(queries) == len(set(queries)) >= 120


@folded("caisse", DIRECTORY.caisses, ids=lambda caisse: caisse.id)
def test_every_caisse_is_found_alone_by_its_own_name(caisse: Caisse) -> None:
    assert [found.id for found in DIRECTORY.find(caisse.name).candidates] == [caisse.id]


TOWNS = communes(content_root() / "templates" / "directory").present
LARGE = [town for name in TOWNS.names for town in TOWNS.named(name) if town.population >= 100_000]


@pytest.mark.parametrize(
    "said",
    [
        "bonjour, moi j'habite à {} depuis 3 ans",
        "je dépends de la CPAM de {} je crois",
        "c'est celle de ma mère qui vit vers {}",
        "pas Trifouillis, {}",
        "I used to work abroad but now I live in {}",
    ],
)
def test_every_large_town_is_found_inside_a_sentence(said: str) -> None:
    assert len(LARGE) > 30
    for town in LARGE:
        first = DIRECTORY.find(said.format(town.name)).candidates[:2]  # there are two large Saint-Denis
        assert town.departement in {code for caisse in first for code in caisse.departements}, town.name


@folded(
    "piece",
    ["a", "paris ", "59000 ", "é", "\x00", "\u202e", "\n", "ﷺ", "1", "saint ", "- ", "🙂", "cpam de "],
    ids=repr,
)
def test_a_very_long_text_is_read_at_once(piece: str) -> None:
    typed = (piece * 65_536)[:65_536]
    start = time.process_time()
    DIRECTORY.find(typed)
    assert time.process_time() - start < 0.2


def test_control_characters_hide_nothing_and_raise_nothing() -> None:
    everything = "".join(map(chr, range(32))) + "\x7f\x85\u200b\u202e\ufeff\ud800"
    assert not DIRECTORY.find(everything).candidates
    assert [caisse.id for caisse in DIRECTORY.find("\x01 Paris \x02\n").candidates] == ["751"]


@given(st.one_of(st.text(), st.lists(WORDS)))
def test_any_text_gives_at_most_a_screenful_without_repeats(typed: str | list[str]) -> None:
    ids = [caisse.id for caisse in DIRECTORY.find(typed if isinstance(typed, str) else " ".join(typed)).candidates]
    assert len(ids) == len(set(ids)) <= MOST


def test_no_two_caisses_have_the_same_id() -> None:
    ids = [caisse.id for caisse in DIRECTORY.caisses]
    assert len(ids) == len(set(ids))


def test_a_caisse_is_got_by_its_id_and_nothing_by_another() -> None:
    assert all(DIRECTORY.get(caisse.id) is caisse for caisse in DIRECTORY.caisses)
    assert DIRECTORY.get("cpam-75") is None
    assert DIRECTORY.get("") is None


def test_a_retired_id_leads_to_the_caisse_that_replaced_it() -> None:
    artois = Caisse("624", "CPAM de l’Artois", Kind.CPAM, ("62",), None, "", None, "a test", None, "L")
    directory = Directory(
        [artois], [], Gazetteer(NO_TOWNS, {"62": "Pas-de-Calais"}), {}, retired={"621": "624", "622": "gone"}
    )
    assert directory.get("621") is artois
    assert directory.get("622") is None


@folded(
    ("typed", "first"),
    [
        ("quipmer", "291"),
        ("loziere", "481"),
        ("montoban", "821"),
        ("dunkerke", "594"),
        ("vierson", "181"),
        ("coam du rhone", "691"),
        ("mssa picardie", "msa-picardie"),
        ("snfc", "cprp-sncf"),
        ("je suis militiare", "cnmss"),
        ("nice nord", "061"),
        ("ouvrière agricole à Epernay", "msa-marne-ardennes-meuse"),
        ("ma fille vient de déménager à Puygros", "731"),
        ("ce matin", "none"),
        ("merci beaucoup", "none"),
        ("passe", "none"),
        ("mon fils est mineur", "none"),
    ],
)
def test_a_slip_of_the_thumb_or_of_the_ear_finds_the_caisse_and_an_ordinary_word_none(typed: str, first: str) -> None:
    found = DIRECTORY.find(typed).candidates
    assert (found[0].id if found else "none") == first
