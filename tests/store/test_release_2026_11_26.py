"""Cases of the release of 2026-11-26, some in their late stage, go on right with the code of today.

tests/stored/release-2026-11-26.sqlite3 is what that release left on 21 April 2027, and is never edited (how it was
made: release_2026_11_26.py beside it). Three made-up people:
- Camille: the Health Data Hub refused, the caisse was silent, a complaint of 18 January 2027 to the CNIL, whose three
  months are over; the question about it stands, asked by that release;
- Dominique: the caisse has been silent since a registered letter; the one to the Health Data Hub was never sent;
- Claude: letters given on 20 April 2027, nothing sent.
All agreed to the terms of then: each thing asked once, and 30 days for answers without a letter.
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Confirmed, Declined, Silent
from bot.core.case.letter_event import Posted
from bot.core.ports.incoming import Content, Incoming, Pressed
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.render.making import made
from bot.store.audit import unreadable
from bot.store.engine import open_engine
from bot.store.migrating import pending
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import DUE, LATE, TELEGRAM, WHERE, Bench, at, the_content

STORED = Path(__file__).parents[1] / "stored" / "release-2026-11-26.sqlite3"
COMPLAINT = STORED.with_name("release-2026-11-26-complaint.txt")
"""As that release gave it on 18 January 2027."""
SHA256 = "d662c3bf7ec026c5d32b337dcf26fe4d88fdc8bfdb4404fb5c9c3a2d86cd2881"
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
EVERYBODY = (CAMILLE, DOMINIQUE, CLAUDE)
NOW = at("Wed 2027-04-21 10:00")
"""The first day of today's code: that release had looked that morning."""
AT_THE_MENU = "Que voulez-vous faire ?"
OF_THE_CNIL = "Votre réclamation du lundi 18 janvier 2027 (CNIL, contre CPAM de Paris ; Health Data Hub)"
OF_THE_CAISSE = "Votre lettre du mardi 24 novembre 2026 (CPAM de Paris)"
DAY = re.compile(r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (\d+)(?:er)? (\w+) (\d{4})")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


class Update(Bench):
    """Today's code on a copy. What is said has other numbers than what was said to that release, which knows those."""

    def __init__(self, directory: Path, stored: Path = STORED) -> None:
        shutil.copyfile(stored, directory / "objecteur.sqlite3")
        super().__init__(directory)
        self._said = count(1)

    def incoming(
        self,
        content: Content | str,
        who: Destination = CAMILLE,
        network: NetworkName = TELEGRAM,
        message_id: str | None = None,
    ) -> Incoming:
        return super().incoming(content, who, network, message_id or f"since the update {next(self._said)}")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A copy, brought up by today's code."""
    return Update(tmp_path)


def days_in(said: str) -> list[str]:
    """Every day that is written in full, in the order of the words."""
    return [f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}" for day, month, year in DAY.findall(said)]


def comes(bench: Bench, until: str, since: datetime = NOW) -> Iterator[tuple[str, Destination, str]]:
    """The bot looks every morning: what comes by itself, on which day and to whom."""
    moment = since.replace(hour=9, minute=40)
    while (moment := moment + timedelta(days=1)) <= at(until):
        bench.service.tick(moment)
        for to, said in bench.sent(moment):
            yield moment.date().isoformat(), to, said


# --- The file -------------------------------------------------------------------------------------------------------


def test_the_database_of_that_release_was_not_edited() -> None:
    found = hashlib.sha256(STORED.read_bytes()).hexdigest()
    assert found == SHA256, f"{STORED.name} is never edited: put it back, and add another for a later release"


def test_it_is_brought_up_and_everything_in_it_can_be_read(tmp_path: Path) -> None:
    shutil.copyfile(STORED, tmp_path / "objecteur.sqlite3")
    engine = open_engine(f"sqlite:///{tmp_path / 'objecteur.sqlite3'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0006"
    assert pending(engine), "otherwise this file tries no migration"
    engine.dispose()
    bench = Update(tmp_path)
    assert not pending(bench.store.engine)
    assert not unreadable(bench.store)
    assert [len(bench.case(who).log) for who in EVERYBODY] == [8, 3, 1]


def test_nothing_is_said_because_the_code_is_new(bench: Bench) -> None:
    assert bench.service.tick(NOW) == 0
    assert bench.sent(NOW) == []


# --- What is so stays so --------------------------------------------------------------------------------------------

OF_BODIES = ["2026-11-24", "2027-01-18", "2027-01-05", "2026-12-01", "2027-01-01", "2027-01-04", "2027-01-18"]
"""Of Camille's caisse: sent, silent, late from, received, a month later, no holiday, complained of."""


@pytest.mark.parametrize(
    ("who", "days"),
    [
        (
            CAMILLE,
            [
                *OF_BODIES,
                *("2026-11-24", "2026-12-27", "2027-01-18"),  # the Health Data Hub: sent, refused, complained of
                *("2027-01-18", "2027-04-18", "2027-06-18"),  # the CNIL: sent, its silence, the last safe day
                *("2027-05-21", "2027-01-18"),  # the reminder to come, the question that stands
            ],
        ),
        (DOMINIQUE, ["2026-11-24", "2027-01-05", "2026-12-01", "2027-01-01", "2027-01-04", "2026-11-24"]),
        (CLAUDE, []),
    ],
)
def test_the_case_has_the_days_that_it_had(bench: Bench, who: Destination, days: list[str]) -> None:
    """What that release answered to `/dossier` at that moment had these days, in this order."""
    said = bench.says("/dossier", now=NOW, who=who)
    assert days_in(said) == days
    unsent = [letter for letter in ("à votre caisse", "au Health Data Hub") if f"envoyée : la lettre {letter}" in said]
    assert unsent == {CAMILLE: [], DOMINIQUE: ["au Health Data Hub"]}.get(who, ["à votre caisse", "au Health Data Hub"])


@pytest.mark.parametrize(
    ("who", "given"), [(CAMILLE, "24 novembre 2026"), (DOMINIQUE, "24 novembre 2026"), (CLAUDE, "20 avril 2027")]
)
def test_both_first_letters_bear_the_day_on_which_they_were_given(bench: Bench, who: Destination, given: str) -> None:
    """Sent or not: that release dated them anew each time it showed one that was not sent."""
    said = bench.says("/lettres", now=NOW, who=who)
    assert re.findall(r"(?m)^Le (\d.*)$", said) == [given, given]


def test_the_complaint_has_the_words_that_were_sent_whatever_the_letters_say_today(bench: Bench) -> None:
    bench.says("/retour", "/fichiers", "la réclamation à la CNIL", now=NOW)
    bench.service.receive(bench.incoming("courriel"), NOW)
    with bench.store.transaction() as unit:
        (payload,) = (out.payload for out in unit.claims.claim(TELEGRAM, NOW, 10) if out.payload.has_file)
    file = made(payload).file
    assert file
    words = message_from_bytes(file.content, policy=default).get_content()
    assert words.splitlines() == COMPLAINT.read_text(encoding="utf-8").splitlines()


# --- Camille --------------------------------------------------------------------------------------------------------

WAYS_TO_SAY_NOTHING = ["1", "Rien n’est venu", "toujours rien", Pressed("outcome@cnil:what=nothing")]
"""A number, words; and the button that stood under that release's question."""


@pytest.mark.parametrize("answers", WAYS_TO_SAY_NOTHING)
def test_the_question_about_the_cnil_stands_and_is_answered(bench: Bench, answers: Content | str) -> None:
    assert bench.says("/aide", now=NOW).endswith(f"{OF_THE_CNIL} : {WHERE} ?")
    said = bench.says(answers, now=NOW, who=CAMILLE)
    assert "comptez jusqu’au vendredi 18 juin 2027" in said
    assert AT_THE_MENU in said
    event = bench.case().log[-1].event
    assert isinstance(event, Silent)
    track = bench.case().track("cnil.7", the_content().campaign)
    assert isinstance(track, ComplaintTrack)
    assert track.log[-1] == bench.case().log[-1]
    assert "demande de nouvelles à la CNIL" in bench.says("Préparer la demande de nouvelles à la CNIL", now=NOW)


def test_who_answers_nothing_is_warned_once_of_the_last_safe_day_and_of_nothing_again(bench: Bench) -> None:
    """All that was due before was said by that release; the terms of then promise to ask each thing once."""
    found = list(comes(bench, "Fri 2028-06-23 12:00"))
    ((day, to, said),) = found
    assert (day, to) == ("2027-05-21", CAMILLE)
    assert "comptez par prudence jusqu’au vendredi 18 juin 2027" in said
    assert LATE not in said
    assert [bench.person(who) for who in EVERYBODY] == [None, None, None], "their days are over as they were promised"


def test_the_warning_comes_with_the_question_that_stands_and_not_before_the_same_one_anew(bench: Bench) -> None:
    """It is about the complaint of which that release was asking: one question, asked once, and not a second time."""
    ((_, _, said),) = comes(bench, "Fri 2027-05-21 12:00")
    assert said.endswith(f"{OF_THE_CNIL} : {WHERE} ?")
    assert "Nous y viendrons" not in said
    later = at("Fri 2027-05-21 12:00")
    assert AT_THE_MENU in bench.says("Rien n’est venu", now=later)
    assert [type(entry.event) for entry in bench.case().log[8:]] == [Silent]


def test_after_an_answer_each_reminder_to_come_comes_once(bench: Bench) -> None:
    bench.says("Rien n’est venu", now=NOW, who=CAMILLE)
    found = list(comes(bench, "Mon 2028-01-10 12:00"))
    assert [(day, to) for day, to, _ in found] == [("2027-05-07", CAMILLE), ("2027-05-21", CAMILLE)]
    assert found[0][2].count(OF_THE_CNIL) == 1, "the promised news"
    assert "vendredi 18 juin 2027" in found[1][2]


@pytest.mark.parametrize(
    ("told", "on", "last", "warned"),
    [
        ("Wed 2027-04-21 10:00", "aujourd’hui", "lundi 21 juin 2027", "2027-05-24"),
        ("Wed 2027-04-21 10:00", "12/04/2027", "vendredi 11 juin 2027", "2027-05-14"),
        ("Fri 2027-06-18 10:00", "aujourd’hui", "mercredi 18 août 2027", "2027-07-21"),
    ],
)
def test_a_refusal_told_now_gives_the_right_last_day(bench: Bench, told: str, on: str, last: str, warned: str) -> None:
    """Two months from the refusal, for it came before the two months after the silence were over."""
    until = at(told)
    list(comes(bench, told))
    said = bench.says("Elle refuse, ou elle clôt ma réclamation", on, now=until)
    assert "refusée ou close" in said
    assert not isinstance(bench.case().log[-1].event, Declined), "said back first"
    said = bench.says("Oui, c’est cela", now=until)
    assert f"comptez jusqu’au {last}" in said
    assert isinstance(bench.case().log[-1].event, Declined)
    found = list(comes(bench, "Mon 2028-01-10 12:00", since=until))
    assert [(day, to) for day, to, _ in found] == [(warned, CAMILLE)]
    assert last in found[0][2]


def test_a_refusal_after_the_last_safe_day_opens_no_new_time(bench: Bench) -> None:
    list(comes(bench, "Thu 2027-07-01 09:40"))
    now = at("Thu 2027-07-01 10:00")
    said = bench.says("Elle refuse, ou elle clôt ma réclamation", "hier", "Oui, c’est cela", now=now)
    assert "le dernier jour était le vendredi 18 juin 2027" in said
    case = bench.says("/dossier", now=now)
    assert "le dernier jour prudent était le vendredi 18 juin 2027" in case
    assert not [day for day in days_in(said + case) if day > "2027-07-01"]
    assert list(comes(bench, "Mon 2028-01-10 12:00", since=now)) == []


def test_once_both_bodies_have_done_their_part_the_cnil_is_told_and_nobody_is_reminded(bench: Bench) -> None:
    bench.says("/retour", "Dire où j’en suis : CPAM de Paris", now=NOW)
    bench.says("Mon opposition est enregistrée", "hier", "Oui, c’est cela", now=NOW)
    bench.says("Dire où j’en suis : Health Data Hub", "Mon opposition est enregistrée", now=NOW)
    bench.says("hier", "Oui, j’ai cette réponse aussi", "Oui, c’est cela", now=NOW)
    assert [type(entry.event) for entry in bench.case().log[8:]] == [Confirmed, Confirmed]
    case = bench.says("/dossier", now=NOW)
    assert "18 juin 2027" not in case
    assert list(comes(bench, "Fri 2028-06-23 12:00")) == []


# --- Dominique ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", ["1", "toujours rien", Pressed("outcome@caisse:what=nothing")])
def test_the_question_about_the_caisse_stands_and_is_answered(bench: Bench, answers: Content | str) -> None:
    assert bench.says("/aide", now=NOW, who=DOMINIQUE).endswith(f"{OF_THE_CAISSE} : {WHERE} ?")
    said = bench.says(answers, now=NOW, who=DOMINIQUE)
    assert days_in(said) == ["2027-01-04", "2027-05-07"], "the end of the month, and when it is asked again"
    assert AT_THE_MENU in said
    chase = bench.says("Préparer la relance à votre caisse", now=NOW, who=DOMINIQUE)
    assert "Le 21 avril 2027" in chase
    assert "copie de ma demande du 24 novembre 2026" in chase


def test_the_registered_letter_s_delivery_can_be_told_still(bench: Bench) -> None:
    bench.says("rien", now=NOW, who=DOMINIQUE)
    said = bench.says("J’ai la date de remise : CPAM de Paris", "30/11/2026", now=NOW, who=DOMINIQUE)
    assert days_in(said) == ["2026-11-30", "2026-11-30", "2026-12-30"], "delivered, received, the last day"


def test_the_letter_that_was_never_sent_can_be_sent_now_and_has_its_own_month(bench: Bench) -> None:
    bench.says("rien", now=NOW, who=DOMINIQUE)
    said = bench.says("J’ai envoyé une lettre", "par courriel", "aujourd’hui", now=NOW, who=DOMINIQUE)
    assert "la lettre au Health Data Hub, par courriel, le mercredi 21 avril 2027" in said
    assert isinstance(bench.case(DOMINIQUE).log[-1].event, Posted)
    found = [one for one in comes(bench, "Fri 2028-06-23 12:00") if one[1] == DOMINIQUE]
    assert [day for day, _, _ in found] == ["2027-05-07", "2027-05-22"]
    assert "CPAM de Paris" in found[0][2]
    assert found[1][2].count(DUE) == 1
    assert "vendredi 21 mai 2027 (Health Data Hub)" in found[1][2]


def test_a_registered_caisse_closes_that_track_and_the_other_letter_still_waits(bench: Bench) -> None:
    bench.says("Mon opposition est enregistrée", "hier", "Oui, c’est cela", now=NOW, who=DOMINIQUE)
    assert isinstance(bench.case(DOMINIQUE).log[-1].event, Confirmed)
    case = bench.says("/dossier", now=NOW, who=DOMINIQUE)
    assert "C’est réglé" in case
    assert "Préparée, pas encore envoyée : la lettre au Health Data Hub." in case


# --- Claude ---------------------------------------------------------------------------------------------------------


def test_who_agreed_to_thirty_days_is_kept_thirty_days_after_their_last_message(bench: Bench) -> None:
    bench.service.tick(at("Thu 2027-05-20 23:30"))
    assert bench.person(CLAUDE) is not None
    bench.service.tick(at("Fri 2027-05-21 03:00"))
    assert bench.person(CLAUDE) is None


def test_thirty_days_are_said_and_kept_after_another_message_too(bench: Bench) -> None:
    spoken = at("Fri 2027-05-14 10:00")
    bench.service.tick(spoken)
    for asked in ("/aide", "/confidentialite"):
        said = bench.says(asked, now=spoken, who=CLAUDE)
        assert "30 jours après votre dernier message" in said
        assert "90 jours" not in said
    bench.service.tick(spoken + timedelta(days=30))
    assert bench.person(CLAUDE) is not None
    bench.service.tick(spoken + timedelta(days=31))
    assert bench.person(CLAUDE) is None


def test_a_letter_that_claude_sends_makes_a_case_that_is_kept_and_reminded_like_a_new_one(bench: Bench) -> None:
    told = at("Fri 2027-04-30 10:00")
    lines = ("J’ai envoyé une lettre", "la lettre à votre caisse", "par courriel", "27/04/2027", "oui")
    bench.service.tick(told)
    bench.says(*lines, now=told, who=CLAUDE)
    keep = the_content().campaign.retention.case
    assert bench.known(CLAUDE).expires_on == told.date() + timedelta(days=keep + 1)
    found = [(day, said) for day, to, said in comes(bench, "Mon 2027-07-05 12:00", since=told) if to == CLAUDE]
    assert [day for day, _ in found] == ["2027-05-15", "2027-05-28", "2027-06-14", "2027-06-28"]
    assert ["Health Data Hub ?" in said for _, said in found] == [True, True, True, True]
    assert [DUE in said for _, said in found] == [False, True, False, True]
