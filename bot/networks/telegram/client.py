"""Telegram's Bot API as a network: connect, receive until cancelled, send each payload once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.core.ports.network import AT_MOST, FatalNetworkError, Follower, Inbox, Pushed
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Button, Destination, Fate, Later, Payload, Sent, Uncertain
from bot.networks.telegram.capabilities import TELEGRAM, link_to
from bot.networks.telegram.fate import UNREADABLE, fate_of
from bot.networks.telegram.polling import REFUSED, Backoff, Polling, Sleep
from bot.networks.telegram.profile import Commands, Descriptions, present
from bot.networks.telegram.removing import remove
from bot.networks.telegram.request import AiohttpRequest, call
from bot.networks.telegram.translate import message_id
from bot.networks.telegram.webhook import LOOK_EVERY, Webhook

log = logging.getLogger(__name__)

FREE_PER_SECOND = 30
"""The messages a second for which nothing is paid (Bots FAQ, "My bot is hitting limits"; sendMessage,
`allow_paid_broadcast`: up to 1000 a second, 0.1 Telegram Stars each).
"""
_NO_PREVIEW = {"is_disabled": True}
LEAKY = ("aiohttp", "telegram")
"""Libraries that may log a request's address, which holds the token, or its parameters, which hold the words."""


class Telegram:
    """One bot account."""

    name = NetworkName.TELEGRAM
    history = None
    """None, because a bot cannot read its own messages in a chat."""

    def __init__(  # noqa: PLR0913  each is a setting
        self,
        token: str,
        *,
        now: Callable[[], datetime],
        api_url: str | None = None,
        commands: Commands | None = None,
        descriptions: Descriptions | None = None,
        webhook_url: str | None = None,
        per_second: int = int(TELEGRAM.per_second),
        pause: float = 1.0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Take the token and where the Bot API is.

        commands      by language code: each command and its effect, for the menu
        descriptions  by language code: the text before the first message (512), and that of the profile (120)
        webhook_url   the public address that Telegram is to post updates to; None: they are polled
        per_second    the most messages a second; those above FREE_PER_SECOND are paid for
        pause         seconds before the first retry; doubled up to LONGEST_PAUSE
        sleep         what waits between retries
        """
        self.capabilities = replace(TELEGRAM, per_second=per_second)
        self._pays = per_second > FREE_PER_SECOND
        for library in LEAKY:
            logging.getLogger(library).setLevel(logging.WARNING)
        api = (api_url or "https://api.telegram.org").rstrip("/")
        self._bot = Bot(
            token,
            # A time-out leaves a message uncertain, so it comes late.
            request=AiohttpRequest(AT_MOST, read_timeout=20),
            # The library adds the long poll's own seconds.
            get_updates_request=AiohttpRequest(1, read_timeout=10),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
        )
        self._now = now
        self._commands = commands or {}
        self._descriptions = descriptions or {}
        self._backoff: Callable[[], Backoff] = partial(Backoff, pause, sleep)
        self._webhook = Webhook(self._bot, webhook_url) if webhook_url else None
        self._path = urlsplit(webhook_url).path or "/" if webhook_url else ""
        self._sleep = sleep
        self._ready = False
        self._token_refused = asyncio.Event()

    # --- Receiving --------------------------------------------------------------------------------------------------

    async def serve(self, inbox: Inbox) -> None:
        """Receive until cancelled. Raises FatalNetworkError when Telegram refuses the token."""
        await self._connect()
        refused = asyncio.create_task(self._token_refused.wait())
        polling = asyncio.create_task(self._receive(inbox))
        presenting = asyncio.create_task(present(self._bot, self._commands, self._descriptions))
        try:
            await asyncio.wait({polling, refused}, return_when=asyncio.FIRST_COMPLETED)
            if refused.done():
                raise FatalNetworkError(REFUSED)
            await polling
        finally:
            for task in (polling, refused, presenting):
                task.cancel()
            await asyncio.gather(polling, refused, presenting, return_exceptions=True)

    @property
    def follower(self) -> Follower:
        """The bot itself: any number of programs may send with one token, and take its posts."""
        return self

    @property
    def link(self) -> str:
        """The bot's private chat, known once Telegram answered."""
        return link_to(self._bot.username) if self._ready else ""

    @property
    def pushed(self) -> Mapping[str, Pushed]:
        """The path and the port that take Telegram's posts, when a webhook is set."""
        return {self._path: self._webhook} if self._webhook else {}

    async def follow(self, inbox: Inbox) -> None:
        """Send and take posts until cancelled, while another worker polls or sees to the webhook.

        Raises FatalNetworkError when Telegram refuses the token.
        """
        await self._connect()
        if self._webhook:
            self._webhook.hand_in(inbox)
        await self._token_refused.wait()
        raise FatalNetworkError(REFUSED)

    async def _receive(self, inbox: Inbox) -> None:
        if self._webhook is None:
            await self._persist(partial(self._bot.delete_webhook, drop_pending_updates=False))
            await Polling(self._bot, inbox, now=self._now, backoff=self._backoff).run()
            return
        await self._persist(partial(self._webhook.open, inbox))
        while True:
            await self._sleep(LOOK_EVERY.total_seconds())
            await self._persist(self._webhook.look)

    async def _connect(self) -> None:
        """Ask who the bot is until Telegram answers, so that a short outage does not end the start."""
        if not self._ready:
            await self._persist(self._bot.initialize)
            self._ready = True

    async def _persist(self, act: Callable[[], Awaitable[object]]) -> None:
        """Ask Telegram for something until it answers. Raises FatalNetworkError when it refuses the token."""
        pause = self._backoff()
        while True:
            try:
                await act()
            except InvalidToken:
                raise FatalNetworkError(REFUSED) from None
            except RetryAfter as error:
                await pause.wait_as_asked(error)
            except (TelegramError, *UNREADABLE) as error:
                log.warning("telegram: not reached: %s: again in %.0f s", type(error).__name__, pause.seconds)
                await pause.wait()
            else:
                return

    # --- Sending ----------------------------------------------------------------------------------------------------

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:  # noqa: ARG002  no idempotence here
        """Send one message, once."""
        if not self._ready:
            return Later("not connected yet", timedelta(seconds=1))
        try:
            if payload.cleans:
                return await remove(self._bot, to.place, [int(one.partition("/")[2]) for one in payload.removes])
            return Sent(message=await self._send(to.place, payload))
        except TelegramError as error:
            if isinstance(error, InvalidToken):
                self._token_refused.set()
            return fate_of(error)
        except UNREADABLE as error:
            return Uncertain(f"an answer that cannot be read: {type(error).__name__}")

    async def _send(self, chat: str, payload: Payload) -> str:
        """Send one message. Returns its id. Raises TelegramError, and `UNREADABLE` for an answer without one."""
        words, values = payload.html or payload.text, dict[str, object](chat_id=chat)
        if payload.file:
            kind = "photo" if payload.file.media_type.startswith("image/") else "document"
            method = f"send{kind.capitalize()}"
            values |= {"caption": words, kind: InputFile(payload.file.content, filename=payload.file.name)}
        else:
            method = "sendMessage"
            values |= {"text": words, "link_preview_options": _NO_PREVIEW}
        if payload.html:
            values["parse_mode"] = ParseMode.HTML
        if payload.buttons:
            values["reply_markup"] = {"inline_keyboard": [[_button(button)] for button in payload.buttons]}
        if self._pays:
            values["allow_paid_broadcast"] = True
        sent = await call(self._bot, method, values)
        return message_id(sent["chat"]["id"], sent["message_id"])

    async def close(self) -> None:
        """Close the connections."""
        self._ready = False
        if self._webhook:
            await self._webhook.close()
        await self._bot.shutdown()


def _button(button: Button) -> dict[str, object]:
    if button.copy:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "callback_data": button.data}
