"""`python -m tests.deploy.alerts`: Prometheus' own tool tries the alarms, and reads each expression of the dashboard.

It needs `promtool`, of Debian's package `prometheus`, and says so where it is missing.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RULES = Path("deploy/prometheus")
EXPRESSIONS = Path("deploy/grafana/objecteur.json")


def dashboard() -> dict[str, Any]:
    """The dashboard."""
    found: dict[str, Any] = json.loads(EXPRESSIONS.read_text("utf-8"))
    return found


def expressions() -> Iterator[str]:
    """Each expression of the dashboard and the alarms."""
    for panel in dashboard()["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from re.findall(r"(?m)^ +expr: (.+)$", (RULES / "alerts.yml").read_text("utf-8"))


def main() -> int:
    """Try them. Returns 0 when all is well."""
    tool = shutil.which("promtool")
    if tool is None:
        print("promtool is missing: apt install prometheus", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        panels = Path(folder) / "panels.yml"
        rules = [
            {"record": f"panel:{n}", "expr": expression.replace("$__rate_interval", "5m")}
            for n, expression in enumerate(expressions())
        ]
        panels.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), "utf-8")
        checked = [tool, "check", "rules", str(panels), "alerts.yml"]
        tried = [tool, "test", "rules", "alerts.test.yml"]
        return max(subprocess.run(command, cwd=RULES, check=False).returncode for command in (checked, tried))


if __name__ == "__main__":
    sys.exit(main())
