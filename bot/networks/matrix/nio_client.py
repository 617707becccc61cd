"""nio's client as the bot needs it: it asks one homeserver alone, and hands on what is said of people's devices."""

import json
import logging
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import nio
from nio.client.async_client import client_session

from bot.core.ports.network import CIPHERS
from bot.logs import place
from bot.networks.matrix.device_lists import DeviceLists
from bot.networks.matrix.identities import Identities
from bot.networks.matrix.syncs import SENSELESS, read_apart, shallow

log = logging.getLogger(__name__)


class RedirectedError(aiohttp.ClientError):
    """The homeserver answers that it is to be asked elsewhere."""


@cache
def _trust() -> ssl.SSLContext:
    """The machine's certificates, as aiohttp takes them by itself, for all clients of the program."""
    context = ssl.create_default_context()
    context.set_ciphers(CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    return context


class Client(nio.AsyncClient):  # type: ignore[misc]
    """nio's client, which hands on whom the homeserver says that devices belong to."""

    _redirects = False
    """Whether the last answer was a redirect, and the operator was told so."""

    def __init__(self, *arguments: Any, identities: Identities, **named: Any) -> None:
        """Take nio's arguments, and what learns of identities."""
        super().__init__(*arguments, ssl=_trust(), **named)
        self._identities = identities

    @client_session  # type: ignore[untyped-decorator]
    async def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        headers: dict[str, str] | None = None,
        trace_context: Any = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> aiohttp.ClientResponse:
        """Make a request of the homeserver, and of nobody whom it sends the bot on to: the library would follow.

        Raises RedirectedError where it does.
        """
        answer: aiohttp.ClientResponse = await self.client_session.request(
            method,
            self.homeserver + path,
            data=data,
            ssl=self.ssl,
            headers=headers,
            trace_request_ctx=trace_context,
            timeout=self.config.request_timeout if timeout is None else timeout,
            allow_redirects=False,
        )
        redirects = 300 <= answer.status < 400
        if redirects and not self._redirects:
            log.error("matrix: %s", redirected(self.homeserver, answer.headers.get("Location", "")))
        self._redirects = redirects
        if redirects:
            answer.release()
            raise RedirectedError
        return answer

    async def create_matrix_response(
        self, response_class: type, transport_response: aiohttp.ClientResponse, *arguments: Any, **named: Any
    ) -> Any:
        """Read an answer of the homeserver."""
        taken = DeviceLists if response_class is nio.KeysQueryResponse else response_class
        try:
            return await super().create_matrix_response(taken, transport_response, *arguments, **named)
        except SENSELESS:
            if response_class is nio.SyncResponse:
                answer = read_apart(await transport_response.text())
            elif response_class is nio.KeysQueryResponse:
                answer = DeviceLists.from_dict(json.loads(shallow(await transport_response.text())))
            else:
                raise
            answer.transport_response = transport_response
            return answer

    async def _handle_joined_rooms(self, response: Any) -> None:
        """Take the rooms of a sync. One in which the library breaks is left out: the same sync would break it for ever.

        An error of the store or of the connection is no room's, and is raised.
        """
        try:
            await super()._handle_joined_rooms(response)
        except SENSELESS:
            every = dict(response.rooms.join)
            for room_id, joined in tuple(every.items()):
                response.rooms.join = {room_id: joined}
                try:
                    await super()._handle_joined_rooms(response)
                except SENSELESS as error:
                    log.error("matrix: a room makes no sense, and is left out: %s", place(error))  # noqa: TRY400
                    del every[room_id]
            response.rooms.join = every

    async def receive_response(self, response: Any) -> None:
        """Take an answer of the homeserver; nothing is kept of people who share no room with the bot any more.

        They may have been asked for before their room was left.
        """
        if isinstance(response, DeviceLists):
            people = {person for room in self.rooms.values() for person in room.users}
            self.olm.users_for_key_query -= response.leave_out_all_but(people)
        await super().receive_response(response)
        if isinstance(response, DeviceLists):
            self._identities.take(response)


def redirected(homeserver: str, location: str) -> str:
    """What the operator is to know of a redirect. Of the new address the server alone: the rest may name somebody."""
    try:
        found = urlsplit(location)
        to = f"{found.scheme}://{found.netloc.rpartition('@')[2]}" if found.scheme and found.hostname else ""
    except ValueError:
        to = ""
    known = to.isascii() and to.isprintable() and to.startswith(("http://", "https://"))
    where = f"to {to}: if that is yours, set OBJECTEUR_MATRIX_HOMESERVER={to}" if known else "elsewhere on itself"
    return f"{homeserver} sends the bot on, which it does not follow, {where}"
