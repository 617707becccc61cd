"""The faults, where they strike, and how each network words its refusals."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

STALL_SECONDS = 10
ASKED_SECONDS = 5
"""What a 429 asks to wait."""


class Fault(StrEnum):
    """One way in which a network fails."""

    REFUSED = "connection refused"
    RESET_BEFORE = "reset before the request was taken"
    RESET_AFTER = "reset after the request was taken"
    STALL = "10 s stall"
    ERROR = "500"
    BAD_GATEWAY = "502, with a page"
    TOO_MANY = "429"
    UNAUTHORIZED = "401"
    TRUNCATED = "truncated JSON"
    TLS = "TLS failure"


OF_THE_CONNECTION = frozenset({Fault.REFUSED, Fault.TLS})
"""These strike before there is a request: no request is told from another."""


class Direction(StrEnum):
    """What the bot is doing when the fault strikes."""

    RECEIVING = "receiving"
    SENDING = "sending"


@dataclass(frozen=True)
class Peer:
    """How the requests of one network are told apart, and what its refusals say.

    receiving, sending  match the method and the path
    news                what an answer to a receiving request holds when it brings a message
    """

    receiving: re.Pattern[str]
    sending: re.Pattern[str]
    news: bytes
    too_many: str
    unauthorized: str


TELEGRAM = Peer(
    re.compile(r"POST /bot[^/]+/getUpdates"),
    re.compile(r"POST /bot[^/]+/send(Message|Document|Photo)"),
    b'"update_id"',
    json.dumps(
        {
            "ok": False,
            "error_code": 429,
            "description": f"Too Many Requests: retry after {ASKED_SECONDS}",
            "parameters": {"retry_after": ASKED_SECONDS},
        }
    ),
    json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}),
)
MATRIX = Peer(
    re.compile(r"GET /_matrix/client/[^/]+/sync"),
    re.compile(r"PUT /_matrix/client/[^/]+/rooms/[^/]+/send/"),
    b'"m.room.encrypted"',
    json.dumps({"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": ASKED_SECONDS * 1000}),
    json.dumps({"errcode": "M_UNKNOWN_TOKEN", "error": "made up", "soft_logout": False}),
)
