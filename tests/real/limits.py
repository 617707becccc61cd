"""`make limits`: a public homeserver's limits, two hundred reminders that wait, and people who talk meanwhile.

Forty answers fall due at once behind the reminders: each must come, in its person's order, and before the reminders.
"""

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import clock
from bot.core.ports.incoming import Arrived
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.runtime.delivery import Delivery
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.outbox import Priority
from bot.store.unit import Store
from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse
from tests.store.bench import keyring

TALKERS, REMINDED = 4, 2
ANSWERED_WITHIN = 900


@dataclass(frozen=True)
class Waits:
    """What came of it: seconds until each answer was there, and the reminders that came before the last of them."""

    answers: tuple[float, ...]
    in_order: bool
    reminders_between: int

    def __str__(self) -> str:
        """One line to read."""
        ordered = sorted(self.answers)
        return (
            f"{len(ordered)} answers, {'in order' if self.in_order else 'OUT OF ORDER'}; seconds waited: median "
            f"{statistics.median(ordered):.0f}, longest {ordered[-1]:.0f}; reminders that came before the last answer: "
            f"{self.reminders_between}"
        )


async def live(synapse: Synapse, folder: Path, answers: int, reminders: int) -> Waits:
    """Queue the reminders, let the homeserver begin to refuse, then queue the answers, and wait for them."""
    bot = Bot(synapse, folder / "bot", "bot")
    store = Store(open_engine(f"sqlite:///{folder / 'objecteur.sqlite3'}"), keyring())
    migrate(store.engine)
    people: list[NioPerson] = []
    try:
        async with bot.running() as matrix:
            places: list[Destination] = []
            for number in range(TALKERS + REMINDED):
                account = synapse.register(f"person-{number}")
                people.append(await NioPerson.start(synapse.url, account, folder / f"person-{number}"))
                await people[-1].opens_room_with(bot.user_id)
                arrived = await bot.inbox.gets(Arrived)
                places.append(Destination(arrived.person, arrived.place))
            delivery = Delivery(matrix, store, clock.now, lambda _: None)
            delivering = asyncio.create_task(delivery.run())
            try:
                _queue(store, places[TALKERS:], "reminder", reminders, Priority.REMINDER)
                await people[TALKERS].sees("reminder 3")
                return await _answered(store, places, people, answers)
            finally:
                delivery.stop()
                delivering.cancel()
                await asyncio.gather(delivering, return_exceptions=True)
    finally:
        for person in people:
            await person.close()
        store.engine.dispose()


def _queue(store: Store, places: Sequence[Destination], what: str, count: int, priority: Priority) -> None:
    for number in range(count):
        with store.transaction() as unit:
            payload = Payload(f"{what} {number // len(places)}")
            unit.outbox.put(NetworkName.MATRIX, places[number % len(places)], (payload,), priority, clock.now())


async def _answered(store: Store, places: list[Destination], people: list[NioPerson], answers: int) -> Waits:
    before = sum(len(person.messages) for person in people[TALKERS:])
    began = time.monotonic()
    _queue(store, places[:TALKERS], "answer", answers, Priority.ANSWER)
    waits = await asyncio.gather(*(_waits(person, answers // TALKERS, began) for person in people[:TALKERS]))
    between = sum(len(person.messages) for person in people[TALKERS:]) - before
    expected = [f"answer {number}" for number in range(answers // TALKERS)]
    in_order = all([one.body for one in person.messages] == expected for person in people[:TALKERS])
    return Waits(tuple(wait for one in waits for wait in one), in_order, between)


async def _waits(person: NioPerson, count: int, began: float) -> list[float]:
    found = []
    for number in range(count):
        await person.sees(rf"^answer {number}$", timeout=ANSWERED_WITHIN)
        found.append(time.monotonic() - began)
    return found


async def main(answers: int, reminders: int) -> int:
    """Live it and print it. Returns the exit status."""
    with tempfile.TemporaryDirectory(prefix="objecteur-limits-") as folder:
        (home := Path(folder) / "synapse").mkdir()
        synapse = Synapse(home, default_limits=True)
        await asyncio.to_thread(synapse.start)
        try:
            waits = await live(synapse, Path(folder), answers, reminders)
        finally:
            await asyncio.to_thread(synapse.stop)
    print(f"{reminders} reminders waited. {waits}")
    return 0 if waits.in_order and waits.reminders_between <= 1 else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.real.limits", description=__doc__)
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--reminders", type=int, default=200)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main(options.answers, options.reminders)))
