"""Matrix's client-server API through matrix-nio: receive in order, keep the token after the commit, send once.

nio's own `sync_forever` asks thousands of times a second while a server is down, and its token store forgets what a
crash interrupted; neither is used. Calls of nio answer with error objects: each answer's class is looked at.
"""

import asyncio
import io
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import nio
from nio.crypto import ENCRYPTION_ENABLED
from nio.exceptions import LocalProtocolError, SendRetryError

from bot.core.exchange import (
    Arrived,
    Capabilities,
    Content,
    Destination,
    FatalNetworkError,
    Fate,
    Gone,
    Inbox,
    Incoming,
    Later,
    Left,
    Media,
    NetworkName,
    Payload,
    Refused,
    Sent,
    Unreadable,
)
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.matrix.cross_signing import ensure_signed, identity_of, new_seeds
from bot.networks.matrix.rooms import direct_room, direct_rooms, event_content, is_private, other_person, welcome_room
from bot.networks.matrix.session import CRYPTO, Folder, Session
from bot.networks.matrix.translate import content_of
from bot.networks.matrix.undecrypted import Undecrypted

log = logging.getLogger(__name__)

LONG_POLL = 30_000
FILTER = {"room": {"timeline": {"limit": 50}, "ephemeral": {"types": []}}, "presence": {"types": []}}
LONGEST_PAUSE = 60.0
TRIES = 4
_ENDED = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_FORBIDDEN"}
_TROUBLE = (aiohttp.ClientError, TimeoutError, OSError)


