"""The last day that was believed when it was looked whose time is over. Nothing here is about a person."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import LookRow, PersonRow


class Looks:
    """That day, within one transaction."""

    def __init__(self, session: Session) -> None:
        """Take the transaction's session."""
        self._session = session

    def last(self) -> date | None:
        """That day. Before the first look, in a database of an earlier release, the newest on which somebody spoke."""
        row = self._session.get(LookRow, 1)
        return row.on if row else self._session.scalar(select(func.max(PersonRow.heard_on)))

    def begin(self, today: date) -> date:
        """The same, kept from now on: a day on which somebody speaks later changes nothing. `today`: without any."""
        last = self.last() or today
        self.believe(last)
        return last

    def believe(self, today: date) -> None:
        """Keep a day that is believed; an earlier one than is kept changes nothing.

        A machine that begins in 1970 until it is told the time must not make the right day look like a jump.
        """
        row = self._session.get(LookRow, 1)
        if row is None or row.on < today:
            self._session.merge(LookRow(id=1, on=today))
            self._session.flush()
