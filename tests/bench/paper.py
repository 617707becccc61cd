"""docs/performance.md, and its figures as JSON and as a chart."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import jinja2

from tests.bench.crowd import Run
from tests.bench.measuring import TIMES, Figures
from tests.bench.nio_bots import Hosted

HIGH, LEFT, LONGEST = 30, 230, 360
"""Of the chart: the height of a bar's line, where bars begin, how long the longest is."""


def write(folder: Path, figures: Figures, day: str, machine: str) -> None:
    """Write the page, its chart and its figures."""
    template = Path(__file__).with_name("performance.md.jinja").read_text(encoding="utf-8")
    given = {"figures": figures, "day": day, "machine": machine, "times": TIMES}
    page = jinja2.Template(template, keep_trailing_newline=True, undefined=jinja2.StrictUndefined).render(
        given, spread=_spread, rest=_rest, ms=_ms, kept=_kept
    )
    (folder / "performance.md").write_text(page, encoding="utf-8")
    (folder / "performance.json").write_text(json.dumps(asdict(figures), indent=1) + "\n", encoding="utf-8")
    (folder / "performance.svg").write_text(_chart(figures), encoding="utf-8")


def _kept(runs: Sequence[Hosted]) -> float:
    """The kilobytes that the homeserver keeps of a line and its answer."""
    return statistics.median(run.kept for run in runs) / 1000


def _spread(runs: Sequence[Run] | Sequence[Hosted]) -> str:
    took = [run.cpu for run in runs]
    return f"{statistics.median(took):.1f} ({min(took):.1f} to {max(took):.1f})"


def _rest(runs: Sequence[Run]) -> str:
    rate, median, p95, memory = (
        statistics.median(values)
        for values in zip(*((run.rate, run.median, run.p95, run.memory) for run in runs), strict=True)
    )
    return f"{rate:.0f} | {_ms(median)} | {_ms(p95)} | {memory:.0f} MB"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _chart(figures: Figures) -> str:
    """Bars: the CPU of a step, by bot."""
    bars = [(name, statistics.median(run.cpu for run in runs)) for name, runs in figures.side.items()]
    longest = max(took for _, took in bars)
    drawn: list[str] = []
    for number, (name, took) in enumerate(bars):
        wide, colour = took / longest * LONGEST, "#1d6f42" if name.startswith("ours") else "#9a9a9a"
        drawn += [
            f'<text x="0" y="{number * HIGH + 19}">{name}</text>',
            f'<rect x="{LEFT}" y="{number * HIGH + 5}" width="{wide:.0f}" height="20" fill="{colour}"/>',
            f'<text x="{LEFT + wide + 6:.0f}" y="{number * HIGH + 19}">{took:.1f} ms</text>',
        ]
    size = f'viewBox="0 0 {LEFT + LONGEST + 80} {len(bars) * HIGH + 10}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="14">'
    return "\n".join((head, *drawn, "</svg>", ""))
