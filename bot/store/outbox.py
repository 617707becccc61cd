"""The outbox: messages that are committed and not yet delivered.

This module fills, counts and empties it; `claiming` takes messages out of it, `fates` records what became of them.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.store import StoreError
from bot.store.fates import LIVE, Fates, State
from bot.store.index import Index, fingerprints
from bot.store.records import dump_payload, load_payload
from bot.store.seal import Keyring
from bot.store.statement import Statement
from bot.store.tables import OutboxRow
from bot.store.tally import Count, Tally
from bot.store.writes import Writes


class Priority(IntEnum):
    """The messages that go first where a network is slow; within a chat all keep their order. Stored."""

    ANSWER = 0
    LETTER = 1
    """A file of an answer, which waits for other people's words."""
    REMINDER = 2
    NUDGE = 3
    """A reminder of a letter that was not sent yet."""

    @property
    def asked_for(self) -> bool:
        """Whether it is an answer, which a person waits for."""
        return self <= Priority.LETTER


_TOLD = OutboxRow.state.in_((State.UNCERTAIN, State.LATE))
_PENDING = Statement(
    select(OutboxRow.state, OutboxRow.claimed_at)
    .where(OutboxRow.lane.in_(bindparam("lanes", expanding=True)))
    .where(((OutboxRow.state == State.WAITING) & OutboxRow.until.is_not(None)) | _TOLD)
)
_OF_NOBODY = select(OutboxRow.key, OutboxRow.network, OutboxRow.content).where(
    OutboxRow.person == b"", OutboxRow.content.is_not(None)
)
_PUT = Statement(insert(OutboxRow))
LATE_FOR = timedelta(hours=1)
"""The time after which it is no longer useful to say that an answer came late."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What stands in a place that must be seen to when the person writes there.

    kept       whether a reminder waits there for a good hour
    uncertain  whether something sent there may not have arrived
    late_at    when the last answer was sent that came late; None where none did
    """

    kept: bool = False
    uncertain: bool = False
    late_at: datetime | None = None

    def late(self, now: datetime) -> bool:
        """Whether an answer came late a short while ago, so that it is of use to say so."""
        return self.late_at is not None and self.late_at > now - LATE_FOR


