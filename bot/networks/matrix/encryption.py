"""Encrypting messages: every device of the reader gets the room's key first; a message's own key stays readable."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import nio

from bot.core.ports.outgoing import Later
from bot.networks.matrix.fate import asked_wait, passing

_SOON = timedelta(0)
SENT_AS = "objecteur.key"
"""The field of each event of the bot that holds the message's key, which is its transaction id.

It is not encrypted, because a later device of the bot cannot decrypt the messages of an earlier one. It tells nothing:
it is random, and was part of the request. The name begins with no domain, so it is nobody else's.
"""


def show_key(olm: Any) -> None:
    """Have nio leave a message's key outside of what it encrypts, as it leaves `m.relates_to`."""
    encrypt: Callable[..., dict[str, Any]] = olm.group_encrypt

    def encrypt_and_show(room_id: str, plaintext: dict[str, Any]) -> dict[str, Any]:
        key = plaintext["content"].get(SENT_AS)
        return encrypt(room_id, plaintext) | ({SENT_AS: key} if key else {})

    olm.group_encrypt = encrypt_and_show


class KeySharing:
    """The sharing of a room's key, which checks the server's answers.

    nio's `room_send` would share by itself, but marks a key as shared even when the server refused it (the person
    could then read nothing for a hundred messages), and a lost connection leaves the room locked for ever.
    """

    def __init__(self, client: nio.AsyncClient) -> None:
        """Take the client whose sessions are shared."""
        self._client = client
        self._asking = asyncio.Lock()
        self._rooms: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """A lock for each room, so that a server that is slow for one holds up no other."""

    async def ready(self, room: nio.MatrixRoom) -> Later | None:
        """Make a room ready for a message. Returns None, or why not yet. Raises what a request raises."""
        if not room.encrypted:
            return None
        client, room_id = self._client, room.room_id
        async with self._rooms.setdefault(room_id, asyncio.Lock()):
            if not room.members_synced:
                members = await client.joined_members(room_id)
                if isinstance(members, nio.ErrorResponse):
                    return _not_yet("members not known yet", members)
            async with self._asking:  # one query asks for the devices of everybody
                if client.should_query_keys:
                    queried = await client.keys_query()
                    if isinstance(queried, nio.ErrorResponse):
                        return _not_yet("devices not known yet", queried)
            if not client.olm.should_share_group_session(room_id):
                return None
            return await self._share(room)

    async def _share(self, room: nio.MatrixRoom) -> Later | None:
        client, room_id = self._client, room.room_id
        if missing := client.get_missing_sessions(room_id):
            claimed = await client.keys_claim(missing)
            if isinstance(claimed, nio.ErrorResponse):
                return _not_yet("no sessions with the devices yet", claimed)
        try:
            await client.share_group_session(room_id, ignore_unverified_devices=True)
        finally:
            client.sharing_session.pop(room_id, None)  # nio forgets to when it could not connect
        session = client.olm.outbound_group_sessions[room_id]
        given = session.users_shared_with | session.users_ignored
        if not self._devices(room) <= given:
            client.invalidate_outbound_session(room_id)
            return Later("the room's key did not reach a device", _SOON)
        return None

    def _devices(self, room: nio.MatrixRoom) -> set[tuple[str, str]]:
        """The devices that a key can be given to: those without one-time keys are out of reach until they come back."""
        olm = self._client.olm
        return {
            (person, device.id)
            for person in room.users
            for device in olm.device_store.active_user_devices(person)
            if olm.session_store.get(device.curve25519)
        }


def _not_yet(why: str, answer: nio.ErrorResponse) -> Later:
    """The fate of a message after an error answer to a request about keys."""
    wait = asked_wait(answer)
    return Later(why, wait, everyone=passing(answer) and not wait)
