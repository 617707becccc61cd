"""Answering taps beside the receiving: the spinner on a button ends and its row is removed, and nobody waits for it."""

import asyncio
import logging
from collections.abc import Awaitable

from telegram import Bot, CallbackQuery
from telegram.error import TelegramError

from bot.networks.telegram.fate import UNREADABLE

log = logging.getLogger(__name__)


class Answering:
    """The taps of one bot that are being answered."""

    def __init__(self, bot: Bot) -> None:
        """Take an initialized bot."""
        self._bot = bot
        self._answering: set[asyncio.Task[None]] = set()

    def answer(self, query: CallbackQuery | None) -> None:
        """Answer a tap without making the next update wait for Telegram."""
        if query is None:
            return
        task = asyncio.create_task(self._answer(query))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, query: CallbackQuery) -> None:
        """Stop the spinner on the tapped button, and take the buttons away: best effort, they expire in seconds."""
        await _try(self._bot.answer_callback_query(query.id))
        if message := query.message:
            await _try(self._bot.edit_message_reply_markup(message.chat.id, message.message_id, reply_markup=None))

    async def close(self) -> None:
        """Cancel the answers that are still to be sent."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)


async def _try(call: Awaitable[object]) -> None:
    try:
        await call
    except (TelegramError, *UNREADABLE) as error:
        log.debug("telegram: a button could not be put out: %s", type(error).__name__)
