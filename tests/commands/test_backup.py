"""Drills: a backup is put back an hour or days later. Nobody who was erased returns, and nothing is sent twice."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import backup
from bot.core.ports.incoming import Incoming, Text
from bot.store import StoreError
from bot.store.deeds import KEPT, DeedsFile
from bot.store.opening import deeds_file
from tests.commands.ground import CLAUDE, HOUR, TELEGRAM, Ground
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import at

DUE_ON = at("Sat 2026-12-26 10:00")
"""The reminder of REMINDED comes in the hour before."""
LOST = "écrivez-le-moi à nouveau"


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
    ground.is_put_back(tmp_path / "copy")
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
    ground.is_put_back(tmp_path / "copy", after=HOUR)
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


def test_without_the_key_the_file_of_deeds_tells_how_many_and_on_which_day(ground: Ground, tmp_path: Path) -> None:
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ticks()
    raw = deeds_file(ground.settings).path.read_bytes()
    known = DeedsFile(deeds_file(ground.settings).path).read(ground.app.store.keyring)
    assert known
    assert known.deeds
    assert not any(deed.mark in raw for deed in known.deeds)
    assert not any(word in raw for word in (b"forgotten", b"reminded", ground.now.isoformat()[:16].encode()))
    ground.now += KEPT
    ground.ticks()
    kept = deeds_file(ground.settings).read(ground.app.store.keyring)
    assert kept
    assert kept.deeds == known.deeds
    ground.now += timedelta(days=1)
    ground.ticks()
    left = deeds_file(ground.settings).read(ground.app.store.keyring)
    assert left
    assert left.deeds == (), "they are forgotten once no backup may be put back"
