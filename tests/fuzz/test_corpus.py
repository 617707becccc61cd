"""What fuzzing found does no harm any more, nor do the first inputs of each target; `make fuzz` goes on from there."""

from functools import cache

import pytest

from tests.fuzz import files, strangers
from tests.fuzz.hunting import hunt, tried
from tests.fuzz.mutating import mutated_bytes
from tests.fuzz.target import CORPUS, Target, content

FEW = 25
NAMES = (
    "telegram-update", "matrix-sync", "talk", "listener", "stored-event", "stored-conversation", "stored-payload",
    "stored-address", "sealed-value", "keys", "restored-database", "restored-deeds", "directory-caisses.csv",
    "directory-communes.csv", "campaign", "catalogue", "open-data", "settings",
)  # fmt: skip
SLOW = {"talk": 2, "directory-caisses.csv": 5, "directory-communes.csv": 5, "catalogue": 5, "campaign": 10}
"""How many of those that take long."""


@cache
def targets() -> dict[str, Target]:
    return {target.name: target for target in (*strangers.targets(), *files.targets())}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_found_and_the_first_inputs_do_no_harm(name: str) -> None:
    target = targets()[name]
    assert {path.name: error for path in target.kept if (error := tried(target, content(path)))} == {}
    number, found = hunt(target, 1, 600, SLOW.get(name, FEW))
    assert [f"{one.where}: {one.what}" for one in found] == []
    assert number == SLOW.get(name, FEW)


def test_every_target_is_tried_and_every_input_that_is_kept_has_one() -> None:
    assert set(NAMES) == set(targets())
    assert {path.name for path in CORPUS.iterdir()} <= set(NAMES)


def test_an_input_is_the_same_each_time_and_another_for_each_number() -> None:
    target = targets()["telegram-update"]
    made = [target.made(7, number) for number in range(20)]
    assert made == [target.made(7, number) for number in range(20)]
    assert len(set(made)) > 15


def test_a_parser_that_fails_is_found_with_its_input() -> None:
    def fails(raw: bytes) -> None:
        if b"b" not in raw:
            raise KeyError(raw)

    number, (found,) = hunt(Target("planted", (b"abc",), mutated_bytes, fails), 1, 60, 300)
    assert (number, found.what.startswith("KeyError at test_corpus.py:")) == (300, True)
    assert b"b" not in found.raw
