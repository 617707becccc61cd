"""The kinds of rooms, the requests that make them, and the contents of events. Pure: it asks the server nothing."""

from collections.abc import Mapping
from typing import Any

import nio

from bot.core.ports.outgoing import Payload

Json = dict[str, Any]


def is_private(room: nio.MatrixRoom | None, me: str, person: str) -> bool:
    """Whether a room is encrypted, and exactly the bot and that person are in it or invited."""
    return room is not None and bool(room.encrypted) and set(room.users) == {me, person}


def is_plain(room: nio.MatrixRoom | None, me: str, person: str) -> bool:
    """Whether a room would be private if it were encrypted."""
    return room is not None and not room.encrypted and set(room.users) == {me, person}


def direct_rooms(rooms: Mapping[str, nio.MatrixRoom], me: str, person: str) -> tuple[str, ...]:
    """The private rooms with a person: those they joined, then those they are only invited to."""
    found = [room for room in rooms.values() if is_private(room, me, person)]
    return tuple(room.room_id for room in sorted(found, key=lambda room: person in room.invited_users))


def other_member(room: nio.MatrixRoom | None, me: str) -> str | None:
    """The one other member of a room for two, encrypted or not; None for any other room."""
    others = set(room.users) - {me} if room else set()
    return next(iter(others)) if len(others) == 1 else None


def other_person(room: nio.MatrixRoom | None, me: str) -> str | None:
    """The one other member of a private room; None for any other room."""
    person = other_member(room, me)
    return person if person and is_private(room, me, person) else None


def direct_room(person: str) -> Json:
    """The request to nio for a room with one person: encrypted, and nobody can add others to it by mistake.

    The power levels do not name the creator, which room version 12 refuses.
    """
    return {
        "is_direct": True,
        "preset": nio.RoomPreset.private_chat,
        "invite": [person],
        "initial_state": [
            {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
            {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "invited"}},
            {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}},
        ],
        "power_level_override": {"invite": 100},
    }


def welcome_room(alias: str) -> Json:
    """The request to nio for the public room, where only the bot writes. As it shows its members, it is not listed."""
    return {
        "alias": alias.removeprefix("#").partition(":")[0],
        "name": "Objecteur",
        "preset": nio.RoomPreset.public_chat,
        "power_level_override": {"events_default": 50},
    }


def event_content(payload: Payload) -> Json:
    """The content of a text message: plain words always, markup if there is some."""
    content: Json = {"msgtype": "m.text", "body": payload.text}
    if payload.html:
        content |= {"format": "org.matrix.custom.html", "formatted_body": payload.html}
    return content


def file_content(payload: Payload, where: Json) -> Json:
    """The content of a file message; `where` has the uploaded file's address, and its keys in an encrypted room."""
    if payload.file is None:
        raise ValueError("a payload without a file has no file content")
    info = {"mimetype": payload.file.media_type, "size": len(payload.file.content)}
    # A body that differs from the filename is the caption.
    caption = event_content(payload) if payload.text else {"body": payload.file.name}
    kind = "m.image" if payload.file.media_type.startswith("image/") else "m.file"
    return caption | {"msgtype": kind, "filename": payload.file.name, "info": info} | where


def in_thread(root: str) -> Json:
    """The fields that put a message into the thread that an event began (spec, 11.15 Threading), if there is one."""
    if not root:
        return {}
    fallback = {"is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": root} | fallback}
