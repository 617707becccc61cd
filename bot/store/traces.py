"""Traces: the messages of a chat that tell who the person is, by sealed numbers, while the bot can remove them."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, inspect, select

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.people import fingerprints
from bot.store.seal import Keyring
from bot.store.tables import TraceRow

log = logging.getLogger(__name__)

_ROWS = select(*inspect(TraceRow).columns).order_by(TraceRow.id)


class Traces:
    """The traces, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        """Take the transaction's connection and the keys."""
        self._connection = connection
        self._keyring = keyring

    def add(self, network: NetworkName, to: Destination, message: str, until: datetime) -> None:
        """Store the number of a message of that chat, by either side. `until`: the bot can remove it until then."""
        lane = self._keyring.fingerprint("lane", f"{network}|{to.place}")
        person = fingerprints(self._keyring, network, to.person)[0]
        sealed = self._keyring.seal(_where(lane), message.encode())
        self._connection.execute(
            insert(TraceRow), [{"lane": lane, "person": person, "message": sealed, "until": until}]
        )

    def numbers(self, network: NetworkName, to: Destination, now: datetime) -> tuple[str, ...]:
        """The numbers of the messages that can be removed from that chat, each once, in order."""
        return tuple(dict.fromkeys(number for _, number, until in self._of(network, to) if until > now))

    def forget_numbers(self, network: NetworkName, to: Destination, numbers: Collection[str]) -> None:
        """Delete the traces of messages that were removed from that chat."""
        gone = [id_ for id_, number, _ in self._of(network, to) if number in numbers]
        self._connection.execute(delete(TraceRow).where(TraceRow.id.in_(gone)))

    def _of(self, network: NetworkName, to: Destination) -> Iterator[tuple[int, str, datetime]]:
        """The traces of a chat that open; the others stay until their time is over."""
        there = TraceRow.lane.in_(self._keyring.fingerprints("lane", f"{network}|{to.place}"))
        for row in self._connection.execute(_ROWS.where(there)).all():
            try:
                number = read_number(self._keyring, row)
            except StoreError as error:
                log.error("the number of a message cannot be read: %s", error)  # noqa: TRY400  one line
            else:
                yield row.id, number, row.until

    def forget(self, now: datetime) -> None:
        """Delete the traces of messages that can no longer be removed."""
        self._connection.execute(delete(TraceRow).where(TraceRow.until <= now))

    def forget_of(self, prints: Iterable[bytes]) -> None:
        """Delete the traces of a person, by their hashes."""
        self._connection.execute(delete(TraceRow).where(TraceRow.person.in_(tuple(prints))))


def read_number(keyring: Keyring, row: TraceRow | Row[Any]) -> str:
    """The number of a message, opened. Raises StoreError."""
    return keyring.open(_where(row.lane), row.message).decode()


def _where(lane: bytes) -> str:
    return f"trace|{lane.hex()}|message"