class Outbox:
    """The outbox, within one transaction."""

    def __init__(
        self, connection: Connection, writes: Writes, keyring: Keyring, index: Index, tally: Tally, fates: Fates
    ) -> None:
        """Take the transaction's connection and writes, and the keys.

        index         what chats and people are looked up by
        tally, fates  where messages are counted, and where their fates are recorded
        """
        self._connection = connection
        self._writes = writes
        self._keyring = keyring
        self._index = index
        self._tally = tally
        self._fates = fates

    def _lanes(self, network: NetworkName, to: Destination) -> tuple[bytes, ...]:
        return self._index.fingerprints("lane", f"{network}|{to.place}")

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

        until  the end of the person's day, from which on they must not leave unasked any more
        """
        rows = [
            {
                "key": (key := secrets.token_hex(16)),
                "network": network,
                "lane": self._lanes(network, to)[0],
                "person": fingerprints(self._index, network, to.person)[0],
                "priority": Priority.LETTER if payload.has_file and priority.asked_for else priority,
                "repeatable": payload.repeatable,
                "state": State.WAITING,
                "not_before": now,
                "tries": 0,
                "until": until,
                "queued_at": now,
                "content": self._keyring.seal(message_place(key), dump_payload(to, payload)),
            }
            for payload in payloads
        ]
        if rows:
            self._writes.each(_PUT, rows)
            self._tally.add(Count.COMMITTED, (network,) * len(rows))

    def pending(self, network: NetworkName, to: Destination) -> Pending:
        """What stands in a place that must be seen to when the person writes there; nothing is changed."""
        rows = _PENDING.rows(self._connection, {"lanes": self._lanes(network, to)})
        states = {row.state for row in rows}
        late = [row.claimed_at for row in rows if row.state == State.LATE]
        return Pending(State.WAITING in states, State.UNCERTAIN in states, max(filter(None, late), default=None))

    def settle(self, network: NetworkName, to: Destination, pending: Pending, now: datetime) -> None:
        """The person wrote: what waited for their day may leave now, before the answer; what is told is forgotten."""
        if not (pending.kept or pending.uncertain or pending.late_at):
            return  # nearly always: to write the statements alone took a twentieth of a turn
        there = OutboxRow.lane.in_(self._lanes(network, to))
        if pending.kept:
            kept = (there, OutboxRow.until.is_not(None), OutboxRow.state == State.WAITING)
            self._connection.execute(update(OutboxRow).where(*kept).values(not_before=now, until=None))
        if pending.uncertain or pending.late_at:
            self._connection.execute(delete(OutboxRow).where(there, _TOLD))

    def overstayed(self, now: datetime) -> tuple[tuple[int, bytes], ...]:
        """The waiting rows whose day has ended, each with the hash of its person."""
        late = (OutboxRow.state == State.WAITING, OutboxRow.until <= now)
        return tuple(
            (id_, person)
            for id_, person in self._connection.execute(select(OutboxRow.id, OutboxRow.person).where(*late))
        )

    def postpone(self, id_: int, not_before: datetime, until: datetime) -> None:
        """Let a waiting row leave on another day."""
        waiting = (OutboxRow.id == id_, OutboxRow.state == State.WAITING)
        self._connection.execute(update(OutboxRow).where(*waiting).values(not_before=not_before, until=until))

    def reminders_waiting(self, network: NetworkName, to: Destination) -> tuple[datetime, ...]:
        """The moments at which the reminders were queued that wait for that chat or are being sent there."""
        waiting = (OutboxRow.lane.in_(self._lanes(network, to)), OutboxRow.state.in_(LIVE))
        reminders = (OutboxRow.priority >= Priority.REMINDER, OutboxRow.queued_at.is_not(None))
        found = self._connection.scalars(select(OutboxRow.queued_at).where(*waiting, *reminders))
        return tuple(queued_at for queued_at in found if queued_at)

    def drop(self, network: NetworkName, to: Destination) -> None:
        """Delete all messages that wait for a chat, because the person left it. Orders stay: they are for the bot.

        A release before 2026-11-26 did not say which rows are orders; it had none.
        """
        self._forget(OutboxRow.lane.in_(self._lanes(network, to)), OutboxRow.repeatable.is_not(True))

    def forget(self, prints: Iterable[bytes]) -> None:
        """Delete all messages that wait for a person, by their hashes, in any chat. Orders stay, as in `drop`."""
        self._forget(OutboxRow.person.in_(tuple(prints)), OutboxRow.repeatable.is_not(True))

    def _forget(self, *whose: ColumnElement[bool]) -> None:
        # Locked first: no row may change its state between the statements.
        self._connection.execute(select(OutboxRow.id).where(*whose).with_for_update())
        self._connection.execute(delete(OutboxRow).where(*whose, OutboxRow.state.in_((State.UNCERTAIN, State.LATE))))
        self._fates.remove(Count.ERASED, *whose, OutboxRow.state == State.WAITING)
        self._connection.execute(update(OutboxRow).where(*whose).values(content=None))

    def forget_late(self, now: datetime) -> None:
        """Delete what says that an answer came late, once it is of no use to say so."""
        # The networks are named for the index, which begins with them: else all that waits is read at each tick.
        old = (
            OutboxRow.network.in_(tuple(NetworkName)),
            OutboxRow.state == State.LATE,
            OutboxRow.claimed_at <= now - LATE_FOR,
        )
        self._connection.execute(delete(OutboxRow).where(*old))

    def found_anew(self, network: NetworkName, to: Destination) -> None:
        """Let what an earlier release queued for a person be found by the present index."""
        present, *before = fingerprints(self._index, network, to.person)
        self._connection.execute(update(OutboxRow).where(OutboxRow.person.in_(before)).values(person=present))
        lane, *lanes = self._lanes(network, to)
        self._connection.execute(update(OutboxRow).where(OutboxRow.lane.in_(lanes)).values(lane=lane))

    def name_people(self) -> int:
        """Say whom messages are for where the first release did not: erasing finds them by that. Returns how many."""
        rows = self._connection.execute(_OF_NOBODY).all()
        named = 0
        for row in rows:
            try:
                to, _ = read_message(self._keyring, row.key, row.content)
            except StoreError:
                continue  # it cannot be sent either
            person = fingerprints(self._index, row.network, to.person)[0]
            self._connection.execute(update(OutboxRow).where(OutboxRow.key == row.key).values(person=person))
            named += 1
        return named

    def waiting(self, network: NetworkName) -> int:
        """How many messages wait for that network."""
        counted = select(func.count()).where(OutboxRow.network == network, OutboxRow.state == State.WAITING)
        return self._connection.scalar(counted) or 0

    def standing(self, network: NetworkName) -> tuple[int, datetime | None]:
        """How many messages of that network have no fate yet, and when the oldest of them could have left first."""
        live = (OutboxRow.network == network, OutboxRow.state.in_(LIVE))
        counted, oldest = self._connection.execute(
            select(func.count(), func.min(OutboxRow.queued_at)).where(*live)
        ).one()
        return counted, oldest


def read_message(keyring: Keyring, key: str, content: bytes) -> tuple[Destination, Payload]:
    """The waiting message under that key, opened. Raises StoreError without a word of its content."""
    return load_payload(keyring.open(message_place(key), content))


def message_place(key: str) -> str:
    """Where a waiting message stands, as its seal is bound to it."""
    return f"outbox|{key}|content"
