"""What `make image` and `make machine` begin with: a Debian from its packages, our wheel, and the pinned ones.

The wheels are fetched as pip is set here, and handed over as files: where an index is, no image is told.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.real.running import ROOT

SUITE, PYTHON = "bookworm", "3.11"
"""The Debian, and its Python."""
_SMALL = ("man", "doc", "locale", "info")


def lacks(programs: dict[str, str]) -> str:
    """Why this machine cannot try it: a program, each with Debian's package, or root; empty when nothing is missing."""
    missing = sorted({package for program, package in programs.items() if shutil.which(program) is None})
    if missing:
        return f"missing: apt install {' '.join(missing)}"
    return "" if os.geteuid() == 0 else "it mounts and changes users: run it as root"


def make_root(to: Path, *packages: str) -> None:
    """Make a Debian of these packages: a folder, or a tar if the name ends so."""
    small = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in _SMALL]
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}", *small]
    subprocess.run([*command, SUITE, str(to)], check=True, timeout=600)


def fetch_wheels(to: Path) -> None:
    """Put into a folder all wheels that building and running take, with the lists of their hashes."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    for name in ("build.txt", "run.txt"):
        listed = ROOT / "requirements" / name
        given = [
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            f"--python-version={PYTHON}",
            "-r",
            str(listed),
        ]
        done = subprocess.run(
            [*pip, *given, "--dest", str(to)], capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            raise OSError(done.stderr)
        shutil.copy(listed, to)


def make_wheel(to: Path) -> None:
    """Put our own wheel there."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(to), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
