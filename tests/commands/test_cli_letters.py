"""`objecteur letters`: what it refuses, in one line, and what it prints; it opens no database and makes no key."""

from pathlib import Path

import pytest

from bot import cli
from tests.commands.test_cli import Ran
from tests.commands.test_cli import _alone as _alone  # noqa: PLC0414  no setting, and the logging put back


def test_a_folder_with_other_files_is_refused_before_any_letter_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    Ran(capsys, "letters", "preview", str(tmp_path)).refused("is not empty, and not a preview")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("look", [("preview", "new"), ("review",)])
def test_a_campaign_that_there_is_not_is_refused_with_those_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], look: tuple[str, ...]
) -> None:
    Ran(capsys, "letters", *look, "--campaign", "../health-data-hub").refused("there is bank-data, health-data-hub, ")


def test_the_review_sheet_is_printed_as_on_a_day_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today, later = (Ran(capsys, "letters", "review", "--date", day) for day in ("2026-11-25", "2027-06-01"))
    assert (today.status, later.status) == (0, 0)
    assert "\nrgpd-21\n" in today.out
    assert today.out.startswith("lil-74\n")
    assert later.out.startswith("lil-74  (RELECTURE DÉPASSÉE)\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("day", ["25/11/2026", "1999-12-31", "2100-01-01"])
def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], day: str) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["letters", "review", "--date", day])
    assert refused.value.code == 2
    assert "--date" in capsys.readouterr().err
