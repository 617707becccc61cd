"""Deleting from nio's crypto store: the keys of rooms that the bot left, and the devices of people.

nio deletes neither. Its database overwrites what is deleted (`secure_delete`). The state of the channel with a device
(Olm) stays, without a name: it opens nothing that was said in a room, and without it that device could not give the bot
the key of a new room, so that a person who comes back could not be read.
"""

from collections.abc import Collection, Iterable
from typing import Any

_ROOM = (
    "DELETE FROM megolminboundsessions WHERE room_id = ?",  # with their forwarded chains, which refer to them
    "DELETE FROM encryptedrooms WHERE room_id = ?",
    "DELETE FROM outgoingkeyrequests WHERE room_id = ?",
)
_DEVICES = "SELECT id FROM devicekeys WHERE user_id = ?"
_DEVICE = (
    "DELETE FROM keys WHERE device_id = ?",
    "DELETE FROM devicetruststate WHERE device_id = ?",
    "DELETE FROM devicekeys WHERE id = ?",
)


def forget_room(olm: Any, room_id: str) -> None:
    """Delete the keys of a room: with the bot's store nothing that was said there can be read any more."""
    with olm.store.database.atomic():
        for statement in _ROOM:
            olm.store.database.execute_sql(statement, (room_id,))
    olm.outbound_group_sessions.pop(room_id, None)
    olm.inbound_group_store._entries.pop(room_id, None)
    asked = olm.outgoing_key_requests
    olm.outgoing_key_requests = {id_: one for id_, one in asked.items() if one.room_id != room_id}


def forget_devices(olm: Any, person: str) -> None:
    """Delete a person's devices; they are asked for again when a room is shared with them again."""
    database = olm.store.database
    with database.atomic():
        for (row_id,) in database.execute_sql(_DEVICES, (person,)).fetchall():
            for statement in _DEVICE:
                database.execute_sql(statement, (row_id,))
    olm.device_store._entries.pop(person, None)
    olm.tracked_users.discard(person)
    olm.users_for_key_query.discard(person)
    olm.wedged_devices = [device for device in olm.wedged_devices if device.user_id != person]


def forget_all_but(olm: Any, rooms: Collection[str], people: Collection[str]) -> None:
    """Delete the keys of all other rooms, and the devices of all other people: what a crash left behind."""
    database = olm.store.database
    for room_id in _others(database, "SELECT room_id FROM megolminboundsessions", rooms):
        forget_room(olm, room_id)
    for person in _others(database, "SELECT user_id FROM devicekeys", people):
        forget_devices(olm, person)


def _others(database: Any, statement: str, kept: Collection[str]) -> Iterable[str]:
    return {found for (found,) in database.execute_sql(statement).fetchall()} - set(kept)
