"""The outbox: what is committed and not yet delivered.

waiting -> sending (committed before the call) -> gone when delivered or refused | uncertain when nobody can know.
A lane is one place on one network: its messages leave in order, one at a time.

A row that is *sending* when its words are to be forgotten loses them and stays until its fate is known: what certainly
did not leave is then not tried again, there is nothing to try.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.store import StoreError
from bot.store.people import fingerprints
from bot.store.records import dump_payload, load_payload
from bot.store.seal import Keyring
from bot.store.tables import OutboxRow
from bot.store.tally import Count, Tally

log = logging.getLogger(__name__)

_APART = {"synchronize_session": False}
"""Rows are changed in the database only: none that was read in the same transaction is looked at again."""


class Priority(IntEnum):
    """Who goes first where a network is slow: in each place all keeps its order. Stored."""

    ANSWER = 0
    LETTER = 1
    """A file of an answer: other people's words go first."""
    REMINDER = 2
    NUDGE = 3
    """A reminder of a letter that nobody waits for yet."""

    @property
    def asked_for(self) -> bool:
        """Whether a person waits for it."""
        return self <= Priority.LETTER


class State(StrEnum):
    """Where a row stands. Stored."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    LATE = "late"
    """It was delivered, an answer that came late: kept without its words until that is told."""


FILES_YIELD_FOR = timedelta(minutes=2)
"""For so long a file waits for other people's words: then it is its turn, and that of what waits behind it."""
LATE_FOR = timedelta(hours=1)
"""For so long it is of use to say that an answer came late."""
_LIVE = (State.WAITING, State.SENDING)
"""Where a message has no fate yet."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that was claimed for sending.

    queued_at  when it could have left first
    doubtful   it may have left, so long ago that the network would take it for a new one: it is looked for first
    """

    id: int
    key: str
    to: Destination = field(repr=False)
    payload: Payload = field(repr=False)
    tries: int
    priority: Priority = Priority.ANSWER
    queued_at: datetime | None = None
    doubtful: bool = False


