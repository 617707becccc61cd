"""The HTTP listener, for a network's posts, the health of the bot, and its metrics. TLS is a proxy's business."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.core.ports.network import Pushed
from bot.runtime.door import PEERS, Door, body
from bot.runtime.health import Health
from bot.runtime.socket_file import socket_at
from bot.service.attempts import Attempt, Attempts
from bot.store import DatabaseError

log = logging.getLogger(__name__)

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"
Handler = Callable[[web.Request], Awaitable[web.Response]]
Seen = Callable[[], tuple[HTTPStatus, Mapping[str, str]]]
"""Makes the health report: an HTTP status, and a word for each part."""


@asynccontextmanager
async def listening(
    host: str,
    port: int,
    pushed: Mapping[str, Pushed],
    health: Health,
    metrics: Callable[[], bytes],
    attempts: Attempts | None = None,
) -> AsyncIterator[tuple[str, int]]:
    """Listen for as long as the block lasts. Yields the host and the port, which is a free one when `port` is 0.

    pushed    by path, the port that takes posts there
    health    what HEALTH and READY tell at each visit
    metrics   makes the text of METRICS, in a thread, at each visit
    attempts  where the posts and connections are counted that are refused

    Raises OSError when the address cannot be used.
    """
    async with _opened(pushed, health, metrics, attempts or Attempts()) as door:
        server = await asyncio.get_running_loop().create_server(door.enter, host, port)
        try:
            yield server.sockets[0].getsockname()[:2]
        finally:
            server.close()


@asynccontextmanager
async def listening_at(
    path: Path,
    pushed: Mapping[str, Pushed],
    health: Health,
    metrics: Callable[[], bytes],
    attempts: Attempts | None = None,
) -> AsyncIterator[None]:
    """Listen on a Unix socket, as `listening` does: who may use it is said by its file. Raises OSError."""
    async with _opened(pushed, health, metrics, attempts or Attempts()) as door:
        with socket_at(path) as made:
            server = await asyncio.get_running_loop().create_unix_server(door.enter, sock=made)
            try:
                yield
            finally:
                server.close()


@asynccontextmanager
async def _opened(
    pushed: Mapping[str, Pushed], health: Health, metrics: Callable[[], bytes], attempts: Attempts
) -> AsyncIterator[Door]:
    """A door, watched while the block lasts, and what is behind it."""
    door = Door(attempts)
    largest = max((push.largest for push in pushed.values()), default=1)
    app = web.Application(client_max_size=largest, middlewares=[door.guard])
    for path, push in pushed.items():
        app.router.add_post(path, _taking(push, attempts))
    app.router.add_get(HEALTH, _telling(health.seen))
    app.router.add_get(READY, _telling(health.ready))
    app.router.add_get(METRICS, _measured(metrics))
    runner = web.AppRunner(app, access_log=None, logger=PEERS, shutdown_timeout=5)
    await runner.setup()
    door.opens_to(runner.server)
    watching = asyncio.create_task(door.watch())
    try:
        yield door
    finally:
        watching.cancel()
        await runner.cleanup()


def _taking(push: Pushed, attempts: Attempts) -> Handler:
    async def take(request: web.Request) -> web.Response:
        if not push.welcome(request.headers):
            attempts.note(Attempt.POST)
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
