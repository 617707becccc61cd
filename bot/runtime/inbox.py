"""Handing a network's messages to the service in a thread, one after the other, or those that came together at once."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot import clock
from bot.core.ports.incoming import Incoming
from bot.core.ports.network import LONGEST_PAUSE, Cursor
from bot.core.ports.network_name import NetworkName
from bot.runtime.timings import Timings
from bot.service.answering import Service
from bot.store import DatabaseError, told
from bot.store.unit import Store

log = logging.getLogger(__name__)

READING_EVERY = timedelta(minutes=10)
"""The time between two notes of when a network was last read."""
SILENCE = timedelta(seconds=100)
"""The time without reading after which a network counts as unreachable: a long poll takes forty seconds."""
BACKLOG = timedelta(seconds=30)
"""The time after an outage in which incoming messages may have waited."""
TRIES = 3


class ServiceInbox:
    """The inbox of one network: a message is one transaction, in a thread, one after the other.

    Where this is the only process, messages of different people may share one: to begin and to commit it, and to hand
    it to a thread, takes a sixth of the time of a message. Where several write, each holds as few people as can be.
    """

    def __init__(  # noqa: PLR0913  each is given by who puts the program together
        self,
        service: Service,
        store: Store,
        network: NetworkName,
        delivered: Callable[[], None],
        heard: Callable[[], None] = lambda: None,
        timings: Timings | None = None,
        *,
        refused: Callable[[str], bool] = bool,
        wrote: Callable[[str], bool] = bool,
        leads: Callable[[], bool] = lambda: True,
        together: bool = True,
    ) -> None:
        """Take the service, the store, and the network's name.

        delivered  called when a message may be queued
        heard      called when a network that is polled answered
        refused    called with the reason when one refuses to be read; tells whether the reason is to be logged
        wrote      called with the reason when the database fails, and with nothing once a message is taken; tells
                   whether the reason is to be logged
        timings    where it is noted how long a message takes, its wait for others included
        leads      whether this worker is surely the one that polls
        together   whether messages of different people may share a transaction
        """
        self._together = together
        self._timings = timings or Timings()
        self._heard = heard
        self._refused = refused
        self._leads = leads
        self._wrote = wrote
        self._service = service
        self._store = store
        self._network = network
        self._delivered = delivered
        self._one = asyncio.Lock()
        self._tries: dict[str, int] = {}
        self._noted_at: datetime | None = None
        self._read_at: datetime | None = None
        self._late_until: datetime | None = None

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        """Take one message. One that fails three times is set aside, and its sender told so.

        A message that fails because the database is away does not count as tried: it is taken once that is back.
        """
        tried = self._tries.get(incoming.message_id, 0) + 1
        with self._timings.turn(self._network):
            await self._take(incoming, cursor, tried)
        self._tries.pop(incoming.message_id, None)
        self._wrote("")
        self._delivered()

    async def _take(self, incoming: Incoming, cursor: str | None, tried: int) -> None:
        service = self._service
        async with self._one:
            try:
                if tried <= TRIES:
                    now = clock.now()
                    await asyncio.to_thread(service.receive, incoming, now, cursor, late=self._late(now))
                else:
                    await asyncio.to_thread(service.fail, incoming, clock.now(), cursor)
            except DatabaseError as error:
                if self._wrote(str(error)):
                    log.error("%s: a message could not be taken for now: %s", self._network, error)  # noqa: TRY400
                raise
            except Exception as error:
                self._tries[incoming.message_id] = tried
                # The error's class only: its words may hold a person's.
                log.error("%s: a message could not be taken: %s", self._network, type(error).__name__)  # noqa: TRY400
                raise

    async def receive_together(self, some: Sequence[Incoming], cursor: str) -> bool:
        """Take messages of different people in one transaction. Returns False where that could not be."""
        if not self._together:
            return False
        with self._timings.turn(self._network, len(some)):
            async with self._one:
                now = clock.now()
                try:
                    await asyncio.to_thread(self._service.receive_together, some, now, cursor, late=self._late(now))
                except Exception as error:  # noqa: BLE001  whose message it is shows when each comes by itself
                    log.info("%s: messages could not be taken together: %s", self._network, type(error).__name__)
                    return False
        self._wrote("")
        self._delivered()
        return True

    def _late(self, now: datetime) -> bool:
        return self._late_until is not None and now < self._late_until

    async def cursor(self) -> Cursor | None:
        """How far this network had been read; waits for a database that is away.

        None where that cannot be read: all that the network has comes again, of which what was taken is known.
        """

        def read() -> Cursor | None:
            with self._store.transaction() as unit:
                return unit.cursor(self._network)

        while True:
            try:
                return await asyncio.to_thread(read)
            except DatabaseError as error:
                log.error("%s: not read yet: %s", self._network, error)  # noqa: TRY400  one line
                await asyncio.sleep(LONGEST_PAUSE)
            except Exception as error:  # noqa: BLE001  a damaged row must not end the network
                log.error("%s: nobody knows how far it was read: %s", self._network, told(error))  # noqa: TRY400
                return None

    async def keep_cursor(self, cursor: str) -> None:
        """Save how far the network was read."""

        def keep() -> None:
            with self._store.transaction() as unit:
                unit.save_cursor(self._network, cursor, clock.now())

        await asyncio.to_thread(keep)

    async def barred(self, why: str) -> None:
        """Note that the network refuses to be read."""
        if self._refused(why):
            log.error("%s: %s", self._network, why)

    async def reading(self, *, polled: bool = True) -> None:
        """Note that the network is being read, and the absence before; if the database is away, at a later call."""
        now = clock.now()
        if polled:
            if not self._leads():
                await asyncio.Event().wait()  # for the end of this polling: another worker polls by now
            self._heard()
            if self._read_at and now - self._read_at > SILENCE:
                self._late_until = now + BACKLOG
            self._read_at = now
        if self._noted_at and now - self._noted_at < READING_EVERY:
            return
        try:
            await asyncio.to_thread(self._service.reading, self._network, now)
        except Exception as error:  # noqa: BLE001  whatever it is, it is no reason to read no further
            if not isinstance(error, DatabaseError) or self._wrote(str(error)):
                log.error("%s: when it was read cannot be noted: %s", self._network, told(error))  # noqa: TRY400
        else:
            self._noted_at = now
