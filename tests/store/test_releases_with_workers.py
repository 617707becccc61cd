"""What the releases since several workers left goes on: nobody is reminded twice, kept longer, or told anything anew.

Those databases of tests/stored are never edited (how each was made stands in the module of its name beside it). Four
made-up people: Camille, who was reminded, has a case in two places and a second one of another action; Claude, whose
reminder is being sent; Alix, who has only consented; Dominique, whose letters wait to leave. From 1 December on there
is a fifth, Maxime, who is asked whether reminders are welcome.
"""

import hashlib
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.networks.telegram.capabilities import TELEGRAM as CAN
from bot.store.audit import unreadable
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import BEGUN, DUE, LETTER, MATRIX, TELEGRAM, Bench, at

FOLDER = Path(__file__).parents[1] / "stored"
STORED, LATER = FOLDER / "release-2026-11-30-workers.sqlite3", FOLDER / "release-2026-12-01.sqlite3"
SHA256 = {
    STORED: "8e7f94dfef8de51bd9aabc943a91097b0a2072d484059c07a7d57d5213e79442",
    LATER: "8694d158685e2a471414484307db8d8b2eac34522d581c2f4208327c7b9b1683",
}
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
ALIX = Destination("alix-exemple-4004", "place-of-alix-4004")
ELSEWHERE = Destination("camille-exemple-on-matrix", "room-of-camille")
MAXIME = Destination("maxime-exemple-4005", "place-of-maxime-4005")
ALL = (*((who, TELEGRAM) for who in (CAMILLE, CLAUDE, ALIX, DOMINIQUE)), (ELSEWHERE, MATRIX))
REMINDED_AT = at("Sat 2026-12-26 09:30")
NOW = at("Sat 2026-12-26 11:00")
BANK_DUE, AGAIN = at("Sat 2027-01-02 09:30"), at("Mon 2027-01-25 09:30")


@pytest.fixture(params=SHA256, ids=lambda stored: stored.stem)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    """Today's code on a copy of each."""
    return opened(request.param, tmp_path)


def opened(stored: Path, folder: Path) -> Bench:
    """Today's code on a copy of that one, in that folder."""
    shutil.copyfile(stored, folder / "objecteur.sqlite3")
    found = Bench(folder)
    found.store.check()
    with found.store.transaction() as unit:
        unit.forget_seen(NOW.date() + timedelta(days=1))  # the numbers of messages begin again here
    return found


def settled(bench: Bench) -> Bench:
    """The same, with a fate for each message that waited."""
    with bench.store.transaction() as unit:
        unit.fates.recover(TELEGRAM, NOW, CAN.resend_within)
    bench.sent(NOW)
    return bench


@pytest.mark.parametrize("stored", SHA256, ids=lambda stored: stored.stem)
def test_the_database_is_the_one_that_release_left_and_all_of_it_is_read(stored: Path, tmp_path: Path) -> None:
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == SHA256[stored]
    assert not unreadable(opened(stored, tmp_path).store)


def test_everybody_is_found_as_they_were(bench: Bench) -> None:
    camille, elsewhere = bench.known(CAMILLE), bench.known(ELSEWHERE, MATRIX)
    assert camille.case_id == elsewhere.case_id
    assert (camille.joined_at, camille.chosen_at) == (None, None)
    assert elsewhere.joined_at == elsewhere.chosen_at == BEGUN + timedelta(minutes=3)
    days = {who.person: bench.known(who, network).expires_on for who, network in ALL}
    assert days == {
        CAMILLE.person: date(2028, 3, 1),
        ELSEWHERE.person: date(2028, 3, 1),
        CLAUDE.person: date(2028, 1, 29),
        ALIX.person: date(2027, 3, 27),
        DOMINIQUE.person: date(2027, 3, 27),
    }
    assert (bench.known(CAMILLE).heard_on, bench.known(ALIX).heard_on) == (BEGUN.date(), NOW.date())
    assert [len(bench.case(who).log) for who in (CAMILLE, CLAUDE, ALIX, DOMINIQUE)] == [5, 5, 0, 1]


