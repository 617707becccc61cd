"""The messages that another worker was sending when it ended: somebody who lives decides on them.

They are decided as at a start: sent again only where that cannot double them. The lock of its number says that a worker
is gone; that it was for `GRACE` seconds leaves one that lost no more than its connection the time to say what became of
what it has in hand.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.core.ports.network import Sender
from bot.logs import place
from bot.store import StoreError
from bot.store.guard import left_behind
from bot.store.unit import Store

log = logging.getLogger(__name__)

LOOKS_EVERY = 3.0
GRACE = 8.0


class Orphans:
    """The messages of one network whose workers have ended."""

    def __init__(
        self, network: Sender, store: Store, now: Callable[[], datetime], monotonic: Callable[[], float]
    ) -> None:
        """Take the network, the store of this worker, and both clocks."""
        self._network = network
        self._store = store
        self._now = now
        self._monotonic = monotonic
        self._gone_since: dict[int, float] = {}

    async def run(self, share: Callable[[], object]) -> None:
        """Look every few seconds, until cancelled, while this worker has a share."""
        while True:
            if share():
                try:
                    await asyncio.to_thread(self.look)
                except Exception as error:  # noqa: BLE001  whatever it is, the next look may go well
                    why = str(error) if isinstance(error, StoreError) else place(error)
                    log.error("%s: what others left behind is not decided yet: %s", self._network.name, why)  # noqa: TRY400
            await asyncio.sleep(LOOKS_EVERY)

    def look(self) -> int:
        """Decide on the messages of workers that have been gone for a while. Returns how many became uncertain.

        Raises DatabaseError.
        """
        can, name, moment = self._network.capabilities, self._network.name, self._monotonic()
        with self._store.transaction() as unit:
            gone = left_behind(unit.connection, name, self._store.worker)
            self._gone_since = {number: self._gone_since.get(number, moment) for number in gone}
            ended = tuple(number for number, since in self._gone_since.items() if since + GRACE <= moment)
            if not ended:
                return 0
            searched = self._network.history is not None
            lost = unit.fates.recover(name, self._now(), can.resend_within, searched=searched, ended=ended)
        log.warning(
            "%s: %d workers ended while they sent: %d messages may or may not have arrived", name, len(ended), lost
        )
        return lost
