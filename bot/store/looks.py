"""The last day that the bot believed when it looked for expired people. Nothing here is about a person."""

import logging
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from bot.store.engine import put
from bot.store.tables import LookRow, SeenRow

log = logging.getLogger(__name__)

_BELIEVED = select(LookRow.on).where(LookRow.id == 1)
_NEWEST = select(func.max(SeenRow.on))
_AGAIN = update(LookRow).values(id=LookRow.id)


class Looks:
    """The last believed day, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Take the transaction's connection."""
        self._connection = connection

    def last(self) -> date | None:
        """The last believed day; in a database that has none yet, the newest day on which somebody wrote."""
        return self._day(_BELIEVED) or self._day(_NEWEST)

    def _day(self, which: Select[Any]) -> date | None:
        """A stored day; None for one that cannot be read: what SQLite holds are words."""
        try:
            found: date | None = self._connection.scalar(which)
        except ValueError:
            log.error("the day of the last look cannot be read")  # noqa: TRY400  one line
            return None
        return found

    def begin(self, today: date) -> date:
        """Store and return the last believed day; `today` when there is none. Later messages no longer change it."""
        if last := self._day(_BELIEVED):
            return last
        last = self.last() or today
        self.believe(last)
        return last

    def believe(self, today: date) -> None:
        """Store a day as believed, if it is later than the stored one.

        A machine that begins in 1970 until it is told the time must not make the right day look like a jump.
        """
        last = self._day(_BELIEVED)
        if last is None or last < today:
            put(self._connection, LookRow, {"id": 1}, {"on": today})

    def prove(self) -> None:
        """Write what is stored once more, which shows whether anything can be written."""
        self._connection.execute(_AGAIN)
