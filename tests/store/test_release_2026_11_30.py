"""What the release of 2026-11-30 left goes on: sealed with the operator's key itself, found under a key derived of it.

tests/stored/release-2026-11-30.sqlite3 is never edited (how it was made: release_2026_11_30.py beside it). Three
made-up people: Camille, who has a case in two places and is at the name of a second action; Claude, who has letters;
Dominique, whose letters wait to leave, one of them being sent.
"""

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.networks.telegram.capabilities import TELEGRAM
from bot.store.audit import unreadable
from bot.store.index import Index
from bot.store.rotating import Rotation, share_before
from bot.store.tables import FingerprintRow, OutboxRow, PersonRow, SecretRow, VaultRow
from bot.store.unit import Store
from tests.store.bench import CAMILLE, DOMINIQUE, OTHER_KEY, keyring
from tests.store.talk import LETTER, Bench, at

STORED = Path(__file__).parents[1] / "stored" / "release-2026-11-30.sqlite3"
SHA256 = "22c42ecd6093ce1c69acb3c0b6c1f209e1d0ae26d76805bbc3b66f7b64764483"
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
ELSEWHERE = Destination("camille-exemple-on-matrix", "room-of-camille")
MATRIX = NetworkName.MATRIX
NOW = at("Tue 2026-11-24 11:00")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Today's code on a copy."""
    shutil.copyfile(STORED, tmp_path / "objecteur.sqlite3")
    found = Bench(tmp_path)
    found.store.check()
    with found.store.transaction() as unit:
        unit.forget_seen(NOW.date() + timedelta(days=1))  # the numbers of messages begin again here
    return found


def quiet(what: str, done: int, total: int) -> None:
    """Say nothing."""


def test_the_database_is_the_one_that_release_left_and_all_of_it_is_read(bench: Bench) -> None:
    assert hashlib.sha256(STORED.read_bytes()).hexdigest() == SHA256
    assert not unreadable(bench.store)


def test_both_places_go_on_and_all_have_a_key_of_their_own_from_the_first_start_on(bench: Bench) -> None:
    assert share_before(bench.store) == (0, 3)
    bench.says("Camille Exemple", "12 rue des Essais, 75011 Paris", now=NOW)
    assert "Banque des Exemples" in bench.says("c’est juste", now=NOW)
    assert "CPAM de Paris" in bench.says("/dossier", now=NOW, who=ELSEWHERE, network=MATRIX)
    assert not unreadable(bench.store)


def test_what_waited_leaves_and_what_was_being_sent_is_told(bench: Bench) -> None:
    with bench.store.transaction() as unit:
        assert unit.fates.recover(NetworkName.TELEGRAM, NOW, TELEGRAM.resend_within) == 1
    assert LETTER in bench.gets(NOW, DOMINIQUE)
    assert "ne vous est peut-être pas arrivé" in bench.says("/dossier", now=NOW, who=DOMINIQUE)


def test_whoever_has_all_erased_is_gone_in_both_places(bench: Bench) -> None:
    bench.service.receive(bench.incoming("/effacer", CAMILLE), NOW)
    bench.service.receive(bench.incoming("oui", CAMILLE), NOW)
    assert bench.person(CAMILLE) is None
    assert bench.person(ELSEWHERE, MATRIX) is None
    with bench.store.transaction() as unit:
        marks = {mark for _, _, mark, _ in unit.deeds.waiting()}
    assert len(marks) == 4, "each of two accounts, under the present hash and under the one of a backup of before"


def test_after_a_rotation_nothing_of_it_needs_the_key_of_that_release(bench: Bench) -> None:
    both = Store(bench.store.engine, keyring(OTHER_KEY, *(b"k" * 32,)))
    assert share_before(both) == (3, 3), "each under a key of their own, which is sealed with the older one"
    assert Rotation(both, quiet).run(NOW.date() + timedelta(days=31)) == 0
    with both.transaction() as unit:
        unit.forget_index(NOW.date() + timedelta(days=31))
        assert unit.connection.scalars(select(SecretRow.name)).all() == ["index"]
    alone = Store(bench.store.engine, keyring(OTHER_KEY))
    assert not unreadable(alone)
    derived = Index(keyring().index_keys_before())
    with alone.transaction() as unit:
        for who, network in ((CAMILLE, NetworkName.TELEGRAM), (CLAUDE, NetworkName.TELEGRAM), (ELSEWHERE, MATRIX)):
            assert unit.people.find(network, who.person)
            there = FingerprintRow.fingerprint == derived.fingerprint("person", f"{network}|{who.person}")
            assert unit.connection.scalar(select(func.count()).where(there)) == 0
        lane = derived.fingerprint("lane", f"{NetworkName.TELEGRAM}|{DOMINIQUE.place}")
        assert unit.connection.scalar(select(func.count()).where(OutboxRow.lane == lane)) == 0
        assert unit.outbox.reminders_waiting(NetworkName.TELEGRAM, DOMINIQUE) == ()
        assert unit.connection.scalar(select(func.count()).select_from(VaultRow)) == 3
        assert unit.connection.scalar(select(func.count()).select_from(PersonRow)) == 4
