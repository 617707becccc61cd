"""Two minutes of the soak: what `make soak` does for half an hour, with fewer people who write faster."""

import pytest

from tests.real.soak.crowd import Pace
from tests.real.soak.ground import People
from tests.real.soak.soak import Plan, soak
from tests.real.synapse import Synapse

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
