"""The door of the HTTP listener: so many connections at once, so much time for each to say what it wants.

Nobody can hold the bot by opening connections and saying nothing, and whatever a peer sends, the log gets one line at
most: the class of an unforeseen error, never its words.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from bot import clock
from bot.service.attempts import Attempt, Attempts

log = logging.getLogger(__name__)
PEERS = logging.getLogger("bot.runtime.door.peers")
"""Where aiohttp logs what peers do wrong, each with a traceback: nowhere."""
PEERS.disabled = True

MOST = 128
"""The most connections at once; one more is closed at once."""
PATIENCE = 10.0
"""The seconds that a connection has to send a request's head, at first and after each answer; and then its body."""
_LOOK_EVERY = 1.0

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Shut(asyncio.Protocol):
    """A connection that is not let in."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close it."""
        if isinstance(transport, asyncio.Transport):
            transport.abort()


class Door:
    """The door of one listener."""

    def __init__(self, attempts: Attempts) -> None:
        """Nobody is in. Take where those who are not let in are counted."""
        self._attempts = attempts
        self._server: web.Server | None = None
        self._since: dict[web.RequestHandler, float] = {}
        """The connections of which the head of a request is awaited, and since when."""

    def opens_to(self, server: web.Server | None) -> None:
        """Let connections in to that server."""
        self._server = server

    def enter(self) -> asyncio.Protocol:
        """The protocol of a new connection."""
        if self._server is None or len(self._server.connections) >= MOST:
            self._attempts.note(Attempt.CONNECTION)
            return _Shut()
        connection = self._server()
        self._since[connection] = clock.monotonic()
        return connection

    async def watch(self) -> None:
        """Close the connections that take too long, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            present = set(self._server.connections if self._server else ())
            for connection, since in tuple(self._since.items()):
                if connection not in present:
                    del self._since[connection]
                elif clock.monotonic() - since > PATIENCE and connection.transport:
                    connection.transport.abort()

    @web.middleware
    async def guard(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        """Answer a request whose head is there; whatever fails, with a status. Its body has a time of its own."""
        connection = request.protocol
        self._since.pop(connection, None)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001  one request must not be the trouble of others
            # The error's class only: its words may hold anything.
            log.error("a request could not be answered: %s", type(error).__name__)  # noqa: TRY400
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        finally:
            self._since[connection] = clock.monotonic()


async def body(request: web.Request) -> bytes:
    """The body of a request. Raises HTTPRequestTimeout where it does not come in time, HTTPBadRequest where it ends."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except ConnectionError:
        raise web.HTTPBadRequest from None  # whoever left hears nothing of it
