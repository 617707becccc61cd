"""Translating Matrix events for the port. Pure: a decrypted event in, `Content` out, or None for one to ignore."""

import re

import nio

from bot.core.ports.incoming import Content, Edited, Media, Redacted, Text, Unreadable

_KINDS: tuple[tuple[type[nio.Event], Unreadable], ...] = (
    (nio.RoomMessageImage, Unreadable.PICTURE),
    (nio.RoomEncryptedImage, Unreadable.PICTURE),
    (nio.RoomMessageAudio, Unreadable.VOICE),
    (nio.RoomEncryptedAudio, Unreadable.VOICE),
    (nio.RoomMessageVideo, Unreadable.VIDEO),
    (nio.RoomEncryptedVideo, Unreadable.VIDEO),
    (nio.RoomMessageFile, Unreadable.FILE),
    (nio.RoomEncryptedFile, Unreadable.FILE),
    (nio.StickerEvent, Unreadable.STICKER),
)
_POLL = {"m.poll.start", "org.matrix.msc3381.poll.start"}
_YES = frozenset("👍✅✔👌🆗")
_NO = frozenset("👎❌✖🚫")
_NOBODY_S_WORDS = {"m.server_notice", "m.key.verification.request"}
_QUOTE = re.compile(r"\A> (?:\* )?<@[^\n]*\n(?:>[^\n]*\n)*\n?")
"""The fallback that older clients put before a reply: "> <@person:server> words", its other lines, an empty line."""


def content_of(event: nio.Event | nio.BadEvent) -> Content | None:
    """Translate an event of a person.

    None for notices (other bots), reactions (only the receiver knows what they stand under), requests of clients, and
    changes of the room.
    """
    match event:
        case nio.RoomMessageText() | nio.RoomMessageEmote():
            return _text(event)
        case nio.RoomMessageNotice():
            return None
        case nio.RedactionEvent(redacts=message):
            return Redacted(message)
        case nio.UnknownEvent(type=kind) if kind in _POLL:
            return Media(Unreadable.POLL)
        case nio.BadEvent(type="m.room.message"):
            return Media(Unreadable.OTHER)  # the event is not what its type promises, but somebody wants an answer
        case nio.RoomMessageUnknown(msgtype="m.location"):
            return Media(Unreadable.LOCATION)
        case nio.RoomMessageUnknown(msgtype=kind):
            return None if kind in _NOBODY_S_WORDS else Media(Unreadable.OTHER)
        case _:
            kind = next((kind for of, kind in _KINDS if isinstance(event, of)), None)
            return (_caption(event) or Media(kind)) if kind else None


def _caption(event: nio.Event | nio.BadEvent) -> Text | None:
    """The caption of a picture or a file: a body that is not the file's name (spec, 11.2.1.7, media captions)."""
    content = event.source.get("content")
    body, name = (content.get("body"), content.get("filename")) if isinstance(content, dict) else (None, None)
    said = isinstance(body, str) and isinstance(name, str) and body != name
    return Text(str(body)) if said else None


def thread_of(event: nio.Event | nio.BadEvent) -> str:
    """The id of the event that began an event's thread; empty outside of one."""
    relation = _relation(event)
    return _event_id(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else ""


def reaction_of(event: nio.ReactionEvent) -> bool | None:
    """Whether a reaction means yes or no; None for any other sign."""
    sign = event.key.replace("\ufe0f", "").rstrip("🏻🏼🏽🏾🏿")
    return True if sign in _YES else False if sign in _NO else None


def _relation(event: nio.Event | nio.BadEvent) -> dict[str, object]:
    """The relation of an event to another; any client may write anything there, and nio does not check it."""
    content = event.source.get("content")
    relation = content.get("m.relates_to") if isinstance(content, dict) else None
    return relation if isinstance(relation, dict) else {}


def _event_id(written: object) -> str:
    """The id of an event as a client writes it; empty for what can be none, which could not be stored or sent."""
    return written if isinstance(written, str) and written.isprintable() else ""


def _text(event: nio.RoomMessageText | nio.RoomMessageEmote) -> Content:
    relation, new = _relation(event), event.source["content"].get("m.new_content")
    if relation.get("rel_type") == "m.replace":
        words = str(new["body"]) if isinstance(new, dict) and "body" in new else event.body
        return Edited(words, _event_id(relation.get("event_id")))
    return Text(_QUOTE.sub("", event.body) if "m.in_reply_to" in relation else event.body)
