"""Asking for the events since a position, and what to do where the homeserver refuses that."""

import asyncio
from collections.abc import Awaitable, Callable

import nio

from bot.networks.matrix.account import Account, pauses
from bot.networks.matrix.fate import at_no_position

FIRST_SYNC_TIMEOUT = 300
LONGEST_REFUSED = 60.0
"""The most seconds between two tries of a sync that is refused in a way that does not pass by itself."""
FILTER = {
    "room": {"timeline": {"limit": 50}, "ephemeral": {"types": []}, "account_data": {"types": []}},
    "presence": {"types": []},
    "account_data": {"types": []},
}


class PositionRefusedError(Exception):
    """The homeserver does not know the position that a sync was to begin at: it was put back, or is another one."""


async def sync(
    account: Account, since: str | None, barred: Callable[[str], Awaitable[None]], *, first: bool, wait: int
) -> nio.SyncResponse:
    """The events since a token, retried. The first sync asks for the full state, without which nio knows no room.

    barred  called with the reason at each refusal that does not pass by itself
    wait    milliseconds that the server may hold the request while nothing happens

    Raises PositionRefusedError when the homeserver does not know the token, FatalNetworkError when the log-in ended.
    """

    async def once() -> object:
        # nio gives a sync that does not wait no time limit at all.
        async with asyncio.timeout(FIRST_SYNC_TIMEOUT):
            return await account.client.sync(0 if first else wait, sync_filter=FILTER, since=since, full_state=first)

    for pause in pauses(1, LONGEST_REFUSED):
        answer = await account.insisting(once)
        if isinstance(answer, nio.SyncResponse):
            return answer
        if since and at_no_position(answer):
            raise PositionRefusedError
        await barred(f"a sync is refused ({answer.status_code})")
        await asyncio.sleep(pause)
    raise AssertionError  # pauses never end


def forget_position(account: Account) -> None:
    """Begin as after a start, with a sync that tells of every room; of devices that changed it does not tell."""
    client = account.client
    people = {person for room in client.rooms.values() for person in room.users}
    client.next_batch = ""  # nio would go on from there
    client.rooms.clear()
    client.invited_rooms.clear()
    client.olm.add_changed_users(people)