class Outbox:
    """The outbox, within one transaction."""

    def __init__(self, session: Session, keyring: Keyring, tally: Tally) -> None:
        """Take the transaction's session, the keys, and where the fates are counted."""
        self._session = session
        self._keyring = keyring
        self._tally = tally

    def _lanes(self, network: NetworkName, to: Destination) -> tuple[bytes, ...]:
        return self._keyring.fingerprints("lane", f"{network}|{to.place}")

    def put(
        self,
        network: NetworkName,
        to: Destination,
        payloads: Iterable[Payload],
        priority: Priority,
        now: datetime,
        *,
        until: datetime | None = None,
    ) -> None:
        """Queue payloads, in order.

        until  the moment from which they must not leave by themselves any more: the end of the person's day
        """
        for payload in payloads:
            key = uuid4().hex
            self._session.add(
                OutboxRow(
                    key=key,
                    network=network,
                    lane=self._lanes(network, to)[0],
                    person=fingerprints(self._keyring, network, to.person)[0],
                    priority=Priority.LETTER if payload.file and priority.asked_for else priority,
                    repeatable=payload.cleans,
                    state=State.WAITING,
                    not_before=now,
                    tries=0,
                    claimed_at=None,
                    until=until,
                    queued_at=now,
                    content=self._keyring.seal(f"outbox|{key}|content", dump_payload(to, payload)),
                )
            )
            self._session.flush()
            self._tally.add(Count.COMMITTED, (network,))

    def claim(self, network: NetworkName, now: datetime, limit: int, *, searched: bool = False) -> tuple[Outgoing, ...]:
        """Take the first message of some lanes, by their priority: it is *sending* once this is committed.

        searched  the network can be looked through for what may have left; elsewhere that is given up
        """
        if not searched and (lost := self._give_up(network, now)):
            log.warning("%s: %d messages may or may not have arrived: not sent again", network, lost)
        live = OutboxRow.state.in_(_LIVE)
        heads = select(func.min(OutboxRow.id)).where(OutboxRow.network == network, live).group_by(OutboxRow.lane)
        ready = (
            select(OutboxRow)
            .where(OutboxRow.id.in_(heads), OutboxRow.state == State.WAITING, OutboxRow.not_before <= now)
            .where(or_(OutboxRow.until.is_(None), OutboxRow.until > now))
            .order_by(_turn(now), OutboxRow.id)
            .limit(limit)
        )
        return tuple(taken for row in self._session.scalars(ready).all() if (taken := self._take(row, now)))

    def _give_up(self, network: NetworkName, now: datetime) -> int:
        """What may have left, and waited so long for its next try that it would come twice, is uncertain. How many."""
        late = (OutboxRow.network == network, OutboxRow.state == State.WAITING, OutboxRow.resend_until <= now)
        return self._doubt(*late)

    def _take(self, row: OutboxRow, now: datetime) -> Outgoing | None:
        claim = update(OutboxRow).where(OutboxRow.id == row.id, OutboxRow.state == State.WAITING)
        done = self._session.execute(
            claim.values(state=State.SENDING, claimed_at=now, tries=OutboxRow.tries + 1),
            execution_options={"synchronize_session": False},
        )
        if not (isinstance(done, CursorResult) and done.rowcount == 1):
            return None  # another process got there first
        if not row.content:
            self._forget_unsent(row.id)
            return None
        try:
            to, payload = read_message(self._keyring, row.key, row.content)
            priority = Priority(row.priority)
        except (StoreError, ValueError) as error:  # ValueError: a priority of a later release, or of nobody's
            # It can never be sent: it is told as one that may not have arrived, and holds up nobody.
            log.error("%s: a message that waited cannot be read: %s", row.network, error)  # noqa: TRY400  one line
            self.uncertain(row.id)
            return None
        doubtful = row.resend_until is not None and row.resend_until <= now
        return Outgoing(row.id, row.key, to, payload, row.tries + 1, priority, row.queued_at, doubtful)

    def overstayed(self, now: datetime) -> tuple[tuple[int, bytes], ...]:
        """The rows whose day ended before they left, each with the hash of the person that it is for."""
        late = (OutboxRow.state == State.WAITING, OutboxRow.until <= now)
        return tuple(
            (id_, person) for id_, person in self._session.execute(select(OutboxRow.id, OutboxRow.person).where(*late))
        )

    def postpone(self, id_: int, not_before: datetime, until: datetime) -> None:
        """Let a row that waits leave on another day."""
        waiting = (OutboxRow.id == id_, OutboxRow.state == State.WAITING)
        self._session.execute(update(OutboxRow).where(*waiting).values(not_before=not_before, until=until))

    def release(self, network: NetworkName, to: Destination, now: datetime) -> None:
        """The person is there: what waited for their day may leave now, before the answer."""
        kept = (OutboxRow.lane.in_(self._lanes(network, to)), OutboxRow.until.is_not(None))
        self._session.execute(
            update(OutboxRow).where(*kept, OutboxRow.state == State.WAITING).values(not_before=now, until=None)
        )

    def unclaim(self, network: NetworkName, claimed_at: datetime, now: datetime) -> None:
        """Put back what was claimed at that very moment: whoever claimed it was not told, and sent nothing."""
        ours = (OutboxRow.network == network, OutboxRow.state == State.SENDING, OutboxRow.claimed_at == claimed_at)
        for id_ in self._session.scalars(select(OutboxRow.id).where(*ours)).all():
            self.put_back(id_, now)

    def delivered_late(self, id_: int) -> None:
        """It was delivered, so late that it must be told: its words go."""
        self._forget_unsent(id_)
        this = (OutboxRow.id == id_, OutboxRow.state == State.SENDING)
        late = update(OutboxRow).where(*this).values(state=State.LATE, content=None).returning(OutboxRow.network)
        self._tally.add(Count.DELIVERED, self._session.scalars(late, execution_options=_APART))

    def done(self, id_: int, became: Count = Count.DELIVERED) -> None:
        """It was delivered, or never will be: nothing of it is kept."""
        self._remove(became, OutboxRow.id == id_, OutboxRow.state.in_(_LIVE))
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

    def wanted(self, id_: int) -> bool:
        """Whether what is being sent is still to be said: its words may be forgotten meanwhile. Its row is locked."""
        this = (OutboxRow.id == id_, OutboxRow.content.is_not(None))
        return self._session.scalar(select(OutboxRow.id).where(*this).with_for_update()) is not None

    def uncertain(self, id_: int) -> None:
        """Nobody can know whether it arrived: its words go, that it happened stays until it is told."""
        self._forget_unsent(id_)
        self._doubt(OutboxRow.id == id_, OutboxRow.state == State.SENDING)

    def _set(self, id_: int, **values: object) -> None:
        # While it is *sending*: a fate may be recorded twice, when the first answer of the database was lost.
        self._forget_unsent(id_)
        this = (OutboxRow.id == id_, OutboxRow.state == State.SENDING)
        self._session.execute(update(OutboxRow).where(*this).values(**values))

    def _forget_unsent(self, id_: int) -> None:
        """What was being sent when its words were to be forgotten: there is nothing to try again, or to doubt."""
        this = (OutboxRow.id == id_, OutboxRow.state == State.SENDING)
        self._remove(Count.ERASED, *this, OutboxRow.content.is_(None))

    def _doubt(self, *which: ColumnElement[bool]) -> int:
        """Make rows uncertain. Returns how many."""
        doubted = update(OutboxRow).where(*which).values(state=State.UNCERTAIN, content=None)
        return self._tally.add(
            Count.UNCERTAIN, self._session.scalars(doubted.returning(OutboxRow.network), execution_options=_APART)
        )

    def _remove(self, became: Count, *which: ColumnElement[bool]) -> None:
        """Delete rows whose fate is known now."""
        gone = delete(OutboxRow).where(*which).returning(OutboxRow.network)
        self._tally.add(became, self._session.scalars(gone, execution_options=_APART))

    def tell_uncertain(self, network: NetworkName, to: Destination) -> bool:
        """Whether something sent there may not have arrived; it is told now, and forgotten."""
        return self._told(network, to, State.UNCERTAIN)

    def tell_late(self, network: NetworkName, to: Destination, now: datetime) -> bool:
        """Whether an answer came there late a short while ago; it is told now, and forgotten."""
        late = (OutboxRow.lane.in_(self._lanes(network, to)), OutboxRow.state == State.LATE)
        recent = select(OutboxRow.id).where(*late, OutboxRow.claimed_at > now - LATE_FOR).limit(1)
        return bool(self._session.scalar(recent)) & self._told(network, to, State.LATE)

    def _told(self, network: NetworkName, to: Destination, state: State) -> bool:
        this = (OutboxRow.lane.in_(self._lanes(network, to)), OutboxRow.state == state)
        told = self._session.execute(delete(OutboxRow).where(*this))
        return isinstance(told, CursorResult) and told.rowcount > 0

    def reminders_waiting(self, network: NetworkName, to: Destination) -> tuple[datetime, ...]:
        """When the reminders were queued that wait for that place, or are being sent there."""
        waiting = (OutboxRow.lane.in_(self._lanes(network, to)), OutboxRow.state.in_(_LIVE))
        reminders = (OutboxRow.priority >= Priority.REMINDER, OutboxRow.queued_at.is_not(None))
        found = self._session.scalars(select(OutboxRow.queued_at).where(*waiting, *reminders))
        return tuple(queued_at for queued_at in found if queued_at)

    def drop(self, network: NetworkName, to: Destination) -> None:
        """Forget all that was to be said in a place: the person left it."""
        self._forget(OutboxRow.lane.in_(self._lanes(network, to)))

    def forget(self, prints: Iterable[bytes]) -> None:
        """Forget all that was to be said to whoever has one of these hashes, in whatever place."""
        self._forget(OutboxRow.person.in_(tuple(prints)))

    def _forget(self, whose: ColumnElement[bool]) -> None:
        # Locked first: no row may change its state between the statements.
        self._session.execute(select(OutboxRow.id).where(whose).with_for_update())
        self._session.execute(delete(OutboxRow).where(whose, OutboxRow.state.in_((State.UNCERTAIN, State.LATE))))
        self._remove(Count.ERASED, whose, OutboxRow.state == State.WAITING)
        self._session.execute(update(OutboxRow).where(whose).values(content=None))

    def recover(
        self, network: NetworkName, now: datetime, resend_within: timedelta | None, *, searched: bool = False
    ) -> int:
        """At start: decide on what was being sent when the program ended.

        resend_within  how long the network knows the same key for the same message (None: always, zero: never)
        searched       as `claim` is told

        Returns how many became uncertain.
        """
        sending = (OutboxRow.network == network, OutboxRow.state == State.SENDING)
        self._remove(Count.ERASED, *sending, OutboxRow.content.is_(None))
        if resend_within == timedelta(0):  # nor does it know what was put back under an earlier log-in
            earlier = (OutboxRow.network == network, OutboxRow.resend_until > now)
            self._session.execute(update(OutboxRow).where(*earlier).values(resend_until=now), execution_options=_APART)
        for row in self._session.scalars(select(OutboxRow).where(*sending)).all():
            if row.repeatable:
                self.put_back(row.id, now)
            else:
                self.put_back_doubtful(row.id, now, now, resend_within)
        return 0 if searched else self._give_up(network, now)

    def waiting(self, network: NetworkName) -> int:
        """How many messages wait for that network."""
        counted = select(func.count()).where(OutboxRow.network == network, OutboxRow.state == State.WAITING)
        return self._session.scalar(counted) or 0

    def standing(self, network: NetworkName) -> tuple[int, datetime | None]:
        """How many messages of that network have no fate yet, and when the oldest of them could have left first."""
        live = (OutboxRow.network == network, OutboxRow.state.in_(_LIVE))
        counted, oldest = self._session.execute(select(func.count(), func.min(OutboxRow.queued_at)).where(*live)).one()
        return counted, oldest


def read_message(keyring: Keyring, key: str, content: bytes) -> tuple[Destination, Payload]:
    """What waits under that key, opened. Raises StoreError without a word of its content."""
    return load_payload(keyring.open(f"outbox|{key}|content", content))


def _turn(now: datetime) -> ColumnElement[int]:
    """The priority of a row, as it is at that moment."""
    waited = and_(OutboxRow.priority == Priority.LETTER, OutboxRow.queued_at <= now - FILES_YIELD_FOR)
    return case((waited, int(Priority.ANSWER)), else_=OutboxRow.priority)


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
