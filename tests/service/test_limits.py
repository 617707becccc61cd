"""Floods: answered once, then quietly; who writes as people do never meets a limit; nobody pays for somebody else."""

import logging
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.ports.incoming import Pressed, Redacted, Text
from bot.runtime.delivery import Delivery
from bot.service.limits import Bucket, Limits, Verdict
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.post import Network
from tests.store.talk import BEGUN, MATRIX, TO_THE_LETTERS, Bench

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SLOW, LATE = "plus vite que je ne peux répondre", "Je réponds avec du retard"


def test_a_flood_is_answered_once_and_then_quietly_and_ends_by_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.says(*TO_THE_LETTERS[:4], now=BEGUN)
    for _ in range(300):
        bench.service.receive(bench.incoming("aaa"), BEGUN + SECOND)
    said = [text for _, text in bench.sent(BEGUN + SECOND)]
    assert sum(SLOW in text for text in said) == 1
    assert len(said) <= 60
    assert bench.says("/aide", now=BEGUN + 2 * MINUTE).count("À tout moment") == 1


def test_a_flood_of_one_costs_nobody_else_an_answer(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for _ in range(200):
        bench.service.receive(bench.incoming("aaa"), BEGUN)
    bench.sent(BEGUN)
    assert "Êtes-vous d’accord" in bench.says("bonjour", now=BEGUN, who=DOMINIQUE)


def test_a_whole_journey_in_one_second_meets_no_limit(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert SLOW not in "".join(bench.says(line, now=BEGUN) for line in (*TO_THE_LETTERS, *["/lettres"] * 10))


def test_when_too_many_come_at_once_the_next_is_told_so_and_nothing_of_them_is_kept(tmp_path: Path) -> None:
    bench = Bench(tmp_path, limits=Limits(newcomers=Bucket(1, MINUTE).keeper()))
    bench.says("bonjour", now=BEGUN)
    assert "Beaucoup de personnes" in bench.says("bonjour", now=BEGUN, who=DOMINIQUE)
    assert bench.person(DOMINIQUE) is None
    assert "Êtes-vous d’accord" in bench.says("bonjour", now=BEGUN + MINUTE, who=DOMINIQUE)
    assert "caisse" in bench.says("oui", now=BEGUN), "who is known is answered as always"


def test_a_flood_of_newcomers_on_one_network_closes_no_other(tmp_path: Path) -> None:
    """Before: 1,000 new accounts on Matrix, then six a second, and all newcomers on Telegram were refused."""
    bench = Bench(tmp_path, limits=Limits(newcomers=Bucket(1, MINUTE).keeper()))
    bench.says("bonjour", now=BEGUN, network=MATRIX)
    assert "Beaucoup de personnes" in bench.says("bonjour", now=BEGUN, who=DOMINIQUE, network=MATRIX)
    assert "Êtes-vous d’accord" in bench.says("bonjour", now=BEGUN, who=DOMINIQUE)


def test_who_removes_messages_without_end_is_not_heard_after_a_while(tmp_path: Path) -> None:
    """Before: six hundred a second by one person were all taken, a transaction each."""
    bench = Bench(tmp_path)
    bench.says(*TO_THE_LETTERS[:4], now=BEGUN)
    taken = [bench.service._admission.verdict(bench.incoming(Redacted("x")), b"n", BEGUN) for _ in range(600)]
    assert (taken[0], taken.count(Verdict.TAKEN)) == (Verdict.TAKEN, 120)
    later = BEGUN + MINUTE
    assert bench.service._admission.verdict(bench.incoming(Redacted("x")), b"n", later) is Verdict.TAKEN


def test_one_person_reports_a_few_addresses_not_hundreds(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.says(*TO_THE_LETTERS, now=BEGUN)
    for n in range(20):
        bench.says("/adresse", "Health Data Hub", f"Il est au {n} rue des Essais", now=BEGUN + n * 10 * SECOND)
    with bench.store.transaction() as unit:
        assert len(unit.reports.all()) == 5


def test_who_was_given_very_many_files_gets_the_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path, limits=Limits(papers=Bucket(2, MINUTE).keeper()))
    bench.says(*TO_THE_LETTERS, now=BEGUN)
    again = bench.says("/lettres", now=BEGUN)
    assert "beaucoup de fichiers" in again
    assert "Signature :" in again


def test_whatever_is_received_nothing_leaves_for_anybody_else(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    other = "@dominique:exemple.test"
    for line in (other, f"/lier {other}", f"/start {other}", DOMINIQUE.person, *TO_THE_LETTERS, DOMINIQUE.place):
        bench.service.receive(bench.incoming(Text(line)), BEGUN)
    assert {to for to, _ in bench.sent(BEGUN)} == {CAMILLE}


def test_each_limit_that_somebody_meets_is_counted_and_however_often_told_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = Limits(newcomers=Bucket(1, MINUTE).keeper(), papers=Bucket(2, MINUTE).keeper())
    bench = Bench(tmp_path, limits=few)
    bench.says(*TO_THE_LETTERS, now=BEGUN)
    bench.says("bonjour", now=BEGUN, who=DOMINIQUE)
    bench.says("/lettres", now=BEGUN)
    for n in range(7):
        bench.says("/adresse", "Health Data Hub", f"Il est au {n} rue des Essais", now=BEGUN + n * 10 * SECOND)
    for _ in range(2_000):
        bench.service.receive(bench.incoming(Redacted("x")), BEGUN + MINUTE)
    for _ in range(1_000):
        bench.service.receive(bench.incoming("aaa"), BEGUN + MINUTE)
    with caplog.at_level(logging.INFO):
        bench.service.attempts.tell()
        bench.service.attempts.tell()
    (line,) = caplog.messages
    told = {what: int(n) for n, what in re.findall(r"(\d+) ([a-z]+-refused)", line)}
    assert told.pop("message-refused") > 2_500
    assert told == {"newcomer-refused": 1, "files-refused": 1, "report-refused": 2}
    assert not re.search(rf"{CAMILLE.person}|{DOMINIQUE.person}|aaa|rue", line)


def test_a_button_tapped_twice_at_once_is_no_attempt(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.says("bonjour", now=BEGUN)
    for _ in range(2):
        bench.service.receive(bench.incoming(Pressed("consent:yes", "7")), BEGUN)
    assert set(bench.service.attempts.sums().values()) == {0}


# --- A network that was down or slow --------------------------------------------------------------------------------


def test_what_came_while_its_network_could_not_be_read_is_answered_with_a_word_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.says("bonjour", now=BEGUN)
    for line, told in (("oui", True), ("75011", False)):
        bench.service.receive(bench.incoming(line), BEGUN + MINUTE, late=True)
        assert (LATE in bench.gets(BEGUN + MINUTE)) is told


async def delivered(bench: Bench, moment: datetime) -> None:
    """All that waits leaves at that moment."""
    delivery = Delivery(Network(), bench.store, lambda: moment, lambda _: None)
    while await delivery.once():
        pass


async def test_an_answer_that_waited_for_its_network_is_told_at_the_next_contact_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.service.receive(bench.incoming("bonjour"), BEGUN)
    await delivered(bench, moment := BEGUN + 2 * MINUTE)
    assert LATE in bench.says("oui", now=moment)
    assert LATE not in bench.says("75011", now=moment)


async def test_an_answer_that_came_in_time_is_no_news(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.service.receive(bench.incoming("bonjour"), BEGUN)
    await delivered(bench, moment := BEGUN + 50 * SECOND)
    assert LATE not in bench.says("oui", now=moment)
