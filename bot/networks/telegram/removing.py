"""Removing messages from a chat, of either side."""

import contextlib
from collections.abc import Sequence

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot.core.ports.outgoing import Refused, Sent

AT_ONCE = 100
"""The most messages that one request removes (Bot API, deleteMessages: 1 to 100)."""


async def remove(bot: Bot, chat: str, numbers: Sequence[int]) -> Sent | Refused:
    """Remove messages; those that Telegram refuses to delete stay there. Raises TelegramError for any other failure."""
    try:
        for first in range(0, len(numbers), AT_ONCE):
            await _remove_some(bot, chat, numbers[first : first + AT_ONCE])
    except InvalidToken:
        # The library raises it for a 404 too: a server of one's own may not know the method.
        return Refused("messages cannot be taken out here")
    return Sent()


async def _remove_some(bot: Bot, chat: str, numbers: Sequence[int]) -> None:
    try:
        await bot.delete_messages(chat, numbers)
    except BadRequest:  # perhaps because of one message: delete each by itself
        for number in numbers:
            with contextlib.suppress(BadRequest):
                await bot.delete_message(chat, number)
