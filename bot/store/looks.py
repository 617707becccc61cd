"""The last day that the bot believed when it looked for expired people. Nothing here is about a person."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import LookRow, PersonRow


class Looks:
    """The last believed day, within one transaction."""

    def __init__(self, session: Session) -> None:
        """Take the transaction's session."""
        self._session = session

    def last(self) -> date | None:
        """The last believed day; in a database that has none yet, the newest day on which somebody wrote."""
        row = self._session.get(LookRow, 1)
        return row.on if row else self._session.scalar(select(func.max(PersonRow.heard_on)))

    def begin(self, today: date) -> date:
        """Store and return the last believed day; `today` when there is none. Later messages no longer change it."""
        last = self.last() or today
        self.believe(last)
        return last

    def believe(self, today: date) -> None:
        """Store a day as believed, if it is later than the stored one.

        A machine that begins in 1970 until it is told the time must not make the right day look like a jump.
        """
        row = self._session.get(LookRow, 1)
        if row is None or row.on < today:
            self._session.merge(LookRow(id=1, on=today))
            self._session.flush()
