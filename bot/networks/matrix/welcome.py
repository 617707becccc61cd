"""The public room: people who join it are invited to a private one. The bot addresses nobody in the public room."""

import asyncio
import logging
from collections.abc import Collection
from urllib.parse import quote

from bot.core.ports.outgoing import Later, Payload
from bot.logs import place
from bot.networks.matrix.account import Account, pauses
from bot.networks.matrix.direct import DirectRooms
from bot.networks.matrix.quota import Quota
from bot.networks.matrix.rooms import event_content, welcome_room

log = logging.getLogger(__name__)

LONGEST_QUEUE = 1_000
TRIES = 10
AN_HOUR = 3
"""The most times in an hour that one person who comes back to the public room is offered a private one."""


class Welcome:
    """The public room, and the queue of people who wait for a private one."""

    def __init__(self, account: Account, direct: DirectRooms, alias: str | None, line: Payload | None) -> None:
        """Take the room's alias (None: there is no such room) and the line that is sent there once, when it is made."""
        self._account = account
        self._direct = direct
        self._alias = alias
        self._line = line
        self._waiting: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self._queued: set[str] = set()
        self._quota = Quota(AN_HOUR)
        self.room_id = ""
        """Empty while there is no public room."""

    async def prepare(self) -> None:
        """Find the room, or make it. A failure is only logged, because the bot works without the room."""
        if self._alias is None:
            return
        status, found = await self._account.request("GET", f"directory/room/{quote(self._alias, safe='')}", {})
        if status == 200:
            self.room_id = str(found["room_id"])
            status, _ = await self._account.request("POST", f"join/{quote(self.room_id, safe='')}", {})
            if status != 200:
                log.error("matrix: the welcome room cannot be joined (status %d)", status)
        elif status == 404:
            await self._make(self._alias)
        else:
            log.error("matrix: the welcome room cannot be looked up (status %d)", status)

    async def _make(self, alias: str) -> None:
        made = await self._account.insisting(lambda: self._account.client.room_create(**welcome_room(alias)))
        self.room_id = str(getattr(made, "room_id", ""))
        if not self.room_id:
            log.error("matrix: the welcome room cannot be made (%s)", made.status_code)
            return
        if self._line is None:
            return
        room = f"rooms/{quote(self.room_id, safe='')}"
        # Not through nio: it only writes to rooms that a sync has told of.
        status, said = await self._account.request(
            "PUT", f"{room}/send/m.room.message/welcome", event_content(self._line)
        )
        if status == 200:
            pinned = {"pinned": [said["event_id"]]}
            await self._account.request("PUT", f"{room}/state/m.room.pinned_events", pinned)

    @property
    def undone(self) -> Collection[str]:
        """The people who wait for their private room."""
        return self._queued

    def joined(self, person: str) -> None:
        """Queue a person who joined the public room."""
        if person in self._queued or not self._quota.allows(person):
            return
        try:
            self._waiting.put_nowait(person)
        except asyncio.QueueFull:
            log.warning("matrix: too many people wait for a private room: one is not served")
        else:
            self._queued.add(person)

    async def serve(self) -> None:
        """Open the private rooms, one after the other, as fast as the server allows."""
        while True:
            person = await self._waiting.get()
            try:
                await self._open(person)
            except Exception as error:  # noqa: BLE001  whatever it is, the others get their rooms
                log.error("matrix: a private room cannot be opened: %s", place(error))  # noqa: TRY400
            self._queued.discard(person)

    async def _open(self, person: str) -> None:
        for _, pause in zip(range(TRIES), pauses(1), strict=False):
            opened = await self._direct.open(person)
            if not isinstance(opened, Later):
                if not isinstance(opened, str):
                    log.warning("matrix: a private room cannot be opened: %s", opened)
                return
            await asyncio.sleep(max(pause, opened.wait.total_seconds()))
        log.warning("matrix: a private room cannot be opened after %d tries", TRIES)
