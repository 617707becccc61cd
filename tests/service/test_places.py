"""Places: in a group one neutral line a day; when somebody leaves a place, nothing more goes there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ports.incoming import Arrived, Left
from bot.core.ports.outgoing import Destination
from tests.store.bench import CAMILLE, DOMINIQUE, forms_of, written
from tests.store.talk import BEGUN, DUE, MATRIX, NAME, REMINDED, TELEGRAM, TO_THE_LETTERS, Bench, at

GROUP = "group-of-exemple"
LINK = "https://t.me/exemple_bot?start=bonjour"
OLD = Destination(CAMILLE.person, "the-old-room")
ON_TIME = at("Sat 2026-12-26 09:30")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# --- Where others read ----------------------------------------------------------------------------------------------


def test_in_a_group_one_neutral_line_is_said_a_day_whoever_speaks_and_whatever_they_say(bench: Bench) -> None:
    for who in (CAMILLE, DOMINIQUE):
        for line in ("bonjour", "/start", "75011", "/effacer", "oui", NAME):
            bench.service.receive(bench.in_group(line, GROUP, who), BEGUN)
    with bench.store.transaction() as unit:
        (one,) = unit.claims.claim(TELEGRAM, BEGUN, 100)
        unit.fates.done(one.key)
    assert one.to.place == GROUP
    assert one.payload.text == f"Je ne parle de démarches qu’en privé. Écrivez-moi ici : {LINK}"
    assert (one.payload.personal, one.payload.buttons, one.payload.file) == (False, (), None)
    assert bench.sent(BEGUN) == []


def test_the_line_is_said_again_on_another_day_and_in_another_group(bench: Bench) -> None:
    for place, days, said in ((GROUP, 0, 1), (GROUP, 0, 0), ("another", 0, 1), (GROUP, 1, 1), (GROUP, 1, 0)):
        now = BEGUN + timedelta(days=days)
        bench.service.receive(bench.in_group("bonjour", place), now)
        assert len(bench.sent(now)) == said


def test_alone_with_the_bot_where_nothing_is_encrypted_one_hears_why_and_how_to_be(bench: Bench) -> None:
    """A link to the bot leads back to the very same room."""
    for content in (Arrived(), "bonjour", "/start", NAME):
        bench.service.receive(bench.in_plain(content), BEGUN)
    said = bench.gets(BEGUN, network=MATRIX)
    assert said.startswith("Cette conversation n’est pas chiffrée")
    assert "« Chiffrement »" in said
    assert "http" not in said
    assert set(bench.rows()) == {"seen"}


def test_nothing_is_kept_of_what_is_said_in_a_group_nor_of_who_says_it(bench: Bench) -> None:
    for line in TO_THE_LETTERS:
        bench.service.receive(bench.in_group(line, GROUP), BEGUN)
    bench.sent(BEGUN)
    assert set(bench.rows()) == {"seen"}
    content = written(bench.directory)
    words = (NAME, CAMILLE.person, GROUP)
    assert [word for word in words if any(form in content for form in forms_of(word))] == []


def test_what_somebody_says_in_a_group_is_no_answer_to_what_they_are_asked_in_private(bench: Bench) -> None:
    bench.has_said(*REMINDED, "/effacer", now=BEGUN)
    before, case = bench.known(), bench.case()
    for line in ("Oui, tout effacer", "/stop", "oui", "1"):
        bench.service.receive(bench.in_group(line, GROUP), BEGUN)
    assert {to.place for to, _ in bench.sent(BEGUN)} == {GROUP}
    assert (bench.known(), bench.case()) == (before, case)


def test_whoever_leaves_a_group_is_still_reminded_in_private(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.receive(replace(bench.in_group("", GROUP), content=Left()), BEGUN)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME)


# --- Whoever left ---------------------------------------------------------------------------------------------------


def test_to_somebody_who_left_nothing_goes_neither_what_waited_nor_a_reminder(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.receive(bench.incoming("/lettres"), BEGUN)
    bench.service.receive(bench.incoming(Left()), BEGUN)
    for days in range(0, 120, 5):
        bench.service.tick(BEGUN + timedelta(days=days))
    assert bench.sent(BEGUN + timedelta(days=120)) == []


def test_somebody_who_left_finds_their_case_when_they_come_back_and_is_reminded_again(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    before, back = bench.case(), BEGUN + timedelta(days=10)
    bench.says(Left(), now=BEGUN)
    assert "Voici où vous en êtes" in bench.says(Arrived(), now=back)
    assert len(bench.case().log) == len(before.log)
    bench.service.tick(ON_TIME)
    assert bench.gets(ON_TIME).count(DUE) == 1


def test_a_reminder_that_somebody_missed_while_they_were_away_comes_once_they_are_back(bench: Bench) -> None:
    bench.says(*REMINDED, Left(), now=BEGUN)
    for days in range(3):
        assert bench.service.tick(ON_TIME + timedelta(days=days)) == 0
    back = ON_TIME + timedelta(days=10)
    bench.says("/dossier", now=back)
    assert [bench.service.tick(back) for _ in range(3)] == [1, 0, 0]
    assert bench.gets(back).count(DUE) == 1


def test_a_delivery_that_finds_somebody_gone_stops_writing_to_them_and_to_nobody_else(bench: Bench) -> None:
    for who in (CAMILLE, DOMINIQUE):
        bench.has_said(*REMINDED, now=BEGUN, who=who)
    for who in (CAMILLE, DOMINIQUE):
        bench.service.receive(bench.incoming("/dossier", who), BEGUN)
    bench.service.gone(TELEGRAM, CAMILLE, BEGUN, BEGUN)
    assert bench.gets(BEGUN, DOMINIQUE)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME, DOMINIQUE)


def test_a_stranger_who_is_gone_is_no_matter(bench: Bench) -> None:
    bench.service.gone(TELEGRAM, CAMILLE, BEGUN, BEGUN)
    assert bench.rows() == {}


# --- Another place than the one where they are now ------------------------------------------------------------------


def test_leaving_an_old_room_does_not_close_the_room_in_use(bench: Bench) -> None:
    bench.says("bonjour", now=BEGUN, who=OLD, network=MATRIX)
    bench.says(*REMINDED, now=BEGUN, network=MATRIX)
    bench.service.receive(bench.incoming(Left(), OLD, MATRIX), BEGUN)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME, network=MATRIX)


@pytest.mark.parametrize("place", [OLD.place, GROUP])
def test_a_delivery_that_fails_in_another_place_does_not_close_the_one_in_use(bench: Bench, place: str) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.receive(bench.incoming("/dossier"), BEGUN)
    bench.service.gone(TELEGRAM, Destination(CAMILLE.person, place), BEGUN, BEGUN)
    assert "Votre dossier" in bench.gets(BEGUN)
    bench.service.tick(ON_TIME)
    assert DUE in bench.gets(ON_TIME)


def test_after_an_erasure_nothing_more_waits_for_somebody_who_is_gone(bench: Bench) -> None:
    bench.has_said(*TO_THE_LETTERS, now=BEGUN)
    for line in ("/effacer", "Oui, tout effacer"):
        bench.service.receive(bench.incoming(line), BEGUN)
    bench.service.gone(TELEGRAM, CAMILLE, BEGUN, BEGUN)
    assert bench.sent(BEGUN) == []


def test_a_wrong_address_is_kept_without_who_told_it_and_outlives_them(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, "/adresse", "Health Data Hub", "Il a déménagé, dit son site", now=BEGUN)
    bench.says("/effacer", "Oui, tout effacer", now=BEGUN)
    with bench.store.transaction() as unit:
        (report,) = unit.reports.all()
    assert (report.caisse, report.text, report.on) == ("hdh", "Il a déménagé, dit son site", BEGUN.date())
    assert bench.person() is None
