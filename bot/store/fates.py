"""What becomes of a message that was claimed: its fate is recorded, told once, and counted.

waiting -> sending (committed before the call) -> gone when delivered or refused | uncertain when nobody can know.

A row that is *sending* when its words are to be forgotten loses them and stays until its fate is known: what certainly
did not leave is then not tried again, there is nothing to try.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from bot.core.ports.network_name import NetworkName
from bot.store.tables import OutboxRow
from bot.store.tally import Count, Tally

_APART = {"synchronize_session": False}
"""Rows are changed in the database only: none that was read in the same transaction is looked at again."""


class State(StrEnum):
    """Where a row stands. Stored."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    LATE = "late"
    """It was delivered, an answer that came late: kept without its words until that is told."""


LIVE = (State.WAITING, State.SENDING)
"""Where a message has no fate yet."""


class Fates:
    """The fates of messages, within one transaction."""

    def __init__(self, session: Session, tally: Tally) -> None:
        """Take the transaction's session, and where the fates are counted."""
        self._session = session
        self._tally = tally

    def delivered_late(self, id_: int) -> None:
        """It was delivered, so late that it must be told: its words go."""
        self.forget_unsent(id_)
        this = (OutboxRow.id == id_, OutboxRow.state == State.SENDING)
        late = update(OutboxRow).where(*this).values(state=State.LATE, content=None).returning(OutboxRow.network)
        self._tally.add(Count.DELIVERED, self._session.scalars(late, execution_options=_APART))

    def done(self, id_: int, became: Count = Count.DELIVERED) -> None:
        """It was delivered, or never will be: nothing of it is kept."""
        self.remove(became, OutboxRow.id == id_, OutboxRow.state.in_(LIVE))
        # Another start may have called it uncertain, and counted it so: it is known now, and not told.
        self._session.execute(delete(OutboxRow).where(OutboxRow.id == id_))

    def put_back(self, id_: int, not_before: datetime) -> None:
        """It certainly did not leave: try again from that moment on, unless its words were to be forgotten."""
        self._set(id_, state=State.WAITING, not_before=not_before, claimed_at=None)

    def put_back_doubtful(self, id_: int, not_before: datetime, now: datetime, resend_within: timedelta | None) -> None:
        """It may have left: the same, and from some moment on it is looked for first, or uncertain.

        resend_within  how long the network knows the same key for the same message
        """
        if row := self._session.get(OutboxRow, id_, populate_existing=True):
            until = _known_until(row, now, resend_within)
            self._set(id_, state=State.WAITING, not_before=not_before, claimed_at=None, resend_until=until)

    def uncertain(self, id_: int) -> None:
        """Nobody can know whether it arrived: its words go, that it happened stays until it is told."""
        self.forget_unsent(id_)
        self._doubt(OutboxRow.id == id_, OutboxRow.state == State.SENDING)

    def wanted(self, id_: int) -> bool:
        """Whether what is being sent is still to be said: its words may be forgotten meanwhile. Its row is locked."""
        this = (OutboxRow.id == id_, OutboxRow.content.is_not(None))
        return self._session.scalar(select(OutboxRow.id).where(*this).with_for_update()) is not None

    def recover(
        self, network: NetworkName, now: datetime, resend_within: timedelta | None, *, searched: bool = False
    ) -> int:
        """At start: decide on what was being sent when the program ended.

        resend_within  how long the network knows the same key for the same message (None: always, zero: never)
        searched       as `Claims.claim` is told

        Returns how many became uncertain.
        """
        sending = (OutboxRow.network == network, OutboxRow.state == State.SENDING)
        self.remove(Count.ERASED, *sending, OutboxRow.content.is_(None))
        if resend_within == timedelta(0):  # nor does it know what was put back under an earlier log-in
            earlier = (OutboxRow.network == network, OutboxRow.resend_until > now)
            self._session.execute(update(OutboxRow).where(*earlier).values(resend_until=now), execution_options=_APART)
        for row in self._session.scalars(select(OutboxRow).where(*sending)).all():
            if row.repeatable:
                self.put_back(row.id, now)
            else:
                self.put_back_doubtful(row.id, now, now, resend_within)
        return 0 if searched else self.give_up(network, now)

    def _set(self, id_: int, **values: object) -> None:
        # While it is *sending*: a fate may be recorded twice, when the first answer of the database was lost.
        self.forget_unsent(id_)
        this = (OutboxRow.id == id_, OutboxRow.state == State.SENDING)
        self._session.execute(update(OutboxRow).where(*this).values(**values))

    def forget_unsent(self, id_: int) -> None:
        """What was being sent when its words were to be forgotten: there is nothing to try again, or to doubt."""
        this = (OutboxRow.id == id_, OutboxRow.state == State.SENDING)
        self.remove(Count.ERASED, *this, OutboxRow.content.is_(None))

    def give_up(self, network: NetworkName, now: datetime) -> int:
        """What may have left, and waited so long for its next try that it would come twice, is uncertain. How many."""
        late = (OutboxRow.network == network, OutboxRow.state == State.WAITING, OutboxRow.resend_until <= now)
        return self._doubt(*late)

    def _doubt(self, *which: ColumnElement[bool]) -> int:
        """Make rows uncertain. Returns how many."""
        doubted = update(OutboxRow).where(*which).values(state=State.UNCERTAIN, content=None)
        return self._tally.add(
            Count.UNCERTAIN, self._session.scalars(doubted.returning(OutboxRow.network), execution_options=_APART)
        )

    def remove(self, became: Count, *which: ColumnElement[bool]) -> None:
        """Delete rows whose fate is known now."""
        gone = delete(OutboxRow).where(*which).returning(OutboxRow.network)
        self._tally.add(became, self._session.scalars(gone, execution_options=_APART))


def _known_until(row: OutboxRow, now: datetime, resend_within: timedelta | None) -> datetime | None:
    """The moment from which the network takes what was claimed for a new message; None: never.

    resend_within  for how long it does not (None: always, zero: never)
    """
    if resend_within is None:
        return None
    # Never, where the clock was set back meanwhile: nobody knows then how long ago it was.
    known = row.claimed_at and row.claimed_at <= now and resend_within
    until = row.claimed_at + resend_within if row.claimed_at and known else now
    return min(row.resend_until or until, until)  # the first of several tries counts
