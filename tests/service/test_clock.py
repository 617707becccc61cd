"""A clock that is wrong erases nobody: a start with the year wrong, once, and thousands of cases would be gone."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import clock
from bot.app import assembly, serving
from bot.app.chat import chat
from bot.core.ports.outgoing import Destination
from bot.runtime.health import Health
from bot.runtime.timings import Timings
from bot.settings import Settings
from tests.service.test_reminders import ON_TIME
from tests.store.bench import DOMINIQUE, kept
from tests.store.talk import (
    BEGUN,
    DUE,
    HDH_BY_EMAIL_TODAY,
    PARIS,
    REMINDED,
    TELEGRAM,
    TO_THE_LETTERS,
    Bench,
    the_content,
)

YEARS_AHEAD = BEGUN + timedelta(days=1_600)
KEEP = the_content().campaign.retention


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Camille sent a letter; the bot looked on that day."""
    bench = Bench(tmp_path)
    bench.has_said(*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY, "non", now=BEGUN)
    bench.service.tick(BEGUN)
    return bench


def says_so(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator reads of the clock."""
    return [record.getMessage() for record in caplog.records if "the clock says" in record.getMessage()]


def confirmed(bench: Bench, now: datetime) -> None:
    """The operator gives their word for that day."""
    with bench.store.transaction() as unit:
        unit.looks.believe(now.date())


def test_a_start_with_the_clock_years_ahead_erases_nobody_and_says_so_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    before, case = bench.rows(), bench.case()
    started = Bench(bench.directory)
    for n in range(5):
        started.service.tick(YEARS_AHEAD + timedelta(seconds=30 * n))
    assert (started.rows(), started.case()) == (before, case)
    (line,) = says_so(caplog)
    assert f"says {YEARS_AHEAD.date()}, 1600 days after this bot last looked ({BEGUN.date()})" in line
    assert f"`objecteur confirm-date {YEARS_AHEAD.date()}`" in line


def test_a_second_start_with_the_clock_years_ahead_erases_nobody_either(bench: Bench) -> None:
    for _ in range(2):
        Bench(bench.directory).service.tick(YEARS_AHEAD)
    assert bench.person() is not None


def test_once_the_operator_says_that_the_day_is_right_people_are_forgotten(bench: Bench) -> None:
    bench.service.tick(YEARS_AHEAD)
    confirmed(bench, YEARS_AHEAD)
    bench.service.tick(YEARS_AHEAD + timedelta(seconds=30))
    assert bench.person() is None


def test_a_day_for_which_somebody_gave_their_word_is_none_for_a_later_one(bench: Bench) -> None:
    confirmed(bench, BEGUN + timedelta(days=100))
    bench.service.tick(YEARS_AHEAD)
    assert bench.person() is not None


@pytest.mark.parametrize(("days", "forgotten"), [(1, False), (31, True), (92, True), (93, False), (1_600, False)])
def test_after_a_downtime_of_three_months_people_are_forgotten_as_before_and_after_a_longer_one_not(
    bench: Bench, days: int, forgotten: bool
) -> None:
    kept(bench.store, DOMINIQUE, BEGUN.date() + timedelta(days=31))
    Bench(bench.directory).service.tick(BEGUN + timedelta(days=days))
    assert (bench.person(DOMINIQUE) is None) is forgotten


def test_a_clock_that_is_set_right_again_is_believed_without_a_word(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    kept(bench.store, DOMINIQUE, BEGUN.date() + timedelta(days=31))
    bench.service.tick(YEARS_AHEAD)
    bench.service.tick(BEGUN + timedelta(days=31))
    assert (bench.person() is None, bench.person(DOMINIQUE) is None) == (False, True)
    assert len(says_so(caplog)) == 1


def test_a_clock_that_was_set_back_forgets_nobody_and_makes_the_right_day_no_jump(bench: Bench) -> None:
    """A machine without a battery begins in 1970 until it is told the time."""
    bench.service.tick(datetime(1970, 1, 1, 1, tzinfo=PARIS))
    assert bench.person() is not None
    kept(bench.store, DOMINIQUE, BEGUN.date())
    bench.service.tick(BEGUN)
    assert bench.person(DOMINIQUE) is None


def test_one_reading_of_the_clock_is_not_enough(bench: Bench) -> None:
    kept(bench.store, DOMINIQUE, BEGUN.date())
    bench.service.tick(BEGUN, forgets=False)
    assert bench.person(DOMINIQUE) is not None
    bench.service.tick(BEGUN)
    assert bench.person(DOMINIQUE) is None


def test_many_single_readings_bring_no_far_day_nearer(bench: Bench) -> None:
    for days in range(0, 1_600, 80):
        bench.service.tick(BEGUN + timedelta(days=days), forgets=False)
    bench.service.tick(YEARS_AHEAD)
    assert bench.person() is not None


def test_a_reminder_comes_whatever_the_clock_is_worth(tmp_path: Path) -> None:
    """Moving the system's clock forward between two runs is all it takes to see one."""
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.tick(BEGUN)
    far = ON_TIME + timedelta(days=98)
    assert bench.service.tick(far, forgets=False) == 1
    assert DUE in bench.gets(far)


@pytest.mark.parametrize("forgets", [True, False])
def test_whoever_s_time_is_over_is_not_written_to_before_they_are_forgotten(tmp_path: Path, forgets: bool) -> None:
    bench = Bench(tmp_path)
    bench.has_said(*REMINDED, now=BEGUN)
    bench.service.tick(BEGUN)
    for days, queued in ((KEEP.case + 1, 0), (KEEP.case, 1)):
        assert bench.service.tick(BEGUN + timedelta(days=days), forgets=forgets) == queued


def test_everybody_who_is_over_is_forgotten_after_a_day_was_believed_however_many(bench: Bench) -> None:
    for number in range(130):
        kept(bench.store, Destination(f"exemple-{number}", f"place-{number}"), BEGUN.date())
    bench.service.tick(BEGUN + timedelta(days=92))
    assert bench.rows()["person"] == 1


# --- The first look of a database -----------------------------------------------------------------------------------


def of_an_earlier_release(bench: Bench) -> None:
    """As that release left it: nobody ever wrote down when it was looked."""
    with bench.store.engine.begin() as connection:
        connection.execute(text('DELETE FROM "look"'))


@pytest.mark.parametrize("spoken", [False, True])
def test_the_first_start_after_an_update_with_the_clock_years_ahead_erases_nobody(
    bench: Bench, caplog: pytest.LogCaptureFixture, spoken: bool
) -> None:
    """Nor when somebody writes meanwhile: what they say is of a wrong day."""
    of_an_earlier_release(bench)
    started = Bench(bench.directory)
    started.service.tick(YEARS_AHEAD, forgets=False)
    if spoken:
        started.says("bonjour", now=YEARS_AHEAD, who=DOMINIQUE)
    started.service.tick(YEARS_AHEAD + timedelta(seconds=30))
    assert bench.person() is not None
    (line,) = says_so(caplog)
    assert f"last looked ({BEGUN.date()})" in line


def test_the_first_start_after_an_update_forgets_as_before_where_the_clock_is_right(bench: Bench) -> None:
    of_an_earlier_release(bench)
    kept(bench.store, DOMINIQUE, BEGUN.date() + timedelta(days=31))
    Bench(bench.directory).service.tick(BEGUN + timedelta(days=31))
    assert (bench.person() is None, bench.person(DOMINIQUE) is None) == (False, True)


def test_a_new_database_begins_with_the_day_it_was_made_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(tmp_path)
    bench.service.tick(BEGUN, forgets=False)
    bench.says("bonjour", now=BEGUN)
    bench.service.tick(BEGUN + timedelta(days=KEEP.unanswered + 1))
    assert bench.person() is None
    assert says_so(caplog) == []


# --- The two programs -----------------------------------------------------------------------------------------------


class Typed:
    """Lines that are typed, each after a while."""

    def __init__(self, lines: Iterable[str], wait: Callable[[], None]) -> None:
        self._lines = iter(lines)
        self._wait = wait

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        self._wait()
        return next(self._lines, "")


class Machine:
    """Both clocks of a machine: the one that can be set, and the one that cannot."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.now, self.passed = now, 0.0
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(clock, "monotonic", lambda: self.passed)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.passed += seconds


@pytest.mark.parametrize(("seconds", "forgotten"), [(3, False), (6, True)])
def test_a_chat_of_more_than_ten_seconds_forgets_others_in_their_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, forgotten: bool
) -> None:
    machine = Machine(monkeypatch, BEGUN)
    program = assembly.build(Settings(data_dir=tmp_path))
    kept(program.store, DOMINIQUE, BEGUN.date())
    monkeypatch.setattr("sys.stdin", Typed(("oui\n", "75011\n"), lambda: machine.wait(seconds)))
    chat(program)
    with program.store.transaction() as unit:
        assert (unit.people.find(TELEGRAM, DOMINIQUE.person) is None) is forgotten


async def test_a_running_bot_forgets_at_its_second_look_and_not_while_its_clock_is_being_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, steps = Machine(monkeypatch, BEGUN), iter((0, 40, 0, 0))
    program = assembly.build(Settings(data_dir=tmp_path))
    looked, done = [], asyncio.Event()

    def tick(now: datetime, *, forgets: bool) -> int:
        looked.append(forgets)
        if len(looked) == 5:
            done.set()
        else:
            machine.wait(30)
            machine.now += timedelta(days=next(steps))
        return 0

    monkeypatch.setattr(serving, "TICK_SECONDS", 0)
    monkeypatch.setattr(program.service, "tick", tick)
    ticking = asyncio.create_task(serving._tick(program, {}, Health(()), Timings()))
    await asyncio.wait_for(done.wait(), 5)
    ticking.cancel()
    assert looked[:5] == [False, True, False, True, True]
