"""Recording the fate of a claimed message: it is stored, told to the person once, and counted.

waiting -> sending (committed before the call) -> deleted when delivered or refused | uncertain when nobody can know.

A row that is *sending* when its person is erased loses its words at once and stays until its fate is known; when the
message certainly did not leave it is not tried again.

A row is named by its key, never by its number: SQLite gives the number of a deleted row to the next one, and a fate may
be recorded twice. It is named by its worker too: where several send, one that was taken for dead, and goes on, changes
no row that another has taken over since.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.core.ports.network_name import NetworkName
from bot.store.statement import Statement
from bot.store.tables import OutboxRow
from bot.store.tally import Count, Tally

_ROWS = select(*OutboxRow.table.columns)


class State(StrEnum):
    """The state of a row. Stored."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    LATE = "late"
    """An answer that was delivered late: the row stays, without its words, until the person is told."""


LIVE = (State.WAITING, State.SENDING)
"""The states of a message without a fate."""


_NO_MOMENT: dict[str, object] = {
    **dict.fromkeys(("claimed_at", "until", "resend_until", "queued_at")),
    **dict.fromkeys(("priority", "tries", "worker"), 0),
    "not_before": datetime(1970, 1, 1, tzinfo=UTC),
    "repeatable": False,
    "content": None,
}
"""What a row says that waits for nothing but its person, for weeks perhaps: not when it was, nor what."""
_DRAWN: ColumnElement[int] = literal_column("-1 - (abs(random()) & 4611686018427387903)")
_DRAWN_ON_POSTGRESQL: ColumnElement[int] = literal_column("-1 - floor(random() * 4611686018427387903)::bigint")
_DONE = Statement(
    delete(OutboxRow).where(OutboxRow.key == bindparam("this")).returning(OutboxRow.network, OutboxRow.state)
)
_WANTED = Statement(
    select(OutboxRow.key).where(OutboxRow.key == bindparam("this"), OutboxRow.content.is_not(None)).with_for_update()
)


