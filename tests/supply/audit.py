"""Asking the list of known holes (OSV) about all that the bot runs on: `make audit`, by whoever maintains it.

`uv` asks, about a script that names every pin of `requirements/run.txt`. It needs the network. It ends with 0 where the
list knows nothing of them, with 1 where it knows a hole, and with 2, and a line that says so, where the list was not
asked about all or did not answer: of holes nothing is known then.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.supply.pins import REQUIREMENTS, pinned

NOT_ASKED = 2
UNKNOWN = (
    "NOT ASKED: the list of known holes did not answer about every pin. This is no pass: ask again with the network."
)
_UV = Path(sys.executable).parent / "uv"
_ANSWERED = re.compile(r"^Found (no|\d+) known vulnerabilit(?:y|ies)\b", re.MULTILINE)


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


def main(*options: str, pins: Path = REQUIREMENTS / "run.txt") -> int:
    """Ask, and print what came of it. Returns the exit status."""
    try:
        done = audit(*options, pins=pins)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, UNKNOWN, sep="\n")
        return NOT_ASKED
    said = done.stdout + done.stderr
    print(said, end="")
    # uv's own status is 1 for pins that it cannot find as well.
    if not _ANSWERED.search(said) or done.returncode not in {0, 1}:
        print(UNKNOWN)
        return NOT_ASKED
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
