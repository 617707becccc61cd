"""Accepting invitations beside the syncs, because joining a room on a slow server would delay everybody.

The bot stays in a few rooms with each person, the last ones: who opens another conversation is answered there, and the
oldest is left. Whoever invites it more often than anybody would is declined.
"""

import asyncio
import logging
from collections.abc import Callable, Collection

import nio

from bot.logs import place
from bot.networks.matrix.account import TROUBLE, Account
from bot.networks.matrix.fate import asked_wait, passing
from bot.networks.matrix.leaving import leave
from bot.networks.matrix.quota import Quota

log = logging.getLogger(__name__)

MOST = 1_000
TRIES = 10
PAUSE = 2.0
ROOMS = 4
"""The most rooms that the bot stays in with one person who invited it."""
AN_HOUR = 8
"""The most invitations of one person that are accepted in an hour."""


class Invitations:
    """The rooms that the bot is invited to, until it joined them."""

    def __init__(self, account: Account, public: Callable[[], str], declined: Callable[[], None]) -> None:
        """Take the account that is invited, which room is the public one, and what to call for whoever is declined."""
        self._declined = declined
        self._account = account
        self._public = public
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._tries: dict[str, int] = {}
        self._by: dict[str, str] = {}
        """Who invited the bot, by room, while it waits."""
        self._quota = Quota(AN_HOUR)
        self._order: dict[str, None] = {}
        """The rooms that were joined since the start, in order; those of before are older."""

    @property
    def undone(self) -> Collection[str]:
        """The rooms that are still to be joined."""
        return self._tries.keys()

    def received(self, room_id: str, invited: nio.InviteInfo) -> None:
        """Note an invitation, if it is the bot's own: a sync shows those of others too."""
        by = next(
            (
                str(event.sender)
                for event in invited.invite_state
                if isinstance(event, nio.InviteMemberEvent)
                and event.membership == "invite"
                and event.state_key == self._account.user_id
            ),
            "",
        )
        if by and room_id not in self._tries and len(self._tries) < MOST:
            self._tries[room_id] = 0
            self._by[room_id] = by
            self._waiting.put_nowait(room_id)

    def withdrawn(self, room_id: str) -> None:
        """Note that an invitation was withdrawn."""
        self._tries.pop(room_id, None)
        self._by.pop(room_id, None)

    async def serve(self) -> None:
        """Join the rooms, one after the other; one that cannot be joined now waits behind the others."""
        while True:
            room_id = await self._waiting.get()
            if room_id not in self._tries:
                continue
            self._tries[room_id] += 1
            try:
                wait = await self._answer(room_id)
            except Exception as error:  # noqa: BLE001  whatever it is, the other rooms are joined
                log.error("matrix: an invitation cannot be answered: %s", place(error))  # noqa: TRY400
                wait = PAUSE
            if wait is None or self._tries.get(room_id, TRIES) >= TRIES:
                self.withdrawn(room_id)
                continue
            await asyncio.sleep(wait)
            self._waiting.put_nowait(room_id)

    async def _answer(self, room_id: str) -> float | None:
        """Try to join a room, or decline. Returns the seconds before another try; None when there is to be none."""
        by = self._by[room_id]
        if self._tries[room_id] == 1 and not self._quota.allows(by):
            self._by[room_id] = ""
            self._declined()
        try:
            if not self._by[room_id]:
                answer = await leave(self._account, room_id)
            else:
                answer = await self._account.client.join(room_id)
                await self._leave_the_oldest(room_id, by)
        except TROUBLE as error:
            log.warning("matrix: an invitation cannot be answered yet: %s", type(error).__name__)
            return PAUSE
        if not isinstance(answer, nio.ErrorResponse):
            return None
        log.warning("matrix: an invitation cannot be accepted: %s", answer.status_code)
        return max(PAUSE, asked_wait(answer).total_seconds()) if passing(answer) else None

    async def _leave_the_oldest(self, joined: str, by: str) -> None:
        """Leave the oldest rooms with whoever invited the bot, but for some and the one that was just joined."""
        self._order[joined] = None
        rooms, order = self._account.client.rooms, list(self._order)
        shared = [id_ for id_, room in rooms.items() if by in room.users and id_ not in {joined, self._public()}]
        oldest = sorted(shared, key=lambda id_: order.index(id_) if id_ in self._order else -1)
        for room_id in oldest[: max(len(shared) + 1 - ROOMS, 0)]:
            self._order.pop(room_id, None)
            await leave(self._account, room_id)
