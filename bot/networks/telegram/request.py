"""Requests to the Bot API by aiohttp, which Matrix's library stands on too.

python-telegram-bot's own, by httpx, takes 1.8 ms of CPU a message where this takes 0.7 (docs/decisions/0016 says how it
was measured). What it raises tells whether a request can have left: `NEVER_LEFT` are the causes after which it did not.
"""

import json
from collections.abc import Mapping
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.core.ports.network import CIPHERS

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""The causes of an error before any byte was written: no connection came about, or none was free."""
CONNECTS_WITHIN = 5.0
"""The seconds in which a connection must be free or made."""
WRITES_WITHIN = 20.0
"""The further seconds for a request to be written, which aiohttp does not count by themselves."""
_FORM = {"User-Agent": BaseRequest.USER_AGENT}
_JSON = _FORM | {"Content-Type": "application/json"}
_IDLE = 4.0
"""The seconds for which an idle connection is kept: one that the other side closes looks like a message that left."""


@cache
def _trust() -> SSLContext:
    """The certificates that httpx ships, as a bare Python may have none; to read them takes 25 ms."""
    context = httpx.create_ssl_context()
    context.set_ciphers(CIPHERS)
    return context


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API."""

    def __init__(self, connections: int, read_timeout: float) -> None:
        """Take how many connections there may be, and the seconds in which a byte of the answer must come."""
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}
        """By scheme and host, the environment's proxy: read once, as each reading looks through all variables."""

    @property
    def read_timeout(self) -> float | None:
        """The seconds in which a byte of the answer must come."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections,
                    keepalive_timeout=_IDLE,
                    ssl=_trust(),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917  the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  WRITES_WITHIN, always
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  it is part of connecting
    ) -> tuple[int, bytes]:
        """The status and the body of an answer. Raises NetworkError, TimedOut, with aiohttp's own as the cause."""
        if self._session is None:
            raise RuntimeError("the connections to the Bot API are not open")
        connect, read = _given(connect_timeout, CONNECTS_WITHIN), _given(read_timeout, self._read_timeout)
        timeout = aiohttp.ClientTimeout(total=connect + WRITES_WITHIN + read, connect=connect, sock_read=read)
        try:
            async with self._session.request(
                method,
                url,
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy(url),
                **_body(request_data),
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error  # its words may hold the address, with the token

    def _proxy(self, url: str) -> str | None:
        """The environment's proxy. aiohttp's `trust_env` would read `~/.netrc` too, and send its `default`."""
        parts = urlsplit(url)
        there = parts.scheme, parts.hostname or ""
        if there not in self._proxies:
            self._proxies[there] = None if proxy_bypass(there[1]) else getproxies().get(parts.scheme)
        return self._proxies[there]


async def call(bot: Bot, method: str, values: Mapping[str, object]) -> Any:
    """Call a method of the Bot API. Returns its result as JSON: the library's objects take as long as all the rest.

    values  what is given to it, as JSON has it, and files

    Raises TelegramError.
    """
    given = RequestData([_parameter(name, value) for name, value in values.items()])
    return await bot.request.post(f"{bot.base_url}/{method}", given)


def _parameter(name: str, value: object) -> RequestParameter:
    return (
        RequestParameter(name, None, [value]) if isinstance(value, InputFile) else RequestParameter(name, value, None)
    )


def _given(seconds: object, otherwise: float) -> float:
    return seconds if isinstance(seconds, int | float) else otherwise


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """What a request carries: JSON, which is quicker to write than a form; a form where a file goes with it."""
    if request_data is None:
        return {"headers": _FORM}
    if not request_data.contains_files:
        return {"data": json.dumps(request_data.parameters).encode(), "headers": _JSON}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return {"data": form, "headers": _FORM}
