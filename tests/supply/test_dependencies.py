"""Why each package is there; and that nothing is installed which was not pinned, nor built on the spot."""

import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.folded import folded
from tests.real.running import ROOT
from tests.supply.pins import NAMES, REQUIREMENTS, asked, pinned

PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
WHEELS_ONLY = "--only-binary :all:\n"


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, each as its cells."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip("|\n").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line] for line in lines]


@folded(
    ("heading", "names"),
    [("What the bot runs on", ("run",)), ("What builds and tests it", ("build", "test", "synapse"))],
)
def test_the_page_has_every_direct_dependency_and_no_other_each_with_its_reasons(
    heading: str, names: tuple[str, ...]
) -> None:
    table = rows(heading)
    assert sorted(row[0].strip("`") for row in table) == sorted(name for file in names for name in asked(file))
    assert [row for row in table if not all(row)] == []


def test_the_page_says_of_what_the_bot_runs_on_what_would_replace_it() -> None:
    assert {len(row) for row in rows("What the bot runs on")} == {3}


@folded("name", NAMES)
def test_every_file_of_pins_takes_wheels_alone_and_has_a_hash_for_each(name: str) -> None:
    path = REQUIREMENTS / f"{name}.txt"
    assert path.read_text(encoding="utf-8").startswith(WHEELS_ONLY), "make lock"
    assert [pin.name for pin in pinned(path) if not pin.hashes] == []


def test_what_npm_installs_for_the_tests_has_a_hash_and_runs_no_script() -> None:
    lock = json.loads((ROOT / "tests" / "real" / "strict" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert [name for name, one in packages.items() if not one["integrity"].startswith("sha512-")] == []
    assert [name for name, one in packages.items() if one.get("hasInstallScript")] == []


def installs() -> Iterator[tuple[str, str]]:
    """Every line by which something is installed with pip: in the Makefile, deploy/, the documents, CI."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (options,) = re.findall(r"^PIP := (.*)$", makefile, flags=re.MULTILINE)
    places = [
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("deploy/*"),
    ]
    for path in filter(Path.is_file, places):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ").replace("$(PIP)", options)
        for command in re.split(r"&&|\n|;", text):
            if re.search(r"\bpip(?:\s+-\S+)* (?:install|wheel)\b", command) and not command.startswith("PIP :="):
                yield path.name, command.strip()


def test_whatever_is_installed_is_pinned_by_hashes_or_is_the_bot_itself() -> None:
    found = list(installs())
    assert {"Makefile", "Containerfile", "objecteur.service"} <= {place for place, _ in found}
    for place, command in found:
        pins = "--require-hashes" in command and re.search(r"-r \S*requirements/\w+\.txt", command)
        of_ours = "--no-deps" in command and ("--no-build-isolation" in command or ".whl" in command)
        assert pins or of_ours, f"{place}: {command}"


BACKEND = """
from pathlib import Path
Path({marker!r}).write_text("run")
raise SystemExit("no wheel is made of it")
"""


@pytest.fixture
def sdist(tmp_path: Path) -> Path:
    """A source archive that runs code of its own when pip builds it."""
    folder = tmp_path / "planted-1.0"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n', encoding="utf-8"
    )
    (folder / "backend.py").write_text(BACKEND.format(marker=str(tmp_path / "marker")), encoding="utf-8")
    (folder / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1.0\n", encoding="utf-8")
    archive = tmp_path / "planted-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as made:
        made.add(folder, "planted-1.0")
    return archive


def test_pip_runs_no_code_of_a_source_archive_even_if_its_hash_is_pinned(sdist: Path) -> None:
    line = f"planted==1.0 --hash=sha256:{sha256(sdist.read_bytes()).hexdigest()}"
    marker = sdist.parent / "marker"

    def installed(*lines: str) -> str:
        pins = sdist.parent / "pins.txt"
        pins.write_text("\n".join(lines), encoding="utf-8")
        target = ("--target", str(sdist.parent / "there"))
        given = ("--require-hashes", "--no-index", "--find-links", str(sdist.parent), *target, "-r", str(pins))
        command = [sys.executable, "-m", "pip", "--isolated", "install", *given]
        done = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode
        return done.stderr

    kept = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    assert "No matching distribution found for planted==1.0" in installed(WHEELS_ONLY, line)
    assert not marker.exists()
    installed(line)
    assert marker.exists(), "without that head it would have been run: the test sees it"