class Fates:
    """The fates of messages, within one transaction."""

    def __init__(self, connection: Connection, tally: Tally, worker: int = 0) -> None:
        """Take the transaction's connection, where the fates are counted, and the number of this worker."""
        self._connection = connection
        self._tally = tally
        self.worker = worker

    def delivered_late(self, key: str) -> None:
        """Record that a message was delivered so late that the person must be told; its words are deleted."""
        self.forget_unsent(key)
        late = (
            update(OutboxRow)
            .where(*self._sent_here(key))
            .values({**self._put_aside(), "state": State.LATE, "claimed_at": OutboxRow.claimed_at})
            .returning(OutboxRow.network)
        )
        self._tally.add(Count.DELIVERED, self._connection.scalars(late))

    def done(self, key: str, became: Count = Count.DELIVERED) -> None:
        """Record that a message was delivered, or never will be; its row is deleted."""
        gone = _DONE.rows(self._connection, {"this": key})
        # Another start may have called the row uncertain, and counted it so: now its fate is known, and nobody is told.
        self._tally.add(became, (row.network for row in gone if row.state in LIVE))

    def put_back(self, key: str, not_before: datetime) -> None:
        """Record that a message certainly did not leave: it is tried again from that moment on, unless erased."""
        self._set(key, state=State.WAITING, not_before=not_before, claimed_at=None)

    def put_back_doubtful(self, key: str, not_before: datetime, now: datetime, resend_within: timedelta | None) -> None:
        """Record that a message may have left: as `put_back`, but from some moment on it is searched for, or uncertain.

        resend_within  how long the network knows the same key for the same message
        """
        if row := self._connection.execute(_ROWS.where(OutboxRow.key == key)).first():
            until = _known_until(row, now, resend_within)
            self._set(key, state=State.WAITING, not_before=not_before, claimed_at=None, resend_until=until)

    def uncertain(self, key: str) -> None:
        """Record that nobody can know whether a message arrived; the row stays, without words, until this is told."""
        self.forget_unsent(key)
        self._doubt(*self._sent_here(key))

    def wanted(self, key: str) -> bool:
        """Whether a message that is being sent still has its words, which an erasure deletes. Its row is locked."""
        return bool(_WANTED.rows(self._connection, {"this": key}))

    def recover(
        self,
        network: NetworkName,
        now: datetime,
        resend_within: timedelta | None,
        *,
        searched: bool = False,
        ended: Collection[int] | None = None,
    ) -> int:
        """Decide on the messages that were being sent when the program ended, or some workers did.

        resend_within  how long the network knows the same key for the same message (None: always, zero: never)
        searched       as `Claims.claim` is told
        ended          the numbers of those workers; None where nobody sends on that network now

        Returns how many became uncertain.
        """
        theirs = () if ended is None else (func.coalesce(OutboxRow.worker, 0).in_(ended),)
        sending = (OutboxRow.network == network, OutboxRow.state == State.SENDING, *theirs)
        self.remove(Count.ERASED, *sending, OutboxRow.content.is_(None))
        if resend_within == timedelta(0):  # nor does it know what was put back under an earlier log-in
            earlier = (OutboxRow.network == network, OutboxRow.resend_until > now)
            self._connection.execute(update(OutboxRow).where(*earlier).values(resend_until=now))
        rows = self._connection.execute(_ROWS.where(*sending)).all()
        # This worker's own from now on: whoever sends them still, and was taken for dead, finds them no more.
        self._connection.execute(update(OutboxRow).where(*sending).values(worker=self.worker))
        for row in rows:
            if row.repeatable:
                self.put_back(row.key, now)
            else:
                self.put_back_doubtful(row.key, now, now, resend_within)
        return 0 if searched else self.give_up(network, now)

    def _set(self, key: str, **values: object) -> None:
        # While it is *sending*: a fate may be recorded twice, when the first answer of the database was lost.
        self.forget_unsent(key)
        self._connection.execute(update(OutboxRow).where(*self._sent_here(key)).values(**values))

    def _sent_here(self, key: str) -> tuple[ColumnElement[bool], ...]:
        """What finds a message while this worker sends it."""
        return OutboxRow.key == key, OutboxRow.state == State.SENDING, OutboxRow.worker == self.worker

    def forget_unsent(self, key: str) -> None:
        """Delete a row that lost its words while it was being sent: there is nothing to send again or to doubt."""
        self.remove(Count.ERASED, *self._sent_here(key), OutboxRow.content.is_(None))

    def doubt_all(self) -> int:
        """Make every message uncertain that has no fate: a backup cannot know what left since. Returns how many.

        An order is carried out, perhaps once more: that does as once.
        """
        self.remove(Count.ERASED, OutboxRow.content.is_(None), OutboxRow.state.in_(LIVE))
        orders = OutboxRow.repeatable.is_(True)
        begun = update(OutboxRow).where(orders, OutboxRow.state == State.SENDING)
        self._connection.execute(begun.values(state=State.WAITING, claimed_at=None))
        return self._doubt(OutboxRow.state.in_(LIVE), or_(OutboxRow.repeatable.is_(None), ~orders))

    def give_up(self, network: NetworkName, now: datetime) -> int:
        """Make messages uncertain that may have left and waited so long that another try would double them.

        Returns how many.
        """
        late = (OutboxRow.network == network, OutboxRow.state == State.WAITING, OutboxRow.resend_until <= now)
        return self._doubt(*late)

    def _doubt(self, *which: ColumnElement[bool]) -> int:
        """Make rows uncertain. Returns how many."""
        doubted = update(OutboxRow).where(*which).values({**self._put_aside(), "state": State.UNCERTAIN})
        return self._tally.add(Count.UNCERTAIN, self._connection.scalars(doubted.returning(OutboxRow.network)))

    def _put_aside(self) -> dict[str, object]:
        """What a row holds that waits for its person alone. Its number is drawn: their order would tell a time."""
        drawn = _DRAWN_ON_POSTGRESQL if self._connection.dialect.name == "postgresql" else _DRAWN
        return {**_NO_MOMENT, "id": drawn}

    def remove(self, became: Count, *which: ColumnElement[bool]) -> None:
        """Delete rows whose fate is known now."""
        gone = delete(OutboxRow).where(*which).returning(OutboxRow.network)
        self._tally.add(became, self._connection.scalars(gone))


def _known_until(row: Row[Any], now: datetime, resend_within: timedelta | None) -> datetime | None:
    """The moment from which the network takes another try for a new message; None: never.

    resend_within  for how long it does not (None: always, zero: never)
    """
    if resend_within is None:
        return None
    # Never, where the clock was set back meanwhile: nobody knows then how long ago it was.
    known = row.claimed_at and row.claimed_at <= now and resend_within
    until = row.claimed_at + resend_within if row.claimed_at and known else now
    return min(row.resend_until or until, until)  # the first try counts
