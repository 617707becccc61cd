"""Whatever ails the chats of some, for ever, everybody else is answered as soon as when all is well.

On Matrix 429 is not among it: a homeserver limits the account, so that is everybody's.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Iterable
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import pytest
from aiohttp import web

from tests.real.faulty.faults import MATRIX
from tests.real.faulty.proxy import Proxy
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, Bot
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi
from tests.real.telegram_api.faults import Fault
from tests.real.telegram_api.people import Person

TOKEN = "123456:only-for-these-tests-not-a-real-one"
FOR_EVER = 600
TROUBLES = {
    Fault.SLOW_BEFORE: FOR_EVER,  # it hangs
    Fault.SLOW_AFTER: 5,
    Fault.ERROR: 0,
    Fault.FORBIDDEN: 0,
    Fault.SLOW_DOWN: 30,
    Fault.BAD_GATEWAY: 0,
}
PEOPLE = 16
GREETED = "Êtes-vous d’accord"


async def waits(answered: Iterable[Awaitable[object]]) -> list[float]:
    """The seconds that each takes, one after the other, in order of length."""
    found: list[float] = []
    for one in answered:
        began = time.monotonic()
        await one
        found.append(time.monotonic() - began)
    return sorted(found)


async def test_six_chats_in_trouble_for_ever_keep_nobody_waiting_on_telegram(tmp_path: Path) -> None:
    """Before: 21 s for the others where one hung, 5 s where one was slow, 26 s where one was met with errors."""
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}

    async def greets(person: Person) -> None:
        await person.say("bonjour")
        await person.sees(GREETED)

    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            idle = await waits(greets(api.person(first_name="Camille", language="fr")) for _ in range(PEOPLE))
            for fault, seconds in TROUBLES.items():
                person = api.person(first_name="Dominique", language="fr")
                api.faults.for_ever(person.id, fault, seconds=seconds)
                await person.say("bonjour")
                await person.say("oui")
            await api.faults.used.wait()
            others = await waits(greets(api.person(first_name="Claude", language="fr")) for _ in range(PEOPLE))
            await bot.kill()  # it would wait for what hangs
    finally:
        await api.stop()
    assert others[-2] < max(2 * idle[-2], 0.5), (idle, others)


_SEND = re.compile(r"PUT /_matrix/client/[^/]+/rooms/([^/]+)/send/")


class RoomProxy(Proxy):
    """A homeserver that is in trouble with some rooms, whenever the bot writes there."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, MATRIX)
        self.troubles: dict[str, float | int] = {}
        """By the room's id: a status to answer with, or the seconds before it is passed on."""
        self.met_by: set[str] = set()
        self.all_met = asyncio.Event()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        said = _SEND.match(f"{request.method} {unquote(request.raw_path)}")
        trouble = self.troubles.get(said[1]) if said else None
        if said and trouble is not None:
            self.met_by.add(said[1])
            if len(self.met_by) == len(self.troubles):
                self.all_met.set()
            if isinstance(trouble, int):
                return web.json_response({"errcode": "M_UNKNOWN", "error": "made up"}, status=trouble)
            await asyncio.sleep(trouble)
        return await super()._answer(request)


@pytest.mark.xdist_group("matrix")
async def test_rooms_in_trouble_for_ever_keep_nobody_waiting_on_matrix(synapse: Synapse, tmp_path: Path) -> None:
    """Before, one slow room was eight seconds for all."""
    user, password = await asyncio.to_thread(synapse.register, f"troubled-{uuid4().hex[:8]}")
    proxy = RoomProxy(synapse.url)
    settings = {"matrix_homeserver": await proxy.start(), "matrix_user": user, "matrix_password": password}
    accounts = [await asyncio.to_thread(synapse.register, f"person-{uuid4().hex[:8]}") for _ in range(8)]
    people = [await NioPerson.start(synapse.url, account, tmp_path / account[0][1:12]) for account in accounts]
    troubled, others = people[:4], people[4:]

    async def asks(person: NioPerson) -> None:
        await person.say("/langue")
        await person.sees("English")

    try:
        (tmp_path / "bot").mkdir()
        async with Bot(tmp_path / "bot", BEGUN, **settings) as bot:
            for person in people:
                await person.opens_room_with(user)
                await person.sees(GREETED)
            idle = await waits(asks(person) for person in others * 3)
            for person, trouble in zip(troubled, (float(FOR_EVER), 5.0, 500, 502), strict=True):
                proxy.troubles[person.room] = trouble
                await person.say("/langue")
            async with asyncio.timeout(30):
                await proxy.all_met.wait()
            during = await waits(asks(person) for person in others * 3)
            await bot.kill()
    finally:
        for person in people:
            await person.close()
        await proxy.stop()
    assert during[-2] < max(2 * idle[-2], 1.0), (idle, during)
