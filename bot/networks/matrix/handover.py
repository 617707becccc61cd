"""Handing events to the inbox, again while it cannot take them."""

import asyncio
import hashlib
import logging

from bot.core.ports.incoming import Content, Incoming, Left
from bot.core.ports.network import LONGEST_PAUSE, Inbox
from bot.core.ports.network_name import NetworkName
from bot.networks.matrix.account import Account
from bot.networks.matrix.capabilities import link_to
from bot.networks.matrix.rooms import is_plain, is_private

log = logging.getLogger(__name__)

TRIES = 4
"""The tries of one event: the first, and three more."""
PAUSE = 1.0
"""The seconds before an event that the inbox could not take is tried again; doubled each time."""


class Handover:
    """The handing of events to an inbox, one after the other."""

    def __init__(self, account: Account, inbox: Inbox, kept: str | None) -> None:
        """Take the account, the inbox, and the token that was saved last."""
        self._account = account
        self._client = account.client
        self._inbox = inbox
        self.kept = kept

    async def hand_in(self, room_id: str, person: str, event_id: str, content: Content, thread: str = "") -> None:
        """Hand in a person's message or act in a room. An event that the inbox always refuses is logged and left."""
        me, room = self._account.user_id, self._client.rooms.get(room_id)
        private = isinstance(content, Left) or is_private(room, me, person)
        said = Incoming(
            NetworkName.MATRIX,
            event_id,
            person,
            room_id,
            content,
            private=private,
            plain=not private and is_plain(room, me, person),
            link=link_to(me),
            said_in=event_id,
            thread=thread,
        )
        tries, pause, level = 0, PAUSE, logging.ERROR
        while tries < TRIES:
            try:
                await self._inbox.receive(said)
            except Exception as error:  # noqa: BLE001  whatever it is, it must not stop everybody else
                # The error's class only: its words may hold a person's. Once: a full disk must not be told for ever.
                which = hashlib.sha256(event_id.encode()).hexdigest()[:8]
                log.log(level, "matrix: event %s was not taken: %s", which, type(error).__name__)
                level = logging.DEBUG
            else:
                return
            # A failure counts only while the database answers, so that no event is left behind while it is away.
            tries = tries + 1 if await self._answered() else 0
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _answered(self) -> bool:
        """Whether the database answers, asked to save the token that is saved anyway."""
        try:
            if self.kept:
                await self._inbox.keep_cursor(self.kept)
            else:
                await self._inbox.cursor()
        except Exception:  # noqa: BLE001  that it fails is the answer
            return False
        return True
