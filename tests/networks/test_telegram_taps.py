"""A tap on a button: taken like any word, answered at once, its buttons put out; and never in anybody's way."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.core.ports.incoming import Pressed, Text
from bot.core.ports.outgoing import Button, Destination, Payload
from tests.networks.telegram_bench import SOON, FakeInbox, Naps, adapter, confirmed, running, serving
from tests.real.telegram_api import Fault, TelegramApi

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after")  # the library's notice about its next release


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with running() as started:
        yield started


@pytest.fixture
def naps() -> Naps:
    return Naps()


async def test_a_tap_is_taken_answered_and_its_buttons_put_out(api: TelegramApi) -> None:
    camille, inbox, telegram = api.person("Camille"), FakeInbox(), adapter(api.url)
    async with serving(telegram, inbox):
        await camille.say("un")
        await inbox.took(1)
        place = str(camille.id)
        await telegram.send(Destination(place, place), Payload("Oui ?", buttons=(Button("Oui", "1|oui"),)), "k")
        await camille.taps("oui")
        await inbox.took(2)
        while api.unanswered or camille.messages[0].buttons:
            await asyncio.wait_for(api.next_call(), SOON)
    assert inbox.contents[1] == Pressed("1|oui", f"{place}/{camille.messages[0].message_id}")


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.BAD_GATEWAY, Fault.SLOW_DOWN, None], ids=str)
async def test_a_tap_that_cannot_be_answered_is_taken_all_the_same(api: TelegramApi, fault: Fault | None) -> None:
    camille, inbox, telegram = api.person("Camille"), FakeInbox(), adapter(api.url)
    if fault:
        api.faults.set("answerCallbackQuery", fault)
    async with serving(telegram, inbox):
        await camille.say("un")
        await inbox.took(1)
        place = str(camille.id)
        await telegram.send(Destination(place, place), Payload("Oui ?", buttons=(Button("Oui", "1|oui"),)), "k")
        await camille.taps("oui")
        api.expire_taps()
        await camille.say("deux")
        await inbox.took(3)


async def test_a_tap_whose_answer_hangs_makes_nobody_wait(api: TelegramApi) -> None:
    camille, alix, inbox, telegram = api.person("Camille"), api.person("Alix"), FakeInbox(), adapter(api.url)
    api.faults.set("answerCallbackQuery", Fault.SLOW_BEFORE, seconds=60)
    async with serving(telegram, inbox):
        await camille.say("un")
        await inbox.took(1)
        place = str(camille.id)
        await telegram.send(Destination(place, place), Payload("Oui ?", buttons=(Button("Oui", "1|oui"),)), "k")
        await camille.taps("oui")
        await alix.say("deux")
        await inbox.took(3)
    assert api.unanswered


async def test_a_tap_that_was_not_taken_can_be_tapped_again(api: TelegramApi, naps: Naps) -> None:
    camille, inbox, telegram = api.person("Camille"), FakeInbox(), adapter(api.url, sleep=naps.sleep)
    async with serving(telegram, inbox):
        await camille.say("un")
        await inbox.took(1)
        place = str(camille.id)
        await telegram.send(Destination(place, place), Payload("Oui ?", buttons=(Button("Oui", "1|oui"),)), "k")
        inbox.refused = {str(int(inbox.offered[0]) + 1)}
        await camille.taps("oui")
        await camille.say("deux")
        await inbox.took(2)
        await confirmed(api, 3)
    assert inbox.contents == [Text("un"), Text("deux")]
    assert camille.messages[0].buttons
    assert api.unanswered


async def test_a_tap_under_a_message_too_old_to_be_changed(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    old = {"message_id": 1, "date": 0, "chat": camille.described}
    query = {"id": "1", "from": camille.user, "chat_instance": "1", "data": "1|oui", "message": old}
    api.taps.add("1")
    api.updates.push("callback_query", query)
    await camille.say("un")
    async with serving(adapter(api.url), inbox) as task:
        await inbox.took(2)
        assert not task.done()
    assert inbox.contents == [Pressed("1|oui", f"{camille.id}/1"), Text("un")]
