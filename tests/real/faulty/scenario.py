"""How one row is lived: somebody goes on talking while the network is down; it comes back at the worst moment."""

import asyncio
import contextlib
import time
from collections.abc import Sequence

from tests.real.faulty.benches import Bench, Somebody
from tests.real.faulty.faults import OF_THE_CONNECTION
from tests.real.faulty.row import Answers, Case, Outage, Row
from tests.real.running import BEGUN, Bot

LASTS = 20.0
"""Seconds of a fault, enough for the pauses to grow to their longest; it ends right after the next try that fails."""
NEXT_TRY_WITHIN = 15
PATIENCE = 40
"""Seconds after which an answer is taken for lost."""
MEETING = 90
"""Seconds for a program to start and greet, where a dozen do."""
LATER = "2026-11-24T14:00:00+01:00"
GREETING, FIRST_QUESTION = "Êtes-vous d’accord", "Question 1 sur 4"
TALK = (
    ("33", "Question 2 sur 4"),
    ("la garder", "Question 3 sur 4"),
    ("Camille Exemple", "Votre adresse postale"),
    ("3 rue des Essais", "La suite"),
    ("33000 Bordeaux", "Vérifions vos réponses"),
)
"""What is said, and words of its answer: three lines while the network is down, one at its return, one after."""
TOLD = "ne vous est peut-être pas arrivé"


async def lived(bench: Bench, case: Case, *, lasts: float = LASTS, starting: asyncio.Semaphore | None = None) -> Row:
    """Live one case.

    lasts     seconds of the fault
    starting  what is held until the bot and the person have met, where many bots start at a time

    Raises AssertionError or TimeoutError when the bot does something else altogether.
    """
    somebody = bench.somebody
    async with contextlib.AsyncExitStack() as held:
        async with starting or contextlib.nullcontext():
            bot = await held.enter_async_context(bench.bot(BEGUN))
            await _met(somebody)
            await bench.settled()
        before = len(somebody.texts())
        await bench.proxy.begin(case.fault, case.direction)
        await somebody.say(TALK[0][0])
        await asyncio.wait_for(bench.proxy.began.wait(), PATIENCE)
        began = time.monotonic()
        if not case.lasting:
            outage = await _waited_out(bench, case, began, lasts)
            return Row(case, outage, await _answers(somebody, before, TALK[3:]))
        outage = await _ended(bench, bot, began)
    async with bench.bot(LATER):
        return Row(case, outage, await _answers(somebody, before, TALK[1:2]))


async def _met(somebody: Somebody) -> None:
    await somebody.meets()
    await somebody.sees(GREETING, MEETING)
    await somebody.say("oui")
    await somebody.sees(FIRST_QUESTION, MEETING)


async def _waited_out(bench: Bench, case: Case, began: float, lasts: float) -> Outage:
    """Go on talking until the network has been down for long enough, and the bot has just tried once more."""

    def tries() -> Sequence[float]:
        made = bench.connections() if case.fault in OF_THE_CONNECTION else bench.proxy.met
        return [moment for moment in made if moment >= began]

    for part, (line, _) in ((0.5, TALK[1]), (1, TALK[2])):
        await asyncio.sleep(began + lasts * part - time.monotonic())  # the measure itself: how much is asked meanwhile
        so_far = len(tries())
        await bench.somebody.say(line)
    try:
        async with asyncio.timeout(NEXT_TRY_WITHIN):
            while len(tries()) == so_far:  # noqa: ASYNC110  some are noted by another process
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not tried again within {NEXT_TRY_WITHIN} s") from None
    outage = Outage(len(tries()), time.monotonic() - began)
    await bench.proxy.end()
    return outage


async def _ended(bench: Bench, bot: Bot, began: float) -> Outage:
    """Wait for the bot to end by itself: with one line for the operator. Then the network is as it should be."""
    status = await bot.ends(PATIENCE)
    outage = Outage(len(bench.proxy.met), time.monotonic() - began, status)
    lines = [line for line in bot.log.splitlines() if line.startswith("objecteur: ")]
    assert len(lines) == 1, bot.log
    assert "Traceback" not in bot.log
    await bench.proxy.end()
    return outage


async def _answers(somebody: Somebody, before: int, talk: Sequence[tuple[str, str]]) -> Answers:
    """Say the next lines, the first of them at once, and look at all that came.

    before  how much had come before the fault
    """
    returned, at_return, recovered = time.monotonic(), len(somebody.texts()), None
    with contextlib.suppress(AssertionError):
        for line, answer in talk:
            await somebody.say(line)
            await somebody.sees(answer, PATIENCE)
            recovered = recovered or time.monotonic() - returned
    texts = somebody.texts()
    said = TALK[: TALK.index(talk[-1]) + 1]
    came = [sum(answer in text for text in texts[before:]) for _, answer in said]
    told = sum(TOLD in text for text in texts[at_return:])
    return Answers(recovered, came.count(0), sum(number > 1 for number in came), told)
