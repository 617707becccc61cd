"""Searching the bot's rooms for a message that it may have sent, because a homeserver forgets a key after a day."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import nio

from bot.core.ports.outgoing import Destination, Fate, Later, Sent, Uncertain
from bot.networks.matrix.account import TROUBLE, Account
from bot.networks.matrix.encryption import SENT_AS
from bot.networks.matrix.fate import fate_of
from bot.networks.matrix.rooms import direct_rooms

PAGE = 100
PAGES = 50
"""The most pages that are searched in one room: the bot's messages of years."""
NOT_YET = Later("not connected yet", timedelta(seconds=1))
CLOCKS = timedelta(days=1)
"""The most that the homeserver's clock may be off from ours."""


class RoomHistory:
    """The search for a message that may have left, in the rooms where it may have gone."""

    def __init__(self, account: Account, ready: Callable[[], bool]) -> None:
        """Take the account whose messages are looked for, and whether its rooms are known by now."""
        self._account = account
        self._ready = ready

    async def find(self, to: Destination, key: str, since: datetime | None) -> Fate | None:
        """The fate of a message that may have left: see `History`."""
        if not self._ready():
            return NOT_YET
        direct = direct_rooms(self._account.client.rooms, self._account.user_id, to.person)
        unknown: Fate | None = None
        for room_id in dict.fromkeys((to.place, *direct)):
            try:
                found = await self._find(room_id, key, since)
            except TROUBLE as error:
                return Later(type(error).__name__, timedelta(0), everyone=True)
            if isinstance(found, Sent | Later):
                return found
            unknown = unknown or found
        return unknown

    async def _find(self, room_id: str, key: str, since: datetime | None) -> Fate | None:
        ours = {"senders": [self._account.user_id], "types": ["m.room.encrypted", "m.room.message"]}
        before: str | None = None
        for _ in range(PAGES):
            page = await self._account.client.room_messages(room_id, before, limit=PAGE, message_filter=ours)
            if not isinstance(page, nio.RoomMessagesResponse):
                fate = fate_of(page, everyone=True)
                # The bot left the room, or the room no longer exists: nobody can search it.
                return fate if isinstance(fate, Later) else Uncertain("the room cannot be read any more")
            if _holds(page.chunk, key):
                return Sent(before=True)
            before = page.end
            if not before or _reaches(page.chunk, since):
                return None
        return Uncertain("too much was said since")


def _holds(events: Iterable[Any], key: str) -> bool:
    """Whether one of these events was sent with that key, which undecrypted events show too."""
    return any(getattr(event, "source", {}).get("content", {}).get(SENT_AS) == key for event in events)


def _reaches(events: Iterable[Any], since: datetime | None) -> bool:
    """Whether the oldest of these events is from before that moment."""
    oldest = min((event.server_timestamp for event in events if isinstance(event, nio.Event)), default=None)
    return since is not None and oldest is not None and oldest < (since - CLOCKS).timestamp() * 1000
