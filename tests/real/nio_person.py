"""A person with a plain Matrix client (matrix-nio): quick, and lenient with devices that nobody signed."""

import asyncio
from pathlib import Path

import nio
from nio.crypto.attachments import decrypt_attachment

from tests.real.matrix_person import File, Json, MatrixPerson, Message

HEARD_OF_WITHIN = 10
ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class NioPerson(MatrixPerson):
    """Syncs in a task of its own."""

    def __init__(self, client: nio.AsyncClient) -> None:
        """Take the client; `start` logs it in."""
        super().__init__()
        self.client = client
        self._syncing: asyncio.Task[None] | None = None
        self._keys: list[Json] = []

    @classmethod
    async def start(cls, homeserver: str, account: tuple[str, str], folder: Path) -> "NioPerson":
        """Log in with a new device; `folder` holds its crypto store."""
        await asyncio.to_thread(folder.mkdir, exist_ok=True)
        config = nio.AsyncClientConfig(store=nio.store.SqliteStore, store_sync_tokens=False)
        person = cls(nio.AsyncClient(homeserver, account[0], store_path=str(folder), config=config))
        logged_in = await person.client.login(account[1])
        assert isinstance(logged_in, nio.LoginResponse), logged_in
        person.user_id = account[0]
        await person.client.keys_upload()
        person._syncing = asyncio.create_task(person._sync())
        return person

    async def send(self, content: Json) -> str:
        """Send the content of a message in the present room."""
        await self._heard_of(self.room)
        sent = await self.client.room_send(self.room, "m.room.message", content, ignore_unverified_devices=True)
        assert isinstance(sent, nio.RoomSendResponse), sent
        return str(sent.event_id)

    async def joins(self, room: str) -> str:
        """Join a room by its alias or id."""
        joined = await self.client.join(room)
        assert isinstance(joined, nio.JoinResponse), joined
        self.invitations.pop(joined.room_id, None)
        return str(joined.room_id)

    async def opens_room_with(self, *people: str, encrypt: bool = True) -> str:
        """Make a room, invite people to it, and go there."""
        made = await self.client.room_create(
            preset=nio.RoomPreset.trusted_private_chat,
            is_direct=True,
            invite=people,
            initial_state=[ENCRYPTED] if encrypt else [],
        )
        assert isinstance(made, nio.RoomCreateResponse), made
        self.room = str(made.room_id)
        return self.room

    async def invites(self, person: str) -> None:
        """Invite somebody to the present room, and hear of it: nio gives up a key that it shares meanwhile."""
        invited = await self.client.room_invite(self.room, person)
        assert isinstance(invited, nio.RoomInviteResponse), invited
        await self._until(lambda: person in self.client.rooms[self.room].users, HEARD_OF_WITHIN, "nobody was invited")

    async def encrypts(self) -> None:
        """Turn encryption on in the present room, as a client's settings do."""
        put = await self.client.room_put_state(self.room, ENCRYPTED["type"], ENCRYPTED["content"])
        assert isinstance(put, nio.RoomPutStateResponse), put

    async def leaves(self) -> None:
        """Leave the present room."""
        left = await self.client.room_leave(self.room)
        assert isinstance(left, nio.RoomLeaveResponse), left

    async def close(self) -> None:
        """Stop syncing and let go of connections."""
        if self._syncing:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        await self.client.close()

    async def is_with(self, person: str) -> None:
        """Wait until somebody is in the present room: joined, not only invited."""

        def there() -> bool:
            room = self.client.rooms.get(self.room)
            return room is not None and person in room.users and person not in room.invited_users

        await self._until(there, HEARD_OF_WITHIN, "nobody came")

    async def is_without(self, person: str) -> None:
        """Wait until somebody is not in the present room, nor invited to it."""
        await self._until(lambda: person not in self.client.rooms[self.room].users, HEARD_OF_WITHIN, "somebody stays")

    # --- A key that comes late, or never ----------------------------------------------------------------------------

    async def says_without_key(self, text: str) -> None:
        """Write with a new key that nobody is given yet."""
        await self._heard_of(self.room)
        client, olm = self.client, self.client.olm
        if not client.rooms[self.room].members_synced:
            await client.joined_members(self.room)
        if client.should_query_keys:
            await client.keys_query()
        if missing := client.get_missing_sessions(self.room):
            await client.keys_claim(missing)
        olm.create_outbound_group_session(self.room)
        people = list(client.rooms[self.room].users)
        self._keys = [
            content
            for _, content in olm.share_group_session_parallel(self.room, people, ignore_unverified_devices=True)
        ]
        olm.outbound_group_sessions[self.room].shared = True
        await self.say(text)

    async def gives_key(self) -> None:
        """Give the key that was withheld."""
        for number, content in enumerate(self._keys):
            asked = nio.Api.to_device(self.client.access_token, "m.room.encrypted", content, f"late {number}")
            answer = await self.client._send(nio.ShareGroupSessionResponse, *asked, (self.room, set()))
            assert isinstance(answer, nio.ShareGroupSessionResponse), answer

    async def says_malformed(self, event: Json) -> None:
        """Encrypt and send an event as it is, whatever is wrong with it; something was said before."""
        content = self.client.olm.group_encrypt(self.room, event)
        asked = nio.Api.room_send(self.client.access_token, self.room, "m.room.encrypted", content, "malformed")
        answer = await self.client._send(nio.RoomSendResponse, *asked, (self.room,))
        assert isinstance(answer, nio.RoomSendResponse), answer

    async def garbles_a_device(self, person: str, devices: Json) -> None:
        """Send a device what looks like an encrypted message to it, by its Curve25519 key."""
        messages = {}
        for device_id, device in devices.items():
            own = device["keys"][f"curve25519:{device_id}"]
            ciphertext = {own: {"type": 0, "body": "not base64!"}}
            messages[device_id] = {
                "algorithm": "m.olm.v1.curve25519-aes-sha2",
                "sender_key": self.client.olm.account.identity_keys["curve25519"],
                "ciphertext": ciphertext,
            }
        content = {"messages": {person: messages}}
        asked = nio.Api.to_device(self.client.access_token, "m.room.encrypted", content, "garbled")
        answer = await self.client._send(nio.ShareGroupSessionResponse, *asked, (self.room, set()))
        assert isinstance(answer, nio.ShareGroupSessionResponse), answer

    async def _heard_of(self, room_id: str) -> None:
        await self._until(lambda: room_id in self.client.rooms, HEARD_OF_WITHIN, "the room is not known")

    async def _sync(self) -> None:
        first = True
        while True:
            answer = await self.client.sync(10_000, full_state=first)
            if not isinstance(answer, nio.SyncResponse):
                await asyncio.sleep(0.2)
                continue
            first = False
            if self.client.should_query_keys:
                await self.client.keys_query()
            await self.client.send_to_device_messages()
            for room_id, invited in answer.rooms.invite.items():
                for event in invited.invite_state:
                    if isinstance(event, nio.InviteMemberEvent) and event.state_key == self.user_id:
                        self.invitations[room_id] = event.sender
                        self._noticed("an invitation")
            for room_id, joined in answer.rooms.join.items():
                for event in joined.timeline.events:
                    await self._take(room_id, event)
            self._changed.set()

    async def _take(self, room_id: str, event: nio.Event) -> None:
        if event.sender == self.user_id:
            return
        if isinstance(event, nio.MegolmEvent):
            self._noticed("a message that cannot be read")
        elif isinstance(event, nio.RoomMessageMedia | nio.RoomEncryptedMedia):
            content = event.source["content"]
            self._saw(
                Message(room_id, event.sender, event.body, encrypted=event.decrypted, file=await self._file(content))
            )
        elif isinstance(event, nio.RoomMessageText):
            self._saw(Message(room_id, event.sender, event.body, event.formatted_body, encrypted=event.decrypted))

    async def _file(self, content: Json) -> File:
        found = content.get("file", content)
        answer = await self.client.download(found["url"])
        assert isinstance(answer, nio.DownloadResponse), answer
        body: bytes = answer.body
        if "key" in found:
            body = decrypt_attachment(body, found["key"]["k"], found["hashes"]["sha256"], found["iv"])
        return File(content["filename"], content["info"]["mimetype"], body)
