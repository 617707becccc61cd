"""The wheel holds all that the bot lives from: it talks from an empty folder, without the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot import __version__
from tests.real.running import ROOT, environment


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds."""
    made, folder = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(made.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


def test_the_bot_talks_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    kept = environment(tmp_path) | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}

    def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, input="oui\n33\n", cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=60, check=False
        )

    chat = python("-m", "bot", "chat")
    assert (chat.returncode, chat.stderr) == (0, "")
    assert "CPAM de la Gironde" in chat.stdout
    where = python("-c", "import bot; print(bot.__file__)")
    assert where.stdout.strip() == os.fspath(installed / "bot" / "__init__.py")


def test_the_review_sheet_and_the_pages_of_the_preview_are_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    kept = environment(tmp_path) | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "bot", "letters", "review", "--date", "2026-11-25"]
    sheet = subprocess.run(
        command, cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )
    assert (sheet.returncode, sheet.stderr) == (0, "")
    assert sheet.stdout.startswith("lil-74")
    pages = {path.name for path in (ROOT / "bot" / "commands" / "preview").glob("*.jinja")}
    assert {path.name for path in (installed / "bot" / "commands" / "preview").glob("*.jinja")} == pages != set()


def test_the_wheel_asks_for_what_the_bot_runs_on_and_gives_the_command(installed: Path) -> None:
    information = next(installed.glob("*.dist-info"))
    metadata = (information / "METADATA").read_text(encoding="utf-8")
    assert f"Version: {__version__}\n" in metadata
    lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("~")[0].partition(">")[0].partition("[")[0] for line in lines if line[:1].isalpha()]
    assert [name for name in wanted if f"Requires-Dist: {name}" not in metadata] == []
    assert "objecteur = bot.__main__:main" in (information / "entry_points.txt").read_text(encoding="utf-8")
