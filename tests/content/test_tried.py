"""Letters are tried out once for the same files, and anew when something that they are made of changed."""

import shutil
import stat
from pathlib import Path

import pytest

from bot.content import ContentError, tried, trying
from bot.content.campaigns import load_campaigns
from bot.content.letters import load_letters
from bot.content.place import content_root
from bot.content.tried import NOTE, RELEASED, Tried, fingerprint, released


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(content_root() / "templates", tmp_path / "root" / "templates")
    (tmp_path / "root" / "templates" / RELEASED).write_text("of another release\n", encoding="ascii")
    return tmp_path / "root"


def test_what_was_noted_is_known_at_the_next_start(root: Path, tmp_path: Path) -> None:
    assert not Tried(root, tmp_path).already
    Tried(root, tmp_path).note()
    assert Tried(root, tmp_path).already
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [NOTE]


def test_the_letters_of_the_release_are_known_at_the_first_start_until_one_changes(root: Path, tmp_path: Path) -> None:
    (root / "templates" / RELEASED).write_text(released(root), encoding="ascii")
    assert Tried(root, tmp_path).already
    with (root / "templates" / "common" / "letters" / "complaint.txt.jinja").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not Tried(root, tmp_path).already


@pytest.mark.parametrize("file", ["health-data-hub/campaign.toml", "common/letters/complaint.txt.jinja"])
def test_a_file_that_changed_is_tried_out_again(root: Path, tmp_path: Path, file: str) -> None:
    Tried(root, tmp_path).note()
    path = root / "templates" / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not Tried(root, tmp_path).already


def test_other_code_tries_them_out_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(root)
    shutil.copytree(Path(tried.__file__).parents[1], tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(tried, "_CODE", tmp_path / "bot")
    with (tmp_path / "bot" / "core" / "letters" / "letter.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert fingerprint(root) != before


def test_a_note_that_is_no_note_is_as_none(root: Path, tmp_path: Path) -> None:
    (tmp_path / NOTE).write_bytes(b"\xff\x00")
    assert not Tried(root, tmp_path).already


def test_where_nothing_can_be_written_there_is_no_note_and_no_error(root: Path, tmp_path: Path) -> None:
    Tried(root, tmp_path / "is-not-there").note()
    assert not (tmp_path / "is-not-there").exists()
    assert stat.S_ISDIR(tmp_path.stat().st_mode)


def test_letters_that_were_tried_out_are_not_filled_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = content_root() / "templates" / "bank-data"
    campaign = load_campaigns(folder.parent)["bank-data"]

    def fails(*_: object) -> None:
        raise ContentError("they are filled")

    monkeypatch.setattr(trying, "_try_out", fails)
    load_letters(folder, campaign, tried=True)
    with pytest.raises(ContentError):
        load_letters(folder, campaign)
