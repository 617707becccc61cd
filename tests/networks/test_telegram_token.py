"""The token is in no log, whatever happens and however much is logged."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.core.ports.network import FatalNetworkError
from bot.core.ports.outgoing import Button, Destination, Payload
from bot.networks.telegram import client
from tests.networks.telegram_bench import SOON, TOKEN, FakeInbox, adapter, running, serving
from tests.real.telegram_api import Fault, TelegramApi

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after")  # the library's notice about its next release


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with running() as started:
        yield started


class Everything(logging.Handler):
    """Keeps every record as a log file would write it, without our redaction."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that is logged from DEBUG up, by whomever, with nothing quieted or redacted by the program."""
    root, everything = logging.getLogger(), Everything()
    loggers = [root, *(logging.getLogger(name) for name in ("bot", *client.LEAKY))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    root.addHandler(everything)
    yield everything.lines
    root.removeHandler(everything)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


async def test_the_token_is_in_no_log(api: TelegramApi, logged: list[str]) -> None:
    camille, inbox, telegram = api.person("Camille"), FakeInbox(), adapter(api.url)
    place = Destination(str(camille.id), str(camille.id))
    for fault in Fault:
        if fault not in {Fault.UNAUTHORIZED, Fault.SLOW_DOWN}:
            for method in ("getMe", "getUpdates", "sendMessage", "sendDocument"):
                api.faults.set(method, fault, seconds=0.01)
    inbox.away = 1
    async with serving(telegram, inbox) as task:
        await camille.say("un")
        await inbox.took(1)
        for _ in Fault:
            await telegram.send(place, Payload("x", html="<b>x</b>", buttons=(Button("Oui", "1|oui"),)), "k")
        await camille.taps("oui")
        api.updates.push("callback_query", {"id": "5"})
        await camille.say("deux")
        await inbox.took(3)
        api.faults.set("getUpdates", Fault.UNAUTHORIZED, times=50)
        await camille.say("trois")
        with pytest.raises(FatalNetworkError):
            await asyncio.wait_for(task, SOON)
    assert any("telegram" in line for line in logged)
    assert not [line for line in logged if TOKEN in line or TOKEN.partition(":")[2] in line]
