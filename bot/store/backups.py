"""When the last backup was begun. In a backup that is its own moment."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.engine import put
from bot.store.tables import BackupRow


class Backups:
    """The moment of the last backup, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Take the transaction's connection."""
        self._connection = connection

    def taken_at(self) -> datetime | None:
        """When the last one was begun; None where there was none."""
        return self._connection.scalar(select(BackupRow.at).where(BackupRow.id == 1))

    def begin(self, now: datetime) -> None:
        """Note that one begins now."""
        put(self._connection, BackupRow, {"id": 1}, {"at": now})
