"""What is timed, as histograms for `/metrics`: by network and kind, never by person. This loads Prometheus, 1.5 MB."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from bot import clock
from bot.core.ports.network_name import NetworkName
from bot.runtime.timings import Timings
from bot.store.claiming import Outgoing

QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds, for what a person waits for while they look at the screen."""
SLOW = (*QUICK[2:], 60, 300, 1800, 7200)
"""Seconds, for what may wait its turn: a file behind everybody's words, a reminder behind fifty thousand others."""


class Histograms(Timings):
    """The histograms of one program, in a registry of their own."""

    def __init__(self, seconds: Callable[[], float] = clock.monotonic) -> None:
        """Take a clock that nobody sets."""
        self.registry = CollectorRegistry()
        self._seconds = seconds
        self._turns = self._histogram("turn", "From a message received to its answer committed", ("network",), QUICK)
        self._waits = self._histogram(
            "wait", "From the moment a message could leave to the moment it leaves", ("network", "priority"), SLOW
        )
        self._sends = self._histogram("send", "One call of the network, a file's making included", ("network",), QUICK)
        self._rounds = self._histogram("round", "One look at what is due", (), SLOW)

    def _histogram(self, name: str, means: str, labels: tuple[str, ...], buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"objecteur_{name}_seconds", means, labels, registry=self.registry, buckets=buckets)

    @contextmanager
    def turn(self, network: NetworkName, messages: int = 1) -> Iterator[None]:
        """Measure the block as the turn of a message, or of each of several; one that fails is measured too."""
        with self._measuring(self._turns.labels(network), messages):
            yield

    @contextmanager
    def send(self, network: NetworkName) -> Iterator[None]:
        """Measure the block as one call of a network."""
        with self._measuring(self._sends.labels(network)):
            yield

    @contextmanager
    def round(self) -> Iterator[None]:
        """Measure the block as one look at what is due."""
        with self._measuring(self._rounds):
            yield

    def leaves(self, network: NetworkName, out: Outgoing, now: datetime) -> None:
        """Note how long a message waited that leaves now for the first time."""
        if out.queued_at and out.tries == 1:
            waited = max((now - out.queued_at).total_seconds(), 0)
            self._waits.labels(network, out.priority.name.lower()).observe(waited)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the errors of our log while the block lasts."""
        log, alarms = logging.getLogger("bot"), Alarms(self.registry)
        log.addHandler(alarms)
        try:
            yield
        finally:
            log.removeHandler(alarms)

    def text(self) -> bytes:
        """All in the text format of Prometheus."""
        return generate_latest(self.registry)

    @contextmanager
    def _measuring(self, histogram: Histogram, times: int = 1) -> Iterator[None]:
        began = self._seconds()
        try:
            yield
        finally:
            took = self._seconds() - began
            for _ in range(times):
                histogram.observe(took)


class Alarms(logging.Handler):
    """Counts the lines of the log that tell of trouble, by the module that wrote them: an alarm for whoever watches."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Take the registry that shows the counter."""
        super().__init__(logging.ERROR)
        self._errors = Counter("objecteur_errors", "Lines of the log at ERROR", ("module",), registry=registry)

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line."""
        self._errors.labels(record.name).inc()
