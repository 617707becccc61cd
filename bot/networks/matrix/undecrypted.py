"""Encrypted events whose key has not come: they wait a moment, are tried again, then given up, once in each room."""

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass

import nio
from nio.exceptions import EncryptionError

from bot.logs import place

log = logging.getLogger(__name__)

GRACE = 10.0
"""The seconds that a key may take to arrive."""
QUIET = 60.0
"""The seconds during which a person is not told twice that their words cannot be read."""
MOST = 1_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    room_id: str
    event: nio.MegolmEvent
    since: float


class Undecrypted:
    """The events that wait for their key."""

    def __init__(self, client: nio.AsyncClient) -> None:
        """Take the client that decrypts."""
        self._client = client
        self._waiting: list[_Waiting] = []
        self._told: dict[str, float] = {}

    @property
    def undone(self) -> Collection[str]:
        """The ids of the events that wait."""
        return {one.event.event_id for one in self._waiting}

    def add(self, room_id: str, event: nio.MegolmEvent) -> None:
        """Let an event wait; when there are too many, the oldest is dropped."""
        self._waiting = [*self._waiting[1 - MOST :], _Waiting(room_id, event, time.monotonic())]

    def forget(self, event_id: str) -> None:
        """Drop an event that the person redacted before it could be read."""
        self._waiting = [one for one in self._waiting if one.event.event_id != event_id]

    def ready(self) -> list[tuple[str, nio.Event | nio.BadEvent | nio.UnknownBadEvent]]:
        """Take out the events that can be read now, in order."""
        found: list[tuple[str, nio.Event | nio.BadEvent | nio.UnknownBadEvent]] = []
        still: list[_Waiting] = []
        for one in self._waiting:
            try:
                event = self._client.decrypt_event(one.event)
            except EncryptionError:
                still.append(one)
                continue
            except Exception as error:  # noqa: BLE001  whatever it is, the others are read, and this one's sender is told
                log.error("matrix: an event breaks its decryption: %s", place(error))  # noqa: TRY400
                still.append(one)
                continue
            found.append((one.room_id, event))
        self._waiting = still
        return found

    def hopeless(self) -> list[tuple[str, nio.MegolmEvent]]:
        """Take out the events that waited too long. Returns the first of each room."""
        now = time.monotonic()
        late = [one for one in self._waiting if now - one.since > GRACE]
        self._waiting = [one for one in self._waiting if one not in late]
        self._told = {room_id: told for room_id, told in self._told.items() if now - told < QUIET}
        first: dict[str, nio.MegolmEvent] = {}
        for one in late:
            if one.room_id not in self._told:
                first.setdefault(one.room_id, one.event)
        self._told |= dict.fromkeys(first, now)
        return list(first.items())
