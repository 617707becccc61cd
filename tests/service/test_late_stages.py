"""Late stages through the service, its store and its ledger: reminders with two subjects, answers undone, late news.

The core's own tests judge what a case calls for; here it comes by itself, is answered in free words, and comes again.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.case.event import (
    Confirmed,
    Progressed,
    Silent,
    Withdrawn,
)
from bot.core.case.letter_event import Posted, Unposted
from bot.core.case.track import Status
from tests.store.talk import BEGUN, DUE, LATE, TO_THE_LETTERS, WHERE, Bench, at, the_content

CAISSE_BY_EMAIL = ("J’ai envoyé une lettre", "la lettre à votre caisse", "par courriel", "aujourd’hui", "oui")
HDH_BY_EMAIL = ("J’ai envoyé une lettre", "par courriel", "aujourd’hui")
DUE_DAY = at("Sat 2026-12-26 09:30")
"""The caisse is late from the 25th, on which nobody is written to."""
LEFT = "Avez-vous envoyé la lettre au Health Data Hub ?"
HOW = "Comment avez-vous envoyé la lettre au Health Data Hub ?"
WHICH_DAY = "Quel jour est partie la lettre au Health Data Hub ?"
STANDS = f"Votre lettre du mardi 24 novembre 2026 (CPAM de Paris) : {WHERE} ?"
ASKED_WHAT_WAS_MEANT = "Je ne suis pas sûr de vous comprendre."
SURE = "Est-ce bien cela ?"


def mornings(bench: Bench, since: datetime, until: str) -> Iterator[tuple[str, str]]:
    """The bot looks each morning after a day: what Camille gets by itself, and on which day."""
    moment = since.replace(hour=9, minute=30)
    while (moment := moment + timedelta(days=1)) <= at(until):
        bench.service.tick(moment)
        if got := bench.gets(moment):
            yield moment.date().isoformat(), got


def to_the_menu(bench: Bench, now: datetime) -> None:
    """Leave each question that stands or waits."""
    while "Que voulez-vous faire ?" not in bench.says("/annuler", now=now):
        pass


def status(bench: Bench, name: str, now: datetime) -> Status | None:
    track = bench.case().track(name, the_content().campaign)
    return track.status(now.date()) if track else None


# --- A reminder with two subjects -----------------------------------------------------------------------------------


def down_since_it_was_given(bench: Bench) -> None:
    """The question about the letter was due on 1 December: both are late, and the letter is asked about first."""


def not_yet_said_a_week_before(bench: Bench) -> None:
    """Both fall due on the very day: the caisse is asked about first."""
    asked = at("Tue 2026-12-01 09:30")
    bench.service.tick(asked)
    assert bench.gets(asked).endswith(LEFT)
    assert "pas encore partie" in bench.says("non, pas encore", now=at("Fri 2026-12-18 10:00"))


def paused_until_that_day(bench: Bench) -> None:
    """What fell due in a pause comes at its end, in one message."""
    assert "26 décembre 2026" in bench.says("/pause", "26/12/2026", now=BEGUN)
    asked = at("Tue 2026-12-01 09:30")
    assert bench.service.tick(asked) == 0


BOTH_DUE = (down_since_it_was_given, not_yet_said_a_week_before, paused_until_that_day)


@pytest.fixture(params=BOTH_DUE)
def reminded(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Bench, str]:
    """Sent to the caisse, which is late; the letter to the Health Data Hub stayed at home. And the one message."""
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, *CAISSE_BY_EMAIL, now=BEGUN)
    request.param(bench)
    assert bench.service.tick(DUE_DAY) == 2
    ((_, said),) = bench.sent(DUE_DAY)
    return bench, said


def test_one_message_says_both_and_asks_one_question_that_names_what_it_is_about(reminded: tuple[Bench, str]) -> None:
    _, said = reminded
    assert "Je vous avais donné la lettre au Health Data Hub." in said
    assert said.count(DUE) == 1
    assert said.count("?") == 1, "no sentence above the question asks anything"
    assert said.endswith((LEFT, STANDS))
    assert said.startswith("Votre démarche : une étape est possible.\n\n")


FREE = ("oui", "ok", "oui, le 3 décembre", "le 3 décembre", "oui par mail hier", "c’est fait", "d’accord", "👍", "non")
THEN = ("le 3 décembre", "oui", "c’est fait")


def test_no_two_free_answers_close_the_caisse_s_track_or_leave_it_without_a_reminder(
    reminded: tuple[Bench, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whichever of the two is asked about: what ends a track is said back, and recorded by a third answer only."""
    bench, _ = reminded
    before = len(bench.case().log)
    for answers in product(FREE, THEN):
        other = Bench(shutil.copytree(bench.directory, tmp_path_factory.mktemp("again") / "copy"))
        told = other.says(*answers, now=DUE_DAY)
        found = [entry.event for entry in other.case().log[before:]]
        assert {type(event) for event in found} <= {Posted, Unposted}, answers
        assert [event.on.isoformat() for event in found if isinstance(event, Posted)] in ([], [day_of(answers)])
        assert status(other, "caisse", DUE_DAY) is Status.LATE, answers
        assert SURE not in told or "(CPAM de Paris)" in told or ASKED_WHAT_WAS_MEANT in told
        ((_, got),) = mornings(other, at("Sun 2027-01-24 09:30"), "Mon 2027-01-25 12:00")
        assert "La réponse à votre lettre du mardi 24 novembre 2026" in got, "the caisse is asked about again"
        other.store.engine.dispose()


