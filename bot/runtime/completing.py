"""What a claimed message lacks still: the numbers of what an order removes, and the file that goes with it."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.loading import give_back, keep_little
from bot.render.making import made
from bot.render.typesetting import forget
from bot.store import DatabaseError, told
from bot.store.claiming import Outgoing
from bot.store.tally import Count
from bot.store.unit import Unit

log = logging.getLogger(__name__)

RESTS_AFTER = 10.0
"""The seconds without a file after which nothing is remembered of those that were made."""
_GIVES_BACK_AFTER = 16
"""The files after which the memory that was freed is given back, where they come without a rest."""
CLEANING_TRIES = 10
"""The tries to remove messages from a chat, a quarter of an hour in all, for which later messages there wait."""
CLEANED_AGAIN = timedelta(minutes=2)
"""The time until the next try, where it could not be told what to remove."""


def whole(unit: Unit, network: NetworkName, out: Outgoing, now: datetime) -> Outgoing | None:
    """A claimed message; the order to clean a chat with the numbers of the messages to remove: all are known by now.

    None where these cannot be told: it is put back, and given up after some tries, and no other message waits for it.
    """
    if not out.payload.cleans:
        return out
    try:
        with unit.apart():
            numbers = unit.traces.numbers(network, out.to, now)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  whatever is wrong with one chat, the others get their messages
        log.error("%s: what a chat is to be cleaned of cannot be told: %s", network, told(error))  # noqa: TRY400
        if out.tries < CLEANING_TRIES:
            unit.fates.put_back(out.key, now + CLEANED_AGAIN)
        else:
            unit.fates.done(out.key, Count.REFUSED)
        return None
    return replace(out, payload=replace(out.payload, removes=numbers))


class _Paper:
    """The one thread that makes files: two would only take the processor from everybody's words."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "paper")
        self._made = 0
        self._resting: asyncio.TimerHandle | None = None

    async def make(self, payload: Payload) -> Payload:
        """The payload with its file."""
        loop = asyncio.get_running_loop()
        if self._resting:
            self._resting.cancel()
        try:
            return await loop.run_in_executor(self._thread, self._make, payload)
        finally:
            self._resting = loop.call_later(RESTS_AFTER, loop.run_in_executor, self._thread, self._rest)

    def _make(self, payload: Payload) -> Payload:
        if not self._made:
            keep_little()
        whole = made(payload)
        self._made += 1
        if self._made % _GIVES_BACK_AFTER == 0:
            give_back()
        return whole

    @staticmethod
    def _rest() -> None:
        forget()
        give_back()


_PAPER = _Paper()


async def with_file(payload: Payload) -> Payload:
    """The payload with its file, which a thread of its own makes: the database's never wait for paper."""
    return payload if payload.recipe is None else await _PAPER.make(payload)
