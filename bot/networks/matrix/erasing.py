"""Erasing a person's chats: the bot takes back its messages, leaves the rooms, and deletes their keys.

Each step can be done twice, and a message that was taken back is not found again, so an erasure that a crash or a limit
cuts short begins anew and ends. The keys go last: until the bot has left, the person may still write.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import nio

from bot.core.ports.outgoing import Destination, Fate, Later, Sent
from bot.networks.matrix.account import Account
from bot.networks.matrix.fate import asked_wait, passing
from bot.networks.matrix.key_store import forget_devices
from bot.networks.matrix.leaving import leave

log = logging.getLogger(__name__)

PAGE = 100
PACE = 0.1
"""The seconds between two messages that are taken back."""
AT_ONCE = 50
"""The most that are taken back before others have their turn."""
BREATH = timedelta(seconds=1)
YIELDS = 2
"""How many times as long as it asks a server is left alone that limits the bot: other people wait for answers."""


class Erasure:
    """Erases what was said with a person, in all rooms but the public one."""

    def __init__(self, account: Account, public: Callable[[], str]) -> None:
        """Take the account, and which room is the public one."""
        self._account = account
        self._client = account.client
        self._public = public
        self._refused: set[str] = set()
        """The messages that the server does not let the bot take back."""

    async def carry_out(self, to: Destination, keeping: int) -> Fate:
        """Erase, or go on with it. Returns Sent when it is done. Raises what a request raises.

        keeping  how many of the bot's last messages in the room stay, which say what was done
        """
        for room_id in self._rooms(to):
            kept = keeping if room_id == to.place else 0
            if room_id in self._client.rooms and (not_yet := await self._take_back(room_id, kept)):
                return not_yet
            if not_yet := await self._leave(room_id):
                return not_yet
        forget_devices(self._client.olm, to.person)
        self._account.identities.forget(to.person)
        return Sent()

    def _rooms(self, to: Destination) -> tuple[str, ...]:
        """The rooms with the person, the one of their conversation first, although the bot may have left it by now."""
        shared = (room_id for room_id, room in self._client.rooms.items() if to.person in room.users)
        return tuple(room_id for room_id in dict.fromkeys((to.place, *shared)) if room_id != self._public())

    async def _take_back(self, room_id: str, keeping: int) -> Later | None:
        """Redact the bot's messages, all: encrypted ones do not show what they hold. Returns None, or why not yet."""
        done = 0
        before: str | None = None
        ours = {"senders": [self._account.user_id], "types": ["m.room.encrypted", "m.room.message"]}
        while True:
            page = await self._client.room_messages(room_id, before, limit=PAGE, message_filter=ours)
            if not isinstance(page, nio.RoomMessagesResponse):
                return _not_yet(page)
            for event in page.chunk:
                if "redacted_because" in event.source.get("unsigned", {}) or event.source["event_id"] in self._refused:
                    continue
                if keeping:
                    keeping -= 1
                    continue
                if done == AT_ONCE:
                    return Later("messages are being taken back", BREATH)
                if not_yet := await self._redact(room_id, event.source["event_id"]):
                    return not_yet
                done += 1
            before = page.end
            if not before or not page.chunk:
                return None

    async def _redact(self, room_id: str, event_id: str) -> Later | None:
        await asyncio.sleep(PACE)
        answer = await self._client.room_redact(room_id, event_id, tx_id=f"erase-{event_id}")
        if not isinstance(answer, nio.ErrorResponse):
            return None
        if not passing(answer):
            self._refused.add(event_id)
        return _not_yet(answer)

    async def _leave(self, room_id: str) -> Later | None:
        refused = await leave(self._account, room_id)
        return _not_yet(refused) if refused else None


def _not_yet(answer: nio.ErrorResponse) -> Later | None:
    """What an error answer means: None when the same request will never be granted."""
    if not passing(answer):
        log.warning("matrix: a step of an erasure is passed over: %s", answer.status_code)
        return None
    wait = asked_wait(answer)
    return Later(f"erasing: {answer.status_code}", wait * YIELDS, everyone=not wait)
