"""What became of every message adds up at every commit, whatever happened, and a watcher reads it over HTTP."""

import random
import re
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.core.ports.network_name import NetworkName
from bot.runtime.health import Health
from bot.runtime.http import listening
from bot.runtime.metrics import Metrics
from bot.service.attempts import Attempt, Attempts
from bot.store import DatabaseError
from bot.store.claiming import Outgoing
from bot.store.outbox import Priority
from bot.store.tally import Count
from bot.store.unit import Store, Unit
from tests.store.bench import CAMILLE, DOMINIQUE, NOW, PowerCutError, cut_short, payload, tells_uncertain
from tests.store.post import Post
from tests.store.test_outbox import MATRIX, TELEGRAM

MINUTE = timedelta(minutes=1)
FATES = (Count.DELIVERED, Count.REFUSED, Count.UNCERTAIN, Count.ERASED)


def metrics(store: Store) -> Metrics:
    health = Health(("telegram", "matrix"), ended={"matrix": "the password is wrong"})
    return Metrics(store, health, lambda: NOW + MINUTE)


def read(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"(?m)^(objecteur\S+) (\S+)$", text)}


def adds_up(store: Store) -> None:
    """committed = delivered + refused + uncertain + erased + waiting, on each network."""
    seen = read(metrics(store).text().decode())
    for network in NetworkName:
        told = [seen[f'objecteur_messages_total{{fate="{fate}",network="{network}"}}'] for fate in FATES]
        committed = seen[f'objecteur_messages_total{{fate="committed",network="{network}"}}']
        assert committed == sum(told) + seen[f'objecteur_messages_waiting{{network="{network}"}}']


class Something:
    """Anything that can happen to the outbox, in any order, drawn from a seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng = store, random.Random(seed)
        self.claimed: list[tuple[NetworkName, Outgoing]] = []

    def happens(self) -> None:
        """One transaction of one to three of them; now and then it is rolled back."""
        if self.rng.random() < 0.1:
            kept = list(self.claimed)
            with pytest.raises(PowerCutError):
                cut_short(self.store, self._do)
            self.claimed = kept
            return
        with self.store.transaction() as unit:
            for _ in range(self.rng.randint(1, 3)):
                self._do(unit)

    def _do(self, unit: Unit) -> None:
        network, who = self.rng.choice((TELEGRAM, MATRIX)), self.rng.choice((CAMILLE, DOMINIQUE))
        match self.rng.randrange(9):
            case 0 | 1 | 2:
                words = map(payload, "ab"[: self.rng.randint(1, 2)])
                unit.outbox.put(network, who, words, self.rng.choice(tuple(Priority)), NOW)
            case 3 | 4:
                self.claimed += [(network, one) for one in unit.claims.claim(network, NOW + MINUTE, 2)]
            case 5 if self.claimed:
                self._ends(unit, self.claimed.pop()[1])
            case 6:
                tells_uncertain(unit, network, who)
            case 7:
                unit.outbox.drop(network, who)
            case _:
                unit.fates.recover(network, NOW, self.rng.choice((None, timedelta(0), timedelta(hours=20))))

    def _ends(self, unit: Unit, one: Outgoing) -> None:
        fates = (
            lambda: unit.fates.done(one.key),
            lambda: unit.fates.done(one.key, Count.REFUSED),
            lambda: unit.fates.delivered_late(one.key),
            lambda: unit.fates.put_back(one.key, NOW),
            lambda: unit.fates.uncertain(one.key),
        )
        self.rng.choice(fates)()


@pytest.mark.parametrize("seed", range(12))
def test_all_that_was_committed_adds_up_at_every_commit_whatever_happens(tmp_path: Path, seed: int) -> None:
    store = Post(tmp_path).store
    something = Something(store, seed)
    for _ in range(40):
        something.happens()
        adds_up(store)
    with store.transaction() as unit:
        assert unit.tally.read()[TELEGRAM, Count.COMMITTED]


def test_the_oldest_that_waits_has_its_age_and_each_network_how_it_is(tmp_path: Path) -> None:
    store = Post(tmp_path).store
    with store.transaction() as unit:
        unit.outbox.put(TELEGRAM, CAMILLE, (payload("a"),), Priority.ANSWER, NOW)
    seen = read(metrics(store).text().decode())
    assert seen['objecteur_messages_oldest_seconds{network="telegram"}'] == 60
    assert seen['objecteur_messages_oldest_seconds{network="matrix"}'] == 0
    assert seen['objecteur_network_serving{network="telegram"}'] == 1
    assert seen['objecteur_network_serving{network="matrix"}'] == 0


def test_what_was_attempted_is_in_them_by_kind_from_the_start(tmp_path: Path) -> None:
    attempts = Attempts()
    attempts.note(Attempt.POST)
    shown = Metrics(Post(tmp_path).store, Health(()), lambda: NOW, attempts=attempts).text().decode()
    sums = {name: n for name, n in read(shown).items() if name.startswith("objecteur_attempts_total")}
    assert sums == {
        f'objecteur_attempts_total{{what="{what}"}}': float(what is Attempt.POST) for what in Attempt
    }  # fmt: skip


async def test_a_watcher_reads_them_over_http_and_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    store = Post(tmp_path).store
    away = False

    def text() -> bytes:
        if away:
            raise DatabaseError("made up")
        return metrics(store).text()

    async with listening("127.0.0.1", 0, {}, Health(()), text) as (host, port), aiohttp.ClientSession() as session:
        async with session.get(f"http://{host}:{port}/metrics") as answer:
            assert answer.status == 200
            assert "objecteur_messages_total" in await answer.text()
            assert answer.headers["Content-Type"].startswith("text/plain; version=")
        away = True
        async with session.get(f"http://{host}:{port}/metrics") as answer:
            assert answer.status == 503
