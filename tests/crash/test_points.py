"""A sample of the crash points; `make crash` has all of them. The judge is shown mistakes that it must see."""

import re
import time
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from tests.crash import parts
from tests.crash.driving import Driver, Place
from tests.crash.enumerating import Choice, Outcome
from tests.crash.journey import PHASES
from tests.crash.judge import Lived, judge
from tests.crash.kept import Kept
from tests.real.synapse import Synapse
from tests.store.postgres import Postgres

pytestmark = pytest.mark.long

UNHARMED = Lived(("Bonjour", "Votre nom ?", "Que voulez-vous faire ?"), Kept((), 0))
NOTICE = "Un de mes derniers messages ne vous est peut-être pas arrivé"
together = pytest.mark.xdist_group("crash")  # one warm process to fork from


def holds(outcome: Outcome, at_least: int) -> None:
    """Every run of a sample came out well, and it was a sample of something."""
    wrong = [f"{one.where}: {one.verdict.wrong}\n{one.transcript}" for one in outcome.wrong]
    assert not wrong, "\n\n".join(wrong)
    assert outcome.points >= at_least, outcome


def test_a_machine_whose_bot_is_started_again_does_not_set_its_clock_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter((100.0, 107.0, 110.0, 115.0))
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    driver = Driver(cast("Place", None), tmp_path, None)
    begun = [datetime.fromisoformat(driver.begins(phase)) for phase in (PHASES[0], PHASES[0], PHASES[1], PHASES[2])]
    assert [after - before for before, after in pairwise(begun)] == [
        timedelta(seconds=7),
        datetime.fromisoformat(PHASES[1].when) - begun[1],
        timedelta(seconds=5),
    ]


# --- Samples --------------------------------------------------------------------------------------------------------


@together
async def test_every_so_many_crash_points_on_telegram_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    holds(await parts.telegram(tmp_path, Choice(every=200)), at_least=4)


@together
async def test_what_was_on_its_way_to_telegram_is_uncertain_and_told_once(tmp_path: Path) -> None:
    outcome = await parts.telegram(tmp_path, Choice(every=4, only=re.compile(r"late: sendMessage")))
    holds(outcome, at_least=3)
    assert outcome.told == 3, "a message that was written to the socket, or was to be, or whose answer was read"


@pytest.mark.xdist_group("matrix")
async def test_every_so_many_crash_points_on_matrix_lose_nothing_and_double_nothing(
    synapse: Synapse, tmp_path: Path
) -> None:
    holds(await parts.matrix_at(synapse, tmp_path, Choice(every=800)), at_least=2)


@together
@pytest.mark.parametrize("remembers", [False, True])
async def test_every_so_many_crash_points_of_the_store_lose_nothing_on_sqlite(tmp_path: Path, remembers: bool) -> None:
    holds(await parts.store(tmp_path, Choice(every=200), remembers=remembers), at_least=3)


@together
@pytest.mark.parametrize("remembers", [False, True])
async def test_every_so_many_crash_points_of_the_store_lose_nothing_on_postgresql(
    tmp_path: Path, postgres: Postgres, remembers: bool
) -> None:
    holds(await parts.store(tmp_path, Choice(every=200), remembers=remembers, postgres=postgres), at_least=3)


@together
async def test_a_reminder_that_was_being_sent_is_sent_again_where_its_key_is_known(tmp_path: Path) -> None:
    """Before, the clock of these runs went back seven weeks at that kill, and the bot rightly doubted the message."""
    holds(await parts.store(tmp_path, Choice(only=re.compile(r"send: answered \[2\d\]")), remembers=True), at_least=6)


# --- The judge has teeth --------------------------------------------------------------------------------------------


@together
@pytest.mark.parametrize(
    ("mutant", "where", "seen"),
    [
        ("resend", r"send: answered \[5\]", "came twice"),
        ("cursor first", r"receive: INSERT seen \[5\]", "what is kept differs"),
        ("no recovery", r"send: answered \[5\]", "what is kept differs"),
        ("record first", r"send: to be sent \[5\]", "lost in silence"),
    ],
)
async def test_a_planted_mistake_is_seen(tmp_path: Path, mutant: str, where: str, seen: str) -> None:
    outcome = await parts.store(tmp_path, Choice(only=re.compile(where), workers=1), mutant=mutant)
    assert [seen in " ".join(one.verdict.wrong) for one in outcome.wrong] == [True], outcome


def test_the_judge_lets_one_message_be_missing_where_it_is_told_once() -> None:
    harmed = replace(UNHARMED, messages=("Bonjour", NOTICE, "Que voulez-vous faire ?"))
    assert judge(UNHARMED, harmed, remembers=False).wrong == ()
    assert judge(UNHARMED, harmed, remembers=True).wrong == (
        "never came: Votre nom ?",
        "a doubt was told, and there is none here",
    )


@pytest.mark.parametrize(
    ("messages", "wrong"),
    [
        (("Bonjour", "Que voulez-vous faire ?"), "lost in silence: Votre nom ?"),
        ((*UNHARMED.messages, "Bonjour"), "came twice, or from nowhere: Bonjour"),
        ((*UNHARMED.messages, NOTICE, NOTICE), "a doubt was told 2 times"),
        (("Bonjour", NOTICE), "2 messages are missing: one is sent at a time"),
        (("Votre nom ?", "Bonjour", "Que voulez-vous faire ?"), "lost in silence: Bonjour"),
    ],
)
def test_the_judge_names_what_must_not_be(messages: tuple[str, ...], wrong: str) -> None:
    assert wrong in judge(UNHARMED, replace(UNHARMED, messages=messages), remembers=False).wrong


def test_the_judge_compares_what_is_kept() -> None:
    harmed = replace(UNHARMED, kept=Kept((), 1))
    assert judge(UNHARMED, harmed, remembers=False).wrong == ("what is kept differs: 1 messages wait",)
