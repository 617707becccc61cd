"""The one HTTP listener: what a network pushes to the bot, and how the bot is. TLS is a proxy's business."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.core.ports.network import Pushed
from bot.store import DatabaseError

log = logging.getLogger(__name__)

HEALTH, METRICS = "/healthz", "/metrics"
Handler = Callable[[web.Request], Awaitable[web.Response]]
Seen = Callable[[], tuple[HTTPStatus, Mapping[str, str]]]
"""How the program is: an HTTP status, and a word for each part."""


@dataclass
class Health:
    """How the parts of the program are: each network that is served, and the reminders.

    ended      by network, the reason why it has ended; empty while all are well
    reminders  why they could not be computed the last time; empty while they are
    """

    parts: tuple[str, ...]
    ended: dict[str, str] = field(default_factory=dict)
    reminders: str = ""

    def serving(self) -> tuple[tuple[str, bool], ...]:
        """Each network, and whether it goes on."""
        return tuple((part, part not in self.ended) for part in self.parts)

    def seen(self) -> tuple[HTTPStatus, Mapping[str, str]]:
        """The status and a word for each part, for a watcher."""
        words = {part: self.ended.get(part, "serving") for part in self.parts} | {
            "reminders": self.reminders or "computed"
        }
        ill = self.ended or self.reminders
        return HTTPStatus.SERVICE_UNAVAILABLE if ill else HTTPStatus.OK, words


@asynccontextmanager
async def listening(
    host: str, port: int, pushed: Mapping[str, Pushed], health: Seen, metrics: Callable[[], bytes]
) -> AsyncIterator[tuple[str, int]]:
    """Listen for as long as the block lasts. Yields where: the port that was free, when `port` is 0.

    pushed   by path, what takes posts there
    health   how the program is: asked at each visit of HEALTH
    metrics  the text of METRICS: made in a thread, at each visit

    Raises OSError when nobody may listen there.
    """
    app = web.Application(client_max_size=max((push.largest for push in pushed.values()), default=1))
    for path, push in pushed.items():
        app.router.add_post(path, _taking(push))
    app.router.add_get(HEALTH, _telling(health))
    app.router.add_get(METRICS, _measured(metrics))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][:2]
    finally:
        await runner.cleanup()


def _taking(push: Pushed) -> Handler:
    async def take(request: web.Request) -> web.Response:
        if not push.welcome(request.headers):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if request.content_type != "application/json":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return web.Response(status=await push.post(await request.read()))

    return take


def _telling(health: Seen) -> Handler:
    async def tell(_: web.Request) -> web.Response:
        status, words = health()
        return web.Response(status=status, text=json.dumps(words), content_type="application/json")

    return tell


def _measured(metrics: Callable[[], bytes]) -> Handler:
    async def measure(_: web.Request) -> web.Response:
        try:
            body = await asyncio.to_thread(metrics)
        except DatabaseError as error:
            log.error("metrics cannot be read: %s", error)  # noqa: TRY400  one clear line
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return measure
