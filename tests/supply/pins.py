"""Reading `requirements/`: what is asked for by name, and what `make lock` pinned for it."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.real.running import ROOT

REQUIREMENTS = ROOT / "requirements"
NAMES = ("run", "build", "test", "synapse")
"""The files of `make lock`, without their ending."""


@dataclass(frozen=True)
class Pin:
    """One pinned package: its name and version, the SHA-256 of each of its files, and who asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]
    """Names of other pins, or `-r` and a file of requirements."""

    @property
    def purl(self) -> str:
        """The package URL by which lists of vulnerabilities name it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def asked(name: str) -> list[str]:
    """The packages that a file of requirements names, in its order, without their versions and extras."""
    lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [found[0] for line in lines if (found := re.match(r"[a-z][a-z0-9-]*", line))]


def pinned(path: Path) -> list[Pin]:
    """The pins of a file that `make lock` wrote, in its order."""
    blocks = re.split(r"^(?=[a-z])", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [_pin(block) for block in blocks]


def _pin(block: str) -> Pin:
    name, version = block.split(maxsplit=1)[0].split("==")
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
    askers = re.findall(r"^    #(?: via|  ) (\S.*)$", block, flags=re.MULTILINE)
    return Pin(name, version, tuple(hashes), tuple(askers))
