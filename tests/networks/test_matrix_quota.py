"""So many times an hour for each person, and nothing is remembered of whoever did nothing for an hour."""

import time

import pytest

from bot.networks.matrix.quota import HOUR, Quota


def test_an_hour_later_it_may_be_done_again_and_others_are_not_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    asked = Quota(2)
    assert [asked.allows("camille") for _ in range(3)] == [True, True, False]
    assert asked.allows("dominique")
    now += HOUR - 1
    assert not asked.allows("camille")
    now += 1
    assert [asked.allows("camille") for _ in range(3)] == [True, True, False]


def test_who_did_nothing_for_an_hour_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    asked = Quota(2)
    for number in range(100):
        asked.allows(f"somebody {number}")
    now += HOUR
    asked.allows("camille")
    assert len(asked._done) == 1
