"""Drills: a backup is put back an hour or days later. Nobody who was erased returns, and nothing is sent twice."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.app import assembly
from bot.commands import backup
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.remembering import move
from bot.settings import Settings
from bot.store import StoreError
from bot.store.deeds import KEPT, DeedsFile
from bot.store.opening import deeds_file
from tests.store.bench import CAMILLE, DOMINIQUE, without_settings
from tests.store.conftest import database
from tests.store.talk import BEGUN, DUE, REMINDED, at, the_content

TELEGRAM = NetworkName.TELEGRAM
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
DUE_ON = at("Sat 2026-12-26 10:00")
"""The reminder of REMINDED comes in the hour before."""
LOST = "écrivez-le-moi à nouveau"
HOUR = timedelta(hours=1)


class Ground:
    """A bot with a data directory, people, and a clock."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self.now = BEGUN
        self._said = 0
        monkeypatch.setattr(clock, "now", lambda: self.now)
        self.starts()

    def starts(self) -> None:
        """The bot starts; what waits from before is claimed anew."""
        self.app = assembly.build(self.settings)

    def ends(self) -> None:
        self.app.store.engine.dispose()

    def says(self, who: Destination, *lines: str) -> str:
        """Somebody says these things. Returns the answer to the last."""
        answer = ""
        for line in lines:
            self._said += 1
            said = Incoming(TELEGRAM, f"m{self._said}", who.person, who.place, Text(line), "fr")
            self.app.service.receive(said, self.now)
            answer = "\n".join(text for to, text in self.sent() if to == who)
        return answer

    def sent(self, limit: int = 1_000) -> list[tuple[Destination, str]]:
        """Deliver what can leave."""
        found: list[tuple[Destination, str]] = []
        while len(found) < limit:
            with self.app.store.transaction() as unit:
                claimed = unit.claims.claim(TELEGRAM, self.now, min(100, limit - len(found)))
                for one in claimed:
                    unit.fates.done(one.key)
                    found.append((one.to, one.payload.text))
            if not claimed:
                break
        return found

    def ticks(self) -> list[Destination]:
        """What the bot does every half minute. Returns who was reminded."""
        self.app.service.tick(self.now)
        move(self.app.store, deeds_file(self.settings), self.now)
        return [to for to, text in self.sent() if DUE in text]

    def runs_until(self, moment: datetime) -> list[Destination]:
        """The bot runs until then, and looks each day. Returns who was reminded."""
        reminded: list[Destination] = []
        while self.now < moment:
            self.now = min(self.now + timedelta(days=1), moment)
            reminded += self.ticks()
        return reminded

    def knows(self, who: Destination) -> bool:
        with self.app.store.transaction() as unit:
            return unit.people.find(TELEGRAM, who.person) is not None


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


@pytest.mark.parametrize("age", [HOUR, KEPT - HOUR], ids=["an hour", "nearly seven days"])
def test_who_was_erased_stays_erased_and_no_reminder_comes_twice(
    ground: Ground, tmp_path: Path, age: timedelta
) -> None:
    """Before: the erased person was written to, twice; a reminder came again; what waited left three days later."""
    ground.runs_until(DUE_ON - age)
    backup.backup(ground.settings, tmp_path / "copy")
    assert not ground.ticks()
    ground.says(CLAUDE, "/effacer", "oui")
    reminded = ground.runs_until(DUE_ON)
    assert sorted(to.person for to in reminded) == [CAMILLE.person, DOMINIQUE.person]
    ground.ends()
    backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert not ground.knows(CLAUDE)
    assert ground.sent() == []
    assert ground.ticks() == []
    assert LOST in ground.says(CAMILLE, "merci")
    assert LOST not in ground.says(CAMILLE, "merci")


def test_messages_that_waited_are_told_as_uncertain_and_never_sent(ground: Ground, tmp_path: Path) -> None:
    said = Incoming(TELEGRAM, "late", CAMILLE.person, CAMILLE.place, Text("/lettres"), "fr")
    ground.app.service.receive(said, ground.now)
    backup.backup(ground.settings, tmp_path / "copy")
    assert ground.sent(), "they left after the backup"
    ground.ends()
    ground.now += HOUR
    backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert ground.sent() == []
    assert "vous est peut-être pas arrivé" in ground.says(CAMILLE, "bonjour")
    assert "vous est peut-être pas arrivé" not in ground.says(CAMILLE, "bonjour")


def test_on_a_new_machine_the_copy_of_deeds_is_used_and_what_nobody_knows_is_not_sent(
    ground: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy beside the backup knows nothing of what came after it: reminders of then may have been sent."""
    ground.runs_until(DUE_ON - HOUR)
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ticks()
    backup.backup(ground.settings, tmp_path / "copy")
    assert len(ground.runs_until(DUE_ON)) == 2
    ground.ends()
    deeds_file(ground.settings).path.unlink()
    backup.restore(ground.settings, tmp_path / "copy")
    assert "2 reminders of then are not sent" in capsys.readouterr().out
    ground.starts()
    assert ground.ticks() == []
    assert deeds_file(ground.settings).read(ground.app.store.keyring) is not None


def test_a_reminder_that_came_due_while_the_bot_was_down_is_sent(ground: Ground, tmp_path: Path) -> None:
    ground.runs_until(DUE_ON - timedelta(days=2))
    backup.backup(ground.settings, tmp_path / "copy")
    ground.ticks()
    ground.ends()
    ground.now = DUE_ON + HOUR
    backup.restore(ground.settings, tmp_path / "copy")
    ground.starts()
    assert len(ground.ticks()) == 3


def test_a_backup_that_is_too_old_or_none_changes_nothing(ground: Ground, tmp_path: Path) -> None:
    backup.backup(ground.settings, tmp_path / "copy")
    (tmp_path / "broken").write_bytes(b"made up")
    ground.ends()
    ground.now += KEPT + HOUR
    for file, why in (("copy", "older than 7 days"), ("broken", "broken"), ("missing", "no file")):
        with pytest.raises(StoreError, match=why):
            backup.restore(ground.settings, tmp_path / file)
        ground.starts()
        assert ground.knows(CAMILLE)
        ground.ends()


def test_nothing_is_written_over_and_only_the_owner_can_read_it(ground: Ground, tmp_path: Path) -> None:
    ground.ticks()
    backup.backup(ground.settings, tmp_path / "copy")
    for name in ("copy", "copy.deeds"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, name
    with pytest.raises(StoreError, match="nothing is written over"):
        backup.backup(ground.settings, tmp_path / "copy")


def test_without_the_key_the_file_of_deeds_tells_how_many_and_when(ground: Ground, tmp_path: Path) -> None:
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ticks()
    raw = deeds_file(ground.settings).path.read_bytes()
    known = DeedsFile(deeds_file(ground.settings).path).read(ground.app.store.keyring)
    assert known
    assert known.deeds
    assert not any(deed.mark in raw for deed in known.deeds)
    ground.now += KEPT + HOUR
    ground.ticks()
    left = deeds_file(ground.settings).read(ground.app.store.keyring)
    assert left
    assert left.deeds == (), "they are forgotten once no backup may be put back"
