"""A network more is what CONTRIBUTING says that it is: done to a copy of the program, which then serves it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.running import ROOT

PIGEON = '''
"""Carrier pigeons: one message comes in, and with the answer to it the program ends."""

import asyncio

from bot.core.ports.capabilities import Capabilities, LengthUnit, Markup, Privacy
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network import FatalNetworkError, Inbox
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Fate, Payload, Sent

PIGEON = Capabilities(
    markup=Markup.NONE, text_limit=2_000, unit=LengthUnit.UTF8, buttons=False, copies=0, deep_links=False, files=False,
    pictures=False, prefix="~", privacy=Privacy.LOCAL, rings=False, resend_within=None, keeps=None, removes_within=None,
    leaves=False,
    per_second=100,
    in_a_chat=None,
)


class Loft:
    name = NetworkName.PIGEON
    capabilities = PIGEON
    history = None
    link = ""
    follower = None

    def __init__(self, place: str) -> None:
        self._place = place
        self.pushed: dict[str, object] = {}
        self._answered = asyncio.Event()

    async def send(self, to: Destination, payload: Payload, key: str) -> Fate:
        print(f"{to.person} at {to.place}: {payload.text}")
        if "Objecteur" in payload.text:
            self._answered.set()
        return Sent()

    async def serve(self, inbox: Inbox) -> None:
        await inbox.receive(Incoming(self.name, "feather-1", "camille", self._place, Text("bonjour"), "fr"))
        await self._answered.wait()
        raise FatalNetworkError("the pigeon is home")

    async def close(self) -> None:
        pass
'''
NAMED = ("bot/core/ports/network_name.py", '    TERMINAL = "terminal"\n', '    PIGEON = "pigeon"\n')
WIRED = """        case NetworkName.PIGEON:
            from bot.networks.pigeon import PIGEON

            return Wired(PIGEON, lambda its: its.pigeon_loft or "", "set OBJECTEUR_PIGEON_LOFT")
"""
MADE = """        case NetworkName.PIGEON:
            from bot.networks.pigeon import Loft

            return Loft(app.settings.pigeon_loft or "")
"""
CHANGES = (
    NAMED,
    ("bot/settings.py", "    controller: str = PLACEHOLDER\n", "    pigeon_loft: str | None = None\n"),
    ("bot/app/wired.py", "    match name:\n", WIRED),
    ("bot/app/networks.py", "    match name:\n", MADE),
)
"""File, what stands there, and what goes behind it."""


def add(copy: Path, file: str, after: str, new: str) -> None:
    text = (copy / file).read_text("utf-8")
    assert text.count(after) == 1, file
    (copy / file).write_text(text.replace(after, after + new), "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program and of what it lives from."""
    for folder in ("bot", "locales", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OBJECTEUR_")}
    given = environment | {"PYTHONPATH": str(copy), "OBJECTEUR_PIGEON_LOFT": "the loft"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=copy,
        env=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.long
def test_a_network_more_is_served_by_what_contributing_lists(copy: Path) -> None:
    (copy / "bot" / "networks" / "pigeon.py").write_text(PIGEON, "utf-8")
    for file, after, new in CHANGES:
        add(copy, file, after, new)
    ended = run(copy, "bot", "run")
    assert ended.stdout.startswith("camille at the loft: "), ended.stderr
    assert "Je suis Objecteur, un robot gratuit" in ended.stdout
    assert "~aide" in ended.stdout, "as its capabilities say"
    assert ended.stderr.endswith("objecteur: pigeon: the pigeon is home\n")
    assert "pigeon      on, the loft" in run(copy, "bot", "check").stdout


@pytest.mark.long
def test_a_network_that_is_only_named_is_asked_for_by_the_type_check(copy: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", copy)
    add(copy, *NAMED)
    found = run(copy, "mypy", "bot", "--cache-dir", str(copy / "cache")).stdout.splitlines()
    asked = {line.partition(":")[0] for line in found if "NetworkName.PIGEON" in line}
    assert asked == {"bot/app/wired.py", "bot/app/networks.py"}, found
