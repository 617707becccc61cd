"""Two minutes of the soak: what `make soak` does for half an hour, with fewer people who write faster."""

from collections import Counter

import pytest

from bot.core.ports.message import say
from bot.render.render import wording
from tests.read import content
from tests.real.soak.crowd import Pace
from tests.real.soak.ground import People
from tests.real.soak.people import OF_KEYS
from tests.real.soak.process import WRONG, Sample
from tests.real.soak.record import Moment, Record
from tests.real.soak.soak import Plan, soak
from tests.real.synapse import Synapse

pytestmark = pytest.mark.long

SHORT = Plan(
    minutes=2,
    every=0.25,
    settled=1,
    rehearsing=3,
    telegram=People(24, Pace(5)),
    matrix=People(6, Pace(12)),
    seed=1,
)


@pytest.mark.xdist_group("soak")
async def test_nothing_grows_or_leaks_or_is_lost_or_doubled_while_people_talk_on_both_networks(
    synapse: Synapse,
) -> None:
    assert await soak(SHORT, synapse, print) == []


def test_what_is_said_of_keys_beside_the_outbox_is_known() -> None:
    assert wording(say("keys.none"), content().catalogues["fr"]).startswith(OF_KEYS)


def at_rest(megabytes: int, tasks: int) -> Sample:
    return Sample(rss=megabytes * 1024 * 1024, tasks=Counter({"somebody": tasks}), threads=9, files=30, cpu=0)


@pytest.mark.parametrize(
    ("megabytes", "tasks", "wrong"),
    [
        ((100, 150, 157), 14, 0),  # what grows before it is settled is no leak
        ((100, 150, 158), 14, 1),
        ((100, 150, 150), 17, 1),
        ((100, 150, 160), 17, 2),
    ],
)
def test_memory_that_grows_and_tasks_that_stay_are_found(megabytes: tuple[int, ...], tasks: int, wrong: int) -> None:
    record = Record(settled=1)
    for minute, one in enumerate(megabytes):
        record.add(Moment(minute, at_rest(one, 14), lines=0, out=0))
    assert len(record.wrong(at_rest(100, 14), at_rest(100, tasks))) == wrong


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("2026-11-24 10:00:00,000 ERROR asyncio: Task exception was never retrieved", True),
        ("Traceback (most recent call last):", True),
        ("bot/app/serving.py:1: RuntimeWarning: coroutine 'run' was never awaited", True),
        ("bot/app/serving.py:1: ResourceWarning: unclosed <socket>", True),
        ("2026-11-24 10:00:00,000 WARNING bot.runtime.delivery: telegram: uncertain: ReadError", False),  # in the books
        ("2026-11-24 10:00:00,000 INFO bot.app.serving: serving telegram", False),
    ],
)
def test_the_lines_of_a_log_that_tell_of_a_mistake_are_found(line: str, wrong: bool) -> None:
    assert bool(WRONG.search(line)) is wrong
