"""Parameters of a call, read and refused as Telegram does."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.real.telegram_api.html import parse, utf16
from tests.real.telegram_api.people import Button, File
from tests.real.telegram_api.refusal import Json, bad

if TYPE_CHECKING:
    from tests.real.telegram_api.server import TelegramApi

Parameters = Mapping[str, Any]
Method = Callable[["TelegramApi", Parameters], Awaitable[Any]]
"""Takes the parameters of a call, and gives its `result`. Raises Refusal."""
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
BUTTON_BYTES, COPY_UNITS, MOST_BUTTONS = 64, 256, 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_ACTIONS = ("callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "web_app")


def integer(given: Parameters, name: str, default: int = 0) -> int:
    """A whole number. Raises Refusal."""
    try:
        return int(given.get(name, default))
    except (TypeError, ValueError):
        raise bad(f"{name} must be an integer") from None


def true(given: Parameters, name: str) -> bool:
    """A switch."""
    return str(given.get(name, "")).lower() in {"true", "1", "yes"}


def nested(given: Parameters, name: str) -> Any:
    """A value that comes as JSON in a string, or as it is in a JSON body. Raises Refusal."""
    value = given.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None


def words(given: Parameters, name: str, longest: int = LONGEST_TEXT) -> tuple[str, list[Json]]:
    """Text or caption with its entities, after the markup is parsed. Raises Refusal."""
    raw, mode = str(given.get(name) or ""), str(given.get("parse_mode") or "")
    if mode.lower() not in {"", "html"}:
        raise bad("unsupported parse_mode")
    text, entities = parse(raw) if mode else (raw.strip(), [])
    if utf16(text) > longest:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    if not text and name == "text":
        raise bad("message text is empty")
    return text, entities


def file(given: Parameters, value: Any, otherwise: str) -> File:
    """An uploaded file: the value itself, or the part of the request that it names. Raises Refusal."""
    found = given.get(value.removeprefix("attach://")) if isinstance(value, str) else value
    if not isinstance(found, File):
        raise bad(otherwise)
    if not found.content:
        raise bad("file must be non-empty")
    return found


def keyboard(given: Parameters) -> tuple[Json | None, tuple[Button, ...]]:
    """The inline keyboard, and its tappable buttons. Raises Refusal."""
    markup = nested(given, "reply_markup")
    if not markup:
        return None, ()
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        if isinstance(markup, dict) and markup.keys() & {"keyboard", "remove_keyboard", "force_reply"}:
            return None, ()
        raise bad("object expected as reply markup")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button)
    tappable = tuple(Button(one["text"], one["callback_data"]) for one in buttons if "callback_data" in one)
    return (markup if buttons else None), tappable


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad('can\'t parse inline keyboard button: field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= BUTTON_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    copied = button.get("copy_text")
    if copied is not None and not 1 <= utf16(copied.get("text", "")) <= COPY_UNITS:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def bot_commands(given: Parameters) -> list[Json]:
    """The commands of a menu. Raises Refusal."""
    commands = nested(given, "commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("can't parse commands: expected an array of BotCommand")
    for one in commands:
        if not _NAME.fullmatch(str(one.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= utf16(str(one.get("description", "")).strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def language(given: Parameters) -> str:
    """A two-letter code, or nothing. Raises Refusal."""
    code = str(given.get("language_code") or "")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad("LANG_CODE_INVALID")
    return code
