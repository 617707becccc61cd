"""Conversations of the release of 2026-11-29, each in the middle of a question, go on where they were.

tests/stored/release-2026-11-29.sqlite3 is what that release left on 6 January 2027, and is never edited
(how it was made: release_2026_11_29.py beside it). Three made-up people:
- Camille: asked what came of the letter to the Health Data Hub, by a reminder;
- Claude: the caisse has answered, the letter to the Health Data Hub waits; at the menu;
- Dominique: in the middle of their address.
"""

import hashlib
from pathlib import Path

import pytest

from bot.core.case.event import Declined
from bot.core.ports.outgoing import Destination
from bot.store.audit import unreadable
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import Bench, at
from tests.store.test_release_2026_11_26 import Update

STORED = Path(__file__).parents[1] / "stored" / "release-2026-11-29.sqlite3"
SHA256 = "c95654a3891400609c22b73b6961dc7b643cc63ca68eee185390d94f72874601"
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
NOW = at("Wed 2027-01-06 11:00")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Today's code on a copy. What is said has other numbers than what was said then, wherever the others' count is."""
    return Update(tmp_path, STORED)


def test_the_database_is_the_one_that_release_left_and_all_of_it_is_read(bench: Bench) -> None:
    assert hashlib.sha256(STORED.read_bytes()).hexdigest() == SHA256
    assert not unreadable(bench.store)


def test_the_question_of_a_reminder_takes_a_sentence_and_says_it_back(bench: Bench) -> None:
    assert "Le refus porte-t-il seulement" in bench.says("ils ont refusé hier", now=NOW, who=CAMILLE)
    said = bench.says("je ne sais pas", now=NOW, who=CAMILLE)
    assert "un refus de votre demande (Health Data Hub), réponse du mardi 5 janvier 2027" in said
    bench.says("oui, c’est cela", now=NOW, who=CAMILLE)
    refused = [entry.event for entry in bench.case(CAMILLE).log if isinstance(entry.event, Declined)]
    assert [event.track for event in refused] == ["hdh"]


def test_a_letter_that_waited_is_told_of_in_a_sentence(bench: Bench) -> None:
    said = bench.says("j’ai enfin envoyé celle du hub hier par mail", now=NOW, who=CLAUDE)
    assert "la lettre au Health Data Hub, par courriel, le mardi 5 janvier 2027" in said
    assert "C’est noté" in bench.says("oui", now=NOW, who=CLAUDE)


def test_an_address_goes_on_at_its_next_line(bench: Bench) -> None:
    said = bench.says("75011 Paris", now=NOW, who=DOMINIQUE)
    assert "12 rue des Essais\n75011 Paris" in said
    assert "Est-ce juste" in said
