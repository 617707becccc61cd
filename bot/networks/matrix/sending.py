"""Sending one message to one room: the person's keys, then the file, then the readers, and a last look at all three."""

import asyncio
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import nio
from nio.exceptions import EncryptionError, GroupEncryptionError, LocalProtocolError

from bot.core.ports.outgoing import Destination, Fate, Later, Payload, Sent
from bot.networks.matrix.account import TROUBLE, Account
from bot.networks.matrix.direct import DirectRooms
from bot.networks.matrix.encryption import SENT_AS, KeySharing
from bot.networks.matrix.erasing import Erasure
from bot.networks.matrix.fate import ENDED, asked_wait, fate_of
from bot.networks.matrix.identities import Audience
from bot.networks.matrix.key_talk import KeyLines, KeyTalk
from bot.networks.matrix.rooms import Json, event_content, file_content, in_thread

UPLOAD_TIMEOUT = 120


class RoomSender:
    """Sends the messages of one account, each once."""

    def __init__(
        self,
        account: Account,
        direct: DirectRooms,
        erasure: Erasure,
        ended: asyncio.Queue[str],
        key_lines: Mapping[str, KeyLines],
        agrees: Callable[[str], bool],
    ) -> None:
        """Take the account, its rooms, and what erases them.

        ended      the queue for the error codes that tell that the log-in has ended
        key_lines  what is said about people's keys, by language, the usual one first
        agrees     whether words are a plain yes
        """
        self._account = account
        self._direct = direct
        self._ended = ended
        self._erasure = erasure
        self._sharing = KeySharing(account.client, account.identities, account.readers)
        self.keys = KeyTalk(account.client, account.identities, self._tell, key_lines, agrees)

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Send one message once: `key` is the transaction id, so that a second try gives the same event."""
        try:
            if payload.leaves is not None:
                return await self._erasure.carry_out(to, payload.leaves)
            room_id = await self._direct.room_for(to, payload)
            if not isinstance(room_id, str):
                return room_id
            room = self._account.client.rooms[room_id]
            return await self._kept_from(room, to, payload) or await self._send_in(room, to, payload, key)
        except TROUBLE as error:
            return Later(type(error).__name__, timedelta(0), everyone=True)
        except (LocalProtocolError, EncryptionError, GroupEncryptionError) as error:
            return Later(type(error).__name__, timedelta(0))

    async def _kept_from(self, room: nio.MatrixRoom, to: Destination, payload: Payload) -> Fate | None:
        """What keeps a message from that room for now, the person's keys too; None when nothing does."""
        not_yet = await self._sharing.known(room) if room.encrypted else None
        return not_yet or await self.keys.allow(room, to.person, payload)

    async def _send_in(self, room: nio.MatrixRoom, to: Destination, payload: Payload, key: str) -> Fate:
        room_id = room.room_id
        content = await self._content(payload, room, to.thread if room_id == to.place else "")
        if not isinstance(content, dict):
            return content
        audience = Audience.OWN if payload.personal else Audience.REACHABLE
        if not_yet := await self._sharing.ready(room, audience):
            return not_yet
        fits = self._sharing.holds(room, audience) and self.keys.may_go(to.person, room, payload)
        if not fits or not self._direct.may_go(room_id, to, payload):
            return Later("the room has changed meanwhile", timedelta(0))
        # Nothing is awaited between that look at the room and the encryption.
        return await self._say(room_id, content | {SENT_AS: key}, key)

    async def _tell(self, room: nio.MatrixRoom, line: Payload, key: str, audience: Audience) -> Fate:
        """Send a neutral line about keys. Raises what a request raises."""
        if not_yet := await self._sharing.ready(room, audience):
            return not_yet
        if not self._sharing.holds(room, audience):
            return Later("the room has changed meanwhile", timedelta(0))
        return await self._say(room.room_id, event_content(line) | {SENT_AS: key}, key)

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
