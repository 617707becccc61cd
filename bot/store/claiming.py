"""Claiming the messages to send now: the claim on each is committed before the message leaves.

A lane is one chat on one network: its messages leave in order, one at a time.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    bindparam,
    exists,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.store import told
from bot.store.fates import LIVE, Fates, State
from bot.store.outbox import Priority, read_message
from bot.store.seal import Keyring
from bot.store.statement import Statement
from bot.store.tables import OutboxRow

log = logging.getLogger(__name__)

FILES_YIELD_FOR = timedelta(minutes=2)
"""The longest time that a file, and the messages after it, wait while other people's words go first."""


@dataclass(frozen=True, slots=True)
class Share:
    """The lanes that one worker sends: of all, in their order, cut into `of` parts, the one numbered `rank` from zero.

    So each chat is one worker's, which knows how much it bears; and no two look for the same rows. A range, because the
    database knows how many rows are in one: of a remainder it believes that few are, and then it looks at all.
    """

    rank: int = 0
    of: int = 1

    def holds(self, byte: int) -> bool:
        """Whether the lanes that begin with that byte are in it."""
        return _bound(self.rank, self.of) <= byte < _bound(self.rank + 1, self.of)

    @property
    def lanes(self) -> tuple[bytes, bytes]:
        """The first lane that may be in it, and the first after it that is not."""
        low, high = (_bound(rank, self.of) for rank in (self.rank, self.rank + 1))
        return bytes([low]), bytes([high]) if high < 256 else b"\xff" * 64


def _bound(rank: int, of: int) -> int:
    return rank * 256 // of


WHOLE = Share()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that was claimed for sending.

    queued_at  when it could have left first
    doubtful   whether it may have left, so long ago that the network would take it for a new one: then the network's
               history is searched first
    lane       the keyed hash of its chat
    """

    id: int
    key: str
    to: Destination = field(repr=False)
    payload: Payload = field(repr=False)
    tries: int
    priority: Priority = Priority.ANSWER
    queued_at: datetime | None = None
    doubtful: bool = False
    lane: bytes = b""


class Claims:
    """The claims on the outbox, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring, fates: Fates) -> None:
        """Take the transaction's connection, the keys, and where fates are recorded."""
        self._connection = connection
        self._keyring = keyring
        self._fates = fates

    def claim(
        self,
        network: NetworkName,
        now: datetime,
        limit: int,
        *,
        searched: bool = False,
        besides: Sequence[bytes] = (),
        share: Share = WHOLE,
    ) -> tuple[Outgoing, ...]:
        """Claim the first message of some lanes, by priority: each is *sending* once this is committed.

        searched  whether the network's history can be searched for a message that may have left; elsewhere a doubtful
                  one is given up
        besides   the lanes that are left alone
        share     the lanes that are looked at, where several workers send
        """
        taken: list[Outgoing] = []
        while len(taken) < limit:
            rows = self._next(network, now, limit - len(taken), besides, share)
            these = [out for row in rows if (out := self._take(row, now, searched=searched))]
            taken += these
            if len(these) == len(rows):  # else a row that is not to be sent leaves its place to the one behind it
                break
        return tuple(taken)

    def _next(
        self, network: NetworkName, now: datetime, limit: int, besides: Sequence[bytes], share: Share
    ) -> list[Row[Any]]:
        """The rows that leave next, claimed, in their order."""
        values: dict[str, object] = {"on": network, "now": now, "limit": limit, "besides": besides}
        if share == WHOLE:
            ready = _READY.rows(self._connection, values)
        else:
            low, high = share.lanes
            ready = _READY_OF_SHARE.rows(self._connection, values | {"low": low, "high": high})
        first = sorted(ready, key=lambda row: (_turn(row, now), row.not_before, row.id))[:limit]
        order = {row.id: place for place, row in enumerate(first)}
        if not order:
            return []
        claim = _CLAIM_APART if self._connection.dialect.name == "postgresql" else _CLAIM
        claimed = claim.rows(self._connection, {"these": tuple(order), "at": now, "by": self._fates.worker})
        return sorted(claimed, key=lambda row: order[row.id])

    def _take(self, row: Row[Any], now: datetime, *, searched: bool) -> Outgoing | None:
        """The claimed message of a row; None for one that must not be sent."""
        if not row.content:
            self._fates.forget_unsent(row.key)
            return None
        if _given_up(row, now, searched=searched):
            log.warning("%s: a message may or may not have arrived: not sent again", row.network)
            self._fates.uncertain(row.key)
            return None
        try:
            to, payload = read_message(self._keyring, row.key, row.content)
            priority = Priority(row.priority)
        except Exception as error:  # noqa: BLE001  a priority of a later release, or what nobody foresaw
            # It can never be sent: the person is told that a message may not have arrived, and no other message waits.
            log.error("%s: a message that waited cannot be read: %s", row.network, told(error))  # noqa: TRY400  one line
            self._fates.uncertain(row.key)
            return None
        doubtful = row.resend_until is not None and row.resend_until <= now
        return Outgoing(row.id, row.key, to, payload, row.tries, priority, row.queued_at, doubtful, row.lane)

    def unclaim(self, keys: Iterable[str], now: datetime) -> None:
        """Put back these messages, because their sender never received the claim."""
        for key in keys:
            self._fates.put_back(key, now)


