"""A loop that ended by a mistake is begun again: whatever nobody foresaw harms that loop alone, and for a while.

What can be foreseen is met inside each loop, where it is known what it means. Here only the class of the error and its
place in the code are told, because its words may hold a person's.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.core.ports.network import FatalNetworkError
from bot.logs import place
from bot.runtime.health import Health
from bot.store import StoreError

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""The most seconds between two beginnings; a loop that goes on for as long is well again."""


async def endure(
    loop: str, act: Callable[[], Awaitable[None]], health: Health, told: Callable[[str], None] = lambda _: None
) -> None:
    """Do something until it returns; after a mistake begin it anew, with pauses that grow.

    loop    what it is called, in the log and the metrics
    health  where each mistake is counted
    told    called with the class and place of a mistake, and with nothing once all is well again

    Raises FatalNetworkError and StoreError, which are no mistakes: whoever calls knows what they mean.
    """
    pause = FIRST_PAUSE
    while True:
        doing = asyncio.ensure_future(act())
        try:
            await asyncio.wait({doing}, timeout=LONGEST_PAUSE)
            if not doing.done():
                told("")
                pause = FIRST_PAUSE
                await asyncio.wait({doing})
        finally:
            doing.cancel()
            await asyncio.gather(doing, return_exceptions=True)
        error = asyncio.CancelledError() if doing.cancelled() else doing.exception()
        if error is None:
            return
        if isinstance(error, FatalNetworkError | StoreError) or not _is_mistake(error):
            raise error
        why = place(error)
        log.error("%s ended by a mistake, again in %.0f s: %s", loop, pause, why)
        health.mistakes[loop] += 1
        told(why)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _is_mistake(error: BaseException) -> bool:
    """Whether the loop ended by an error, or because something in it was cancelled by nobody here."""
    return isinstance(error, Exception | asyncio.CancelledError)
