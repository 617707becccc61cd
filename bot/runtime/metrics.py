"""The metrics: sums and ages, by network. Nothing in them, and no label, is about a person."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.core.ports.network_name import NetworkName
from bot.runtime.health import Health
from bot.runtime.timings import Timings
from bot.service.attempts import Attempts
from bot.store.unit import Store

Workers = Callable[[], tuple[int, Mapping[str, bool]]]
"""Tells how many workers live, and by leadership whether this one has it."""


class Metrics(Collector):
    """The collector of the metrics: it reads the store and the networks at each visit, and stores nothing."""

    def __init__(
        self,
        store: Store,
        health: Health,
        now: Callable[[], datetime],
        timings: Timings | None = None,
        workers: Workers = lambda: (1, {}),
        attempts: Attempts | None = None,
    ) -> None:
        """Take the store, the program's health, the clock, what was measured and counted, who tells of the workers."""
        self._attempts = attempts or Attempts()
        self._workers = workers
        self._store = store
        self._health = health
        self._now = now
        self._timings = timings or Timings()
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def text(self) -> bytes:
        """All metrics in the text format of Prometheus. Raises DatabaseError."""
        return generate_latest(self._registry) + self._timings.text()

    def describe(self) -> Iterator[Metric]:
        """No metrics in advance, because registering must not read the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The sums as one transaction sees them, so that they add up; then the state of the networks."""
        with self._store.transaction() as unit:
            unit.as_of_now()
            sums = unit.tally.read()
            standing = {network: unit.outbox.standing(network) for network in NetworkName}
            backed_up_at = unit.backups.taken_at()
        messages = CounterMetricFamily(
            "objecteur_messages", "Messages to people, by what became of them", labels=("network", "fate")
        )
        for (network, count), n in sorted(sums.items()):
            messages.add_metric((network, count), n)
        yield messages
        waiting = GaugeMetricFamily(
            "objecteur_messages_waiting", "Messages that are committed and have no fate yet", labels=("network",)
        )
        oldest = GaugeMetricFamily(
            "objecteur_messages_oldest_seconds", "How long the oldest of them waits", labels=("network",)
        )
        for network, (n, since) in standing.items():
            waiting.add_metric((network,), n)
            oldest.add_metric((network,), max((self._now() - since).total_seconds(), 0) if since else 0)
        yield from (waiting, oldest)
        yield from self._states()
        if backed_up_at:
            age = max((self._now() - backed_up_at).total_seconds(), 0)
            yield GaugeMetricFamily("objecteur_backup_age_seconds", "How long ago the last backup was begun", age)

    def _states(self) -> Iterator[Metric]:
        """Each network, and the reminders: whether all is well, and since when nothing was done."""
        serving = GaugeMetricFamily("objecteur_network_serving", "Whether a network is served", labels=("network",))
        for name, up in self._health.serving():
            serving.add_metric((name,), up)
        yield serving
        yield GaugeMetricFamily(
            "objecteur_ready",
            "Whether people are served now, as /readyz says",
            self._health.ready()[0] == HTTPStatus.OK,
        )
        yield GaugeMetricFamily(
            "objecteur_round_age_seconds", "How long ago what is due was looked at", self._health.unseen_for
        )
        mistakes = CounterMetricFamily(
            "objecteur_mistakes", "Loops that ended by an error nobody foresaw, and began again", labels=("loop",)
        )
        for loop, n in sorted(self._health.mistakes.items()):
            mistakes.add_metric((loop,), n)
        yield mistakes
        refusals = CounterMetricFamily(
            "objecteur_refusals", "Polls that a network refused, not for a moment only", labels=("network",)
        )
        for name, n in sorted(self._health.refusals.items()):
            refusals.add_metric((name,), n)
        yield refusals
        yield GaugeMetricFamily(
            "objecteur_cases_set_aside",
            "Cases that could not be looked at twice, and cannot still",
            self._health.set_aside(),
        )
        attempts = CounterMetricFamily(
            "objecteur_attempts",
            "What was refused to people and strangers, and codes that were right",
            labels=("what",),
        )
        for kind, n in self._attempts.sums().items():
            attempts.add_metric((kind,), n)
        yield attempts
        number, leads = self._workers()
        leading = GaugeMetricFamily("objecteur_leading", "Whether this worker leads", labels=("what",))
        for what, mine in leads.items():
            leading.add_metric((what,), mine)
        yield leading
        yield GaugeMetricFamily("objecteur_workers", "How many workers live, as this one sees it", value=number)