class Matrix:
    """One bot account on one homeserver."""

    name = NetworkName.MATRIX
    capabilities: Capabilities = MATRIX

    def __init__(
        self,
        homeserver: str,
        user: str,
        password: str | None,
        *,
        directory: Path,
        store_key: str,
        now: Callable[[], datetime],
        welcome_room: str | None = None,
        pause: float = 1.0,
    ) -> None:
        """Take the account; the password is needed for the first start only.

        directory     where the session, the keys and the crypto store live
        store_key     encrypts the crypto store
        welcome_room  alias of the public room that the bot keeps
        pause         seconds before the first retry; doubled up to a minute
        """
        if not ENCRYPTION_ENABLED:
            raise FatalNetworkError("matrix-nio is installed without encryption: install matrix-nio[e2e]")
        self._folder = Folder(directory)
        self._user, self._password = user, password
        self._welcome_alias, self._welcome_id = welcome_room, ""
        self._pause, self._now = pause, now
        self._ready = False
        self._greeting: dict[str, datetime] = {}
        self._opening = asyncio.Lock()
        config = nio.AsyncClientConfig(
            store=nio.store.SqliteStore,
            store_name=CRYPTO,
            pickle_key=store_key,
            store_sync_tokens=False,
            encryption_enabled=True,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=40,
        )
        self._client = nio.AsyncClient(homeserver, user, store_path=str(directory), config=config)
        self._undecrypted = Undecrypted(self._client)

    # --- The account, as cross-signing sees it ----------------------------------------------------------------------

    @property
    def user_id(self) -> str:
        """The bot's own id."""
        return str(self._client.user_id)

    @property
    def device_id(self) -> str:
        """The bot's device."""
        return str(self._client.device_id)

    def sign(self, value: dict[str, Any]) -> str:
        """The device key's signature of a value."""
        if self._client.olm is None:
            raise FatalNetworkError("the Matrix crypto store is not open")
        return str(self._client.olm.sign_json(value))

    async def request(self, method: str, path: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Make an authenticated request: status and answer; status 0 when none came."""
        headers = {"Authorization": f"Bearer {self._client.access_token}", "Content-Type": "application/json"}
        body = nio.Api.to_json(content)
        try:
            answer = await self._client.send(method, f"/_matrix/client/v3/{path}", body, headers)
            return answer.status, await answer.json()
        except (*_TROUBLE, ValueError):
            return 0, {}

    # --- Receiving --------------------------------------------------------------------------------------------------

    async def serve(self, inbox: Inbox) -> None:
        """Receive until cancelled. Raises FatalNetworkError when the account, its keys or its store cannot be used."""
        self._folder.lock()
        await self._log_in()
        await self._sign()
        cursor = await inbox.cursor()
        token, first, pause = cursor.value if cursor else None, True, self._pause
        while True:
            answer = await self._sync(token, first=first)
            if not isinstance(answer, nio.SyncResponse):
                await asyncio.sleep(self._wait_after(answer, pause))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = self._pause
            await self._take(answer, token, inbox)
            await inbox.keep_cursor(answer.next_batch)
            token = answer.next_batch
            await self._maintain_keys()
            if first:
                await self._keep_welcome_room()
                self._ready, first = True, False
                log.info("matrix: ready")
            await self._greet()

    async def _sync(self, token: str | None, *, first: bool) -> object:
        """One sync; the first of a process asks for the full state, without which nio knows no room."""
        wait = 1_000 if self._undecrypted.waiting or self._greeting else LONG_POLL
        try:
            return await self._client.sync(0 if first else wait, sync_filter=FILTER, since=token, full_state=first)
        except _TROUBLE as error:
            return error

    def _wait_after(self, answer: object, pause: float) -> float:
        """How long to wait after a sync that failed. Raises FatalNetworkError when no other can succeed."""
        if isinstance(answer, nio.ErrorResponse) and answer.status_code in _ENDED:
            raise FatalNetworkError(f"the homeserver ended the bot's Matrix session ({answer.status_code})")
        asked = (answer.retry_after_ms or 0) / 1000 if isinstance(answer, nio.ErrorResponse) else 0.0
        wait = max(asked, pause * (1 + random.random() / 4))  # noqa: S311  jitter, no secret
        log.warning("matrix: no answer to a sync (%s): again in %.1f s", type(answer).__name__, wait)
        return wait

    async def _log_in(self) -> None:
        session = self._folder.session()
        self._folder.prepare_crypto()
        if session:
            self._client.restore_login(session.user_id, session.device_id, session.access_token)
            return
        if self._password is None:
            raise FatalNetworkError("the first start on Matrix needs OBJECTEUR_MATRIX_PASSWORD")
        pause = self._pause
        while True:
            try:
                answer = await self._client.login(self._password, device_name="Objecteur")
            except _TROUBLE as error:
                answer = error
            if isinstance(answer, nio.LoginResponse):
                break
            if isinstance(answer, nio.LoginError) and answer.status_code in _ENDED:
                raise FatalNetworkError(f"the homeserver refuses the log-in ({answer.status_code})")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._folder.keep_session(Session(answer.user_id, answer.device_id, answer.access_token))

    async def _sign(self) -> None:
        """Put the device's keys on the server, then make sure that they are cross-signed."""
        if self._client.should_upload_keys:
            await self._insisting(self._client.keys_upload)
        seeds = self._folder.seeds()
        if seeds is None:
            seeds = new_seeds()
            self._folder.keep_seeds(seeds)
        await ensure_signed(self, identity_of(seeds), password=self._password, sleep=lambda: asyncio.sleep(self._pause))

    async def _insisting(self, call: Callable[[], Any]) -> None:
        pause = self._pause
        while True:
            try:
                answer = await call()
                if not isinstance(answer, nio.ErrorResponse):
                    return
                if answer.status_code in _ENDED:
                    raise FatalNetworkError(f"the homeserver ended the bot's Matrix session ({answer.status_code})")
            except _TROUBLE:
                pass
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _maintain_keys(self) -> None:
        client = self._client
        try:
            if client.should_upload_keys:
                await client.keys_upload()
            if client.should_query_keys:
                await client.keys_query()
            if client.should_claim_keys:
                await client.keys_claim(client.get_users_for_key_claiming())
            await client.send_to_device_messages()
        except (*_TROUBLE, LocalProtocolError) as error:
            log.warning("matrix: keys not exchanged yet: %s", type(error).__name__)

    # --- What a sync brought ----------------------------------------------------------------------------------------

    async def _take(self, answer: nio.SyncResponse, since: str | None, inbox: Inbox) -> None:
        for room_id, invited in answer.rooms.invite.items():
            await self._answer_invitation(room_id, invited)
        for room_id, joined in answer.rooms.join.items():
            events = list(joined.timeline.events)
            if joined.timeline.limited and since and self._ready:
                events = [*await self._missed(room_id, joined.timeline.prev_batch, since), *events]
            for event in events:
                await self._take_event(room_id, event, inbox)
        for room_id, event in self._undecrypted.ready():
            await self._take_event(room_id, event, inbox)
        for room_id, event in self._undecrypted.hopeless():
            await self._hand_in(inbox, room_id, event.sender, event.event_id, Media(Unreadable.UNDECRYPTABLE))

    async def _missed(self, room_id: str, before: str | None, since: str) -> list[nio.Event]:
        """The events of a gap, in order: a sync gives only the last ones after a long absence."""
        found: list[nio.Event] = []
        for _ in range(20):
            page = await self._client.room_messages(room_id, before, end=since, limit=100)
            if not isinstance(page, nio.RoomMessagesResponse) or not page.chunk:
                break
            found += page.chunk
            before = page.end
            if not before:
                break
        return found[::-1]

    async def _answer_invitation(self, room_id: str, invited: nio.InviteInfo) -> None:
        mine = any(
            isinstance(event, nio.InviteMemberEvent)
            and event.membership == "invite"
            and event.state_key == self.user_id
            for event in invited.invite_state
        )
        if mine:
            answer = await self._client.join(room_id)
            if not isinstance(answer, nio.JoinResponse):
                log.warning("matrix: an invitation could not be accepted: %s", answer.status_code)

    async def _take_event(self, room_id: str, event: nio.Event, inbox: Inbox) -> None:
        if isinstance(event, nio.RoomMemberEvent):
            await self._take_member(room_id, event, inbox)
            return
        if event.sender == self.user_id or room_id == self._welcome_id:
            return
        if isinstance(event, nio.MegolmEvent):
            self._undecrypted.add(room_id, event)
            return
        content = content_of(event)
        if content:
            await self._hand_in(inbox, room_id, event.sender, event.event_id, content)

    async def _take_member(self, room_id: str, event: nio.RoomMemberEvent, inbox: Inbox) -> None:
        """Somebody came or left: the public room, a private one, or one with too many people."""
        room, who = self._client.rooms.get(room_id), event.state_key
        if event.prev_membership == event.membership:
            return  # a new name or picture
        if room_id == self._welcome_id:
            if event.membership == "join" and who != self.user_id:
                self._greeting.setdefault(who, self._now())
            return
        if event.membership == "join" and room:
            person = other_person(room, self.user_id) if who == self.user_id else who
            if person and person not in room.invited_users:
                await self._hand_in(inbox, room_id, person, event.event_id, Arrived())
        elif event.membership in {"leave", "ban"} and who != self.user_id:
            if not direct_rooms(self._client.rooms, self.user_id, who):
                await self._hand_in(inbox, room_id, who, event.event_id, Left())

    async def _hand_in(self, inbox: Inbox, room_id: str, person: str, event_id: str, content: Content) -> None:
        room = self._client.rooms.get(room_id)
        private = isinstance(content, Left) or (room is not None and is_private(room, self.user_id, person))
        link = "" if private else f"https://matrix.to/#/{self.user_id}"
        said = Incoming(self.name, event_id, person, room_id, content, private=private, private_link=link)
        for attempt in range(1, TRIES + 1):
            try:
                await inbox.receive(said)
            except Exception as error:  # noqa: BLE001  whatever it is, it must not stop everybody else
                log.error("matrix: an event was not taken, try %d: %s", attempt, type(error).__name__)  # noqa: TRY400
                await asyncio.sleep(self._pause * attempt)
            else:
                return

    # --- The public room --------------------------------------------------------------------------------------------

    async def _keep_welcome_room(self) -> None:
        if self._welcome_alias is None:
            return
        found = await self._client.room_resolve_alias(self._welcome_alias)
        if isinstance(found, nio.RoomResolveAliasResponse):
            self._welcome_id = found.room_id
            if found.room_id not in self._client.rooms:
                await self._client.join(found.room_id)
            return
        made = await self._client.room_create(**welcome_room(self._welcome_alias))
        if isinstance(made, nio.RoomCreateResponse):
            self._welcome_id = made.room_id
        else:
            log.error("matrix: the welcome room could not be made: %s", made.status_code)

    async def _greet(self) -> None:
        """Open a private room with those who joined the public one; in time, when the server slows us down."""
        for person, not_before in list(self._greeting.items()):
            if self._now() < not_before:
                continue
            opened = await self._open_room(person)
            if isinstance(opened, Later):
                self._greeting[person] = self._now() + opened.wait
                return
            del self._greeting[person]

    async def _open_room(self, person: str) -> str | Fate:
        """The private room with a person, made and proposed when there is none."""
        async with self._opening:
            if found := direct_rooms(self._client.rooms, self.user_id, person):
                return found[0]
            try:
                made = await self._client.room_create(**direct_room(person))
            except _TROUBLE as error:
                return Later(type(error).__name__, timedelta(0))
            if isinstance(made, nio.RoomCreateResponse):
                return await self._known(made.room_id)
            return _fate(made)

    async def _known(self, room_id: str) -> str | Fate:
        """Wait until a sync told of the room: nio can only write to rooms that it knows."""
        for _ in range(100):
            room = self._client.rooms.get(room_id)
            if room and room.encrypted and len(room.users) == 2:
                return room_id
            if not self._ready:
                break
            await asyncio.sleep(0.1)
        return Later("the new room is not known yet", timedelta(seconds=2))

    # --- Sending ----------------------------------------------------------------------------------------------------

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Send one message once: `key` is the transaction id, so that a second try is the same event."""
        if not self._ready:
            return Later("not connected yet", timedelta(seconds=1))
        try:
            room_id = await self._room_for(to, payload)
            if not isinstance(room_id, str):
                return room_id
            content = await self._content(payload, room_id)
            if not isinstance(content, dict):
                return content
            answer = await self._client.room_send(
                room_id, "m.room.message", content, tx_id=key, ignore_unverified_devices=True
            )
        except (*_TROUBLE, LocalProtocolError, SendRetryError) as error:
            # The same transaction id is the same event for hours: trying again is safe whatever happened.
            return Later(type(error).__name__, timedelta(0))
        return Sent() if isinstance(answer, nio.RoomSendResponse) else _fate(answer)

    async def _room_for(self, to: Destination, payload: Payload) -> str | Fate:
        """The guard: what is personal goes only where the person and the bot are alone, and encrypted."""
        room = self._client.rooms.get(to.place)
        if room and (not payload.personal or is_private(room, self.user_id, to.person)):
            return to.place
        if not payload.personal:
            return Gone("the room is gone")
        return await self._open_room(to.person)

    async def _content(self, payload: Payload, room_id: str) -> dict[str, Any] | Fate:
        if payload.file is None:
            return event_content(payload)
        file, room = payload.file, self._client.rooms[room_id]
        answer, keys = await self._client.upload(
            io.BytesIO(file.content), file.media_type, file.name, encrypt=room.encrypted, filesize=len(file.content)
        )
        if not isinstance(answer, nio.UploadResponse):
            return _fate(answer)
        where: dict[str, Any] = {"file": keys | {"url": answer.content_uri}} if keys else {"url": answer.content_uri}
        info = {"mimetype": file.media_type, "size": len(file.content)}
        return {"msgtype": "m.file", "body": payload.text, "filename": file.name, "info": info} | where

    async def close(self) -> None:
        """Let go of connections and of the store."""
        self._ready = False
        await self._client.close()
        self._folder.unlock()


def _fate(answer: nio.ErrorResponse) -> Fate:
    """What an error answer means for a message; `why` is the server's error code."""
    match answer.status_code:
        case "M_LIMIT_EXCEEDED":
            # Limits are counted for the whole account: everybody waits.
            wait = timedelta(milliseconds=(answer.retry_after_ms or 1000) + 100)
            return Later("rate limited", wait, everyone=True)
        case "M_FORBIDDEN":
            return Gone("M_FORBIDDEN")
        case "M_TOO_LARGE" | "M_BAD_JSON" | "M_INVALID_PARAM":
            return Refused(str(answer.status_code))
        case code:
            return Later(str(code or "no answer"), timedelta(0))
