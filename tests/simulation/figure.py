"""One person at the service level: their mind, the life the service must be living, and all that was said to them."""

from dataclasses import dataclass, field
from random import Random

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from tests.simulation.core import mind
from tests.simulation.life import Life
from tests.simulation.memory import Memory
from tests.simulation.network import CAN, Item
from tests.simulation.people import Mind


@dataclass
class Figure:
    """A person, seen from all sides.

    blocked  they blocked the bot, or left: nothing more may be sent until they are back
    """

    number: int
    mind: Mind
    network: NetworkName
    to: Destination
    life: Life
    memory: Memory = field(default_factory=Memory)
    items: list[Item] = field(default_factory=list)
    blocked: bool = False
    leaves_while_sending: bool = False

    @property
    def open(self) -> list[Item]:
        """What is in the outbox, or should be."""
        return [item for item in self.items if item.over != "closed"]

    def drop(self) -> None:
        """All that waited is to be forgotten, but for orders, which are for the bot."""
        for item in self.open:
            if not item.order:
                item.over = item.over or "dropped"

    def close(self, item: Item) -> None:
        """Its fate is known: it is not looked at any more."""
        item.over = "closed"
        self.items.remove(item)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Words that no other person may read."""
        return self.mind.name.split()[1], self.mind.street.split()[-1]


def figure(rng: Random, number: int, seed: int) -> Figure:
    """Somebody new."""
    name = rng.choice((NetworkName.TELEGRAM, NetworkName.MATRIX))
    to = Destination(f"person-{number}", f"place-{number}")
    return Figure(number, mind(rng, number, seed), name, to, Life(CAN[name]))
