"""The rules of bandit are on for all that is shipped: ruff has them as its group S."""

import subprocess
import sys

from tests.folded import folded
from tests.real.running import ROOT

PLANTED = {
    "S102": "exec(input())",
    "S105": 'password = "hunter2"',
    "S108": 'PLACE = "/tmp/objecteur"',
    "S113": 'import requests\nrequests.get("https://exemple.test")',
    "S301": "import pickle\npickle.loads(b'')",
    "S307": "eval(input())",
    "S311": "import random\nrandom.random()",
    "S314": "from xml.etree import ElementTree\nElementTree.parse('a')",
    "S324": "import hashlib\nhashlib.md5(b'')",
    "S501": 'import httpx\nhttpx.get("https://exemple.test", verify=False)',
    "S602": 'import subprocess\nsubprocess.run("ls", shell=True)',
    "S608": "SQL = \"SELECT * FROM person WHERE name = '%s'\" % input()",
    "S701": "import jinja2\njinja2.Environment()",
}


def complaints(name: str, source: str) -> str:
    """What `make lint` says of a file of this name with this source."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--output-format=concise",
        "--stdin-filename",
        name,
        "-",
    ]
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


@folded("rule", PLANTED)
def test_a_weakness_that_bandit_knows_is_refused_in_what_is_shipped(rule: str) -> None:
    for name in ("bot/service/planted.py", "bot/store/migrations/versions/planted.py", "docs/planted.py"):
        assert f" {rule} " in complaints(name, PLANTED[rule] + "\n"), name
