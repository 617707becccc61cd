"""What the bot said in a room is found there by its key: by another device too, and whatever was said since."""

from datetime import timedelta

import pytest

from bot import clock
from bot.core.ports.incoming import Arrived, Left
from bot.core.ports.outgoing import Destination, Later, Payload, Sent, Uncertain
from bot.networks.matrix import history
from bot.networks.matrix.encryption import SENT_AS
from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse

pytestmark = pytest.mark.xdist_group("matrix")
DAY = timedelta(days=1)


async def meets(alix: NioPerson, bot: Bot) -> Destination:
    """The person opens a room with the bot."""
    await alix.opens_room_with(bot.user_id)
    arrived = await bot.inbox.gets(Arrived)
    return Destination(arrived.person, arrived.place)


async def test_what_was_said_is_found_by_its_key_and_nothing_else_is(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 3)  # it is some pages back
    began = clock.now()
    async with bot.running() as matrix:
        assert isinstance(await bot.matrix().history.find(Destination("", ""), "any", None), Later), "no log-in yet"
        to = await meets(alix, bot)
        await bot.delivers(matrix, to, Payload("Bonjour"), "first-key")
        for number in range(8):
            await bot.delivers(matrix, to, Payload(f"Question {number}"))
        assert await matrix.history.find(to, "first-key", began) == Sent(before=True)
        assert await matrix.history.find(to, "other-key", began) is None
        assert await matrix.history.find(to, "first-key", clock.now() + 2 * DAY) is None, "it is looked no further"
        monkeypatch.setattr(history, "PAGES", 2)
        assert isinstance(await matrix.history.find(to, "first-key", began), Uncertain)


async def test_a_later_device_finds_what_an_earlier_one_said(bot: Bot, alix: NioPerson, synapse: Synapse) -> None:
    async with bot.running() as matrix:
        to = await meets(alix, bot)
        await bot.delivers(matrix, to, Payload("Camille Exemple, 12 rue des Essais"), "the-key")
        await alix.sees("Camille")
    for path in bot.folder.iterdir():
        if path.name != "cross-signing.json":
            path.unlink()
    async with bot.running() as matrix:
        await bot.inbox.moves_on()
        assert await matrix.history.find(to, "the-key", None) == Sent(before=True)
        assert await matrix.history.find(to, "other-key", None) is None
    chunk = synapse.call(f"rooms/{to.place}/messages?dir=b&limit=50", alix.client.access_token)["chunk"]
    shown = [event["content"] for event in chunk if event["type"] == "m.room.encrypted"]
    assert [content[SENT_AS] for content in shown] == ["the-key"]
    assert set(shown[0]) == {SENT_AS, "algorithm", "sender_key", "ciphertext", "session_id", "device_id"}


async def test_nobody_knows_what_became_of_it_where_the_bot_is_not_any_more(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        to = await meets(alix, bot)
        await bot.delivers(matrix, to, Payload("Bonjour"), "the-key")
        await alix.leaves()
        await bot.inbox.gets(Left)
        await bot.inbox.catches_up()  # it leaves as well
        found = await matrix.history.find(to, "another-key", None)
        assert isinstance(found, Uncertain), found


async def test_a_homeserver_that_does_not_answer_is_asked_again_later(
    bot: Bot, alix: NioPerson, synapse: Synapse
) -> None:
    async with bot.running() as matrix:
        to = await meets(alix, bot)
        await bot.delivers(matrix, to, Payload("Bonjour"), "the-key")
        url, matrix.history._account.client.homeserver = synapse.url, "http://127.0.0.1:1"
        assert isinstance(await matrix.history.find(to, "the-key", None), Later)
        matrix.history._account.client.homeserver = url
        assert await matrix.history.find(to, "the-key", None) == Sent(before=True)
