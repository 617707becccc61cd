"""The gaps of a room: what a sync leaves out after a long absence, and what is older than the bot's own joining."""

import logging
from collections.abc import Sequence
from functools import partial

import nio

from bot.networks.matrix.account import Account

log = logging.getLogger(__name__)

PAGES = 20
"""Pages of a hundred events that are read back, after an absence, in one room."""


def after_joining(events: Sequence[nio.Event], me: str) -> tuple[list[nio.Event], bool]:
    """What came since the bot joined, and whether it joined among these events: what is older is not for it."""
    for index in reversed(range(len(events))):
        event = events[index]
        if (
            isinstance(event, nio.RoomMemberEvent)
            and (event.state_key, event.membership) == (me, "join")
            and event.prev_membership != "join"
        ):
            return list(events[index:]), True
    return list(events), False


async def missed(account: Account, room_id: str, before: str | None, since: str) -> list[nio.Event]:
    """The events of a gap, in order: after a long absence a sync gives only the last ones."""
    found: list[nio.Event] = []
    for _ in range(PAGES):
        earlier = partial(account.client.room_messages, room_id, before, end=since, limit=100)
        page = await account.insisting(earlier)
        if not isinstance(page, nio.RoomMessagesResponse):
            log.warning("matrix: the gap of a room cannot be filled: %s", page.status_code)
            break
        events, start = after_joining(page.chunk[::-1], account.user_id)
        found = [*events, *found]
        before = page.end
        if start or not before or not page.chunk:
            break
    return found
