"""The tasks of past syncs that are not done: the saved token stays before them, so that a restart reads them again.

A homeserver tells once of an invitation that is to be accepted, of somebody who waits for their private room, and of an
event whose key is still to come. Each is kept in memory only, so the token that is saved stays before the oldest of
them. What is read again because of that is a replay, which the service knows; only who joined the public room meanwhile
and refused a private one is asked once more.
"""

from collections.abc import Collection


class Backlog:
    """The tasks that are not done yet, each with the token of the sync before it; the oldest first."""

    def __init__(self) -> None:
        """Begin without tasks."""
        self._came_after: dict[str, str | None] = {}

    def kept(self, since: str | None, reached: str, undone: Collection[str]) -> str | None:
        """The token to save once a sync was taken; None to save none, so that a restart reads everything again.

        since    the token that the sync was asked for
        reached  the token that the sync returned
        undone   the names of all tasks that are not done now
        """
        still = {name: token for name, token in self._came_after.items() if name in undone}
        self._came_after = still | {name: since for name in undone if name not in still}
        return next(iter(self._came_after.values()), reached)