def test_nobody_is_reminded_of_what_they_were_reminded_of_and_each_on_their_next_day(bench: Bench) -> None:
    settled(bench)
    assert bench.service.tick(NOW) == 0
    assert bench.service.tick(BANK_DUE - timedelta(microseconds=1)) == 0
    assert bench.service.tick(BANK_DUE) == 1, "the letter to Camille's bank that has not left"
    assert {to for to, _ in bench.sent(BANK_DUE, MATRIX)} == {ELSEWHERE}
    assert bench.service.tick(AGAIN - timedelta(microseconds=1)) == 0
    assert bench.service.tick(AGAIN) == 2
    assert DUE in bench.gets(AGAIN, CLAUDE)
    assert DUE in bench.gets(AGAIN, ELSEWHERE, MATRIX)
    assert bench.service.tick(AGAIN + timedelta(hours=1)) == 0


def test_each_is_forgotten_on_their_day_and_not_before(bench: Bench) -> None:
    settled(bench)
    for day, left in (
        ("Fri 2027-03-26 12:00", 5),
        ("Sat 2027-03-27 12:00", 3),
        ("Fri 2027-06-25 12:00", 3),
        ("Thu 2027-09-23 12:00", 3),
        ("Wed 2027-12-22 12:00", 3),
        ("Fri 2028-01-28 12:00", 3),
        ("Sat 2028-01-29 12:00", 2),
        ("Tue 2028-02-29 12:00", 2),
        ("Wed 2028-03-01 12:00", 0),
    ):
        bench.service.forget(at(day))
        assert sum(bench.person(who, network) is not None for who, network in ALL) == left, day


def test_what_waited_leaves_and_what_was_being_sent_is_told(bench: Bench) -> None:
    with bench.store.transaction() as unit:
        assert unit.fates.recover(TELEGRAM, NOW, CAN.resend_within) == 1
    assert any(LETTER in text for to, text in bench.sent(NOW) if to == DOMINIQUE)
    assert "ne vous est peut-être pas arrivé" in bench.says("/dossier", now=NOW, who=CLAUDE)


def test_the_question_that_a_person_left_open_takes_their_answer(tmp_path: Path) -> None:
    bench = opened(LATER, tmp_path)
    settled(bench)
    known = bench.case(MAXIME).log
    bench.says("oui", now=NOW, who=MAXIME)
    assert [entry.event.kind for entry in bench.case(MAXIME).log[len(known) :]] == ["reminders-accepted"]
    assert bench.case(MAXIME).log[: len(known)] == known


def test_a_reminder_that_did_not_arrive_at_one_place_is_sent_anew_at_the_other(bench: Bench) -> None:
    settled(bench)
    bench.service.gone(MATRIX, ELSEWHERE, REMINDED_AT, NOW)
    assert bench.service.tick(NOW) == 1
    assert DUE in bench.gets(NOW, CAMILLE)


def test_what_was_reported_is_listed(bench: Bench) -> None:
    with bench.store.transaction() as unit:
        (report,) = unit.reports.all()
    assert (report.caisse, report.text, report.on) == ("751", "12 rue des Essais", NOW.date())


def test_whoever_has_all_erased_is_gone_in_both_places(bench: Bench) -> None:
    settled(bench)
    bench.says("/effacer", "oui", now=NOW)
    assert bench.person(CAMILLE) is None
    assert bench.person(ELSEWHERE, NetworkName.MATRIX) is None
    bench.says("/effacer", "oui", now=NOW, who=CLAUDE)
    bench.says("/effacer", "oui", now=NOW, who=DOMINIQUE)
    bench.says("/effacer", "oui", now=NOW, who=ALIX)
    if bench.person(MAXIME) is not None:
        bench.says("/effacer", "oui", now=NOW, who=MAXIME)
    rows = bench.rows()
    assert not {"person", "case", "vault", "fingerprint"} & rows.keys()
