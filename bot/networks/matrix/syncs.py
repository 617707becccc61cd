"""Reading a sync that the library raises for: what it cannot read of it is left out, and nothing else.

It raises for the whole sync, and the same one would come again for ever. A message to a device may be nested as deep as
whoever sends it likes, and what an invitation shows of its room is written by the server of whoever invites.
"""

import json
import logging
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import nio

from bot.logs import place

log = logging.getLogger(__name__)

SENSELESS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""The errors that the library may raise for an event of unexpected shape."""
DEEPEST = 100
"""How deep a sync may be nested; what people's apps write takes some ten of it."""
_TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]')
Json = dict[str, Any]
_Read = Callable[[Any], object]
_TO_DEVICE: _Read = nio.ToDeviceEvent.parse_event
_IN_ROOMS: tuple[tuple[str, str, _Read], ...] = (
    ("invite", "invite_state", nio.InviteEvent.parse_event),
    *((kind, part, nio.Event.parse_event) for kind in ("join", "leave") for part in ("state", "timeline")),
)
"""By the kind of a room, the parts of it that have events, and what reads one."""


def read_apart(sync: str) -> "nio.SyncResponse | nio.ErrorResponse":
    """Read a sync that the library raised for. One that makes no sense either way is an error without a code."""
    try:
        return nio.SyncResponse.from_dict(_sifted(json.loads(shallow(sync))))
    except SENSELESS as error:
        log.error("matrix: a sync makes no sense: %s", place(error))  # noqa: TRY400
        return nio.SyncError("makes no sense")


def shallow(text: str) -> str:
    """The same JSON, with null in the place of what is nested too deep: Python's own reader fails for a thousand."""
    kept: list[str] = []
    depth = start = 0
    for token in _TOKENS.finditer(text):
        match token[0]:
            case "{" | "[":
                depth += 1
                if depth == DEEPEST + 1:
                    kept += (text[start : token.start()], "null")
            case "}" | "]":
                if depth == DEEPEST + 1:
                    start = token.end()
                depth -= 1
            case _:
                pass  # a string
    return "".join((*kept, text[start:]))


def _sifted(sync: Json) -> Json:
    """A sync without the events that cannot be read."""
    rooms = {kind: dict(found) for kind, found in sync.get("rooms", {}).items()}
    for kind, part, read in _IN_ROOMS:
        for room_id, room in rooms.get(kind, {}).items():
            if part in room:
                rooms[kind][room_id] = room | {part: _readable(room[part], read)}
    return sync | {"rooms": rooms, "to_device": _readable(sync.get("to_device", {}), _TO_DEVICE)}


def _readable(part: Json, read: _Read) -> Json:
    return part | {"events": [event for event in part.get("events", ()) if _can_be_read(event, read)]}


def _can_be_read(event: object, read: _Read) -> bool:
    try:
        read(deepcopy(event))  # the library takes apart what it reads
    except SENSELESS as error:
        log.error("matrix: an event makes no sense, and is left out: %s", place(error))  # noqa: TRY400
        return False
    return True
