"""The HTTP listener, for a network's posts, the health of the bot, and its metrics. TLS is a proxy's business."""

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
from bot.runtime.door import PEERS, Door, body
from bot.store import DatabaseError

log = logging.getLogger(__name__)

HEALTH, METRICS = "/healthz", "/metrics"
Handler = Callable[[web.Request], Awaitable[web.Response]]
Seen = Callable[[], tuple[HTTPStatus, Mapping[str, str]]]
"""Makes the health report: an HTTP status, and a word for each part."""


@dataclass
class Health:
    """The health of the parts of the program: each network that is served, and the reminders.

    ended      by network, the reason why it has ended; empty while all are served
    reminders  the reason why reminders could not be computed the last time; empty while they are
    """

    parts: tuple[str, ...]
    ended: dict[str, str] = field(default_factory=dict)
    reminders: str = ""

    def serving(self) -> tuple[tuple[str, bool], ...]:
        """Each network, and whether it is still served."""
        return tuple((part, part not in self.ended) for part in self.parts)

    def seen(self) -> tuple[HTTPStatus, Mapping[str, str]]:
        """The health report: the status, and a word for each part."""
        words = {part: self.ended.get(part, "serving") for part in self.parts} | {
            "reminders": self.reminders or "computed"
        }
        ill = self.ended or self.reminders
        return HTTPStatus.SERVICE_UNAVAILABLE if ill else HTTPStatus.OK, words


@asynccontextmanager
async def listening(
    host: str, port: int, pushed: Mapping[str, Pushed], health: Seen, metrics: Callable[[], bytes]
) -> AsyncIterator[tuple[str, int]]:
    """Listen for as long as the block lasts. Yields the host and the port, which is a free one when `port` is 0.

    pushed   by path, the port that takes posts there
    health   makes the health report at each visit of HEALTH
    metrics  makes the text of METRICS, in a thread, at each visit

    Raises OSError when the address cannot be used.
    """
    door = Door()
    largest = max((push.largest for push in pushed.values()), default=1)
    app = web.Application(client_max_size=largest, middlewares=[door.guard])
    for path, push in pushed.items():
        app.router.add_post(path, _taking(push))
    app.router.add_get(HEALTH, _telling(health))
    app.router.add_get(METRICS, _measured(metrics))
    runner = web.AppRunner(app, access_log=None, logger=PEERS, shutdown_timeout=5)
    await runner.setup()
    door.opens_to(runner.server)
    server = await asyncio.get_running_loop().create_server(door.enter, host, port)
    watching = asyncio.create_task(door.watch())
    try:
        yield server.sockets[0].getsockname()[:2]
    finally:
        watching.cancel()
        server.close()
        await runner.cleanup()


def _taking(push: Pushed) -> Handler:
    async def take(request: web.Request) -> web.Response:
        if not push.welcome(request.headers):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if request.content_type != "application/json":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return web.Response(status=await push.post(await body(request)))

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
