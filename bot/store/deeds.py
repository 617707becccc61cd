"""Deeds: what no backup may undo, kept apart from the database for as long as a backup may be put back.

Somebody who had all erased must not come back with yesterday's backup, nor a reminder that they got be sent again. A
deed is noted in the transaction that does it, and moved to a file of its own soon after: a backup holds the database as
it was, the file remembers what came later. Each deed is sealed: without the key the file tells how many there were on
which day.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.store import StoreError
from bot.store.records import dump_json
from bot.store.seal import Keyring
from bot.store.statement import Statement
from bot.store.tables import BackupRow, DeedRow
from bot.store.writes import Writes

KEPT = timedelta(days=7)
"""How long deeds are remembered, by the day, and so how old a backup may be that is put back."""
_AT_ONCE = 500
_BACKED_UP, _NOTE = Statement(select(BackupRow.at)), Statement(insert(DeedRow))
_SEALED = "sealed"
"""What stands in the place of the kind, which is sealed with the mark."""
ROOM = 512
"""The bytes of any deed: the longest is a reminder."""
_FILE = """
CREATE TABLE IF NOT EXISTS deed (kind TEXT NOT NULL, mark BLOB PRIMARY KEY, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deed_at ON deed (at);
CREATE TABLE IF NOT EXISTS span (
    id INTEGER PRIMARY KEY, since TEXT NOT NULL, until TEXT NOT NULL, copied INTEGER NOT NULL
);
"""


class DeedKind(StrEnum):
    """The kinds of deeds. Stored."""

    FORGOTTEN = "forgotten"
    """Somebody, by the hash of their account."""
    CASE_ERASED = "case-erased"
    """One case of somebody who keeps others, as `erased_of` writes it."""
    REMINDED = "reminded"
    """A reminder that was queued, as `reminded` writes it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed, and when it was done."""

    kind: DeedKind
    mark: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the file of deeds knows.

    since   the moment from which on it knows every deed
    until   the moment up to which it does
    copied  whether the file is a copy, beside a backup: the bot may have gone on long after
    """

    deeds: tuple[Deed, ...]
    since: datetime
    until: datetime
    copied: bool


def erased_of(fingerprint: bytes, campaign: str) -> bytes:
    """The mark of one case of the account of that hash."""
    return json.dumps([fingerprint.hex(), campaign]).encode()


def read_erased_of(mark: bytes) -> tuple[bytes, str]:
    """The hash and the campaign of such a mark."""
    fingerprint, campaign = json.loads(mark)
    return bytes.fromhex(fingerprint), campaign


def reminded(case_id: str, key: tuple[int, str], told: int) -> bytes:
    """The mark of a reminder in the ledger of a case."""
    return dump_json([case_id, *key, told])


def read_reminded(mark: bytes) -> tuple[str, tuple[int, str], int]:
    """The case, the key and the count of events of such a mark."""
    case_id, seq, kind, told = json.loads(mark)
    return case_id, (seq, kind), told


class Deeds:
    """The deeds that are not in the file yet, within one transaction."""

    def __init__(self, connection: Connection, writes: Writes, keyring: Keyring) -> None:
        """Take the transaction's connection and writes, and the keys."""
        self._connection = connection
        self._writes = writes
        self._backed_up: tuple[datetime, ...] | None = None
        """When the last backup was begun, once it was read."""
        self._keyring = keyring

    def note(self, kind: DeedKind, marks: Iterable[bytes], now: datetime) -> None:
        """Note what is being done: at the moment of the last backup, where the clock was set back since."""
        if self._backed_up is None:
            self._backed_up = tuple(row.at for row in _BACKED_UP.rows(self._connection, {}))
        at = max((now, *self._backed_up))
        self._writes.each(_NOTE, [sealed_deed(self._keyring, Deed(kind, mark, at)) for mark in marks])

    def waiting(self) -> list[tuple[int, str, bytes, datetime]]:
        """Some of them, the oldest first, sealed."""
        rows = self._connection.execute(select(DeedRow.id, DeedRow.kind, DeedRow.mark, DeedRow.at).order_by(DeedRow.id))
        return [(row.id, row.kind, row.mark, row.at) for row in rows.fetchmany(_AT_ONCE)]

    def seal_earlier(self) -> int:
        """Seal kind and moment too of what an earlier release noted. Returns how many opened."""
        rows = self._connection.execute(select(*DeedRow.table.columns).where(DeedRow.kind != _SEALED)).all()
        opened = [(row.id, found) for row in rows if (found := self._opened(row))]
        for id_, deed in opened:
            anew = sealed_deed(self._keyring, deed)
            self._connection.execute(update(DeedRow).where(DeedRow.id == id_).values(anew))
        return len(opened)

    def _opened(self, row: Row[Any]) -> Deed | None:
        try:
            return read_deed(self._keyring, row.kind, row.mark, row.at)
        except StoreError:
            return None

    def moved(self, ids: Iterable[int]) -> None:
        """Delete those that stand in the file."""
        self._connection.execute(delete(DeedRow).where(DeedRow.id.in_(tuple(ids))))


class DeedsFile:
    """The file that remembers deeds after they left the database, beside it and in no backup of it."""

    def __init__(self, path: Path) -> None:
        """Take its path; it is made when it is first written."""
        self.path = path

    def add(self, rows: Iterable[tuple[str, bytes, datetime]], now: datetime) -> None:
        """Add sealed deeds, and note that all up to now are there; forget those that are too old. Raises StoreError."""
        with self._open() as file:
            file.executemany(
                "INSERT OR IGNORE INTO deed VALUES (?, ?, ?)", [(kind, mark, _written(at)) for kind, mark, at in rows]
            )
            file.execute("INSERT OR IGNORE INTO span VALUES (1, ?, ?, 0)", (_written(now),) * 2)
            file.execute("UPDATE span SET until = ?, copied = 0", (_written(now),))
            file.execute("DELETE FROM deed WHERE at < ?", (_written(now - KEPT),))

    def read(self, keyring: Keyring) -> Remembered | None:
        """All that it knows; None when there is no such file. Raises StoreError."""
        if not self.path.exists():
            return None
        with self._open() as file:
            span = file.execute("SELECT since, until, copied FROM span").fetchone()
            rows = file.execute("SELECT kind, mark, at FROM deed").fetchall()
        if span is None:
            return None
        try:
            deeds = sorted((read_deed(keyring, kind, mark, _moment(at)) for kind, mark, at in rows), key=_when)
            return Remembered(tuple(deeds), _moment(span[0]), _moment(span[1]), bool(span[2]))
        except (TypeError, ValueError):  # SQLite keeps anything in any column
            raise StoreError(f"the file of deeds {self.path} is damaged") from None

    def renew(self, keyring: Keyring) -> None:
        """Seal with the present key what was sealed with an older one. Raises StoreError."""
        if not self.path.exists():
            return
        with self._open() as file:
            file.execute("BEGIN IMMEDIATE")
            for kind, mark in file.execute("SELECT kind, mark FROM deed").fetchall():
                if not mark.startswith(keyring.mark):
                    where = deed_place(kind)
                    anew = keyring.seal(where, keyring.open(where, mark), ROOM)
                    file.execute("UPDATE deed SET mark = ? WHERE mark = ?", (anew, mark))

    def copy(self, to: Path) -> None:
        """Copy it, marked as a copy. Raises StoreError."""
        if self.path.exists():
            _owned(to)
            with self._open() as file, closing(sqlite3.connect(to)) as copied:
                file.backup(copied)
                copied.execute("UPDATE span SET copied = 1")
                copied.commit()

    def go_on_from(self, copy: "DeedsFile", now: datetime) -> None:
        """Be a new file, with the deeds of a copy; it knows all that is done from now on. Raises StoreError."""
        with copy._open() as there:
            rows = there.execute("SELECT kind, mark, at FROM deed").fetchall()
        self.add(((kind, mark, _moment(at)) for kind, mark, at in rows), now)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            _owned(self.path)
            with closing(sqlite3.connect(self.path)) as file:
                file.execute("PRAGMA secure_delete=ON")
                file.executescript(_FILE)
                yield file
                file.commit()
        except (sqlite3.Error, OSError, UnicodeDecodeError, MemoryError) as error:  # changed bytes claim any length
            raise StoreError(f"the file of deeds {self.path} cannot be used: {error}") from None


def sealed_deed(keyring: Keyring, deed: Deed) -> dict[str, object]:
    """What a row holds of a deed: sealed, and in clear the day after it, from which its age is counted."""
    plain = dump_json([deed.kind, deed.mark.hex(), deed.at.astimezone(UTC).isoformat()])
    after = datetime.combine(deed.at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return {"kind": _SEALED, "mark": keyring.seal(deed_place(_SEALED), plain, ROOM), "at": after}


def read_deed(keyring: Keyring, kind: str, mark: bytes, at: datetime) -> Deed:
    """A deed, opened; an earlier release wrote its kind and moment in clear. Raises StoreError, or ValueError."""
    opened = keyring.open(deed_place(kind), mark)
    if kind != _SEALED:
        return Deed(DeedKind(kind), opened, at)
    of, plain, when = json.loads(opened)
    return Deed(DeedKind(of), bytes.fromhex(plain), datetime.fromisoformat(when))


def deed_place(kind: str) -> str:
    """Where the mark of a deed stands, as its seal is bound to it."""
    return f"deed|{kind}|mark"


def _owned(path: Path) -> None:
    """Make the file, for its owner only, before SQLite makes one that others can read."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _when(deed: Deed) -> datetime:
    return deed.at


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
