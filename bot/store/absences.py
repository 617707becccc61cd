"""When each network was last read, and its absences, whose messages are lost. Nothing here is about a person."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.core.case.absence import Absence
from bot.core.ports.network_name import NetworkName
from bot.store.engine import put
from bot.store.moments import LONG_AGO
from bot.store.statement import Statement
from bot.store.tables import AbsenceRow, ReadingRow

_MISSED = Statement(
    select(AbsenceRow.began, AbsenceRow.ended).where(AbsenceRow.network == bindparam("on")).order_by(AbsenceRow.began)
)


class Absences:
    """The absences and the last readings, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Take the transaction's connection."""
        self._connection = connection
        self._read: dict[NetworkName, tuple[Absence, ...]] = {}
        """What was missed on the networks that were asked for in this transaction."""

    def last_read(self, network: NetworkName) -> datetime | None:
        """When a network was last read; None where nobody knows, not even that it was long ago."""
        at = self._connection.scalar(select(ReadingRow.at).where(ReadingRow.network == network))
        return None if at == LONG_AGO else at

    def read(self, network: NetworkName, at: datetime) -> None:
        """Note that the network was read at that moment."""
        put(self._connection, ReadingRow, {"network": network}, {"at": at})

    def add(self, network: NetworkName, missed: Absence) -> None:
        """Store an absence, of which people are to be told."""
        put(self._connection, AbsenceRow, {"network": network, "began": missed.began}, {"ended": missed.ended})
        self._read.clear()

    def of(self, network: NetworkName) -> tuple[Absence, ...]:
        """All that was missed on a network and may still have to be told, in order."""
        if network not in self._read:
            rows = _MISSED.rows(self._connection, {"on": network})
            known = (row for row in rows if LONG_AGO not in {row.began, row.ended})
            self._read[network] = tuple(Absence(row.began, row.ended) for row in known)
        return self._read[network]

    def forget(self, before: datetime) -> None:
        """Delete the absences that ended before that moment: nobody whose last message is older is still stored."""
        self._connection.execute(delete(AbsenceRow).where(AbsenceRow.ended < before))
        self._read.clear()
