"""What Telegram shows of the bot: its menu of commands, its descriptions, its name, each by language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.real.telegram_api import reading
from tests.real.telegram_api.html import utf16
from tests.real.telegram_api.reading import Method, Parameters
from tests.real.telegram_api.refusal import Json, bad

if TYPE_CHECKING:
    from tests.real.telegram_api.server import TelegramApi


async def set_my_commands(api: "TelegramApi", given: Parameters) -> bool:
    api.menu[reading.language(given)] = reading.bot_commands(given)
    return True


async def get_my_commands(api: "TelegramApi", given: Parameters) -> list[Json]:
    return api.menu.get(reading.language(given), [])


async def delete_my_commands(api: "TelegramApi", given: Parameters) -> bool:
    api.menu.pop(reading.language(given), None)
    return True


async def get_chat_menu_button(api: "TelegramApi", _: Parameters) -> Json:
    return {"type": api.button}


async def set_chat_menu_button(api: "TelegramApi", given: Parameters) -> bool:
    button = reading.nested(given, "menu_button")
    if not isinstance(button, dict) or button.get("type") not in {"commands", "default"}:
        raise bad("only the menus of commands are known here")
    api.button = str(button["type"])
    return True


def _words(field: str, longest: int) -> tuple[Method, Method]:
    """How one field of the profile is read and set."""

    async def get(api: "TelegramApi", given: Parameters) -> Json:
        return {field: api.profile.get((field, reading.language(given)), "")}

    async def set_(api: "TelegramApi", given: Parameters) -> bool:
        text = str(given.get(field) or "")
        if utf16(text) > longest:
            raise bad(f"{field.replace('_', ' ')} is too long")
        api.profile[field, reading.language(given)] = text
        return True

    return get, set_


_GET_NAME, _SET_NAME = _words("name", 64)
_GET_DESCRIPTION, _SET_DESCRIPTION = _words("description", 512)
_GET_SHORT, _SET_SHORT = _words("short_description", 120)
PROFILE: Mapping[str, Method] = {
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getchatmenubutton": get_chat_menu_button,
    "setchatmenubutton": set_chat_menu_button,
    "getmyname": _GET_NAME,
    "setmyname": _SET_NAME,
    "getmydescription": _GET_DESCRIPTION,
    "setmydescription": _SET_DESCRIPTION,
    "getmyshortdescription": _GET_SHORT,
    "setmyshortdescription": _SET_SHORT,
}
