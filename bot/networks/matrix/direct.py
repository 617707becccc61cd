"""The private room with each person: an existing one, or one that is made once and to which they are invited."""

import asyncio
import time
from datetime import timedelta
from weakref import WeakValueDictionary

import nio

from bot.core.ports.outgoing import Destination, Fate, Gone, Later, Payload
from bot.networks.matrix.account import TROUBLE, Account
from bot.networks.matrix.fate import fate_of
from bot.networks.matrix.rooms import direct_room, direct_rooms, is_private

KNOWN_WITHIN = 10
"""The seconds within which a sync tells of a room that was just made."""
PENDING = 60
"""The seconds during which a new room counts although no sync has told of it."""


class DirectRooms:
    """The choice of the room for a message; personal messages go to private rooms only."""

    def __init__(self, account: Account) -> None:
        """Take the account that makes the rooms."""
        self._account = account
        self._made: dict[str, tuple[str, float]] = {}
        """Rooms that were just made, by person: a sync may not have told of them, or of all their members, yet."""
        self._closed: set[str] = set()
        """Rooms that were upgraded: nobody reads them any more, although all are still in them."""
        self._people: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """A lock for each person, so that one room is made; making it for one holds up nobody else."""
        self._synced = asyncio.Condition()

    async def synced(self) -> None:
        """Note that a sync was taken, so that messages waiting for a new room look again."""
        now, rooms, me = time.monotonic(), self._account.client.rooms, self._account.user_id
        self._made = {
            person: (room_id, since)
            for person, (room_id, since) in self._made.items()
            if now - since < PENDING and not is_private(rooms.get(room_id), me, person)
        }
        async with self._synced:
            self._synced.notify_all()

    def close(self, room_id: str) -> None:
        """Note that no message may go to a room any more."""
        self._closed.add(room_id)

    def _found(self, person: str) -> tuple[str, ...]:
        """The private rooms with a person that are not closed."""
        found = direct_rooms(self._account.client.rooms, self._account.user_id, person)
        return tuple(room_id for room_id in found if room_id not in self._closed)

    def may_go(self, room_id: str, to: Destination, payload: Payload) -> bool:
        """Whether a payload may go to a room in its present state: a personal one only to an encrypted room of two."""
        room = self._account.client.rooms.get(room_id)
        return (
            room is not None
            and room_id not in self._closed
            and (not payload.personal or is_private(room, self._account.user_id, to.person))
        )

    async def room_for(self, to: Destination, payload: Payload) -> str | Fate:
        """The room for a payload: the one of its destination if it may go there, or the person's private room."""
        if self.may_go(to.place, to, payload):
            return to.place
        if not payload.personal:
            found = self._found(to.person)
            return found[0] if found else Gone("the room is gone")
        made = await self.open(to.person)
        return await self._known(made, to.person) if isinstance(made, str) else made

    async def open(self, person: str) -> str | Fate:
        """The private room with a person; if there is none, a new one to which they are invited."""
        async with self._people.setdefault(person, asyncio.Lock()):
            client = self._account.client
            if found := self._found(person):
                return found[0]
            if person in self._made:
                return self._made[person][0]
            try:
                # A room whose answer is lost is found by the next try, once a sync has told of it.
                answer = await client.room_create(**direct_room(person))
            except TROUBLE as error:
                return Later(type(error).__name__, timedelta(0), everyone=True)
            if not isinstance(answer, nio.RoomCreateResponse):
                # Room creations have a rate limit of their own: this person waits, the others do not.
                return fate_of(answer, everyone=False)
            self._made[person] = (str(answer.room_id), time.monotonic())
            return str(answer.room_id)

    async def _known(self, room_id: str, person: str) -> str | Fate:
        """Wait until a sync told of the room: nio can only write to rooms that it knows."""
        client, me = self._account.client, self._account.user_id
        try:
            async with asyncio.timeout(KNOWN_WITHIN), self._synced:
                await self._synced.wait_for(lambda: is_private(client.rooms.get(room_id), me, person))
        except TimeoutError:
            return Later("the new room is not known yet", timedelta(seconds=2))
        return room_id
