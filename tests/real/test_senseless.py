"""A homeserver that answers what is no Matrix harms Matrix alone, and is asked again until it makes sense."""

import asyncio
import re
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from tests.real.faulty.faults import MATRIX
from tests.real.faulty.proxy import Proxy
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, Bot
from tests.real.synapse import Synapse, free_port
from tests.real.telegram_api import TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"
GREETED = "Êtes-vous d’accord"
SECRET = "camille-exemple-and-her-words"
MESSAGE = {"type": "m.room.message", "sender": f"@{SECRET}:x", "event_id": SECRET, "origin_server_ts": 1}
SENSELESS: dict[str, object] = {
    "an event that is a number": {"rooms": {"join": {f"!{SECRET}:x": {"timeline": {"events": [1]}}}}},
    "a message to a device that is a number": {"to_device": {"events": [1]}},
    "a message without content": {"rooms": {"join": {f"!{SECRET}:x": {"state": {"events": [MESSAGE]}}}}},
}
OF_A_SYNC = {"next_batch": SECRET, "device_one_time_keys_count": {}, "device_lists": {}, "to_device": {}}


class Senseless(Proxy):
    """A homeserver whose syncs make no sense, while it is told so."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, MATRIX)
        self.says: object = None
        self.asked = 0

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if self.says is not None and self._peer.receiving.match(f"{request.method} {request.raw_path}"):
            self.asked += 1
            return web.json_response(self.says)
        answer = await super()._answer(request)
        if self.says is not None and self._peer.receiving.match(f"{request.method} {request.raw_path}"):
            self.asked += 1  # the sync that waited while it began
            return web.json_response(self.says)
        return answer


@pytest.mark.long
@pytest.mark.xdist_group("matrix")
async def test_a_sync_that_is_no_matrix_stops_neither_the_bot_nor_telegram(synapse: Synapse, tmp_path: Path) -> None:
    """Before: « TypeError », and the program ended with status 3, for people on Telegram too."""
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
            for answer in SENSELESS.values():
                proxy.says = OF_A_SYNC | answer  # type: ignore[operator]
                await person.say("/langue")
                status = await told("readyz", r'"matrix": "\w+Error at bot/networks/matrix/')
                assert status == 503
                somebody = api.person(first_name="Dominique", language="fr")
                await somebody.say("bonjour")
                await somebody.sees(GREETED)
                proxy.says = None
                await person.sees("English", timeout=60)
            await told("metrics", r'objecteur_mistakes_total\{loop="receiving on matrix"\} [1-9]')
            assert await told("readyz", '"matrix": "serving"') == 200
    finally:
        await person.close()
        await proxy.stop()
        await api.stop()
    ours = [line for line in bot.log.splitlines() if "ended by a mistake" in line]
    assert len(ours) >= len(SENSELESS)
    assert SECRET not in bot.log
    assert "Traceback" not in bot.log
