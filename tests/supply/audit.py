"""Asking the list of known holes (OSV) about all that the bot runs on: `make audit`, by whoever maintains it.

`uv` asks, about a script that names every pin of `requirements/run.txt`. It needs the network, and ends with 1 where
there is a hole.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.supply.pins import REQUIREMENTS, pinned

_UV = Path(sys.executable).parent / "uv"


def script(pins: Path) -> str:
    """A script that asks for these pins, and does nothing."""
    asks = (f'#   "{pin.name.partition("[")[0]}=={pin.version}",' for pin in pinned(pins))
    return "\n".join(("# /// script", '# requires-python = ">=3.11"', "# dependencies = [", *asks, "# ]", "# ///", ""))


def audit(*options: str, pins: Path = REQUIREMENTS / "run.txt") -> "subprocess.CompletedProcess[str]":
    """What `uv audit` says of the pins."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "pins.py"
        asked.write_text(script(pins), encoding="utf-8")
        command = [str(_UV), "audit", "--script", str(asked), "--no-build", "--preview-features", "audit-command"]
        return subprocess.run([*command, *options], capture_output=True, text=True, timeout=300, check=False)


if __name__ == "__main__":
    done = audit(*sys.argv[1:])
    print(done.stdout, done.stderr, sep="", end="")
    sys.exit(done.returncode)
