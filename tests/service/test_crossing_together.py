"""Two people who join two others in one commit, while others have both of those: it is taken anew until it is whole."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store.turns import CrossedError, Order
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import BEGUN, TO_THE_LETTERS, Bench

ELSEWHERE = (Destination("camille-exemple-on-matrix", "room-1"), Destination("dominique-exemple-on-matrix", "room-2"))


def test_each_of_two_crossings_in_one_commit_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, now = Bench(tmp_path), BEGUN
    bench.store.check()
    codes = []
    for who in (CAMILLE, DOMINIQUE):
        bench.says(*TO_THE_LETTERS, now=now, who=who)
        found = re.search(r"/lier (\w{4}-\w{4})", bench.says("/lier", now=now, who=who))
        assert found
        codes.append(found[1])
    crossed: list[str] = []
    locked: list[tuple[str, ...]] = []

    def lock(_: Order, person: str, after: str) -> None:
        if person not in locked[-1]:
            crossed.append(person)
            raise CrossedError(person, after)

    monkeypatch.setattr(Order, "lock", lock)  # SQLite has one writer: nobody is met there
    monkeypatch.setattr(Order, "lock_first", lambda _, people: locked.append(tuple(people)))
    both = zip(codes, ELSEWHERE, strict=True)
    some = [bench.incoming(f"!lier {code}", to, NetworkName.MATRIX) for code, to in both]
    bench.service.receive_together(some, now + timedelta(minutes=1))
    assert len(crossed) == 2
    for who, to in zip((CAMILLE, DOMINIQUE), ELSEWHERE, strict=True):
        assert bench.known(who).case_id == bench.known(to, NetworkName.MATRIX).case_id
