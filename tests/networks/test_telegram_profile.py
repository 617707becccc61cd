"""What Telegram shows of the bot: set where it differs, and never in the way of receiving."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.networks.telegram_bench import SOON, FakeInbox, adapter, running, serving
from tests.real.telegram_api import Fault, TelegramApi

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after")  # the library's notice about its next release


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with running() as started:
        yield started


async def test_the_menu_and_the_descriptions_are_set_once(api: TelegramApi) -> None:
    camille = api.person("Camille")
    for reads in (1, 2):
        inbox = FakeInbox()
        telegram = adapter(
            api.url,
            commands={"": (("aide", "De l’aide"),), "en": (("aide", "Help"),)},
            descriptions={"fr": ("Longue", "Courte")},
        )
        async with serving(telegram, inbox):
            async with asyncio.timeout(SOON):
                while len(api.called("getMyShortDescription")) < reads or not api.called("setMyShortDescription"):
                    await api.next_call()
            await camille.say("un")
            await inbox.took(1)
    assert api.menu == {
        "": [{"command": "aide", "description": "De l’aide"}],
        "en": [{"command": "aide", "description": "Help"}],
    }
    assert len(api.called("setMyCommands")) == 2
    assert (api.button, len(api.called("setChatMenuButton"))) == ("commands", 1)
    assert len(api.called("setMyDescription")) == len(api.called("setMyShortDescription")) == 1


@pytest.mark.parametrize("fault", [Fault.SLOW_DOWN, Fault.BAD_GATEWAY, Fault.DROP_BEFORE, Fault.SLOW_BEFORE], ids=str)
async def test_a_menu_that_cannot_be_set_stops_neither_the_descriptions_nor_receiving(
    api: TelegramApi, fault: Fault
) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    hanging = fault is Fault.SLOW_BEFORE
    api.faults.set("getMyCommands", fault, seconds=60 if hanging else 1)
    menu, said = {"fr": (("aide", "De l’aide"),)}, {"fr": ("Longue", "Courte")}
    async with serving(adapter(api.url, commands=menu, descriptions=said), inbox):
        await camille.say("un")
        await inbox.took(1)
        while not hanging and not api.called("setMyShortDescription"):
            await asyncio.wait_for(api.next_call(), SOON)
