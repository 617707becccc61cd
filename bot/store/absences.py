"""When each network was last read, and its absences, whose messages are lost. Nothing here is about a person."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.core.case.absence import Absence
from bot.core.ports.network_name import NetworkName
from bot.store.tables import AbsenceRow, ReadingRow


class Absences:
    """The absences and the last readings, within one transaction."""

    def __init__(self, session: Session) -> None:
        """Take the transaction's session."""
        self._session = session

    def last_read(self, network: NetworkName) -> datetime | None:
        """When a network was last read."""
        row = self._session.get(ReadingRow, network)
        return row.at if row else None

    def read(self, network: NetworkName, at: datetime) -> None:
        """Note that the network was read at that moment."""
        self._session.merge(ReadingRow(network=network, at=at))

    def add(self, network: NetworkName, missed: Absence) -> None:
        """Store an absence, of which people are to be told."""
        self._session.merge(AbsenceRow(network=network, began=missed.began, ended=missed.ended))

    def of(self, network: NetworkName) -> tuple[Absence, ...]:
        """All that was missed on a network and may still have to be told, in order."""
        kept = select(AbsenceRow.began, AbsenceRow.ended).where(AbsenceRow.network == network)
        rows = self._session.execute(kept.order_by(AbsenceRow.began))
        return tuple(Absence(row.began, row.ended) for row in rows)

    def forget(self, before: datetime) -> None:
        """Delete the absences that ended before that moment: nobody whose last message is older is still stored."""
        self._session.execute(delete(AbsenceRow).where(AbsenceRow.ended < before))
