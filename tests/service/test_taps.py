"""A button that is tapped twice at once is answered once; everything else that comes twice is answered twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.ports.incoming import Pressed
from bot.store import StoreError
from tests.store.talk import BEGUN, LETTER, TO_THE_LETTERS, Bench

UNDER, ANOTHER = "place/7", "place/8"
STALE = "Ce bouton n’est plus valable"
MOMENT = timedelta(seconds=1)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize(
    ("lines", "data", "answer"),
    [
        (("bonjour",), "request@:consent=yes", "caisse"),
        (("bonjour",), "request@:consent=no", "Je n’ai rien gardé"),
        (("bonjour",), "request@:consent=blank", LETTER),
        (TO_THE_LETTERS[:-1], "request@:check=good", LETTER),
        (TO_THE_LETTERS, "home@:next=letters", LETTER),  # the same question again, and its button does the same
        ((*TO_THE_LETTERS, "/effacer"), "erase@:erase=yes", "C’est effacé"),
        (("bonjour", "oui"), "request@:consent=yes", STALE),  # an old button
    ],
)
def test_a_button_tapped_twice_at_once_is_answered_once(
    bench: Bench, lines: tuple[str, ...], data: str, answer: str
) -> None:
    bench.has_said(*lines, now=BEGUN)
    assert answer in bench.says(Pressed(data, UNDER), now=BEGUN)
    before, rows = bench.person(), bench.rows()
    assert bench.says(Pressed(data, UNDER), now=BEGUN + MOMENT) == ""
    assert bench.person() == before
    assert {**bench.rows(), "seen": 0} == {**rows, "seen": 0}, "nothing is begun anew after an erasure"


def test_whoever_taps_again_later_saw_no_answer_and_is_told_where_they_are(bench: Bench) -> None:
    bench.says("bonjour", Pressed("request@:consent=yes", UNDER), now=BEGUN)
    assert STALE in bench.says(Pressed("request@:consent=yes", UNDER), now=BEGUN + 15 * MOMENT)


def test_another_button_under_the_same_message_is_answered(bench: Bench) -> None:
    bench.says("bonjour", Pressed("request@:consent=yes", UNDER), now=BEGUN)
    assert STALE in bench.says(Pressed("request@:consent=no", UNDER), now=BEGUN + MOMENT)


def test_the_same_button_under_another_message_is_another_button(bench: Bench) -> None:
    bench.says(*TO_THE_LETTERS, Pressed("home@:next=letters", UNDER), now=BEGUN)
    assert LETTER in bench.says(Pressed("home@:next=letters", ANOTHER), now=BEGUN + MOMENT)


def test_where_it_is_not_known_which_button_it_was_each_tap_is_answered(bench: Bench) -> None:
    bench.says("bonjour", Pressed("request@:consent=yes"), now=BEGUN)
    assert STALE in bench.says(Pressed("request@:consent=yes"), now=BEGUN + MOMENT)


def test_a_word_typed_twice_is_answered_twice(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, "/dossier", now=BEGUN)
    assert "Votre dossier" in bench.says("/dossier", now=BEGUN + MOMENT)


def test_a_tap_that_could_not_be_taken_is_no_first_tap(bench: Bench) -> None:
    bench.says("bonjour", now=BEGUN)
    tap = bench.incoming(Pressed("request@:consent=yes", UNDER))
    rename(bench, "outbox", "away")
    with pytest.raises(StoreError):
        bench.service.receive(tap, BEGUN)
    rename(bench, "away", "outbox")
    bench.service.receive(tap, BEGUN + MOMENT)
    assert "caisse" in bench.gets(BEGUN + MOMENT)


def rename(bench: Bench, one: str, other: str) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {one} RENAME TO {other}"))
