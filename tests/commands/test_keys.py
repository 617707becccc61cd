"""`objecteur keys rotate`: the old key is taken out of the settings afterwards, and nothing lacks it."""

from pathlib import Path

import pytest

from bot import cli
from bot.commands import backup
from bot.commands.check import database as checked
from bot.core.ports.network_name import NetworkName
from bot.settings import Settings
from bot.store import StoreError
from bot.store.opening import deeds_file, matrix_key
from bot.store.seal import Keyring, parse_keys
from tests.commands.ground import CLAUDE, HOUR, KEY, TELEGRAM, Ground
from tests.commands.test_backup import DUE_ON
from tests.store.bench import CAMILLE, DOMINIQUE

NEW = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyb3Q="
OLD = Keyring(parse_keys(KEY))


def with_keys(ground: Ground, monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    """The bot starts again with these keys."""
    ground.ends()
    monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", keys)
    ground.settings = Settings()
    ground.starts()


def said(ground: Ground) -> list[str]:
    return [finding.says for finding in checked(ground.settings)]


def test_after_a_rotation_the_old_key_can_be_removed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ground.says(CLAUDE, "/effacer", "oui")
    ground.ticks()
    matrix = matrix_key(ground.settings, OLD)
    with_keys(ground, monkeypatch, f"{NEW},{KEY}")
    assert any("2 of 2 people (100%) are kept under an older key" in line for line in said(ground))
    assert cli.main(["keys", "rotate"]) == 0
    out = capsys.readouterr().out
    assert "keys of people: 2\n" in out
    assert "the old key can be removed" in out
    assert any("nobody is kept under an older one" in line for line in said(ground))
    with_keys(ground, monkeypatch, NEW)
    assert not [line for line in said(ground) if "cannot be opened" in line]
    assert "CPAM de Paris" in ground.says(CAMILLE, "/dossier")
    assert matrix_key(ground.settings, ground.app.store.keyring) == matrix
    known = deeds_file(ground.settings).read(ground.app.store.keyring)
    assert known
    assert known.deeds
    assert sorted(to.person for to in ground.runs_until(DUE_ON + HOUR)) == [CAMILLE.person, DOMINIQUE.person]
    with pytest.raises(StoreError, match="another key"):
        with_keys(ground, monkeypatch, KEY)


def test_a_backup_of_before_needs_the_old_key_and_forgets_whoever_was_erased_since(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.backup(ground.settings, tmp_path / "copy")
    with_keys(ground, monkeypatch, f"{NEW},{KEY}")
    assert cli.main(["keys", "rotate"]) == 0
    ground.says(CLAUDE, "/effacer", "oui")
    with_keys(ground, monkeypatch, NEW)
    ground.ends()
    assert cli.main(["restore", str(tmp_path / "copy")]) == 2
    monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", f"{NEW},{KEY}")
    assert cli.main(["restore", str(tmp_path / "copy")]) == 0
    ground.settings = Settings()
    ground.starts()
    assert ground.knows(CAMILLE)
    assert not ground.knows(CLAUDE)


def test_it_waits_for_the_bot_to_be_started_with_both_keys(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bot that runs with the old key only would find everybody unreadable, one after the other."""
    monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", f"{NEW},{KEY}")
    assert cli.main(["keys", "rotate"]) == 2
    assert "start the bot with both keys first" in capsys.readouterr().err
    assert "CPAM de Paris" in ground.says(CAMILLE, "/dossier")


def test_with_one_key_it_says_how_to_change_it(ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["keys", "rotate"]) == 0
    assert "NEW,OLD" in capsys.readouterr().out


def test_with_the_keys_in_the_wrong_order_nothing_is_lost(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one writes, whatever it is: the key of the Matrix store changed with the order before."""
    matrix = matrix_key(ground.settings, OLD)
    with_keys(ground, monkeypatch, f"{KEY},{NEW}")
    assert cli.main(["keys", "rotate"]) == 0
    with_keys(ground, monkeypatch, KEY)
    assert ground.knows(CAMILLE, NetworkName.TELEGRAM)
    assert matrix_key(ground.settings, OLD) == matrix


def test_the_key_file_may_hold_two_lines(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.ends()
    monkeypatch.delenv("OBJECTEUR_SECRET_KEYS")
    file = ground.settings.data_dir / "secret.key"
    file.touch(0o600)
    file.write_text(f"{NEW}\n{KEY}\n")
    ground.settings = Settings()
    ground.starts()
    assert cli.main(["keys", "rotate"]) == 0
    file.write_text(f"{NEW}\n")
    ground.ends()
    ground.starts()
    assert ground.knows(CAMILLE, TELEGRAM)
