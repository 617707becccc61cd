"""What a claimed message lacks still: the numbers of what an order removes, and the file that goes with it."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.render.making import made
from bot.store import DatabaseError, told
from bot.store.claiming import Outgoing
from bot.store.tally import Count
from bot.store.unit import Unit

log = logging.getLogger(__name__)

_PAPER = ThreadPoolExecutor(1, "paper")
"""The one thread that makes files: two would only take the processor from everybody's words."""
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


async def with_file(payload: Payload) -> Payload:
    """The payload with its file, which a thread of its own makes: the database's never wait for paper."""
    if payload.recipe is None:
        return payload
    return await asyncio.get_running_loop().run_in_executor(_PAPER, made, payload)