def day_of(answers: tuple[str, ...]) -> str:
    """The day that these words tell."""
    return "2026-12-03" if "3 décembre" in " ".join(answers) and "hier" not in answers[0] else "2026-12-25"


def test_what_is_asked_last_is_what_a_yes_and_a_day_answer(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, *CAISSE_BY_EMAIL, now=BEGUN)
    bench.service.tick(DUE_DAY)
    assert bench.gets(DUE_DAY).endswith(LEFT)
    assert bench.says("oui", now=DUE_DAY).endswith(HOW)
    bench.says("le 3 décembre", now=DUE_DAY)
    asked = bench.says("par courriel", now=DUE_DAY)
    if WHICH_DAY in asked:
        asked = bench.says("le 3 décembre", now=DUE_DAY)
    assert "la lettre au Health Data Hub, par courriel, le jeudi 3 décembre 2026" in asked
    assert asked.endswith(STANDS), "then the other question, which names what it is about"
    sent = bench.case().log[-1].event
    assert isinstance(sent, Posted)
    assert (sent.letter, sent.on.isoformat()) == (LetterName("hdh"), "2026-12-03")
    for line, said in (("oui", "Je n’ai pas compris"), ("le 3 décembre", "Je ne comprends toujours pas")):
        assert said in bench.says(line, now=DUE_DAY)
    assert bench.case().log[-1].event == sent
    assert (status(bench, "caisse", DUE_DAY), status(bench, "hdh", DUE_DAY)) == (Status.LATE, Status.WAITING)
    found = list(mornings(bench, DUE_DAY, "Sun 2027-01-31 12:00"))
    assert [day for day, _ in found] == ["2027-01-05", "2027-01-25"]
    assert "lundi 4 janvier 2027 (Health Data Hub)" in found[0][1]
    assert "jeudi 24 décembre 2026 (CPAM de Paris)" in found[1][1]


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("oui, le 3 décembre, par courriel", "2026-12-03"),
        ("oui par mail hier", "2026-12-25"),
        ("je l’ai envoyée hier par courriel", "2026-12-25"),
    ],
)
def test_one_sentence_with_medium_and_day_is_enough_and_is_said_back(tmp_path: Path, answer: str, day: str) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, *CAISSE_BY_EMAIL, now=BEGUN)
    bench.service.tick(DUE_DAY)
    bench.gets(DUE_DAY)
    told = bench.says(answer, now=DUE_DAY)
    assert "C’est noté : la lettre au Health Data Hub, par courriel," in told
    assert bench.case().log[-1].event.on.isoformat() == day
    assert told.endswith(STANDS)


def test_a_letter_that_is_not_sent_yet_is_asked_about_again_and_one_that_will_not_be_is_not(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, *CAISSE_BY_EMAIL, now=BEGUN)
    bench.service.tick(DUE_DAY)
    bench.gets(DUE_DAY)
    assert "samedi 2 janvier 2027" in bench.says("pas encore", now=DUE_DAY)
    bench.says("rien", now=DUE_DAY)
    found = list(mornings(bench, DUE_DAY, "Sat 2027-01-02 12:00"))
    assert [(day, got.endswith(LEFT)) for day, got in found] == [("2027-01-02", True)]
    now = at("Sat 2027-01-02 10:00")
    assert "ne partira pas" in bench.says("Je ne l’enverrai pas", now=now)
    later = list(mornings(bench, now, "Fri 2027-12-31 12:00"))
    assert later, "the caisse is asked about still"
    assert not any("Health Data Hub" in got for _, got in later)


# --- An answer that is undone rings again ---------------------------------------------------------------------------


