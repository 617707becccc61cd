"""What the tests of backups begin with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import assembly
from bot.settings import Settings
from tests.commands.ground import CLAUDE, KEY, Ground
from tests.store.bench import CAMILLE, DOMINIQUE, without_settings
from tests.store.conftest import database
from tests.store.talk import REMINDED, the_content


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ground(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ground]:
    """Three people whose letters left, one of whom has reminders to come like the others."""
    without_settings(tmp_path, monkeypatch)
    monkeypatch.setattr(assembly, "load_content", lambda **_: the_content())
    if backend == "postgresql":
        programs = request.getfixturevalue("postgres").programs
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with database(backend, request, "objecteur_template") as url:
        monkeypatch.setenv("OBJECTEUR_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("OBJECTEUR_DATABASE_URL", url)
        monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", KEY)
        monkeypatch.setenv("OBJECTEUR_TELEGRAM_TOKEN", "123456:made-up")
        made = Ground(Settings(), monkeypatch)
        for who in (CAMILLE, DOMINIQUE, CLAUDE):
            made.says(who, *REMINDED)
        yield made
        made.ends()