def _ready(*, of_share: bool) -> CompoundSelect[Any]:
    """The statement that finds the first rows of lanes that may leave, of each priority some, the longest due first.

    of_share  whether only the lanes of a share are looked at

    Each of its parts walks the index of that priority until it has enough, so that its cost does not depend on how many
    rows wait.
    """
    row, before = OutboxRow.table.alias().c, OutboxRow.table.alias().c
    earlier = exists().where(before.lane == row.lane, before.id < row.id, before.state.in_(LIVE))
    ready = (
        select(row.id, row.priority, row.queued_at, row.not_before)
        .where(row.network == bindparam("on"), row.state == State.WAITING, row.not_before <= bindparam("now"))
        .where(or_(row.until.is_(None), row.until > bindparam("now")), ~earlier)
        .where(row.lane.not_in(bindparam("besides", expanding=True)))
        .order_by(row.not_before, row.id)
        .limit(bindparam("limit"))
    )
    if of_share:
        ready = ready.where(row.lane >= bindparam("low"), row.lane < bindparam("high"))
    of_one = (ready.where(row.priority == int(priority)) for priority in Priority)
    of_none = ready.where(row.priority > max(Priority))
    return union_all(*(select(part.subquery()) for part in (*of_one, of_none)))


def _claim(these: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """The statement that claims rows."""
    claimed = update(OutboxRow).where(these, OutboxRow.state == State.WAITING)
    values = {"state": State.SENDING, "claimed_at": bindparam("at"), "worker": bindparam("by")}
    return claimed.values(tries=OutboxRow.tries + 1, **values).returning(*OutboxRow.table.columns)


_READY, _READY_OF_SHARE = Statement(_ready(of_share=False)), Statement(_ready(of_share=True))
_THESE = OutboxRow.id.in_(bindparam("these", expanding=True))
_CLAIM = Statement(_claim(_THESE))
_CLAIM_APART = Statement(_claim(OutboxRow.id.in_(select(OutboxRow.id).where(_THESE).with_for_update(skip_locked=True))))
"""The same beside other workers: what one of them is claiming just now is left to it, and not waited for."""


def _given_up(row: Row[Any], now: datetime, *, searched: bool) -> bool:
    """Whether a message may have left so long ago that another try would double it, and cannot be searched for."""
    return not searched and row.resend_until is not None and row.resend_until <= now


def _turn(row: Row[Any], now: datetime) -> int:
    """The priority of a row at that moment: a file that has waited long enough goes with the words."""
    waited = row.priority == Priority.LETTER and row.queued_at is not None and row.queued_at <= now - FILES_YIELD_FOR
    return int(Priority.ANSWER) if waited else int(row.priority)
