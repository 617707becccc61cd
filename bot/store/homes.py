"""The home of a database: the one data directory whose workers look after reminders and Matrix.

The file of deeds and the Matrix account lie in a directory. Two of them, on two machines, would each know half of what
no backup may undo, and be a device that cannot read what the other was told.
"""

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Integer, String, delete, select, text

from bot.store import StoreError
from bot.store.described import Described, column

_FILE = "home"
_SETTLE = text("INSERT INTO home (id, mark) VALUES (1, :mark) ON CONFLICT DO NOTHING")


class HomeRow(Described):
    """One row: the mark of the data directory that is the home."""

    __tablename__ = "home"

    id = column(Integer, primary_key=True, autoincrement=False)
    mark = column(String(32))


class Homes:
    """The home, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Take the transaction's connection."""
        self._connection = connection

    def is_at(self, mark: str) -> bool:
        """Whether the data directory of that mark is the home; it becomes so where there is none."""
        self._connection.execute(_SETTLE, {"mark": mark})
        return self._connection.scalar(select(HomeRow.mark).where(HomeRow.id == 1)) == mark

    def leave(self) -> None:
        """Have no home: the next data directory that asks is it."""
        self._connection.execute(delete(HomeRow))


def mark_of(directory: Path) -> str:
    """The mark of a data directory, made at the first call, which goes where its copy goes. Raises StoreError."""
    path, made = directory / _FILE, directory / f".{_FILE}-{uuid4().hex}"
    try:
        if not path.exists():
            made.write_text(uuid4().hex, encoding="ascii")
            with contextlib.suppress(FileExistsError):  # another worker was first
                os.link(made, path)
            made.unlink()
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise StoreError(f"the data directory {directory} cannot be written to: {error.strerror}") from None
