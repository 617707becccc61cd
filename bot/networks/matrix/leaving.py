"""Leaving a room for good: with its keys, without which nothing that was said there can be read any more."""

import nio

from bot.networks.matrix.account import Account
from bot.networks.matrix.fate import passing
from bot.networks.matrix.key_store import forget_all_but, forget_devices, forget_room


async def leave(account: Account, room_id: str) -> nio.ErrorResponse | None:
    """Leave a room, forget it, and delete its keys. Returns what refused it for now; raises what a request raises.

    What is refused for good is passed over: the room is gone, or was left before.
    """
    client = account.client
    for step in (client.room_leave, client.room_forget):
        answer = await step(room_id)
        if isinstance(answer, nio.ErrorResponse) and passing(answer):
            return answer
    put_away(account, room_id)
    return None


def put_away(account: Account, room_id: str) -> nio.MatrixRoom | None:
    """Delete the keys of a room that the bot is not in, and the devices of people who share no other. The room."""
    client = account.client
    room = client.rooms.pop(room_id, None)
    account.readers.forget(room_id)
    forget_room(client.olm, room_id)
    elsewhere = {person for other in client.rooms.values() for person in other.users}
    for person in set(room.users) - elsewhere - {account.user_id} if room else ():
        forget_devices(client.olm, person)
    return room


def forget_what_was_left(account: Account) -> None:
    """Delete the keys of rooms that the bot is not in, nor invited to; after the first sync, which tells of all."""
    rooms, invited = account.client.rooms, account.client.invited_rooms
    people = {person for room in rooms.values() for person in room.users}
    forget_all_but(account.client.olm, {*rooms, *invited}, people)
