"""A homeserver that answers what is no Matrix harms Matrix alone, and is asked again until it makes sense."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from tests.real.faulty.faults import MATRIX
from tests.real.faulty.proxy import Proxy, _bytes_of
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, Bot
from tests.real.synapse import Synapse, free_port
from tests.real.telegram_api import TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"
GREETED = "Êtes-vous d’accord"
SECRET = "camille-exemple-and-her-words"
INVITED = {
    "type": "m.room.member",
    "sender": f"@{SECRET}:x",
    "state_key": "@bot:x",
    "content": {"membership": "invite"},
}
INTO_A_SYNC: dict[str, object] = {
    "rooms": {"invite": {f"!{SECRET}:x": {"invite_state": {"events": [INVITED | {"unsigned": 1}]}}}},
    "to_device": {"events": [1]},
}
"""What another server may write, which nio raises for."""
AGAIN = 3
NO_SYNC: dict[str, object] = {"next_batch": SECRET, "rooms": {"join": {f"!{SECRET}:x": 1}}}


class Senseless(Proxy):
    """A homeserver in whose syncs something makes no sense, or which answers no sync at all, while it is told so."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, MATRIX)
        self.adds: dict[str, object] = {}
        self.says: object = None
        self.asked = 0
        self.asked_again = asyncio.Event()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = await super()._answer(request)
        if not self._peer.receiving.match(f"{request.method} {request.raw_path}"):
            return answer
        if self.says is not None:
            self.asked += 1
            if self.asked == AGAIN:
                self.asked_again.set()
            return web.json_response(self.says)
        if self.adds:
            self.asked += 1
            return web.json_response(_with(json.loads(_bytes_of(answer)), self.adds))
        return answer


def _with(sync: Any, more: Any) -> Any:
    """A sync with what stands in another one too."""
    if isinstance(more, dict):
        return sync | {key: _with(sync[key], of) if key in sync else of for key, of in more.items()}
    return [*sync, *more]


@pytest.mark.long
@pytest.mark.xdist_group("matrix")
async def test_a_sync_that_is_no_matrix_stops_neither_the_bot_nor_telegram(synapse: Synapse, tmp_path: Path) -> None:
    """Before: « TypeError »; nobody was heard on Matrix as long as it came, and what was sent there was cut off too."""
    user, password = await asyncio.to_thread(synapse.register, f"senseless-{uuid4().hex[:8]}")
    account = await asyncio.to_thread(synapse.register, f"person-{uuid4().hex[:8]}")
    api, proxy, port = TelegramApi(TOKEN), Senseless(synapse.url), free_port()
    settings = {
        "telegram_token": TOKEN, "telegram_api_url": await api.start(),
        "matrix_homeserver": await proxy.start(), "matrix_user": user, "matrix_password": password,
        "http_address": f"127.0.0.1:{port}",
    }  # fmt: skip
    person = await NioPerson.start(synapse.url, account, tmp_path / "person")
    (data := tmp_path / "bot").mkdir()

    async def told(path: str, pattern: str) -> int:
        async with asyncio.timeout(30), aiohttp.ClientSession() as session:
            while True:
                async with session.get(f"http://127.0.0.1:{port}/{path}") as answer:
                    if re.search(pattern, await answer.text()):
                        return answer.status
                await asyncio.sleep(0.1)

    bot = Bot(data, BEGUN, **settings)
    try:
        async with bot:
            await person.opens_room_with(user)
            await person.sees(GREETED, timeout=60)
            proxy.adds = INTO_A_SYNC
            for _ in range(3):
                await person.say("/langue")
                await person.sees("English", timeout=60)
            assert proxy.asked > 1
            proxy.adds, proxy.says, proxy.asked = {}, NO_SYNC, 0
            await person.say("/langue")
            async with asyncio.timeout(30):
                await proxy.asked_again.wait()
            somebody = api.person(first_name="Dominique", language="fr")
            await somebody.say("bonjour")
            await somebody.sees(GREETED)
            assert proxy.asked < 2 * AGAIN, "it is asked again with pauses that grow"
            proxy.says = None
            await person.sees("English", timeout=60)
            assert await told("readyz", '"matrix": "serving"') == 200
    finally:
        await person.close()
        await proxy.stop()
        await api.stop()
    assert "an event makes no sense, and is left out: TypeError at bot/networks/matrix/" in bot.log
    assert "matrix: not now" in bot.log
    assert "ended by a mistake" not in bot.log, "neither ends what is received there, nor what is sent"
    assert SECRET not in bot.log
    assert "Traceback" not in bot.log
