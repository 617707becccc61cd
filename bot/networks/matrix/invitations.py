"""Accepting invitations beside the syncs, because joining a room on a slow server would delay everybody."""

import asyncio
import logging
from collections.abc import Collection

import nio

from bot.networks.matrix.account import TROUBLE, Account
from bot.networks.matrix.fate import asked_wait, passing

log = logging.getLogger(__name__)

MOST = 1_000
TRIES = 10
PAUSE = 2.0


class Invitations:
    """The rooms that the bot is invited to, until it joined them."""

    def __init__(self, account: Account) -> None:
        """Take the account that is invited."""
        self._account = account
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._tries: dict[str, int] = {}

    @property
    def undone(self) -> Collection[str]:
        """The rooms that are still to be joined."""
        return self._tries.keys()

    def received(self, room_id: str, invited: nio.InviteInfo) -> None:
        """Note an invitation, if it is the bot's own: a sync shows those of others too."""
        mine = any(
            isinstance(event, nio.InviteMemberEvent)
            and event.membership == "invite"
            and event.state_key == self._account.user_id
            for event in invited.invite_state
        )
        if mine and room_id not in self._tries and len(self._tries) < MOST:
            self._tries[room_id] = 0
            self._waiting.put_nowait(room_id)

    def withdrawn(self, room_id: str) -> None:
        """Note that an invitation was withdrawn."""
        self._tries.pop(room_id, None)

    async def serve(self) -> None:
        """Join the rooms, one after the other; one that cannot be joined now waits behind the others."""
        while True:
            room_id = await self._waiting.get()
            if room_id not in self._tries:
                continue
            self._tries[room_id] += 1
            wait = await self._join(room_id)
            if wait is None or self._tries.get(room_id, TRIES) >= TRIES:
                self._tries.pop(room_id, None)
                continue
            await asyncio.sleep(wait)
            self._waiting.put_nowait(room_id)

    async def _join(self, room_id: str) -> float | None:
        """Try to join a room. Returns the seconds before another try; None when there is to be none."""
        try:
            answer = await self._account.client.join(room_id)
        except TROUBLE as error:
            log.warning("matrix: an invitation cannot be accepted yet: %s", type(error).__name__)
            return PAUSE
        if not isinstance(answer, nio.ErrorResponse):
            return None
        log.warning("matrix: an invitation cannot be accepted: %s", answer.status_code)
        return max(PAUSE, asked_wait(answer).total_seconds()) if passing(answer) else None
