"""What a sync told of and is not done yet: after a restart reading begins again before it.

A homeserver tells once of an invitation that is to be accepted, of somebody who waits for their private room, and of an
event whose key is still to come. Each is kept in memory only, so the token that is saved stays before the oldest of
them. What is read again because of that is a replay, which the service knows; only who joined the public room meanwhile
and refused a private one is asked once more.
"""

from collections.abc import Collection


class Backlog:
    """The things that are not done yet, each with the token that it came after; the oldest first."""

    def __init__(self) -> None:
        """Nothing is to be done."""
        self._came_after: dict[str, str | None] = {}

    def kept(self, since: str | None, reached: str, undone: Collection[str]) -> str | None:
        """The token to save once a sync was taken; None: none, for all that ever happened is to be read again.

        since    what the sync was asked after
        reached  how far it came
        undone   the names of all that is not done now
        """
        still = {name: token for name, token in self._came_after.items() if name in undone}
        self._came_after = still | {name: since for name in undone if name not in still}
        return next(iter(self._came_after.values()), reached)