@pytest.fixture
def both(tmp_path: Path) -> Bench:
    """Sent to both by e-mail; both were late on 26 December, and nothing had come from either."""
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, *CAISSE_BY_EMAIL, *HDH_BY_EMAIL, now=BEGUN)
    bench.service.tick(DUE_DAY)
    assert bench.gets(DUE_DAY).count(DUE) == 2
    bench.says("rien", "rien", now=DUE_DAY)
    return bench


COMES_BACK = "Je reviens vers vous, comme prévu, au sujet de votre courrier du mardi 24 novembre 2026 (CPAM de Paris)."
OF_THE_CAISSE = "Dire où j’en suis : CPAM de Paris"


def test_an_answer_that_is_undone_on_a_late_track_brings_its_reminder_back_each_time(both: Bench) -> None:
    ((_, got),) = mornings(both, DUE_DAY, "Tue 2027-01-12 12:00")
    assert "CPAM de Paris" in got
    both.says("rien", "rien", now=at("Tue 2027-01-12 12:00"))
    for told, written, again in (
        ("Mon 2027-01-18", "mardi 2 février 2027", "Tue 2027-02-02"),
        ("Wed 2027-02-17", "jeudi 4 mars 2027", "Thu 2027-03-04"),
    ):
        now = at(f"{told} 10:00")
        to_the_menu(both, now)
        both.says(OF_THE_CAISSE, "c’est fait", "hier", "Oui, c’est cela", now=now)
        assert isinstance(both.case().log[-1].event, Confirmed)
        assert "CPAM de Paris" not in both.says("/rappels", now=now)
        both.says("Corriger une date ou une réponse", "1", now=now)
        assert written in both.says("Cela n’a pas eu lieu : l’oublier", now=now)
        assert isinstance(both.case().log[-1].event, Withdrawn)
        assert status(both, "caisse", now) is Status.LATE
        comes = [day for day, got in mornings(both, now, f"{again} 12:00") if COMES_BACK in got]
        assert comes == [again.split()[1]]


# --- The CNIL -------------------------------------------------------------------------------------------------------

COMPLAIN = ("Préparer ma réclamation à la CNIL", "J’ai envoyé une lettre", "en ligne", "aujourd’hui")
OF_THE_CNIL = "Dire où j’en suis : CNIL, contre CPAM de Paris ; Health Data Hub"


def test_news_of_the_cnil_move_its_reminder_and_no_silence_is_said_to_be_a_rejection(both: Bench) -> None:
    both.says(*COMPLAIN, now=at("Mon 2026-12-28 10:00"))
    assert list(mornings(both, DUE_DAY, "Mon 2027-03-01 09:30")) == [], "the complaint's own track speaks"
    told = at("Mon 2027-03-01 10:00")
    said = both.says(OF_THE_CNIL, "La CNIL m’a écrit : elle s’en occupe", "hier", now=told)
    assert isinstance(both.case().log[-1].event, Progressed)
    assert "samedi 29 mai 2027" in said
    ((day, got),) = mornings(both, told, "Sat 2027-05-29 12:00")
    assert day == "2027-05-29"
    for words in (got, both.says("rien", "/dossier", now=at("Sat 2027-05-29 12:00"))):
        assert "rejet" not in words
        assert "Conseil d’État" not in words
    assert isinstance(both.case().log[-1].event, Silent)
    later = list(mornings(both, at("Sat 2027-05-29 12:00"), "Fri 2027-07-30 12:00"))
    assert [day for day, _ in later] == ["2027-06-14", "2027-07-13"]


def test_a_delivery_that_makes_a_complaint_premature_brings_a_reminder_on_the_new_day(tmp_path: Path) -> None:
    bench, now = Bench(tmp_path), at("Tue 2027-01-05 10:00")
    registered = ("J’ai envoyé une lettre", "la lettre à votre caisse", "par lettre recommandée", "aujourd’hui", "oui")
    bench.has_said(*TO_THE_LETTERS, *registered, now=BEGUN)
    bench.service.tick(now)
    bench.gets(now)
    bench.says("Je ne l’enverrai pas", "rien", *COMPLAIN, now=now)
    said = bench.says("J’ai la date de remise : CPAM de Paris", "22/12/2026", now=now)
    assert "est partie trop tôt" in said
    assert "samedi 23 janvier 2027" in said
    ((day, got),) = mornings(bench, now, "Sun 2027-01-31 12:00")
    assert day == "2027-01-23"
    assert "vendredi 22 janvier 2027 (CPAM de Paris)" in got
    assert LATE not in got
    anew = bench.says("rien", "Préparer ma réclamation à la CNIL", now=at("Sat 2027-01-23 10:00"))
    assert "Le 23 janvier 2027" in anew
