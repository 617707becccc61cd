"""The gaps in a room's events: those that a sync leaves out after a long absence, up to the bot's own joining."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import nio

from bot.networks.matrix.account import Account

log = logging.getLogger(__name__)

PAGES = 20
"""The most pages, of a hundred events, that are read back in one room after an absence."""

KNOWN_FOR = timedelta(days=10)
"""For how long what was taken is surely known again: ids of messages are kept for thirty days, backups for seven."""


class Anew:
    """Whether what a sync shows is to be taken: one that begins at no position shows what was said in any year."""

    def __init__(self) -> None:
        """Begin as after a position: all is to be taken."""
        self._oldest = 0

    def reads(self, read_at: datetime) -> None:
        """Note that the next sync begins at no position, and when there was one last: long before it all was taken."""
        self._oldest = int((read_at - KNOWN_FOR).timestamp() * 1000)

    def goes_on(self) -> None:
        """Note that a sync began at a position: all that it shows is new."""
        self._oldest = 0

    def takes(self, event: nio.Event | nio.BadEvent | nio.UnknownBadEvent) -> bool:
        """Whether an event is to be taken, known or not. One without a moment is."""
        return isinstance(event, nio.UnknownBadEvent) or event.server_timestamp >= self._oldest


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


async def unseen(
    account: Account, room_id: str, timeline: nio.Timeline, since: str | None, anew: Anew
) -> list[nio.Event]:
    """The events of a room in a sync, with those of a gap before them, that are to be taken."""
    events, start = after_joining(timeline.events, account.user_id)
    if timeline.limited and not start and (since or all(map(anew.takes, events))):
        events = [*await _missed(account, room_id, timeline.prev_batch, since, anew), *events]
    return list(filter(anew.takes, events))


async def _missed(account: Account, room_id: str, before: str | None, since: str | None, anew: Anew) -> list[nio.Event]:
    """The events of a gap, in order, because a sync after a long absence gives only the last ones.

    since   the token of the sync before; None where there is none, and it is read back to what was taken
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
        if start or not before or not page.chunk or not all(map(anew.takes, events)):
            break
    return found
