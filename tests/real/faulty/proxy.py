"""Stands between the bot and its peer: passes everything on, until a fault begins; then commits it until it ends."""

import asyncio
import contextlib
import socket
import ssl
import struct
import time
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from tests.real.faulty.certificates import Certificates
from tests.real.faulty.faults import OF_THE_CONNECTION, STALL_SECONDS, Direction, Fault, Peer

HOST = "127.0.0.1"
PAGE = "<html><head><title>Bad Gateway</title></head><body>Bad Gateway</body></html>"
_THIS_HOP = frozenset({"connection", "content-length", "host", "keep-alive", "transfer-encoding"})
_ABRUPTLY = struct.pack("ii", 1, 0)


class Proxy:
    """One way to one peer. It speaks TLS when it is given certificates."""

    def __init__(self, upstream: str, peer: Peer, certificates: Certificates | None = None) -> None:
        """Take the peer's address, and how its requests are told apart."""
        self._upstream = upstream
        self._peer = peer
        self._certificates = certificates
        self._fault: Fault | None = None
        self._direction = Direction.RECEIVING
        self._armed: Fault | None = None
        self.began = asyncio.Event()
        self.met: list[float] = []
        """When each request met the fault, by the monotonic clock."""
        self.port = 0
        self._held = socket.socket()
        self._web = web.Server(self._answer)
        self._listening: asyncio.Server | None = None
        self._session: aiohttp.ClientSession | None = None

    # --- Its life ---------------------------------------------------------------------------------------------------

    async def start(self) -> str:
        """Listen. Returns the address for the bot."""
        # Held throughout, so that no other program is given the port while nobody listens there.
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind((HOST, 0))
        self.port = self._held.getsockname()[1]
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        await self._listen(self._certificates.good if self._certificates else None)
        return f"{'https' if self._certificates else 'http'}://{HOST}:{self.port}"

    async def stop(self) -> None:
        """Listen no more, and let go of everything."""
        self._refuse()
        await self._web.shutdown(0.2)
        if self._session:
            await self._session.close()
        self._held.close()

    async def _listen(self, context: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._web, HOST, self.port, ssl=context)

    def _refuse(self, except_for: asyncio.Transport | None = None) -> None:
        """Listen no more, and cut every connection, all but one."""
        if self._listening:
            self._listening.close()
        for connection in tuple(self._web.connections):
            if connection.transport and connection.transport is not except_for:
                _reset(connection.transport)

    # --- The fault --------------------------------------------------------------------------------------------------

    async def begin(self, fault: Fault, direction: Direction) -> None:
        """From now on, and for the requests that wait for their answer, the fault strikes.

        Where it is one of the connection and the bot is to be sending, it begins with the next message that is given
        to the bot: `began` says when.
        """
        self._direction = direction
        if fault in OF_THE_CONNECTION and direction is Direction.SENDING:
            self._armed = fault
            return
        if fault in OF_THE_CONNECTION:
            self._refuse()
        await self._begun(fault)

    async def _begun(self, fault: Fault) -> None:
        self._fault = fault
        self.began.set()
        if fault is Fault.TLS:
            assert self._certificates
            await self._listen(self._certificates.bad)

    async def end(self) -> None:
        """The network is back."""
        fault, self._fault = self._fault, None
        self.began.clear()
        if fault is Fault.TLS:
            self._refuse()
        if fault in OF_THE_CONNECTION:
            await self._listen(self._certificates.good if self._certificates else None)

    # --- Requests ---------------------------------------------------------------------------------------------------

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            body = await request.read()
        except ConnectionError:  # cut meanwhile
            return _cut(request)
        kind = self._kind(request)
        if self._fault and kind is self._direction:
            return await self._struck(self._fault, request, body)
        answer = await self._unless_it_begins(kind, request, body)
        if self._armed and kind is Direction.RECEIVING and self._peer.news in _bytes_of(answer):
            answer.force_close()
            self._refuse(except_for=request.transport)
            fault, self._armed = self._armed, None
            await self._begun(fault)
        return answer

    def _kind(self, request: web.BaseRequest) -> Direction | None:
        asked = f"{request.method} {request.raw_path}"
        if self._peer.receiving.match(asked):
            return Direction.RECEIVING
        return Direction.SENDING if self._peer.sending.match(asked) else None

    async def _unless_it_begins(
        self, kind: Direction | None, request: web.BaseRequest, body: bytes
    ) -> web.StreamResponse:
        """Pass a request on; the fault strikes it too when it begins before the answer has come."""
        passing, begun = asyncio.create_task(self._passed_on(request, body)), asyncio.create_task(self.began.wait())
        try:
            await asyncio.wait({passing, begun}, return_when=asyncio.FIRST_COMPLETED)
            if passing.done() or kind is not self._direction or self._fault is None:
                return await passing
        finally:
            for task in (passing, begun):
                task.cancel()
            await asyncio.gather(passing, begun, return_exceptions=True)
        return await self._struck(self._fault, request, body)

    async def _struck(self, fault: Fault, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        self.met.append(time.monotonic())
        match fault:
            case Fault.RESET_BEFORE | Fault.REFUSED | Fault.TLS:
                return _cut(request)
            case Fault.ERROR:
                return web.json_response({"error": "made up", "ok": False}, status=500)
            case Fault.BAD_GATEWAY:
                return web.Response(status=502, text=PAGE, content_type="text/html")
            case Fault.TOO_MANY:
                return web.Response(status=429, text=self._peer.too_many, content_type="application/json")
            case Fault.UNAUTHORIZED:
                return web.Response(status=401, text=self._peer.unauthorized, content_type="application/json")
            case Fault.STALL:
                await asyncio.sleep(STALL_SECONDS)
                return await self._passed_on(request, body)
            case Fault.RESET_AFTER | Fault.TRUNCATED:
                return await self._taken(request, body)

    async def _taken(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        """The peer takes it; what becomes of its answer is the fault, if that lasts until there is one."""
        answer = await self._passed_on(request, body)
        match self._fault:
            case Fault.RESET_AFTER:
                return _cut(request)
            case Fault.TRUNCATED:
                whole = _bytes_of(answer)
                return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
            case _:
                return answer

    async def _passed_on(self, request: web.BaseRequest, body: bytes) -> web.Response:
        assert self._session
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _THIS_HOP}
        headers["Accept-Encoding"] = "identity"
        url = URL(f"{self._upstream}{request.raw_path}", encoded=True)
        try:
            async with self._session.request(
                request.method, url, data=body or None, headers=headers, allow_redirects=False
            ) as answer:
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in _THIS_HOP}
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)
        except aiohttp.ClientError:  # the peer cut it: so is it here
            return _cut(request)


def _bytes_of(answer: web.StreamResponse) -> bytes:
    return answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport:
        _reset(request.transport)
    return web.Response()


def _reset(transport: Any) -> None:
    """Close a connection as a router that forgot it does: with a reset, and no goodbye."""
    if held := transport.get_extra_info("socket"):
        with contextlib.suppress(OSError):
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABRUPTLY)
    transport.abort()
