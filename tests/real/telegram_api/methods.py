"""The methods of the Bot API that this bot may call; each takes the parameters and gives the `result`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot import clock
from tests.real.telegram_api import reading
from tests.real.telegram_api.html import utf16
from tests.real.telegram_api.people import FILE, Chat, File, Message, as_json, moment
from tests.real.telegram_api.profile import PROFILE
from tests.real.telegram_api.reading import Method, Parameters
from tests.real.telegram_api.refusal import Json, Refusal, bad

if TYPE_CHECKING:
    from tests.real.telegram_api.server import TelegramApi

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def get_me(api: "TelegramApi", _: Parameters) -> Json:
    groups = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return api.bot | groups


async def get_updates(api: "TelegramApi", given: Parameters) -> list[Json]:
    offset, limit = reading.integer(given, "offset"), reading.integer(given, "limit", 100)
    allowed = reading.nested(given, "allowed_updates")
    if allowed is not None:
        api.updates.allow(allowed)
    seconds = min(max(reading.integer(given, "timeout"), 0), 50)
    return await api.updates.poll(offset, min(max(limit, 1), 100), seconds)


async def set_webhook(api: "TelegramApi", given: Parameters) -> bool:
    url = str(given.get("url") or "")
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if reading.true(given, "drop_pending_updates"):
        api.updates.drop()
    if allowed := reading.nested(given, "allowed_updates"):
        api.updates.allow(allowed)
    await api.push_to(url, str(given.get("secret_token") or ""))
    return True


async def delete_webhook(api: "TelegramApi", given: Parameters) -> bool:
    return await set_webhook(api, {**given, "url": ""})


async def get_webhook_info(api: "TelegramApi", _: Parameters) -> Json:
    waiting = len(api.updates.waiting)
    told: Json = {"url": api.updates.webhook, "has_custom_certificate": False, "pending_update_count": waiting}
    if api.pushing and api.pushing.statuses and api.pushing.statuses[-1] != 200:
        told |= {
            "last_error_date": int(clock.now().timestamp()),
            "last_error_message": "Wrong response from the webhook",
        }
    return told


async def send_message(api: "TelegramApi", given: Parameters) -> Json:
    return _send(api, given, *reading.words(given, "text"))


async def send_document(api: "TelegramApi", given: Parameters) -> Json:
    api.chat(given)
    file = reading.file(given, given.get("document"), "there is no document in the request")
    return _send(api, given, *reading.words(given, "caption", reading.LONGEST_CAPTION), file=file)


async def send_photo(api: "TelegramApi", given: Parameters) -> Json:
    api.chat(given)
    file = reading.file(given, given.get("photo"), "there is no photo in the request")
    return _send(api, given, *reading.words(given, "caption", reading.LONGEST_CAPTION), file=file)


async def send_media_group(api: "TelegramApi", given: Parameters) -> list[Json]:
    api.chat(given).check_reachable()
    media = reading.nested(given, "media")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise bad("wrong number of media in the group: 2 to 10 are expected")
    album = []
    for one in media:  # all are read before the first is sent: an album comes whole or not at all
        if not isinstance(one, dict) or one.get("type") != "document":
            raise bad("only documents are known here")
        file = reading.file(given, one.get("media"), "can't find the file of the media")
        album.append((file, reading.words(one, "caption", reading.LONGEST_CAPTION)))
    return [_send(api, given, *words, file=file) for file, words in album]


def _send(api: "TelegramApi", given: Parameters, text: str, entities: list[Json], file: File | None = None) -> Json:
    chat = api.chat(given)
    keyboard, buttons = reading.keyboard(given)
    chat.check_reachable()
    message = Message(api.number(), chat.described, moment(), text, entities, buttons, keyboard, file)
    chat.receive(message)
    return as_json(message, api.bot)


async def send_chat_action(api: "TelegramApi", given: Parameters) -> bool:
    chat = api.chat(given)
    chat.check_reachable()
    if not given.get("action"):
        raise bad("wrong parameter action in request")
    chat.actions.append(str(given["action"]))
    return True


async def answer_callback_query(api: "TelegramApi", given: Parameters) -> bool:
    number = str(given.get("callback_query_id") or "")
    if number not in api.taps:
        raise bad(TOO_OLD)
    if utf16(str(given.get("text") or "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    api.unanswered.discard(number)
    return True


async def edit_message_text(api: "TelegramApi", given: Parameters) -> Json:
    chat, message = _edited(api, given)
    text, entities = reading.words(given, "text")
    if message.file:
        raise bad("there is no text in the message to edit")
    return _reworded(api, given, chat, message, text, entities)


def _reworded(
    api: "TelegramApi", given: Parameters, chat: Chat, message: Message, text: str, entities: list[Json]
) -> Json:
    keyboard, buttons = reading.keyboard(given)
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad(NOT_MODIFIED)
    message.text, message.entities, message.keyboard, message.buttons = text, entities, keyboard, buttons
    chat.changed(message)
    return as_json(message, api.bot)


async def edit_message_caption(api: "TelegramApi", given: Parameters) -> Json:
    chat, message = _edited(api, given)
    text, entities = reading.words(given, "caption", reading.LONGEST_CAPTION)
    if not message.file:
        raise bad("there is no caption in the message to edit")
    return _reworded(api, given, chat, message, text, entities)


async def edit_message_reply_markup(api: "TelegramApi", given: Parameters) -> Json:
    _, message = _edited(api, given)
    keyboard, buttons = reading.keyboard(given)
    if keyboard == message.keyboard:
        raise bad(NOT_MODIFIED)
    message.keyboard, message.buttons = keyboard, buttons
    return as_json(message, api.bot)


def _edited(api: "TelegramApi", given: Parameters) -> tuple[Chat, Message]:
    chat = api.chat(given)
    chat.check_reachable()
    return chat, chat.find(reading.integer(given, "message_id"), "message to edit not found")


async def delete_message(api: "TelegramApi", given: Parameters) -> bool:
    if not api.chat(given).removed(reading.integer(given, "message_id")):
        raise bad("message to delete not found")
    return True


async def delete_messages(api: "TelegramApi", given: Parameters) -> bool:
    chat, numbers = api.chat(given), reading.nested(given, "message_ids")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
        raise bad("there must be 1 to 100 messages to delete")
    for number in numbers:
        chat.removed(int(number))  # those that are not there are passed over
    return True


async def set_message_reaction(api: "TelegramApi", given: Parameters) -> bool:
    chat, number = api.chat(given), reading.integer(given, "message_id")
    chat.check_reachable()
    if number not in chat.written and not any(message.message_id == number for message in chat.messages):
        raise bad("message to react not found")
    chat.reactions[number] = [str(one.get("emoji")) for one in reading.nested(given, "reaction") or []]
    return True


async def get_file(_: "TelegramApi", given: Parameters) -> Json:
    if given.get("file_id") != FILE["file_id"]:
        raise bad("wrong file_id or the file is temporarily unavailable")
    return FILE | {"file_path": "documents/made-up"}


async def get_chat(api: "TelegramApi", given: Parameters) -> Json:
    accepted = {"limited_gifts": False, "unlimited_gifts": False, "unique_gifts": False, "premium_subscription": False}
    extra = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted | _FROM_CHANNELS}
    return api.chat(given).described | extra


_FROM_CHANNELS = {"gifts_from_channels": False}


async def leave_chat(api: "TelegramApi", given: Parameters) -> bool:
    chat = api.chat(given)
    if chat.described["type"] == "private":
        raise bad("chat member status can't be changed in private chats")
    if not chat.reachable:
        raise Refusal(403, "Forbidden: bot is not a member of the supergroup chat")
    chat.reachable = False
    return True


METHODS: Mapping[str, Method] = {
    **PROFILE,
    "getme": get_me,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendmediagroup": send_media_group,
    "sendchataction": send_chat_action,
    "answercallbackquery": answer_callback_query,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "setmessagereaction": set_message_reaction,
    "getfile": get_file,
    "getchat": get_chat,
    "leavechat": leave_chat,
}
