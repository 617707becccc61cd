"""A fixed set of seeds of the simulator. Many more: `make simulation`; the planted mutants: `make mutants`."""

from pathlib import Path
from typing import get_args

import pytest

from bot.core.campaign.recipient import Outcome
from bot.core.case.correspondence import BODY_WROTE
from bot.core.case.effect import effect_of
from bot.core.case.event import Told
from bot.core.conversation.forms.outcome.possible import UNDATED
from tests.simulation import law
from tests.simulation.bodies import OF_BODY, OF_CNIL
from tests.simulation.counted import Count
from tests.simulation.mutations import MUTANTS
from tests.simulation.oracle import HEARD
from tests.simulation.runs import Failure, live

CORE = range(40)
SERVICE = (4,)
ROOT = Path(__file__).parents[2]


def lives(seed: int, level: str) -> Count:
    lived = live(seed, level)
    assert not isinstance(lived, Failure), lived
    return lived


@pytest.mark.long
@pytest.mark.parametrize("first", CORE[::10])
def test_ten_cases_of_eighteen_months_keep_every_invariant(first: int) -> None:
    total = Count()
    for seed in range(first, first + 10):
        total.add(lives(seed, "core"))
    assert total.reminders > 10, "people are reminded of something"


@pytest.mark.long
@pytest.mark.parametrize("seed", SERVICE)
def test_a_world_on_the_real_service_keeps_every_invariant(seed: int) -> None:
    count = lives(seed, "service")
    assert count.crashes > 3, "the program ended, and began again"


def test_a_simulated_body_can_answer_whatever_a_person_can_tell() -> None:
    """Otherwise no life has that answer, and no invariant was ever asked about it."""
    said = {says for _, says, _ in (*OF_BODY, *OF_CNIL) if says}
    assert said == set(Outcome) - {Outcome.RETURNED, *UNDATED}, "a letter returns, and silence is said, elsewhere"
    assert {event for event in get_args(Told) if effect_of(event.__new__(event)) in BODY_WROTE} == set(HEARD)


def test_the_same_seed_is_the_same_life() -> None:
    assert lives(7, "core") == lives(7, "core")


def test_every_planted_mutant_fits_the_code() -> None:
    for mutant in MUTANTS:
        for patch in mutant.patches:
            found = (ROOT / patch.file).read_text(encoding="utf-8").count(patch.before)
            assert found == 1, f"{mutant.name}: its words stand in {patch.file} {found} times; write it anew"


def test_the_calendar_of_the_simulator_is_right() -> None:
    assert f"{law.easter(2027):%a %Y-%m-%d}" == "Sun 2027-03-28"
    assert f"{law.easter(2028):%a %Y-%m-%d}" == "Sun 2028-04-16"
