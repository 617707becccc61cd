"""What the last two releases of 2026-11-29 left, with several actions and messages that waited, goes on where it was.

The files of STORED are never edited (how they were made: release_2026_11_29_actions.py beside them). Three made-up
people: Camille, who has a case and is at the name of a second action; Claude, at the bank of theirs; Dominique, whose
letters wait to leave, one of them being sent.
"""

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.networks.telegram.capabilities import TELEGRAM
from bot.store.audit import unreadable
from tests.store.bench import DOMINIQUE
from tests.store.talk import LETTER, Bench, at

FOLDER = Path(__file__).parents[1] / "stored"
STORED = {
    "release-2026-11-29-actions.sqlite3": "c784f6d0f03d90e20ccd4a4841ae9be347ca1dfe62629856cb1da8b2af52685b",
    "release-2026-11-29-delivery.sqlite3": "58552076cec6190c955fb6330ffb17649a39a70f87f6d4f32752c09a22f68115",
}
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
NOW = at("Tue 2026-11-24 11:00")


@pytest.fixture(params=STORED)
def stored(request: pytest.FixtureRequest) -> str:
    """The name of one of them."""
    return str(request.param)


@pytest.fixture
def bench(tmp_path: Path, stored: str) -> Bench:
    """Today's code on a copy."""
    shutil.copyfile(FOLDER / stored, tmp_path / "objecteur.sqlite3")
    found = Bench(tmp_path)
    with found.store.transaction() as unit:
        unit.forget_seen(NOW.date() + timedelta(days=1))  # the numbers of messages begin again here
    return found


def test_the_database_is_the_one_that_release_left_and_all_of_it_is_read(bench: Bench, stored: str) -> None:
    assert hashlib.sha256((FOLDER / stored).read_bytes()).hexdigest() == STORED[stored]
    assert not unreadable(bench.store)


def test_a_second_action_goes_on_and_the_first_case_stands_beside_it(bench: Bench) -> None:
    bench.says("Camille Exemple", "12 rue des Essais, 75011 Paris", now=NOW)
    assert "Banque des Exemples" in bench.says("c’est juste", now=NOW)
    assert "CPAM de Paris" in bench.says("/dossier", now=NOW)
    assert bench.known().conversation.campaign == "bank-data"


def test_the_bank_of_another_person_is_asked_for_and_taken(bench: Bench) -> None:
    assert "12 rue de l’Exemple" in bench.says("Banque des Essais", now=NOW, who=CLAUDE)
    assert bench.known(CLAUDE).conversation.shown == "bank-data~request@:body_address"


def test_what_waited_leaves_in_its_order_and_what_was_being_sent_is_told(bench: Bench) -> None:
    with bench.store.transaction() as unit:
        assert unit.fates.recover(NetworkName.TELEGRAM, NOW, TELEGRAM.resend_within) == 1
    came = bench.gets(NOW, DOMINIQUE)
    assert LETTER in came
    assert came.index("Question 1") < came.index(LETTER)
    assert "ne vous est peut-être pas arrivé" in bench.says("/dossier", now=NOW, who=DOMINIQUE)
