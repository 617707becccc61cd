"""Folded cases are all tried, and each that fails is named."""

import pytest

from tests.folded import folded


def test_every_case_is_tried_and_each_that_fails_is_named() -> None:
    tried = []

    @folded(("one", "other"), [(1, 1), (1, 2), (3, 3), (3, 4)])
    def same(one: int, other: int) -> None:
        tried.append((one, other))
        assert one == other

    with pytest.raises(ExceptionGroup, match="2 of 4 cases fail: one=1, other=2; one=3, other=4") as caught:
        same()
    assert tried == [(1, 1), (1, 2), (3, 3), (3, 4)]
    assert [error.__notes__ for error in caught.value.exceptions] == [
        ["in the case one=1, other=2"],
        ["in the case one=3, other=4"],
    ]


def test_stacked_cases_are_all_pairs_and_a_name_can_be_given() -> None:
    tried = []

    @folded("one", [1, 2])
    @folded("other", [3, 4], ids=["three", "four"])
    def pair(one: int, other: int) -> None:
        tried.append((one, other))
        assert (one, other) != (2, 4)

    with pytest.raises(ExceptionGroup, match="1 of 2 cases fail: one=2") as caught:
        pair()
    assert tried == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert "1 of 2 cases fail: four" in str(caught.value.exceptions[0])


def test_no_case_is_no_test() -> None:
    with pytest.raises(AssertionError, match="no case"):
        folded("one", [])
