"""Translating Telegram updates for the port. Pure: an `Update` in, an `Incoming` out, or None for one to ignore."""

import re
from collections.abc import Mapping
from dataclasses import replace

from telegram import CallbackQuery, Chat, ChatMemberUpdated, MaybeInaccessibleMessage, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.core.ports.incoming import Arrived, Content, Edited, Incoming, Left, Media, Pressed, Text, Unreadable
from bot.core.ports.network_name import NetworkName
from bot.networks.telegram.capabilities import link_to

_ABSENT = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}
_MENTION = re.compile(r"^(/\w+)@\w+")


def incoming(update: Update, username: str) -> Incoming | None:
    """Translate one update.

    username  the bot's own, for the link to its private chat

    None for updates that address nobody: channel posts, other bots, service messages, changes of other members; and
    for those whose numbers are no numbers, which the library lets through.
    """
    if update.callback_query:
        return _pressed(update, update.callback_query, username)
    if update.my_chat_member:
        return _membership(update, update.my_chat_member, username)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot or message.sender_chat:
        return None
    content = _content(message, edited=update.edited_message is not None)
    said = _incoming(update, message.from_user, message.chat, content, username) if content else None
    return replace(said, said_in=said_in(message)) if said else None


def unparsed(raw: Mapping[str, object], username: str) -> Incoming | None:
    """Translate an update of a private chat that the library cannot parse, as media: its sender wants an answer.

    raw  one update as Telegram sends it

    None where no person and no private chat can be made out.
    """
    message = raw.get("message")
    who, where = (message.get("from"), message.get("chat")) if isinstance(message, dict) else (None, None)
    if not isinstance(who, dict) or not isinstance(where, dict) or where.get("type") != ChatType.PRIVATE:
        return None
    person, place, language = who.get("id"), where.get("id"), who.get("language_code")
    if not isinstance(person, int) or not isinstance(place, int) or who.get("is_bot"):
        return None
    return Incoming(
        network=NetworkName.TELEGRAM,
        message_id=str(raw.get("update_id")),
        person=str(person),
        place=str(place),
        content=Media(Unreadable.OTHER),
        language=language if isinstance(language, str) else None,
        link=link_to(username),
    )


def said_in(message: MaybeInaccessibleMessage) -> str:
    """The id of a message."""
    return message_id(message.chat.id, message.message_id)


def message_id(chat: int, number: int) -> str:
    """The id of a message: its number, which is unique within its chat."""
    return f"{chat}/{number}"


def _content(message: Message, *, edited: bool) -> Content | None:
    if isinstance(message.text, str):
        text = _MENTION.sub(r"\1", message.text)
        return Edited(text, said_in(message)) if edited else Text(text)
    if (
        isinstance(message.caption, str) and message.caption
    ):  # a picture's caption counts as words; the picture itself is never looked at
        return Edited(message.caption, said_in(message)) if edited else Text(message.caption)
    kind = _kind(message)
    if kind is None:
        return None
    return Edited("", said_in(message)) if edited else Media(kind)


def _kind(message: Message) -> Unreadable | None:
    """The kind of a message without words; None for a service message."""
    kinds = (
        (message.voice or message.audio, Unreadable.VOICE),
        (message.photo or message.live_photo, Unreadable.PICTURE),
        (message.sticker, Unreadable.STICKER),
        (message.video or message.video_note or message.animation, Unreadable.VIDEO),
        (message.contact, Unreadable.CONTACT),
        (message.location or message.venue, Unreadable.LOCATION),
        (message.document, Unreadable.FILE),
        (message.poll, Unreadable.POLL),
        (message.effective_attachment or message.checklist, Unreadable.OTHER),
    )
    return next((kind for there, kind in kinds if there), None)


def _pressed(update: Update, query: CallbackQuery, username: str) -> Incoming | None:
    if query.message is None or not isinstance(query.data, str):
        return None
    tapped = Pressed(query.data, said_in(query.message))
    return _incoming(update, query.from_user, query.message.chat, tapped, username)


def _membership(update: Update, change: ChatMemberUpdated, username: str) -> Incoming | None:
    """Translate that the bot was blocked or unblocked in private, or added to a group."""
    before, after = change.old_chat_member.status, change.new_chat_member.status
    content: Content
    if change.chat.type != ChatType.PRIVATE:
        if before not in _ABSENT or after in _ABSENT:
            return None  # the bot was removed or promoted: there is nobody, or nothing, to answer
        content = Arrived()
    elif after == ChatMemberStatus.BANNED:
        content = Left()
    elif before == ChatMemberStatus.BANNED:
        content = Arrived()
    else:
        return None  # the chat was opened for the first time: Telegram sends /start next
    return _incoming(update, change.from_user, change.chat, content, username)


def _incoming(update: Update, user: User, chat: Chat, content: Content, username: str) -> Incoming | None:
    numbers = (update.update_id, user.id, chat.id)
    if chat.type == ChatType.CHANNEL or not all(isinstance(number, int) for number in numbers):
        return None
    return Incoming(
        network=NetworkName.TELEGRAM,
        message_id=str(update.update_id),
        person=str(user.id),
        place=str(chat.id),
        content=content,
        language=user.language_code if isinstance(user.language_code, str) else None,
        private=chat.type == ChatType.PRIVATE,
        link=link_to(username),
    )
