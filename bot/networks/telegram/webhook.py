"""Receiving from Telegram by webhook: it posts one update at a time, and posts it again until it is answered with 200.

An update is answered once it is committed, never before. One that cannot be taken for now is answered with 503 and
comes again; one that makes no sense gets 200, or it would come for a day. The cursor of long polling is not moved:
messages and taps come in rows of their own, and a number that was passed would lose what comes late.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from telegram import Bot, Update

from bot.core.ports.incoming import Pressed
from bot.core.ports.network import Inbox
from bot.networks.telegram.answering import Answering
from bot.networks.telegram.fate import UNREADABLE
from bot.networks.telegram.polling import ALLOWED
from bot.networks.telegram.translate import incoming

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20
"""The most bytes of a post; an update has a few thousand."""
LOOK_EVERY = timedelta(minutes=10)
"""The time between two questions to Telegram whether updates wait there."""


def secret_of(token: str) -> str:
    """The secret that Telegram sends with each post, so that no other is taken. It derives from the token."""
    return hmac.new(token.encode(), b"objecteur webhook", hashlib.sha256).hexdigest()


class Webhook:
    """The port that takes Telegram's posts for one bot."""

    largest = LARGEST

    def __init__(self, bot: Bot, url: str) -> None:
        """Take an initialized bot, and the public address that Telegram is to post to."""
        self._bot = bot
        self._url = url
        self._secret = secret_of(bot.token)
        self._inbox: Inbox | None = None
        self._taps = Answering(bot)

    def hand_in(self, inbox: Inbox) -> None:
        """Take posts from now on."""
        self._inbox = inbox

    async def open(self, inbox: Inbox) -> None:
        """Take posts, and ask Telegram to post from now on. Raises TelegramError."""
        await inbox.reading(polled=False)  # before anything is handed in
        self.hand_in(inbox)
        await self._bot.set_webhook(
            self._url, secret_token=self._secret, allowed_updates=ALLOWED, drop_pending_updates=False
        )

    async def look(self) -> None:
        """Ask Telegram whether updates wait, and set the webhook again if it was taken away. Raises TelegramError."""
        told = await self._bot.get_webhook_info()
        if told.url != self._url:
            log.warning("telegram: another program has taken the webhook away: it is set again")
            if self._inbox:
                await self.open(self._inbox)
        elif told.pending_update_count == 0 and self._inbox:
            await self._inbox.reading(polled=False)
        elif told.last_error_message:
            log.warning("telegram: %d updates wait: the webhook is not reached", told.pending_update_count)

    def welcome(self, headers: Mapping[str, str]) -> bool:
        """Whether a post is Telegram's own, before its body is read."""
        return hmac.compare_digest(headers.get(HEADER, "").encode(errors="surrogateescape"), self._secret.encode())

    async def post(self, body: bytes) -> HTTPStatus:
        """Take one post of Telegram. Returns the HTTP status to answer with."""
        if self._inbox is None:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            update = Update.de_json(json.loads(body), self._bot)
            said = incoming(update, self._bot.username)
        except UNREADABLE as error:
            # The error's class only: its words may hold a person's.
            log.error("telegram: a post makes no sense: %s", type(error).__name__)  # noqa: TRY400
            return HTTPStatus.OK
        if said is None:
            return HTTPStatus.OK
        try:
            await self._inbox.receive(said)
        except Exception as error:  # noqa: BLE001  whatever it is, it comes again
            log.error("telegram: update %d was not taken: %s", update.update_id, type(error).__name__)  # noqa: TRY400
            return HTTPStatus.SERVICE_UNAVAILABLE
        if isinstance(said.content, Pressed):
            self._taps.answer(update.callback_query)
        return HTTPStatus.OK

    async def close(self) -> None:
        """Cancel the answers to taps that are still to be sent."""
        await self._taps.close()
