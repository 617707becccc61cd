"""Matrix's client-server API through matrix-nio: receive in order, keep the token after the commit, send once."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.network import Inbox, Pushed
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload
from bot.networks.matrix.account import Account, ended, pauses
from bot.networks.matrix.capabilities import MATRIX, link_to
from bot.networks.matrix.direct import DirectRooms
from bot.networks.matrix.erasing import Erasure
from bot.networks.matrix.history import NOT_YET, RoomHistory
from bot.networks.matrix.invitations import Invitations
from bot.networks.matrix.key_talk import KeyLines
from bot.networks.matrix.leaving import forget_what_was_left
from bot.networks.matrix.polling import LONGEST_REFUSED, PositionRefusedError, forget_position, sync
from bot.networks.matrix.receiving import Receiver
from bot.networks.matrix.sending import RoomSender
from bot.networks.matrix.session import Folder
from bot.networks.matrix.welcome import Welcome

log = logging.getLogger(__name__)

LONG_POLL = 30_000
SHORT_POLL = 1_000


class Matrix:
    """One bot account on one homeserver."""

    name = NetworkName.MATRIX
    capabilities: Capabilities = MATRIX
    pushed: Mapping[str, Pushed] = MappingProxyType({})
    """No ports, because a homeserver is polled."""
    follower = None
    """None, because the device's keys lie in one directory, and change with each message."""

    def __init__(  # noqa: PLR0913  each is a setting
        self,
        homeserver: str,
        user: str,
        password: str | None,
        *,
        directory: Path,
        store_key: str,
        now: Callable[[], datetime],
        welcome_room: str | None = None,
        welcome: Payload | None = None,
        key_lines: Mapping[str, KeyLines] = MappingProxyType({}),
        agrees: Callable[[str], bool] = lambda _: False,
        declined: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the account; the password is needed for the first start only. Nothing is opened before `serve`.

        directory     where the session, the keys and the crypto store live
        store_key     encrypts the crypto store
        welcome_room  alias of the public room that the bot keeps
        welcome       a neutral line, sent and pinned in the public room when it is made
        key_lines     what is said about people's keys, by language, the usual one first
        agrees        whether words are a plain yes
        declined      called for each invitation that is declined, because its sender sends very many
        """
        self._now = now
        self._declined = declined
        self._folder = Folder(directory, store_key)
        if not self._folder.logged_in:
            # A homeserver recognises a key within one device only: a message that an earlier one may have sent must be
            # searched for.
            self.capabilities = replace(MATRIX, resend_within=timedelta(0))
        self.link = link_to(user)
        self._account = Account(homeserver, user, password, folder=self._folder, store_key=store_key)
        self._direct = DirectRooms(self._account)
        self._welcome = Welcome(self._account, self._direct, welcome_room, welcome)
        self.history = RoomHistory(self._account, lambda: self._ready)
        self._ready = False
        self._ended: asyncio.Queue[str] = asyncio.Queue()
        """The error codes by which the homeserver told a message that the log-in has ended."""
        self._erasure = Erasure(self._account, lambda: self._welcome.room_id)
        self._sender = RoomSender(self._account, self._direct, self._erasure, self._ended, key_lines, agrees)

    async def serve(self, inbox: Inbox) -> None:
        """Receive until cancelled. Raises FatalNetworkError when the account, its keys or its store cannot be used."""
        self._folder.lock()
        await self._account.open(self._now)
        if self._account.renewed:
            self.capabilities = replace(MATRIX, resend_within=timedelta(0))
        await self._welcome.prepare()
        invitations = Invitations(self._account, lambda: self._welcome.room_id, self._declined)
        serving = (
            self._receive(inbox, invitations),
            self._welcome.serve(),
            invitations.serve(),
            self._account.stay_fresh(),
            self._until_ended(),
        )
        tasks = [asyncio.create_task(one) for one in serving]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # each ends with an error only
        finally:
            self._ready = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def reset_identity(self) -> None:
        """Replace the account's cross-signing identity. Nothing else ever does. Raises FatalNetworkError."""
        self._folder.lock()
        await self._account.reset_identity(self._now)

    async def _until_ended(self) -> None:
        """Raise FatalNetworkError once a sending finds that the log-in has ended, because a sync may wait for long."""
        raise ended(await self._ended.get())

    async def _receive(self, inbox: Inbox, invitations: Invitations) -> None:
        cursor = await inbox.cursor()
        since = cursor.value if cursor else None
        receiver = Receiver(
            self._account, self._welcome, invitations, self._direct, self._sender.keys, inbox=inbox, kept=since
        )
        read_at = cursor.saved_at if cursor else self._now()
        waits = pauses(1, LONGEST_REFUSED)  # before all is read anew: each position that it gives may be refused
        while True:
            wait = SHORT_POLL if receiver.waiting else LONG_POLL
            try:
                answer = await sync(self._account, since, inbox.barred, first=not self._ready, wait=wait)
            except PositionRefusedError:
                await inbox.barred("a sync is refused for its position: every room is read anew")
                since, self._ready = None, False
                forget_position(self._account)
                await asyncio.sleep(next(waits))
                continue
            if since is None:
                receiver.anew.reads(read_at)
            else:
                waits = pauses(1, LONGEST_REFUSED)
            await self._account.exchange_keys()  # first: an answer must reach a device that has just appeared
            if not self._ready:
                forget_what_was_left(self._account)
                self._ready = True
                log.info("matrix: ready")
            await self._direct.synced()
            await inbox.reading()
            if kept := await receiver.take(answer, since):
                await self._keep(inbox, kept)
            since, read_at = answer.next_batch, self._now()

    async def _keep(self, inbox: Inbox, cursor: str) -> None:
        """Save how far was read. When that fails the next sync saves it; a restart before that only reads replays."""
        try:
            await inbox.keep_cursor(cursor)
        except Exception as error:  # noqa: BLE001  the database is away for a moment: no reason to end
            log.error("matrix: the cursor could not be saved: %s", type(error).__name__)  # noqa: TRY400

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        """Send one message once: `key` is the transaction id, so that a second try gives the same event."""
        return await self._sender.send(to, payload, key) if self._ready else NOT_YET

    async def close(self) -> None:
        """Close the connections and the crypto store. Safe to call twice."""
        self._ready = False
        self._sender.keys.close()
        await self._account.close()
        self._folder.unlock()
