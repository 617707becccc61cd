"""The gaps in a room's events: those that a sync leaves out after a long absence, up to the bot's own joining."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

import nio

from bot.networks.matrix.account import Account

log = logging.getLogger(__name__)

PAGES = 20
"""The most pages, of a hundred events, that are read back in one room after an absence."""


def after_joining(events: Sequence[nio.Event], me: str) -> tuple[list[nio.Event], bool]:
    """The events since the bot joined, older ones being none of its business; and whether it joined among them."""
    for index in reversed(range(len(events))):
        event = events[index]
        if (
            isinstance(event, nio.RoomMemberEvent)
            and (event.state_key, event.membership) == (me, "join")
            and event.prev_membership != "join"
        ):
            return list(events[index:]), True
    return list(events), False


async def missed(
    account: Account, room_id: str, before: str | None, since: str | None, is_new: Callable[[nio.Event], bool]
) -> list[nio.Event]:
    """The events of a gap, in order, because a sync after a long absence gives only the last ones.

    since   the token of the sync before; None where there is none, and it is read back to what is not new
    """
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
        if start or not before or not page.chunk or not all(map(is_new, events)):
            break
    return found
