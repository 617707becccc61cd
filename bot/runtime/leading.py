"""What this worker is to do, as far as it can be sure of it: which leaderships it has, and whose messages it sends.

Where it is the only process, all of both. Else its guard says it, and these times hold:

- every `PULSE` seconds it says that it lives, takes leaderships that are free, and counts who lives;
- what it knew counts for `SURE` seconds, less than the server takes to believe it dead: a process that was stopped and
  goes on neither leads nor begins to send, and its guard, which is lost by then, tells it so;
- a worker that joins others tells them, and sends nothing for `SETTLES` seconds, in which they count it. One that does
  not get to it in time sends what is not in its share any more: nothing is sent twice for it, a chat gets more at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

from bot.logs import place
from bot.store import DatabaseError, StoreError
from bot.store.claiming import WHOLE, Share
from bot.store.guard import SILENT, Crew, Guard, PoolerError

log = logging.getLogger(__name__)

PULSE = 2.0
PATIENCE = 3.0
"""The seconds in which the database must answer a pulse."""
SURE = SILENT - 2.0
SETTLES = 1.0
_AGAIN = 1.0
"""The seconds until a guard that was lost is set up again."""

Told = Callable[[str, int], None]
"""Takes a network and the first byte of a lane in which a message was queued."""


class Leading:
    """The leaderships and the share of one worker."""

    def __init__(self, guard: Guard | None, monotonic: Callable[[], float], told: Told = lambda *_: None) -> None:
        """Take the guard, None for the only process there is; a clock that nobody sets; and whom to wake."""
        self._guard = guard
        self._monotonic = monotonic
        self._told = told
        self._wanted: set[str] = set()
        self._crew: Crew | None = None
        self._sure_until = 0.0
        self._settles_at = 0.0
        self._changed = asyncio.Event()
        self.trouble = ""
        """Why this worker neither leads nor sends for now; empty while it may."""

    @property
    def alone(self) -> bool:
        """Whether there can be no other process."""
        return self._guard is None

    @property
    def number(self) -> int:
        """The number under which this worker sends."""
        return self._guard.number if self._guard else 0

    @property
    def workers(self) -> int:
        """How many workers live."""
        return len(self._crew.numbers) if self._crew else int(self.alone)

    def leads(self, lead: str) -> bool:
        """Whether this worker surely has that leadership."""
        if self._guard is None:
            return lead in self._wanted
        return self._sure and self._crew is not None and lead in self._crew.leads

    def led(self, lead: str) -> bool:
        """Whether any worker has that leadership."""
        return lead in self._wanted if self._guard is None else bool(self._crew and self._crew.somebody_leads(lead))

    def share(self) -> Share | None:
        """The lanes that this worker sends; None while it sends none."""
        if self._guard is None:
            return WHOLE
        if not self._sure or self._crew is None or self._monotonic() < self._settles_at:
            return None
        return Share(self._crew.numbers.index(self._guard.number), len(self._crew.numbers))

    @property
    def _sure(self) -> bool:
        return self._monotonic() < self._sure_until

    async def lead(
        self, lead: str, act: Callable[[], Awaitable[None]], meanwhile: Callable[[], Awaitable[None]]
    ) -> None:
        """Do one thing while this worker has a leadership, another while it has not; each is cancelled for the other.

        Returns when one of them does, and raises what it raises; the leadership is then another's to take.
        """
        self._wanted.add(lead)
        try:
            while True:
                leads = self._has(lead)
                doing = asyncio.ensure_future(act() if leads else meanwhile())
                try:
                    while self._has(lead) is leads and not doing.done():
                        await _first(doing, self._changed)
                    if doing.done():
                        return doing.result()
                finally:
                    await _end(doing)
        finally:
            self._wanted.discard(lead)

    def _has(self, lead: str) -> bool:
        return self._guard is None or (self._crew is not None and lead in self._crew.leads)

    # --- The guard --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Stand guard until cancelled. A guard that is lost is set up again. Raises PoolerError."""
        if self._guard is None:
            await asyncio.Event().wait()
            return
        while True:
            try:
                await self._stand(self._guard)
            except PoolerError:
                raise
            except Exception as error:  # noqa: BLE001  whatever it is, the guard is set up again
                self._lost(str(error) if isinstance(error, StoreError) else place(error))
            await asyncio.sleep(_AGAIN)

    async def _stand(self, guard: Guard) -> None:
        async with guard.standing():
            first = True
            while True:
                began = self._monotonic()
                crew = await self._look(guard)
                if first:
                    self._settles_at = began + (SETTLES if len(crew.numbers) > 1 else 0)
                first = False
                self._sure_until = began + SURE
                self._takes(crew)
                async with aclosing(guard.told(PULSE)) as told:
                    async for network, byte in told:
                        self._told(network, byte)

    async def _look(self, guard: Guard) -> Crew:
        looking = asyncio.ensure_future(guard.look(tuple(self._wanted)))
        try:
            await asyncio.wait({looking}, timeout=PATIENCE)
            if not looking.done():
                self._lost("no answer of the database")  # at once: to take the question back may take long
                raise DatabaseError(self.trouble)
            return looking.result()
        finally:
            await _end(looking)

    def _takes(self, crew: Crew) -> None:
        if self.trouble:
            log.info("this worker is back among %d", len(crew.numbers))
            self.trouble = ""
        if len(crew.numbers) != self.workers:
            log.info("workers that serve this database: %d", len(crew.numbers))
        if crew != self._crew:
            for lead in sorted(crew.leads - (self._crew.leads if self._crew else frozenset())):
                log.info("this worker leads: %s", lead)
            self._crew = crew
            self._tell()

    def _lost(self, why: str) -> None:
        """Lead and send no more: others may take this worker for dead by now."""
        self._crew, self._sure_until = None, 0.0
        if not self.trouble:
            log.error("this worker leads and sends nothing for now: %s", why)
        self.trouble = why
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


async def _first(doing: asyncio.Future[None], changed: asyncio.Event) -> None:
    """Wait until one is done or the other happens."""
    waiting = asyncio.ensure_future(changed.wait())
    both: tuple[asyncio.Future[Any], ...] = (doing, waiting)
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(waiting)


async def _end(task: asyncio.Future[Any]) -> None:
    """Cancel a task, and wait for its end."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
