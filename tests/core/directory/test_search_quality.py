"""The search for a caisse stays as good as docs/search.md says, on our own list and on one by somebody else."""

import csv
from pathlib import Path

import pytest

from bot.core.directory.caisse import Caisse, Found, Kind, Note
from tests.core.directory.search_quality import LISTS, TOP_1, TOP_3, first, in_three, measured, queries
from tests.core.directory.test_directory import DIRECTORY
from tests.folded import folded


@folded("name", LISTS)
def test_the_search_reaches_its_floors(name: str) -> None:
    done = measured(name, DIRECTORY)
    missed = [query.typed for query in done.not_first]
    assert done.top_1 >= TOP_1, f"top-1 {done.top_1:.1%}: {missed} (make search-quality)"
    assert done.top_3 >= TOP_3, f"top-3 {done.top_3:.1%}: {missed} (make search-quality)"


@pytest.mark.parametrize("name", LISTS[1:])
def test_a_list_of_somebody_else_is_whole_and_says_why_of_each(name: str) -> None:
    fresh = list(queries(name))
    assert len(fresh) == len({query.typed for query in fresh}) >= 200
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        assert [row["query"] for row in csv.DictReader(file) if not row["why"]] == []


@folded("name", LISTS)
def test_a_list_expects_only_what_exists(name: str) -> None:
    regimes = {"msa", "independants", "general", "fonctionnaires", "alsace-moselle"}
    codes = {code for query in queries(name) for code in query.expected}
    assert {
        code
        for code in codes
        if not DIRECTORY.get(code.removeprefix("regime:")) and code.removeprefix("regime:") not in regimes
    } == set()


def found(*ids: str, notes: tuple[Note, ...] = ()) -> Found:
    return Found(tuple(Caisse(i, i, Kind.CPAM, (), None, "", None, "a test", None, "L") for i in ids), notes)


@folded(
    ("expected", "answer", "top_1", "top_3"),
    [
        ("751", found("751"), True, True),
        ("751", found("931", "751"), False, True),
        ("751", found("931", "921", "941", "751"), False, False),
        ("751", found(), False, False),
        ("201 202", found("202", "201"), True, True),
        ("201 202", found("131", "202", "201"), True, True),  # all that is meant is offered
        ("201 202", found("201"), False, True),  # one is claimed where it could be two
        ("201 202", found("131", "202"), False, True),
        ("", found(), True, True),
        ("", found("751", "931"), False, True),
        ("", found("751"), False, False),
        ("regime:cnmss", found("cnmss"), True, True),
        ("regime:cnmss", found("751", "cnmss"), False, True),
        ("regime:msa", found(notes=(Note.MSA,)), True, True),
        ("regime:msa", found(), False, False),
        ("regime:general", found("751", notes=(Note.HOME,)), False, False),
    ],
)
def test_what_counts_as_right(expected: str, answer: Found, top_1: bool, top_3: bool) -> None:
    codes = tuple(expected.split())
    assert (first(codes, answer), in_three(codes, answer)) == (top_1, top_3)
