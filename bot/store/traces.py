"""Traces: the messages of a chat that tell who the person is, by sealed numbers, while the bot can remove them."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.index import Index, fingerprints
from bot.store.seal import Keyring
from bot.store.statement import Statement
from bot.store.tables import TraceRow

log = logging.getLogger(__name__)

_ROWS = select(*TraceRow.table.columns).order_by(TraceRow.id)
_ADD = Statement(insert(TraceRow))


class Traces:
    """The traces, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring, index: Index) -> None:
        """Take the transaction's connection, the keys, and what chats and people are looked up by."""
        self._connection = connection
        self._keyring = keyring
        self._index = index

    def add(self, network: NetworkName, to: Destination, message: str, until: datetime) -> None:
        """Store the number of a message of that chat, by either side. `until`: the bot can remove it until then."""
        lane = self._index.fingerprint("lane", f"{network}|{to.place}")
        person = fingerprints(self._index, network, to.person)[0]
        sealed = self._keyring.seal(trace_place(lane), message.encode())
        _ADD.run(self._connection, {"lane": lane, "person": person, "message": sealed, "until": until})

    def numbers(self, network: NetworkName, to: Destination, now: datetime) -> tuple[str, ...]:
        """The numbers of the messages that can be removed from that chat, each once, in order."""
        return tuple(dict.fromkeys(number for _, number, until in self._of(network, to) if until > now))

    def forget_numbers(self, network: NetworkName, to: Destination, numbers: Collection[str]) -> None:
        """Delete the traces of messages that were removed from that chat."""
        gone = [id_ for id_, number, _ in self._of(network, to) if number in numbers]
        self._connection.execute(delete(TraceRow).where(TraceRow.id.in_(gone)))

    def _of(
        self, network: NetworkName, to: Destination, lanes: Sequence[bytes] = ()
    ) -> Iterator[tuple[int, str, datetime]]:
        """The traces of a chat, or of these hashes of it, that open; the others stay until their time is over."""
        there = TraceRow.lane.in_(lanes or self._index.fingerprints("lane", f"{network}|{to.place}"))
        for row in self._connection.execute(_ROWS.where(there)).all():
            try:
                number = read_number(self._keyring, row)
            except StoreError as error:
                log.error("the number of a message cannot be read: %s", error)  # noqa: TRY400  one line
            else:
                yield row.id, number, row.until

    def found_anew(self, network: NetworkName, to: Destination) -> None:
        """Let what an earlier release noted of a person be found by the present index."""
        present, *before = fingerprints(self._index, network, to.person)
        self._connection.execute(update(TraceRow).where(TraceRow.person.in_(before)).values(person=present))
        lane, *lanes = self._index.fingerprints("lane", f"{network}|{to.place}")
        for id_, number, _ in self._of(network, to, lanes):
            sealed = self._keyring.seal(trace_place(lane), number.encode())
            self._connection.execute(update(TraceRow).where(TraceRow.id == id_).values(lane=lane, message=sealed))

    def forget(self, now: datetime) -> None:
        """Delete the traces of messages that can no longer be removed."""
        self._connection.execute(delete(TraceRow).where(TraceRow.until <= now))

    def forget_of(self, prints: Iterable[bytes]) -> None:
        """Delete the traces of a person, by their hashes."""
        self._connection.execute(delete(TraceRow).where(TraceRow.person.in_(tuple(prints))))


def read_number(keyring: Keyring, row: Row[Any]) -> str:
    """The number of a message, opened. Raises StoreError."""
    return keyring.open(trace_place(row.lane), row.message).decode()


def trace_place(lane: bytes) -> str:
    """Where the number of a message stands, as its seal is bound to it."""
    return f"trace|{lane.hex()}|message"
