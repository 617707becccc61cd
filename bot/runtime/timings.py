"""What is timed while the program runs, and where: whoever listens for `/metrics` keeps it (`histograms`)."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from bot.core.ports.network_name import NetworkName
from bot.store.claiming import Outgoing


class Timings:
    """The timings of a program that nobody asks for them: nothing is kept."""

    def turn(self, network: NetworkName, messages: int = 1) -> AbstractContextManager[None]:  # noqa: ARG002
        """Measure the block as the turn of a message, or of each of several; one that fails is measured too."""
        return nullcontext()

    def send(self, network: NetworkName) -> AbstractContextManager[None]:  # noqa: ARG002
        """Measure the block as one call of a network."""
        return nullcontext()

    def round(self) -> AbstractContextManager[None]:
        """Measure the block as one look at what is due."""
        return nullcontext()

    def leaves(self, network: NetworkName, out: Outgoing, now: datetime) -> None:
        """Note how long a message waited that leaves now for the first time."""

    def counting(self) -> AbstractContextManager[None]:
        """Count the errors of our log while the block lasts."""
        return nullcontext()

    def text(self) -> bytes:
        """All that was measured, in the text format of Prometheus."""
        return b""
