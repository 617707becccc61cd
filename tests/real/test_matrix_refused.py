"""A sync that the homeserver refuses in a way that does not pass by itself: told, asked less and less, never lost."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from bot import clock
from bot.core.ports.incoming import Arrived, Incoming, Text
from bot.core.ports.network import Cursor
from bot.networks.matrix import client
from tests.real.faulty.faults import MATRIX
from tests.real.faulty.proxy import Proxy
from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN
from tests.real.running import Bot as Program
from tests.real.synapse import Synapse, free_port

pytestmark = pytest.mark.xdist_group("matrix")

LINES = 70
"""More than a sync shows of one room."""
GREETED = "Êtes-vous d’accord"


class Refusing(Proxy):
    """A homeserver that refuses syncs: all, or those from a position, which are the others but the first."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, MATRIX)
        self.refuses: tuple[int, str] | None = None
        self.only_positions = self.forgets_all = False
        self.refused = 0

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = self._peer.receiving.match(f"{request.method} {request.raw_path}")
        if asked and self.refuses and ("since=" in request.raw_path or not (self.only_positions or self.forgets_all)):
            status, code = self.refuses
            self.refused += 1
            return web.json_response({"errcode": code, "error": "made up"}, status=status)
        answer = await super()._answer(request)
        if asked and self.only_positions and "since=" not in request.raw_path:
            self.refuses = None  # it knows the position that it gave last
        return answer


@pytest.fixture
async def refusing(synapse: Synapse, bot: Bot) -> AsyncIterator[Refusing]:
    proxy = Refusing(synapse.url)
    bot.homeserver = await proxy.start()
    yield proxy
    await proxy.stop()


def said(taken: list[Incoming]) -> Counter[str]:
    """How often each line was taken."""
    return Counter(one.content.text for one in taken if isinstance(one.content, Text))


async def test_a_position_that_the_homeserver_does_not_know_loses_and_doubles_nothing(
    bot: Bot, synapse: Synapse, tmp_path: Path
) -> None:
    """Before: it was asked for the same position for ever, and nobody was heard on Matrix any more."""
    account = await asyncio.to_thread(synapse.register, f"alix-{uuid4().hex[:8]}")
    alix = await NioPerson.start(synapse.url, account, tmp_path / "alix")
    people = [alix]
    try:
        async with bot.running() as matrix:
            await alix.opens_room_with(bot.user_id)
            arrived = await bot.inbox.gets(Arrived)
            await bot.tells(matrix, arrived, "Bonjour")
            await alix.sees("Bonjour")
            await alix.say("bonjour")
            await bot.inbox.gets("bonjour")
            await bot.inbox.catches_up()
        for number in range(LINES):
            await alix.say(f"ligne {number:02}")
        people.append(await NioPerson.start(synapse.url, account, tmp_path / "second"))
        bot.inbox.saved = Cursor("a position of another homeserver", clock.now())
        async with bot.running() as matrix:
            await bot.inbox.gets(f"ligne {LINES - 1}")
            await bot.inbox.moves_on(Cursor("a position of another homeserver", bot.inbox.saved.saved_at))
            await bot.tells(matrix, arrived, "Me revoici")
            for device in people:
                await device.sees("Me revoici")
        assert said(bot.inbox.taken) == Counter(("bonjour", *(f"ligne {number:02}" for number in range(LINES))))
        assert bot.inbox.replays, "what was taken before came again, and was known"
    finally:
        for device in people:
            await device.close()


async def test_a_position_that_is_no_longer_known_is_left_while_the_bot_runs(
    bot: Bot, alix: NioPerson, refusing: Refusing
) -> None:
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        await alix.say("avant")
        await bot.inbox.gets("avant")
        refusing.only_positions, refusing.refuses = True, (400, "M_UNKNOWN_POS")
        await alix.say("après")
        await bot.inbox.gets("après")
        await bot.tells(matrix, arrived, "Bien reçu")
        await alix.sees("Bien reçu")
        await alix.say("merci")
        await bot.inbox.gets("merci")
    assert refusing.refused
    assert said(bot.inbox.taken) == Counter(("avant", "après", "merci"))


async def test_a_homeserver_that_knows_no_position_at_all_is_told_and_asked_less_and_less(
    bot: Bot, alix: NioPerson, refusing: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each position that it gave is refused: every room was read anew as fast as it could answer."""
    monkeypatch.setattr(client, "pauses", lambda *_: iter((0.1, 0.1, 0.1, 3600.0)))
    async with bot.running():
        await alix.opens_room_with(bot.user_id)
        await bot.inbox.gets(Arrived)
        refusing.forgets_all, refusing.refuses = True, (400, "M_UNKNOWN")
        await bot.inbox.is_refused("its position", times=4)
        assert refusing.refused == 4, "the next one is asked for an hour later"


async def test_a_sync_that_stays_refused_is_told_and_goes_on_once_it_is_not(
    bot: Bot, alix: NioPerson, refusing: Refusing
) -> None:
    """Before: the log alone said so, every six seconds."""
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        refusing.refuses = (403, "M_FORBIDDEN")
        await alix.say("pendant")
        await bot.inbox.is_refused("M_FORBIDDEN")
        refusing.refuses = None
        await bot.inbox.gets("pendant")
        await bot.tells(matrix, arrived, "Bien reçu")
        await alix.sees("Bien reçu")
    assert said(bot.inbox.taken) == Counter(("pendant",))


@pytest.mark.long
async def test_who_watches_is_told_that_a_sync_is_refused(synapse: Synapse, tmp_path: Path) -> None:
    user, password = await asyncio.to_thread(synapse.register, f"refused-{uuid4().hex[:8]}")
    account = await asyncio.to_thread(synapse.register, f"person-{uuid4().hex[:8]}")
    proxy, port = Refusing(synapse.url), free_port()
    person = await NioPerson.start(synapse.url, account, tmp_path / "person")
    (data := tmp_path / "bot").mkdir()

    async def watched(path: str, word: str) -> int:
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                async with session.get(f"http://127.0.0.1:{port}/{path}") as answer:
                    if word in await answer.text():
                        return answer.status
                await asyncio.sleep(0.1)

    settings = {"matrix_homeserver": await proxy.start(), "matrix_user": user, "matrix_password": password}
    program = Program(data, BEGUN, **settings, http_address=f"127.0.0.1:{port}")
    try:
        async with program:
            await person.opens_room_with(user)
            await person.sees(GREETED, timeout=60)
            proxy.refuses = (403, "M_FORBIDDEN")
            await person.say("/langue")
            assert await watched("readyz", json.dumps("a sync is refused (M_FORBIDDEN)")) == 503
            assert await watched("metrics", 'objecteur_refusals_total{network="matrix"}') == 200
            assert await watched("metrics", "objecteur_ready 0.0") == 200
            proxy.refuses = None
            await person.sees("English", timeout=60)
            assert await watched("readyz", '"matrix": "serving"') == 200
    finally:
        await person.close()
        await proxy.stop()
    assert program.log.count("a sync is refused (M_FORBIDDEN)") == 1, "once, not at each try"
