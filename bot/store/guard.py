"""The guard of a worker: a connection to PostgreSQL whose locks say that the worker lives, and what it leads.

Several processes, the workers, serve one database. Each has a number, and holds the advisory lock of that number for as
long as it lives; for each leadership there is one more lock, which one of them has. A lock ends with its connection: no
clock is compared with another. The server itself ends the connection of a worker that was silent for `SILENT` seconds,
because it hangs, or cannot be reached.

The locks are a session's, so the connection must be PostgreSQL's own: a pooler keeps sessions, and their locks.
"""

import asyncio
import os
import secrets
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from socket import gethostname
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.exc import SQLAlchemyError

from bot.core.ports.network_name import NetworkName
from bot.store import DatabaseError, StoreError
from bot.store.tables import OutboxRow

if TYPE_CHECKING:
    import psycopg

ROUNDS = "rounds"
"""The leadership of the look at what is due. The others are called as their networks."""
SILENT = 10
"""The seconds without a word after which the server takes a worker for dead."""
_QUEUED, _CHANGED = "outbox", "workers"
"""The channels on which it is told that messages are queued (migration 0012), and that a worker came or went."""
_LIVES, _LEADS = 0x4F424A57, 0x4F424A4C
"""The classes of the two kinds of locks."""
_HELD = """
SELECT classid::bigint, objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid IN (%s, %s)
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_LEFT = text(
    "SELECT worker FROM (SELECT DISTINCT coalesce(worker, 0) AS worker FROM outbox WHERE network = :on AND"
    " state = 'sending') AS claimed WHERE worker <> :me AND pg_try_advisory_xact_lock(:lives, worker)"
).bindparams(bindparam("on", type_=OutboxRow.network.type))


class PoolerError(StoreError):
    """A pooler stands before the database, whose sessions are nobody's own."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("OBJECTEUR_DATABASE_URL leads to a pooler: `run` needs the address of PostgreSQL itself")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who lives, as one worker sees it.

    numbers  of all workers, in their order
    leads    what this worker leads
    led      the numbers of the locks of all leaderships that somebody has
    """

    numbers: tuple[int, ...]
    leads: frozenset[str]
    led: frozenset[int]

    def somebody_leads(self, lead: str) -> bool:
        """Whether some worker has that leadership."""
        return _lock_of(lead) in self.led


class Guard:
    """The guard of this process."""

    def __init__(self, engine: Engine) -> None:
        """Take the engine of a PostgreSQL, without connecting."""
        self.number = secrets.randbelow(2**31 - 1) + 1
        """Drawn, and never another's: what an earlier process left behind must not look like this one's."""
        _, given = engine.dialect.create_connect_args(engine.url)
        limits = {"connect_timeout": 5, "keepalives_idle": 5, "tcp_user_timeout": 5_000}
        # So that `pg_stat_activity` says which process holds which lock.
        self._given = {**limits, "application_name": f"objecteur {gethostname()[:32]}:{os.getpid()}", **given}
        self._connection: psycopg.AsyncConnection | None = None
        self._leads: set[str] = set()

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[None]:
        """Hold this worker's lock while the block lasts.

        Raises DatabaseError, also where the server still holds the lock for a former connection, and PoolerError.
        """
        import psycopg  # noqa: PLC0415  9 MB, which a bot on SQLite does without

        try:
            with _failing():
                self._connection = await psycopg.AsyncConnection.connect(autocommit=True, **self._given)
                if await self._ask("SELECT pg_backend_pid()") != [(self._there.info.backend_pid,)]:
                    raise PoolerError
                await self._ask(f"SET idle_session_timeout = '{SILENT}s'")
                await self._ask(f"LISTEN {_QUEUED}")
                await self._ask(f"LISTEN {_CHANGED}")
                if not await self._lock(_LIVES, self.number):
                    raise DatabaseError("the server still holds this worker's former connection")
                await self._ask(f"NOTIFY {_CHANGED}")
            yield
        finally:
            self._leads.clear()
            if self._connection is not None:
                with suppress(psycopg.Error):
                    await self._leave(self._connection)
            self._connection = None

    @staticmethod
    async def _leave(connection: "psycopg.AsyncConnection") -> None:
        """Tell the others, so that they need not find out, and close the connection, if it is not lost."""
        try:
            async with asyncio.timeout(1):
                await connection.execute("SELECT pg_advisory_unlock_all()")
                await connection.execute(f"NOTIFY {_CHANGED}")
        except TimeoutError:
            pass
        finally:
            await connection.close()

    async def look(self, wanted: Collection[str]) -> Crew:
        """Say that this worker lives, take each wanted leadership that is free, and look who lives.

        A leadership that is held and not wanted any more is given back. Raises DatabaseError.
        """
        with _failing():
            for lead in self._leads.difference(wanted):
                await self._ask("SELECT pg_advisory_unlock(%s, %s)", _LEADS, _lock_of(lead))
                self._leads.discard(lead)
            for lead in sorted(set(wanted) - self._leads):
                if await self._lock(_LEADS, _lock_of(lead)):
                    self._leads.add(lead)
            held = await self._ask(_HELD, _LIVES, _LEADS)
        numbers = tuple(sorted(number for kind, number in held if kind == _LIVES))
        if self.number not in numbers:
            raise DatabaseError("this worker's lock is gone")
        return Crew(numbers, frozenset(self._leads), frozenset(number for kind, number in held if kind == _LEADS))

    async def told(self, seconds: float) -> AsyncGenerator[tuple[str, int], None]:
        """Where messages are queued: the network, and the first byte of the lane. Raises DatabaseError.

        Ends after so many seconds, or once a worker comes or goes.
        """
        with _failing():
            async for note in self._there.notifies(timeout=seconds):
                if note.channel == _CHANGED:
                    return
                network, _, byte = note.payload.partition(" ")
                if byte.isdecimal():
                    yield network, int(byte)

    @property
    def _there(self) -> "psycopg.AsyncConnection":
        if self._connection is None:
            raise DatabaseError("this worker has no guard")
        return self._connection

    async def _lock(self, kind: int, number: int) -> bool:
        ((taken,),) = await self._ask("SELECT pg_try_advisory_lock(%s, %s)", kind, number)
        return bool(taken)

    async def _ask(self, statement: str, *given: int) -> list[Any]:
        asked = await self._there.execute(statement.encode(), given or None)
        return await asked.fetchall() if asked.description else []


def left_behind(connection: Connection, network: NetworkName, worker: int) -> tuple[int, ...]:
    """The numbers of workers that were sending on a network and live no more; none comes back in this transaction.

    worker  the number of this one
    """
    return tuple(connection.scalars(_LEFT, {"on": network, "me": worker, "lives": _LIVES}))


def living(engine: Engine) -> int:
    """How many workers serve a database now; SQLite's are not counted. Raises DatabaseError."""
    if engine.dialect.name != "postgresql":
        return 0
    with _failing(), engine.connect() as connection:
        held = connection.exec_driver_sql(_HELD, (_LIVES, _LEADS)).all()
    return sum(kind == _LIVES for kind, _ in held)


def guard_of(engine: Engine) -> Guard | None:
    """The guard of a process that serves that database; None where it is the only one: SQLite's."""
    return Guard(engine) if engine.dialect.name == "postgresql" else None


def _lock_of(lead: str) -> int:
    return zlib.crc32(lead.encode()) & 0x7FFFFFFF


@contextmanager
def _failing() -> Iterator[None]:
    """Raise what the driver raises as a DatabaseError, by its class: its words may hold an address."""
    import psycopg  # noqa: PLC0415  as in `standing`

    try:
        yield
    except (psycopg.Error, SQLAlchemyError, OSError) as error:
        raise DatabaseError(f"the database failed: {type(error).__name__}") from None
