"""The messages of a chat that tell who somebody is, by their sealed numbers, as long as they can be taken out of it."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store import StoreError
from bot.store.people import fingerprints
from bot.store.seal import Keyring
from bot.store.tables import TraceRow

log = logging.getLogger(__name__)


class Traces:
    """The numbers, within one transaction."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        """Take the transaction's session and the keys."""
        self._session = session
        self._keyring = keyring

    def add(self, network: NetworkName, to: Destination, message: str, until: datetime) -> None:
        """Keep the number of a message that was said there, by either side. `until`: it can be taken out so long."""
        lane = self._keyring.fingerprint("lane", f"{network}|{to.place}")
        person = fingerprints(self._keyring, network, to.person)[0]
        sealed = self._keyring.seal(_where(lane), message.encode())
        self._session.execute(insert(TraceRow), [{"lane": lane, "person": person, "message": sealed, "until": until}])

    def numbers(self, network: NetworkName, to: Destination, now: datetime) -> tuple[str, ...]:
        """The numbers of what can be taken out of that place, once each, in order."""
        return tuple(dict.fromkeys(number for _, number, until in self._of(network, to) if until > now))

    def forget_numbers(self, network: NetworkName, to: Destination, numbers: Collection[str]) -> None:
        """Forget those that were taken out of that place."""
        gone = [id_ for id_, number, _ in self._of(network, to) if number in numbers]
        self._session.execute(delete(TraceRow).where(TraceRow.id.in_(gone)))

    def _of(self, network: NetworkName, to: Destination) -> Iterator[tuple[int, str, datetime]]:
        """Those of a place; one that does not open any more is left alone until its time is over."""
        there = TraceRow.lane.in_(self._keyring.fingerprints("lane", f"{network}|{to.place}"))
        for row in self._session.scalars(select(TraceRow).where(there).order_by(TraceRow.id)).all():
            try:
                number = read_number(self._keyring, row)
            except StoreError as error:
                log.error("the number of a message cannot be read: %s", error)  # noqa: TRY400  one line
            else:
                yield row.id, number, row.until

    def forget(self, now: datetime) -> None:
        """Forget what cannot be taken out any more."""
        self._session.execute(delete(TraceRow).where(TraceRow.until <= now))

    def forget_of(self, prints: Iterable[bytes]) -> None:
        """Forget all of whoever has one of these hashes."""
        self._session.execute(delete(TraceRow).where(TraceRow.person.in_(tuple(prints))))


def read_number(keyring: Keyring, row: TraceRow) -> str:
    """The number of a message, opened. Raises StoreError."""
    return keyring.open(_where(row.lane), row.message).decode()


def _where(lane: bytes) -> str:
    return f"trace|{lane.hex()}|message"
