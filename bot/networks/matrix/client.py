"""Matrix's client-server API through matrix-nio: receive in order, keep the token after the commit, send once."""

import asyncio
import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import nio
from nio.exceptions import EncryptionError, GroupEncryptionError, LocalProtocolError

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.network import Inbox, Pushed
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Later, Payload, Sent
from bot.networks.matrix.account import TROUBLE, Account, ended
from bot.networks.matrix.capabilities import MATRIX, link_to
from bot.networks.matrix.direct import DirectRooms
from bot.networks.matrix.encryption import SENT_AS, KeySharing
from bot.networks.matrix.fate import ENDED, asked_wait, fate_of
from bot.networks.matrix.history import NOT_YET, RoomHistory
from bot.networks.matrix.invitations import Invitations
from bot.networks.matrix.receiving import Receiver
from bot.networks.matrix.rooms import Json, event_content, file_content, in_thread
from bot.networks.matrix.session import Folder
from bot.networks.matrix.welcome import Welcome

log = logging.getLogger(__name__)

LONG_POLL = 30_000
SHORT_POLL = 1_000
UPLOAD_TIMEOUT = 120


class Matrix:
    """One bot account on one homeserver."""

    name = NetworkName.MATRIX
    capabilities: Capabilities = MATRIX
    pushed: Mapping[str, Pushed] = MappingProxyType({})
    """No ports, because a homeserver is polled."""

    def __init__(  # noqa: PLR0913  each is a setting
        self,
        homeserver: str,
        user: str,
        password: str | None,
        *,
        directory: Path,
        store_key: str,
        now: Callable[[], datetime],
        welcome_room: str | None = None,
        welcome: Payload | None = None,
    ) -> None:
        """Take the account; the password is needed for the first start only. Nothing is opened before `serve`.

        directory     where the session, the keys and the crypto store live
        store_key     encrypts the crypto store
        welcome_room  alias of the public room that the bot keeps
        welcome       a neutral line, sent and pinned in the public room when it is made
        """
        self._now = now
        self._folder = Folder(directory)
        if not self._folder.logged_in:
            # A homeserver recognises a key within one device only: a message that an earlier one may have sent must be
            # searched for.
            self.capabilities = replace(MATRIX, resend_within=timedelta(0))
        self.link = link_to(user)
        self._account = Account(homeserver, user, password, folder=self._folder, store_key=store_key)
        self._direct = DirectRooms(self._account)
        self._welcome = Welcome(self._account, self._direct, welcome_room, welcome)
        self._sharing = KeySharing(self._account.client)
        self.history = RoomHistory(self._account, lambda: self._ready)
        self._ready = False
        self._ended: asyncio.Queue[str] = asyncio.Queue()
        """The error codes by which the homeserver told a message that the log-in has ended."""

    async def serve(self, inbox: Inbox) -> None:
        """Receive until cancelled. Raises FatalNetworkError when the account, its keys or its store cannot be used."""
        self._folder.lock()
        await self._account.open(self._now)
        await self._welcome.prepare()
        invitations = Invitations(self._account)
        serving = (self._receive(inbox, invitations), self._welcome.serve(), invitations.serve(), self._until_ended())
        tasks = [asyncio.create_task(one) for one in serving]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # each ends with an error only
        finally:
            self._ready = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def reset_identity(self) -> None:
        """Replace the account's cross-signing identity. Nothing else ever does. Raises FatalNetworkError."""
        self._folder.lock()
        await self._account.reset_identity(self._now)

    async def _until_ended(self) -> None:
        """Raise FatalNetworkError once a sending finds that the log-in has ended, because a sync may wait for long."""
        raise ended(await self._ended.get())

    async def _receive(self, inbox: Inbox, invitations: Invitations) -> None:
        cursor = await inbox.cursor()
        since = cursor.value if cursor else None
        receiver = Receiver(self._account, self._welcome, invitations, self._direct, inbox, since)
        while True:
            wait = SHORT_POLL if receiver.waiting else LONG_POLL
            answer = await self._account.sync(since, first=not self._ready, wait=wait)
            await self._account.exchange_keys()  # first: an answer must reach a device that has just appeared
            if not self._ready:
                self._ready = True
                log.info("matrix: ready")
            await self._direct.synced()
            await inbox.reading()
            if kept := await receiver.take(answer, since):
                await self._keep(inbox, kept)
            since = answer.next_batch

    async def _keep(self, inbox: Inbox, cursor: str) -> None:
        """Save how far was read. When that fails the next sync saves it; a restart before that only reads replays."""
        try:
            await inbox.keep_cursor(cursor)
        except Exception as error:  # noqa: BLE001  the database is away for a moment: no reason to end
            log.error("matrix: the cursor could not be saved: %s", type(error).__name__)  # noqa: TRY400

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Send one message once: `key` is the transaction id, so that a second try gives the same event."""
        if not self._ready:
            return NOT_YET
        try:
            room_id = await self._direct.room_for(to, payload)
            if not isinstance(room_id, str):
                return room_id
            room = self._account.client.rooms[room_id]
            content = await self._content(payload, room, to.thread if room_id == to.place else "")
            if not isinstance(content, dict):
                return content
            if not_yet := await self._sharing.ready(room):
                return not_yet
            if not self._direct.may_go(room_id, to, payload):
                return Later("the room has changed meanwhile", timedelta(0))
            # Nothing is awaited between that look at the room and the encryption.
            return await self._say(room_id, content | {SENT_AS: key}, key)
        except TROUBLE as error:
            return Later(type(error).__name__, timedelta(0), everyone=True)
        except (LocalProtocolError, EncryptionError, GroupEncryptionError) as error:
            return Later(type(error).__name__, timedelta(0))

    async def _say(self, room_id: str, content: Json, key: str) -> Fate:
        """Send an event. When it may have arrived it is tried again: one transaction id makes one event."""
        try:
            answer = await self._account.client.room_send(
                room_id, "m.room.message", content, tx_id=key, ignore_unverified_devices=True
            )
        except TROUBLE as error:
            return Later(type(error).__name__, timedelta(0), everyone=True, perhaps=True)
        if not isinstance(answer, nio.ErrorResponse):
            return Sent()
        fate = self._fate_of(answer, everyone=True)
        # To be asked to wait is a refusal; any other passing trouble may be told by a server that stands before the
        # homeserver, which took it.
        return replace(fate, perhaps=not asked_wait(answer)) if isinstance(fate, Later) else fate

    def _fate_of(self, answer: nio.ErrorResponse, *, everyone: bool) -> Fate:
        if answer.status_code in ENDED:
            self._ended.put_nowait(answer.status_code)
        return fate_of(answer, everyone=everyone)

    async def _content(self, payload: Payload, room: nio.MatrixRoom, thread: str) -> Json | Fate:
        if payload.file is None:
            return event_content(payload) | in_thread(thread)
        file = payload.file
        async with asyncio.timeout(UPLOAD_TIMEOUT):  # nio sets none
            answer, keys = await self._account.client.upload(
                io.BytesIO(file.content),
                file.media_type,
                file.name,
                encrypt=room.encrypted,
                filesize=len(file.content),
            )
        if isinstance(answer, nio.ErrorResponse):
            return self._fate_of(answer, everyone=False)
        where: Json = {"file": {**keys, "url": answer.content_uri}} if keys else {"url": answer.content_uri}
        return file_content(payload, where) | in_thread(thread)

    async def close(self) -> None:
        """Close the connections and the crypto store. Safe to call twice."""
        self._ready = False
        await self._account.close()
        self._folder.unlock()
