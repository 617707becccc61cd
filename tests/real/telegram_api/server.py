"""The server: HTTP in, one method called, its result or its refusal out; faults where they were asked for."""

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.real.telegram_api import reading
from tests.real.telegram_api.faults import Fault, Faults, Switch, refusal
from tests.real.telegram_api.methods import METHODS
from tests.real.telegram_api.people import Chat, File, Group, Person
from tests.real.telegram_api.pushing import Pushing
from tests.real.telegram_api.reading import Method
from tests.real.telegram_api.refusal import Json, Refusal, bad
from tests.real.telegram_api.updates import Updates

LARGEST = 60 * 1024 * 1024
GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Call:
    """One request: the method as it was spelled, what was given, and the status it got (0: the line was cut)."""

    method: str
    given: Mapping[str, Any] = field(repr=False)
    status: int = 0
    description: str = ""


class TelegramApi:
    """One bot account on a Telegram of its own."""

    def __init__(self, token: str, username: str = "objecteur_test_bot") -> None:
        """Take the token that is accepted (`digits:letters`) and the bot's name."""
        self.token = token
        self.bot: Json = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Test"}
        self.bot["username"] = username
        self.updates = Updates()
        self.faults = Faults()
        self.calls: list[Call] = []
        self.taps: set[str] = set()
        self.unanswered: set[str] = set()
        self.menu: dict[str, list[Json]] = {}
        self.button = "default"
        self.profile: dict[tuple[str, str], str] = {}
        self.url = ""
        self.pushing: Pushing | None = None
        self._chats: dict[int, Chat] = {}
        self._numbers = itertools.count(1)
        self._people = itertools.count(1001)
        self._tap_numbers = itertools.count(9_000_001)
        self._called = asyncio.Event()
        self._stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None

    # --- Its life ---------------------------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1, on a free port when none is given. Returns the base URL."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._stopping.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self.url

    async def stop(self) -> None:
        """End every call that waits, and listen no more. What was said stays; `start` may follow."""
        self._stopping.set()
        self.updates.stop()
        await self.push_to("", "")
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def push_to(self, url: str, secret: str) -> None:
        """Post updates there from now on; nowhere when `url` is empty."""
        if self.pushing:
            await self.pushing.close()
        self.updates.webhook = url
        self.pushing = Pushing(self.updates, url, secret) if url.startswith("http://") else None

    # --- Who is there -----------------------------------------------------------------------------------------------

    def person(self, first_name: str = "Alix", language: str | None = None) -> Person:
        """Somebody new, who never wrote to the bot."""
        user: Json = {"id": next(self._people), "is_bot": False, "first_name": first_name}
        if language:
            user["language_code"] = language
        person = Person(user, self.updates.push, self.number, self.bot, self._tap)
        self._chats[person.id] = person
        return person

    def group(self, title: str = "Un groupe") -> Group:
        """A group that the bot is not in yet."""
        number = -1_000_000_000_000 - next(self._people)
        described = {"id": number, "type": "supergroup", "title": title}
        group = Group(number, described, self.updates.push, self.number, self.bot)
        self._chats[number] = group
        return group

    def expire_taps(self) -> None:
        """Every tap so far is too old to be answered."""
        self.taps.clear()

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def next_call(self) -> None:
        """Wait for one more call."""
        self._called.clear()
        await self._called.wait()

    # --- For the methods --------------------------------------------------------------------------------------------

    def number(self) -> int:
        """The next message's number."""
        return next(self._numbers)

    def chat(self, given: Mapping[str, Any]) -> Chat:
        """The chat that a call is about. Raises Refusal."""
        if not given.get("chat_id"):
            raise bad("chat_id is empty")
        found = self._chats.get(reading.integer(given, "chat_id"))
        if found is None:
            raise bad("chat not found")
        return found

    def _tap(self) -> str:
        number = str(next(self._tap_numbers))
        self.taps.add(number)
        self.unanswered.add(number)
        return number

    # --- HTTP -------------------------------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            given = await _parameters(request)
        except Refusal as error:
            self.calls.append(Call(name, {}, error.status, error.description))
            return web.json_response(error.body, status=error.status)
        call = Call(name, given)
        self.calls.append(call)
        self._called.set()
        switch = self.faults.take(name, given.get("chat_id"))
        if switch and switch.fault is Fault.DROP_BEFORE:
            return _cut(request)
        if switch and switch.fault is Fault.BAD_GATEWAY:
            call.status = 502
            return web.Response(status=502, text=GATEWAY, content_type="text/html")
        if switch and switch.fault is Fault.SLOW_BEFORE:
            await self._slowly(switch)
        response = await self._carried_out(request, call, switch)
        if switch and switch.fault is Fault.DROP_AFTER:
            call.status = 0
            return _cut(request)
        if switch and switch.fault is Fault.SLOW_AFTER:
            await self._slowly(switch)
        return response

    async def _carried_out(self, request: web.Request, call: Call, switch: Switch | None) -> web.Response:
        try:
            method = self._granted(request.match_info["token"], call.method, switch)
            result = await method(self, call.given)
        except Refusal as error:
            call.status, call.description = error.status, error.description
            return web.json_response(error.body, status=error.status)
        call.status = 200
        return web.json_response({"ok": True, "result": result})

    def _granted(self, token: str, name: str, switch: Switch | None) -> Method:
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        method = METHODS.get(name.lower())
        if method is None:
            raise Refusal(404, "Not Found")
        if switch and (wrong := refusal(switch)):
            raise wrong
        return method

    async def _slowly(self, switch: Switch) -> None:
        try:
            async with asyncio.timeout(switch.seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _parameters(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.method not in {"GET", "POST"}:
        raise Refusal(405, "Method Not Allowed")
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise bad("can't parse JSON") from None
        if not isinstance(body, dict):
            raise bad("can't parse JSON: expected an object")
        return given | body
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            given[name] = File(value.filename, value.content_type, value.file.read())
        else:
            given[name] = value
    return given
