"""When the last backup was begun. In a backup that is its own moment."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from bot.store.engine import put
from bot.store.index import secret_place
from bot.store.seal import Keyring
from bot.store.tables import BackupRow, SecretRow

_NAME = "backup"
"""The same moment among what a backup keeps apart: by it two files are known to belong together."""


class Backups:
    """The moment of the last backup, within one transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        """Take the transaction's connection and the keys."""
        self._connection = connection
        self._keyring = keyring

    def taken_at(self) -> datetime | None:
        """When the last one was begun; None where there was none."""
        return self._connection.scalar(select(BackupRow.at).where(BackupRow.id == 1))

    def whole(self) -> bool:
        """Whether the keys that were put back are of the same backup; those of earlier releases hold them."""
        taken_at = self.taken_at()
        apart = self._connection.scalar(select(SecretRow.key).where(SecretRow.name == _NAME))
        return (
            apart is None or taken_at is None or self._keyring.unwrap(secret_place(_NAME), apart) == _written(taken_at)
        )

    def begin(self, now: datetime) -> None:
        """Note that one begins now."""
        put(self._connection, BackupRow, {"id": 1}, {"at": now})
        put(
            self._connection,
            SecretRow,
            {"name": _NAME},
            {"key": self._keyring.wrap(secret_place(_NAME), _written(now)), "until": None},
        )


def _written(moment: datetime) -> bytes:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").encode()
