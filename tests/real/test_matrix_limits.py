"""The Matrix adapter on a homeserver with the limits of a public one: twelve messages a minute, for everybody."""

import asyncio
from pathlib import Path

import pytest

from bot.core.ports.incoming import Arrived
from bot.core.ports.outgoing import Destination, Later, Payload, Sent
from tests.real.limits import live
from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse

# It mostly waits: beside the other tests, on the other worker.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("matrix-limits")]


async def test_with_the_limits_of_a_public_server_all_arrives_in_order(
    limited_synapse: Synapse, tmp_path: Path
) -> None:
    bot = Bot(limited_synapse, tmp_path / "bot", "bot")
    alix = await NioPerson.start(limited_synapse.url, limited_synapse.register("alix"), tmp_path / "alix")
    waits = 0
    try:
        async with bot.running() as matrix:
            await alix.opens_room_with(bot.user_id)
            arrived = await bot.inbox.gets(Arrived)
            to = Destination(arrived.person, arrived.place)
            for number in range(15):
                fate = await matrix.send(to, Payload(f"{number}"), f"key {number}")
                while isinstance(fate, Later):
                    assert fate.everyone
                    waits += 1
                    await asyncio.sleep(fate.wait.total_seconds())
                    fate = await matrix.send(to, Payload(f"{number}"), f"key {number}")
                assert fate == Sent()
            await alix.sees("14")
        assert [message.body for message in alix.messages] == [str(number) for number in range(15)]
        assert waits
    finally:
        await alix.close()


async def test_who_talks_is_answered_before_the_reminders_that_wait(limited_synapse: Synapse, tmp_path: Path) -> None:
    """A small form of `make limits`."""
    waits = await live(limited_synapse, tmp_path, answers=8, reminders=30)
    assert waits.in_order
    assert len(waits.answers) == 8
    assert waits.reminders_between <= 1, "one may have been on its way already"
