"""The dashboard and the alarms ask for metrics that the program has; `make alarms` tries their expressions out."""

import json
import re
from datetime import timedelta
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from bot.runtime.health import Health
from bot.runtime.histograms import Alarms, Histograms
from bot.runtime.metrics import Metrics
from bot.store.outbox import Priority
from tests.deploy.alerts import EXPRESSIONS, dashboard, expressions
from tests.store.bench import CAMILLE, NOW, payload
from tests.store.post import Post

_PROMETHEUS_OWN = {"objecteur"}
"""The job's name."""


def shown(tmp_path: Path) -> set[str]:
    """The names of all that `/metrics` shows once something has happened."""
    store, timings = Post(tmp_path).store, Histograms()
    with store.transaction() as unit:
        unit.backups.begin(NOW)
        unit.outbox.put(NetworkName.TELEGRAM, CAMILLE, (payload("a"),), Priority.ANSWER, NOW)
        (out,) = unit.claims.claim(NetworkName.TELEGRAM, NOW, 1)
    timings.leaves(NetworkName.TELEGRAM, out, NOW + timedelta(seconds=1))
    with timings.turn(NetworkName.TELEGRAM), timings.send(NetworkName.TELEGRAM), timings.round():
        pass
    Alarms(timings.registry)
    text = Metrics(store, Health(("telegram",)), lambda: NOW, timings).text().decode()
    return set(re.findall(r"(?m)^(?:# TYPE )?((?:objecteur|process)\w+)", text)) | {"objecteur_errors_total"}


def test_they_ask_for_what_the_program_shows(tmp_path: Path) -> None:
    known = shown(tmp_path)
    for expression in expressions():
        asked = set(re.findall(r"\b(?:objecteur|process)_\w+", expression)) - _PROMETHEUS_OWN
        assert asked <= known, expression


def test_each_panel_has_a_number_a_title_and_a_place_of_its_own() -> None:
    panels = dashboard()["panels"]
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_each_alarm_says_what_is_wrong_and_operators_are_told_what_to_do() -> None:
    rules = Path("deploy/prometheus/alerts.yml").read_text("utf-8")
    names = re.findall(r"- alert: (\w+)", rules)
    assert len(names) == len(set(names)) == rules.count("summary:")
    tried = Path("deploy/prometheus/alerts.test.yml").read_text("utf-8")
    assert not [name for name in names if f'"{name}"' not in tried], "each is tried to sound"
    assert json.loads(EXPRESSIONS.read_text("utf-8"))["title"] == "Objecteur"
