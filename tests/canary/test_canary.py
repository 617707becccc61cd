"""A sample of the canary's lives; `make canary` has all of them. Planted leaks are found: else it would be no test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.canary.child import PLANTS
from tests.canary.living import live
from tests.canary.places import OnMatrix, OnTelegram, Place
from tests.canary.words import CANARIES, NAME, forms, found

pytestmark = pytest.mark.long

EVERY = 30
"""The shares into which the program's statements are cut for a sample; those of one break in one life."""


@pytest.fixture
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The network that is asked for, with the canary on it."""
    matrix = request.param == "matrix"
    made: Place = OnMatrix(request.getfixturevalue("synapse"), tmp_path / "person") if matrix else OnTelegram()
    async with made:
        yield made


@pytest.mark.parametrize("place", ["telegram", "matrix"], indirect=True)
@pytest.mark.parametrize("rests", [True, False])
async def test_whatever_breaks_nothing_of_anybody_is_left_anywhere(tmp_path: Path, place: Place, rests: bool) -> None:
    (folder := tmp_path / "bot").mkdir()
    seen = await live(folder, place, every=EVERY, share=7, rests=rests, short=True)
    assert seen.leaks == []
    assert len(seen.broken) > 5, seen.broken
    assert seen.answers > 3 or not rests


PLANTED = [*(("telegram", plant) for plant in PLANTS), ("matrix", "log_line"), ("matrix", "data_directory")]


@pytest.mark.parametrize(("place", "plant"), PLANTED, indirect=["place"])
async def test_a_leak_that_is_planted_is_found(tmp_path: Path, place: Place, plant: str) -> None:
    (folder := tmp_path / "bot").mkdir()
    seen = await live(folder, place, plant=plant, short=True)
    assert seen.leaks, f"{plant} was not found"


@pytest.mark.parametrize("word", CANARIES)
def test_a_word_is_found_in_each_form_and_in_the_middle_of_anything(word: str) -> None:
    for name, form in forms(word):
        assert found({"here": b"\xff\x00" + form + b"\xfe"}) or len(form) < 6, name
        assert found({"here": form.upper()}) or len(form) < 6, name


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert found({"here": b"Camille Exemple, 12 rue des Essais", "there": bytes(range(256)) * 9}) == []
    assert found({"here": NAME.encode()})
