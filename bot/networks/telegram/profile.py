"""The bot's profile on Telegram, by language: its menu of commands and its descriptions."""

import logging
from collections.abc import Awaitable, Mapping, Sequence

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from bot.networks.telegram.fate import UNREADABLE

log = logging.getLogger(__name__)

Commands = Mapping[str, Sequence[tuple[str, str]]]
"""By language code ("" for every other language): each command, and its effect in words (256)."""
Descriptions = Mapping[str, tuple[str, str]]
"""By language code: the text before the first message (512), and that of the profile (120)."""


async def present(bot: Bot, commands: Commands, descriptions: Descriptions) -> None:
    """Set the texts that differ from Telegram's, which limits changes strictly. One that fails stops no other."""
    await _try("the menu's button", _show_menu(bot))
    for language, menu in commands.items():
        await _try("the menu", _set_menu(bot, language, menu))
    for language, (long, short) in descriptions.items():
        await _try("the description", _describe(bot, language, long))
        await _try("the short description", _describe_shortly(bot, language, short))


async def _try(what: str, setting: Awaitable[None]) -> None:
    try:
        await setting
    except (TelegramError, *UNREADABLE) as error:
        log.warning("telegram: %s could not be set: %s", what, type(error).__name__)


async def _show_menu(bot: Bot) -> None:
    """Have the button beside the input field open the commands, whatever it opened before."""
    if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _set_menu(bot: Bot, language: str, menu: Sequence[tuple[str, str]]) -> None:
    wanted = tuple(BotCommand(*command) for command in menu)
    if await bot.get_my_commands(language_code=language) != wanted:
        await bot.set_my_commands(wanted, language_code=language)


async def _describe(bot: Bot, language: str, text: str) -> None:
    if (await bot.get_my_description(language)).description != text:
        await bot.set_my_description(text, language)


async def _describe_shortly(bot: Bot, language: str, text: str) -> None:
    if (await bot.get_my_short_description(language)).short_description != text:
        await bot.set_my_short_description(text, language)
