"""What a person's app does with their cross-signing identity, and what an admin of their homeserver could."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import nio

from bot.networks.matrix.cross_signing import Identity, identity_of, new_seeds
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse

Json = dict[str, Any]


class _Own:
    """A log-in of a person, as cross-signing uses it."""

    def __init__(self, person: NioPerson) -> None:
        self.user_id = person.user_id
        self.device_id = str(person.client.device_id)
        self.device_key = str(person.client.olm.account.identity_keys["ed25519"])
        self._olm = person.client.olm

    def sign(self, value: Json) -> str:
        """The device key's signature of a value."""
        return str(self._olm.sign_json(value))

    async def request(self, method: str, path: str, content: Json) -> tuple[int, Json]:
        """Not used: the homeserver is called by the test."""
        raise NotImplementedError


class Owner:
    """A person's account, with its password and as many log-ins as a test wants."""

    def __init__(self, synapse: Synapse, folder: Path, name: str = "owner") -> None:
        """Make the account."""
        self._synapse, self._folder = synapse, folder
        self.account = synapse.register(f"{name}-{uuid4().hex[:8]}")
        self.user_id = self.account[0]
        self.devices: list[NioPerson] = []

    async def logs_in(self) -> NioPerson:
        """A new log-in, which nobody signed."""
        folder = self._folder / f"{self.user_id[1:].partition(':')[0]}-{len(self.devices)}"
        device = await NioPerson.start(self._synapse.url, self.account, folder)
        self.devices.append(device)
        return device

    async def makes_identity(self, device: NioPerson) -> Identity:
        """Publish a new identity, in the place of the one before if there is one."""
        identity = identity_of(new_seeds())
        token, body = device.client.access_token, identity.uploads(_Own(device))
        auth = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": self.user_id}}
        auth["password"] = self.account[1]
        status, answer = await asyncio.to_thread(self._post, "keys/device_signing/upload", token, body)
        if status == 401:
            with_password = body | {"auth": auth | {"session": answer["session"]}}
            status, answer = await asyncio.to_thread(self._post, "keys/device_signing/upload", token, with_password)
        assert status == 200, answer
        return identity

    async def signs(self, identity: Identity, device: NioPerson) -> None:
        """Sign one of the person's devices."""
        token, me, its = device.client.access_token, self.user_id, str(device.client.device_id)
        _, answer = await asyncio.to_thread(self._post, "keys/query", token, {"device_keys": {me: []}})
        signed = identity.signing(answer["device_keys"][me][its], me)
        status, answer = await asyncio.to_thread(self._post, "keys/signatures/upload", token, {me: {its: signed}})
        assert status == 200, answer
        assert not answer["failures"]

    async def close(self) -> None:
        """Switch all off."""
        for device in self.devices:
            await device.close()

    def _post(self, path: str, token: str, content: Json) -> tuple[int, Json]:
        return self._synapse.ask("POST", path, token, content)


async def reads(device: NioPerson, room: str) -> list[str]:
    """What a log-in can read of what others wrote in a room, with all keys that it has; it joins by itself."""
    await device.client.joined_members(room)
    page = await device.client.room_messages(room, limit=200)
    assert isinstance(page, nio.RoomMessagesResponse), page
    return [one.body for one in page.chunk if isinstance(one, nio.RoomMessageText) and one.sender != device.user_id]
