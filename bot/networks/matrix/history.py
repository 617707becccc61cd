"""What the bot has said in its rooms, looked through for one message: a homeserver forgets a key after a day."""

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
"""Pages that are looked through in one room: what the bot says there in years."""
NOT_YET = Later("not connected yet", timedelta(seconds=1))
CLOCKS = timedelta(days=1)
"""How far the homeserver's clock may be from ours."""


class RoomHistory:
    """Looks for what may have left, in the rooms where it may have gone."""

    def __init__(self, account: Account, ready: Callable[[], bool]) -> None:
        """Take the account whose messages are looked for, and whether its rooms are known by now."""
        self._account = account
        self._ready = ready

    async def find(self, to: Destination, key: str, since: datetime | None) -> Fate | None:
        """What became of a message: see `History`."""
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
                # The bot is not there any more, or the room is gone: nobody can look.
                return fate if isinstance(fate, Later) else Uncertain("the room cannot be read any more")
            if _holds(page.chunk, key):
                return Sent(before=True)
            before = page.end
            if not before or _reaches(page.chunk, since):
                return None
        return Uncertain("too much was said since")


def _holds(events: Iterable[Any], key: str) -> bool:
    """Whether one of them was sent with that key; those that could not be decrypted name it too."""
    return any(getattr(event, "source", {}).get("content", {}).get(SENT_AS) == key for event in events)


def _reaches(events: Iterable[Any], since: datetime | None) -> bool:
    """Whether the oldest of them is from before that moment."""
    oldest = min((event.server_timestamp for event in events if isinstance(event, nio.Event)), default=None)
    return since is not None and oldest is not None and oldest < (since - CLOCKS).timestamp() * 1000
