"""`objecteur caisses`: shows before it writes, says how it ended, lists what people reported. The operator's word."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import cli, clock
from bot.commands import upkeep
from bot.content import ContentError
from bot.content.place import content_root
from bot.content.refresh import read_caisses
from bot.settings import Settings
from bot.store.opening import open_store
from tests.content.open_data import AIN, HEAD, bulk
from tests.store.bench import without_settings

REAL = content_root() / "templates" / "directory"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_settings(tmp_path, monkeypatch)
    monkeypatch.setenv("OBJECTEUR_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the directory."""
    copy = tmp_path / "directory"
    copy.mkdir()
    for file in REAL.glob("*.csv"):
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Made-up open data in which one caisse moved."""
    path = tmp_path / "made-up.json"
    path.write_text(bulk(AIN), encoding="utf-8")
    return path


def lines(folder: Path) -> list[str]:
    return (folder / "caisses.csv").read_text(encoding="utf-8").splitlines()


def test_without_write_the_difference_is_shown_nothing_is_written_and_the_status_is_1(
    folder: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lines(folder)
    assert upkeep.import_file(file, write=False, folder=folder) == 1
    out = capsys.readouterr().out
    assert (
        "changed     011  CPAM de l'Ain\n"
        "    - 1 place de la Grenouillère, 01015 Bourg-en-Bresse Cedex\n"
        "    + 12 rue Inventée, Bât. B - CS 10001, 01099 Bourg-en-Bresse Cedex 9 (2026-10-06)\n"
    ) in out
    assert "gone        021  CPAM de l'Aisne" in out
    assert out.splitlines()[-1] == "1 changed, 100 gone: 1 to write, with --write"
    assert lines(folder) == before


def test_with_write_only_what_changed_is_another_line_and_the_status_is_0(folder: Path, file: Path) -> None:
    before = lines(folder)
    assert upkeep.import_file(file, write=True, folder=folder) == 0
    after = lines(folder)
    assert [n for n, line in enumerate(after) if line != before[n]] == [1]
    assert after[1] == (
        "011,CPAM de l'Ain,cpam,01,12 rue Inventée,Bât. B - CS 10001,01099,Bourg-en-Bresse Cedex 9,,https://www.ameli.fr,"
        '"Service-Public.gouv.fr / DILA, Licence Ouverte 2.0 (made-up.json)",2026-10-06,H'
    )
    assert upkeep.import_file(file, write=True, folder=folder) == 0
    assert lines(folder) == after


def test_a_table_of_all_that_we_have_differs_in_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [line for line in read_caisses(folder / "caisses.csv").rows if line["kind"] == "cpam"]
    named = ("name", "address_line1", "address_line2", "postcode", "city")
    table = "\n".join([HEAD, *(";".join(row[column] for column in named) for row in rows)])
    (tmp_path / "same.csv").write_text(table, encoding="utf-8")
    assert upkeep.import_file(tmp_path / "same.csv", write=False, folder=folder) == 0
    assert capsys.readouterr().out == "nothing differs\n"


def test_an_address_without_a_day_is_shown_and_not_written(folder: Path, tmp_path: Path) -> None:
    path, before = tmp_path / "undated.csv", lines(folder)
    path.write_text(f"{HEAD}\nCPAM de l'Ain;12 rue Inventée;;01099;Exemple Cedex\n", encoding="utf-8")
    assert upkeep.import_file(path, write=False, folder=folder) == 1
    with pytest.raises(ContentError, match="no day for 011: add a column « date »"):
        upkeep.import_file(path, write=True, folder=folder)
    assert lines(folder) == before
    dated = f"{HEAD};Date\nCPAM de l'Ain;12 rue Inventée;;01099;Exemple Cedex;18/12/2025\n"
    path.write_text(dated, encoding="utf-8")
    assert upkeep.import_file(path, write=True, folder=folder) == 0
    assert lines(folder)[1].endswith("2025-12-18,H")


def test_a_file_that_is_neither_is_one_line_on_stderr_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("bonjour\n", encoding="utf-8")
    assert cli.main(["caisses", "import", "notes.txt", "--write"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "objecteur: notes.txt: neither JSON of the « Annuaire de l'administration » nor a CSV of addresses: "
        "no column for the name, the postcode, the city\n"
    )


def test_the_command_compares_with_the_programs_own_directory(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = lines(REAL)
    assert cli.main(["caisses", "import", str(file)]) == 1
    assert "changed     011" in capsys.readouterr().out
    assert lines(REAL) == before


def test_a_directory_that_cannot_be_written_is_one_line_and_stays(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = lines(folder)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ContentError, match="No space left"):
        upkeep.import_file(file, write=True, folder=folder)
    assert lines(folder) == before


@pytest.mark.parametrize("arguments", [["caisses"], ["caisses", "import"], ["caisses", "reports", "--clear", "x"]])
def test_an_incomplete_command_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2


# --- The day --------------------------------------------------------------------------------------------------------


@pytest.fixture
def _new_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven in the evening of Greenwich is midnight in Paris: the day is that of the setting."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2031, 2, 28, 23, tzinfo=UTC))


@pytest.mark.usefixtures("_new_year")
def test_the_word_of_the_operator_is_kept_and_said_back(capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(Settings()).transaction() as unit:
        unit.looks.believe(date(2026, 11, 24))
    assert cli.main(["confirm-date", "2031-03-01"]) == 0
    assert capsys.readouterr() == (
        "2031-03-01 is believed: the bot forgets whose time is over at its next look\n", ""
    )  # fmt: skip
    with open_store(Settings()).transaction() as unit:
        assert unit.looks.last() == date(2031, 3, 1)


@pytest.mark.usefixtures("_new_year")
@pytest.mark.parametrize("day", ["2031-02-28", "2031-03-02", "2027-01-20"])
def test_another_day_than_the_clock_s_is_refused_in_one_line_and_nothing_is_kept(
    capsys: pytest.CaptureFixture[str], day: str
) -> None:
    with open_store(Settings()).transaction() as unit:
        unit.looks.believe(date(2026, 11, 24))
    assert cli.main(["confirm-date", day]) == 2
    assert capsys.readouterr() == (
        "", f"objecteur: this machine's clock says 2031-03-01, not {day}: set it right, or confirm 2031-03-01\n"
    )  # fmt: skip
    with open_store(Settings()).transaction() as unit:
        assert unit.looks.last() == date(2026, 11, 24)


# --- Reports --------------------------------------------------------------------------------------------------------


def report(*said: tuple[str | None, str]) -> None:
    with open_store(Settings()).transaction() as unit:
        for caisse, words in said:
            unit.reports.add(caisse, words, date(2026, 11, 25))


def test_reports_are_listed_one_a_line_and_cleared_by_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    report(("011", "Elle est au\n12 rue Inventée"), (None, "\x1b[2Jautre caisse\u202e"))
    assert cli.main(["caisses", "reports"]) == 0
    assert capsys.readouterr().out == (
        "1  2026-11-25  011  Elle est au 12 rue Inventée\n2  2026-11-25  -   [2Jautre caisse \n"
    )
    assert cli.main(["caisses", "reports", "--clear", "1"]) == 0
    assert capsys.readouterr().out == "report 1 is deleted\n"
    assert cli.main(["caisses", "reports", "--clear", "1"]) == 1
    assert capsys.readouterr().out == "there is no report 1\n"
    assert cli.main(["caisses", "reports"]) == 0
    assert capsys.readouterr().out.startswith("2  ")


def test_without_reports_nothing_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["caisses", "reports"]) == 0
    assert capsys.readouterr().out == ""


def test_a_report_that_cannot_be_read_is_listed_as_such_and_can_be_cleared(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(("011", "Elle est au 12 rue Inventée"), (None, "autre caisse"))
    with open_store(Settings()).engine.begin() as connection:
        connection.execute(text("UPDATE address_report SET report = :junk WHERE id = 1"), {"junk": b"\x00" * 300})
    assert cli.main(["caisses", "reports"]) == 0
    assert capsys.readouterr().out == "1  2026-11-25  -  (cannot be read)\n2  2026-11-25  -  autre caisse\n"
    assert cli.main(["caisses", "reports", "--clear", "1"]) == 0
