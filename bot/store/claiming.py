"""Claiming the messages to send now: the claim on each is committed before the message leaves.

A lane is one chat on one network: its messages leave in order, one at a time.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, inspect, or_, select, update

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.store import StoreError
from bot.store.engine import changes
from bot.store.fates import LIVE, Fates, State
from bot.store.outbox import Priority, read_message
from bot.store.seal import Keyring
from bot.store.tables import OutboxRow

log = logging.getLogger(__name__)

_ROWS = select(*inspect(OutboxRow).columns)

FILES_YIELD_FOR = timedelta(minutes=2)
"""The longest time that a file, and the messages after it, wait while other people's words go first."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that was claimed for sending.

    queued_at  when it could have left first
    doubtful   whether it may have left, so long ago that the network would take it for a new one: then the network's
               history is searched first
    """

    id: int
    key: str
    to: Destination = field(repr=False)
    payload: Payload = field(repr=False)
    tries: int
    priority: Priority = Priority.ANSWER
    queued_at: datetime | None = None
    doubtful: bool = False


class Claims:
    """The claims on the outbox, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring, fates: Fates) -> None:
        """Take the transaction's connection, the keys, and where fates are recorded."""
        self._connection = connection
        self._keyring = keyring
        self._fates = fates

    def claim(self, network: NetworkName, now: datetime, limit: int, *, searched: bool = False) -> tuple[Outgoing, ...]:
        """Claim the first message of some lanes, by priority: each is *sending* once this is committed.

        searched  whether the network's history can be searched for a message that may have left; elsewhere a doubtful
                  one is given up
        """
        if not searched and (lost := self._fates.give_up(network, now)):
            log.warning("%s: %d messages may or may not have arrived: not sent again", network, lost)
        live = OutboxRow.state.in_(LIVE)
        heads = select(func.min(OutboxRow.id)).where(OutboxRow.network == network, live).group_by(OutboxRow.lane)
        ready = (
            _ROWS.where(OutboxRow.id.in_(heads), OutboxRow.state == State.WAITING, OutboxRow.not_before <= now)
            .where(or_(OutboxRow.until.is_(None), OutboxRow.until > now))
            .order_by(_turn(now), OutboxRow.id)
            .limit(limit)
        )
        return tuple(taken for row in self._connection.execute(ready).all() if (taken := self._take(row, now)))

    def _take(self, row: Row[Any], now: datetime) -> Outgoing | None:
        claim = update(OutboxRow).where(OutboxRow.id == row.id, OutboxRow.state == State.WAITING)
        done = self._connection.execute(claim.values(state=State.SENDING, claimed_at=now, tries=OutboxRow.tries + 1))
        if not changes(done):
            return None  # another process got there first
        if not row.content:
            self._fates.forget_unsent(row.id)
            return None
        try:
            to, payload = read_message(self._keyring, row.key, row.content)
            priority = Priority(row.priority)
        except (StoreError, ValueError) as error:  # ValueError: a priority of a later release, or of nobody's
            # It can never be sent: the person is told that a message may not have arrived, and no other message waits.
            log.error("%s: a message that waited cannot be read: %s", row.network, error)  # noqa: TRY400  one line
            self._fates.uncertain(row.id)
            return None
        doubtful = row.resend_until is not None and row.resend_until <= now
        return Outgoing(row.id, row.key, to, payload, row.tries + 1, priority, row.queued_at, doubtful)

    def unclaim(self, network: NetworkName, claimed_at: datetime, now: datetime) -> None:
        """Put back the messages claimed at that very moment, because their sender never received the claim."""
        ours = (OutboxRow.network == network, OutboxRow.state == State.SENDING, OutboxRow.claimed_at == claimed_at)
        for id_ in self._connection.scalars(select(OutboxRow.id).where(*ours)).all():
            self._fates.put_back(id_, now)


def _turn(now: datetime) -> ColumnElement[int]:
    """The priority of a row at that moment: a file that has waited long enough goes with the words."""
    waited = and_(OutboxRow.priority == Priority.LETTER, OutboxRow.queued_at <= now - FILES_YIELD_FOR)
    return case((waited, int(Priority.ANSWER)), else_=OutboxRow.priority)
