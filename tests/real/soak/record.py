"""What was measured: a line a minute, and whatever is not as it should be."""

from dataclasses import dataclass, field
from statistics import quantiles

from tests.real.soak.process import Sample

GROWTH = 0.05
"""How much the memory may grow once it has settled."""
TASKS = 2
"""How many tasks more or fewer there may be at rest, after all: a connection that is just being given back."""
MEGA = 1024 * 1024
HEAD = (
    "| minute | RSS, MB | tasks | threads | files | CPU of the bot | lines, so far | messages out, so far |\n|"
    + 8 * " ---: |"
)


@dataclass(frozen=True)
class Moment:
    """The process, and what was said until then."""

    minute: float
    sample: Sample
    lines: int
    out: int


@dataclass
class Record:
    """The moments of one run. `settled` is the minute from which memory may not grow any more."""

    settled: float
    moments: list[Moment] = field(default_factory=list)

    def add(self, moment: Moment) -> str:
        """Keep a moment. Returns its line of the table."""
        before = self.moments[-1] if self.moments else None
        self.moments.append(moment)
        sample, since = moment.sample, (moment.minute - before.minute) * 60 if before else 0.0
        busy = f"{(sample.cpu - before.sample.cpu) / since:.0%}" if before and since > 0 else ""
        tasks = sample.tasks.total()
        return (
            f"| {moment.minute:g} | {sample.rss / MEGA:.1f} | {tasks} | {sample.threads} | {sample.files} | {busy} "
            f"| {moment.lines:,} | {moment.out:,} |"
        )

    @property
    def growth(self) -> float:
        """By how much of itself the memory grew from the minute in which it was to have settled to the last."""
        settled = next(moment for moment in self.moments if moment.minute >= self.settled)
        return self.moments[-1].sample.rss / settled.sample.rss - 1

    def wrong(self, before: Sample, after: Sample) -> list[str]:
        """What grew that must not. `before` and `after`: at rest, with nobody there yet and nobody there any more."""
        found = []
        if self.growth >= GROWTH:
            found.append(f"memory grew by {self.growth:.1%} after minute {self.settled:g}")
        if abs(after.tasks.total() - before.tasks.total()) > TASKS:
            found.append(f"tasks at rest: {before.tasks.total()} before, {after.tasks.total()} after: {after.tasks}")
        return found


def waits(network: str, seconds: list[float]) -> str:
    """How long people waited for whole answers."""
    hundredths = quantiles([*seconds, *seconds], n=100, method="inclusive")  # one line alone has no quantiles
    return f"{network}: {len(seconds):,} lines, whole answer p50 {hundredths[49]:.2f} s, p99 {hundredths[98]:.2f} s"
