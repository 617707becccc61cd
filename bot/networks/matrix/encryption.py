"""Encrypting messages: the devices that may read get the room's key first, no other does; a message's key is shown."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import nio
from nio.event_builders import ToDeviceMessage

from bot.core.ports.outgoing import Later
from bot.networks.matrix.fate import asked_wait, passing
from bot.networks.matrix.identities import Audience, Device, Identities

_SOON = timedelta(0)
_WITHHELD = "m.room_key.withheld"
WITHHELD = 20
"""The most devices that are told, with each new key, that they are not given it."""
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


class Readers:
    """The devices that may have each room's key. nio is made to give it to no other, whoever asks it to share."""

    def __init__(self) -> None:
        """Begin without any: a room that is not here has no readers."""
        self._of: dict[str, frozenset[Device]] = {}
        self._now: frozenset[Device] = frozenset()

    def of(self, room_id: str) -> frozenset[Device] | None:
        """The devices that the present key of a room was meant for; None where there is no such key."""
        return self._of.get(room_id)

    def choose(self, room_id: str, readers: frozenset[Device]) -> None:
        """Have the next key of a room given to these devices only."""
        self._of[room_id] = readers

    def forget(self, room_id: str) -> None:
        """Have no device given the key of a room."""
        self._of.pop(room_id, None)

    def limit(self, olm: Any) -> None:
        """Make nio take every device that may not read for one that its user blacklisted."""
        share: Callable[..., Iterator[Any]] = olm.share_group_session_parallel

        def share_with_readers(room_id: str, *arguments: Any, **named: Any) -> Iterator[Any]:
            self._now = self._of.get(room_id, frozenset())
            try:
                return iter(list(share(room_id, *arguments, **named)))  # all of it before anything else can run
            finally:
                self._now = frozenset()

        olm.share_group_session_parallel = share_with_readers
        olm.is_device_blacklisted = lambda device: (device.user_id, device.id) not in self._now


class KeySharing:
    """The sharing of a room's key, which checks the server's answers.

    nio's `room_send` would share by itself, but marks a key as shared even when the server refused it (the person
    could then read nothing for a hundred messages), and a lost connection leaves the room locked for ever.
    """

    def __init__(self, client: nio.AsyncClient, identities: Identities, readers: Readers) -> None:
        """Take the client whose sessions are shared, and who may have them."""
        self._client = client
        self._identities = identities
        self._readers = readers
        self._asking = asyncio.Lock()
        self._rooms: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """A lock for each room, so that a server that is slow for one holds up no other."""

    async def known(self, room: nio.MatrixRoom) -> Later | None:
        """Make the devices of a room's members known. Returns None, or why not yet. Raises what a request raises."""
        client = self._client
        if not room.members_synced:
            members = await client.joined_members(room.room_id)
            if isinstance(members, nio.ErrorResponse):
                return _not_yet("members not known yet", members)
        async with self._asking:  # one query asks for the devices of everybody
            if client.should_query_keys:
                queried = await client.keys_query()
                if isinstance(queried, nio.ErrorResponse):
                    return _not_yet("devices not known yet", queried)
        return None

    async def ready(self, room: nio.MatrixRoom, audience: Audience) -> Later | None:
        """Make a room ready for a message. Returns None, or why not yet. Raises what a request raises."""
        if not room.encrypted:
            return None
        async with self._rooms.setdefault(room.room_id, asyncio.Lock()):
            if not_yet := await self.known(room):
                return not_yet
            try:
                return None if self.holds(room, audience) else await self._share(room, self._wanted(room, audience))
            except KeyError:  # a sync took the key back meanwhile, or a device, for which nio and we look by name
                return Later("the room's key was taken back meanwhile", _SOON)

    def holds(self, room: nio.MatrixRoom, audience: Audience) -> bool:
        """Whether the room's key was given to those who are to read, and to nobody else. Asks nothing of the server."""
        if not room.encrypted:
            return True
        shared = not self._client.olm.should_share_group_session(room.room_id)
        return shared and self._readers.of(room.room_id) == self._wanted(room, audience)

    async def _share(self, room: nio.MatrixRoom, readers: frozenset[Device]) -> Later | None:
        client, room_id = self._client, room.room_id
        client.olm.outbound_group_sessions.pop(room_id, None)
        self._readers.choose(room_id, readers)
        if missing := self._without_session(readers):
            claimed = await client.keys_claim(missing)
            if isinstance(claimed, nio.ErrorResponse):
                return _not_yet("no sessions with the devices yet", claimed)
        try:
            await client.share_group_session(room_id, ignore_unverified_devices=True)
        finally:
            client.sharing_session.pop(room_id, None)  # nio forgets to when it could not connect
        session = client.olm.outbound_group_sessions[room_id]
        if not self._within_reach(readers) <= session.users_shared_with:
            client.invalidate_outbound_session(room_id)
            return Later("the room's key did not reach a device", _SOON)
        self._withhold(room, session.id, readers)
        return None

    def _wanted(self, room: nio.MatrixRoom, audience: Audience) -> frozenset[Device]:
        """The devices that are to read a message in a room. No other device of the bot's own account is among them."""
        return self._identities.readers(self._devices(room), audience)

    def _devices(self, room: nio.MatrixRoom) -> dict[str, Collection[nio.crypto.OlmDevice]]:
        known, me = self._client.olm.device_store, self._client.user_id
        return {person: tuple(known.active_user_devices(person)) for person in room.users if person != me}

    def _without_session(self, readers: frozenset[Device]) -> dict[str, list[str]]:
        missing: dict[str, list[str]] = {}
        for person, device_id in readers - self._within_reach(readers):
            missing.setdefault(person, []).append(device_id)
        return missing

    def _within_reach(self, readers: frozenset[Device]) -> frozenset[Device]:
        """The devices that a key can be given to: those without one-time keys are out of reach until they come back."""
        olm = self._client.olm
        return frozenset(
            (person, id_) for person, id_ in readers if olm.session_store.get(olm.device_store[person][id_].curve25519)
        )

    def _withhold(self, room: nio.MatrixRoom, session_id: str, readers: frozenset[Device]) -> None:
        """Have the other devices told why they cannot read: their app then says that nobody verified them."""
        olm = self._client.olm
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room.room_id,
            "session_id": session_id,
            "sender_key": olm.account.identity_keys["curve25519"],
            "code": "m.unverified",
            "reason": "This device is not signed by its owner.",
        }
        others = [
            (person, device.id)
            for person, devices in self._devices(room).items()
            for device in devices
            if (person, device.id) not in readers
        ]
        for person, device_id in others[:WITHHELD]:
            olm.outgoing_to_device_messages.append(ToDeviceMessage(_WITHHELD, person, device_id, content))


def _not_yet(why: str, answer: nio.ErrorResponse) -> Later:
    """The fate of a message after an error answer to a request about keys."""
    wait = asked_wait(answer)
    return Later(why, wait, everyone=passing(answer) and not wait)
