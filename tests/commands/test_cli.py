"""The command line: a mistake is one clear line and exit 2, before any message is taken; no secret, no traceback."""

import logging
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import __version__, cli, logs
from bot.app import assembly
from bot.settings import Settings
from bot.store.engine import open_engine
from bot.store.opening import open_store
from tests.real.running import BEGUN, TerminalPerson, environment
from tests.store.bench import without_settings
from tests.store.talk import the_content
from tests.store.test_releases_with_workers import STORED

SECRET = "hunter2-hunter2"
TOKEN = f"123456789:{SECRET}-made-up-for-tests"
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
OTHER_KEY = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting but a data directory that is not there yet; the process's own logging put back afterwards.

    The content, which is well, is read once for all commands.
    """
    without_settings(tmp_path, monkeypatch)
    monkeypatch.setattr(assembly, "load_content", lambda **_: the_content())
    monkeypatch.setenv("OBJECTEUR_DATA_DIR", str(tmp_path / "data"))
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in ("bot", *logs.QUIET)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


class Ran:
    """A command that has ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.status = cli.main(arguments)
        self.out, self.err = capsys.readouterr()

    def refused(self, says: str) -> None:
        """It ended with 2, in one line that says so and repeats no secret; nothing was taken."""
        assert (self.status, self.out) == (2, "")
        (line,) = self.err.splitlines()
        assert line.startswith("objecteur: ")
        assert says in line
        assert SECRET not in line


def set_(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"OBJECTEUR_{name.upper()}", value)


@pytest.mark.parametrize("command", ["run", "chat", "check", "migrate"])
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"timezone": "Europe/Pariss"}, "OBJECTEUR_TIMEZONE"),
        ({"telegram_api_url": "nowhere"}, "OBJECTEUR_TELEGRAM_API_URL"),
        ({"matrix_homeserver": "https://exemple.test", "matrix_password": SECRET}, "go together"),
        ({"matrix_user": "@objecteur:exemple.test", "matrix_password": SECRET}, "go together"),
    ],
)
def test_a_wrong_setting_ends_every_command_before_it_touches_anything(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    wrong: dict[str, str],
    says: str,
) -> None:
    set_(monkeypatch, telegram_token=TOKEN, **wrong)
    Ran(capsys, command).refused(says)
    assert list(tmp_path.iterdir()) == []


def test_several_mistakes_are_a_line_each(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    set_(monkeypatch, timezone="Mars/Olympus", matrix_user="nobody")
    ran = Ran(capsys, "run")
    assert ran.status == 2
    assert [line.startswith("objecteur: OBJECTEUR_") for line in ran.err.splitlines()] == [True, True]


def test_run_without_a_network_says_which_settings_it_wants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "run")
    ran.refused("no network is configured")
    for named in ("OBJECTEUR_TELEGRAM_TOKEN", "OBJECTEUR_MATRIX_HOMESERVER", "OBJECTEUR_MATRIX_USER", "objecteur chat"):
        assert named in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "chat", "migrate"])
@pytest.mark.parametrize(
    ("url", "says"),
    [
        (f"mysql://camille:{SECRET}@db.exemple.test/x", "mysql is not supported"),
        (SECRET, "not a database URL"),
        (f"postgresql://camille:{SECRET}@/x?host=/nowhere", "the database cannot be"),
        ("sqlite:////nowhere/at/all.sqlite3", "the database cannot be migrated"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, url: str, says: str
) -> None:
    set_(monkeypatch, telegram_token=TOKEN, database_url=url, secret_keys=KEY)
    Ran(capsys, command).refused(says)


@pytest.mark.parametrize("command", ["run", "chat", "migrate"])
def test_a_file_that_is_no_database_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "objecteur.sqlite3").write_bytes(f"{SECRET} is no database".encode() * 100)
    set_(monkeypatch, telegram_token=TOKEN)
    Ran(capsys, command).refused("file is not a database")


def spoil(path: Path, how: str) -> None:
    match how:
        case "readable by others":
            path.chmod(0o640)
        case "no key":
            path.write_text(f"{SECRET}\n", encoding="ascii")
        case "another key":
            path.write_text(f"{OTHER_KEY}\n", encoding="ascii")
        case _:
            path.unlink()


@pytest.mark.parametrize("command", ["run", "chat"])
@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("readable by others", "chmod 600"),
        ("no key", "secret.key cannot be used"),
        ("another key", "another key"),
        ("gone", "is missing, and the database was written with it"),
    ],
)
def test_a_key_that_is_not_the_database_s_own_ends_the_program_at_its_start(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    how: str,
    says: str,
) -> None:
    open_store(Settings(data_dir=tmp_path / "data"))
    spoil(tmp_path / "data" / "secret.key", how)
    set_(monkeypatch, telegram_token=TOKEN)
    Ran(capsys, command).refused(says)


@pytest.mark.parametrize("keys", [SECRET, f"{KEY},{SECRET}", KEY[:-4], f"{KEY},"])
def test_keys_in_the_settings_that_are_none_are_not_repeated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    set_(monkeypatch, secret_keys=keys)
    ran = Ran(capsys, "chat")
    ran.refused("OBJECTEUR_SECRET_KEYS")
    assert KEY[:12] not in ran.err


def test_a_data_directory_that_is_a_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").write_text("in the way", encoding="ascii")
    Ran(capsys, "chat").refused("the data directory")


@pytest.mark.parametrize("command", ["run", "chat", "migrate"])
def test_a_data_directory_that_cannot_be_written_to_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    set_(monkeypatch, data_dir="/proc/self", telegram_token=TOKEN)
    Ran(capsys, command).refused("the database cannot be migrated" if command == "migrate" else "/proc/self")


@pytest.mark.parametrize("command", ["run", "chat", "migrate"])
def test_a_database_of_a_later_release_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with open_store(Settings(data_dir=tmp_path / "data")).engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    set_(monkeypatch, telegram_token=TOKEN)
    Ran(capsys, command).refused("the database is newer than this release")


# --- migrate --------------------------------------------------------------------------------------------------------


def test_migrate_makes_the_database_for_its_owner_only_and_again_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    for _ in range(2):
        assert Ran(capsys, "migrate").status == 0
    database = tmp_path / "data" / "objecteur.sqlite3"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    open_store(Settings(data_dir=tmp_path / "data"))


def test_migrate_is_all_it_takes_on_a_new_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(capsys, "migrate").status == 0


def test_migrate_seals_what_an_earlier_release_wrote_and_with_another_key_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    database = shutil.copyfile(STORED, tmp_path / "data" / "objecteur.sqlite3")
    engine = open_engine(f"sqlite:///{database}")
    for key, status, in_clear in ((OTHER_KEY, 2, 5), (KEY, 0, 0), (KEY, 0, 0)):
        set_(monkeypatch, secret_keys=key)
        assert Ran(capsys, "migrate").status == status
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(heard_on) FROM person")) == in_clear
    engine.dispose()


# --- chat -----------------------------------------------------------------------------------------------------------


def chat(data: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """`objecteur chat` at the end of a pipe."""
    data.parent.mkdir(exist_ok=True)
    typed = "".join(f"{line}\n" for line in lines)
    return subprocess.run(
        [sys.executable, "-m", "tests.real.at", BEGUN, "chat"],
        cwd=data.parent, env=environment(data), input=typed, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_chat_that_is_fed_from_a_pipe_ends_well_with_nothing_but_the_conversation(tmp_path: Path) -> None:
    done = chat(tmp_path / "data", "oui", "75011")
    assert (done.returncode, done.stderr) == (0, "")
    assert "L’adresse que je connais :\nCPAM de Paris" in done.stdout
    assert "\x1b" not in done.stdout
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()} == {0o600}


async def test_two_chats_at_once_on_one_data_directory_are_refused_in_one_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    async with TerminalPerson(data, BEGUN) as person:
        await person.sees("Êtes-vous d’accord")
        second = chat(data, "oui", "75011")
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr == f"objecteur: another `objecteur chat` already uses {data}\n"
        await person.say("oui")
        await person.sees("Question 1 sur 4")
    assert "Question 1 sur 4" in chat(data).stdout


# --- Logging --------------------------------------------------------------------------------------------------------


LOGGED = "123456789:AAmade-up_for_these_tests_only_0000"


@pytest.mark.parametrize(
    "line",
    [
        LOGGED,
        f"the token {LOGGED} was refused",
        f"token={LOGGED}, retry",
        f"'{LOGGED}'",
        f"{LOGGED}-",
        f"GET https://telegram.exemple.test/bot{LOGGED}/getMe",
        f"https://telegram.exemple.test/file/bot{LOGGED}/photo",
    ],
)
def test_a_token_is_taken_out_of_every_log_line_and_traceback(capsys: pytest.CaptureFixture[str], line: str) -> None:
    logs.configure_logging(verbose=True)
    log = logging.getLogger("bot.somewhere")
    log.warning("%s", line)
    log.error("failed", exc_info=ConnectionError(line))
    err = capsys.readouterr().err
    assert LOGGED not in err
    assert LOGGED.partition(":")[2] not in err
    assert err.count("<token>") == 1, "an exception's words are not written at all"
    assert err.splitlines()[-1].endswith("failed: ConnectionError")


def test_libraries_that_log_addresses_are_quiet_even_when_asked_to_be_verbose() -> None:
    logs.configure_logging(verbose=True)
    for name in logs.QUIET:
        assert not logging.getLogger(f"{name}.anything").isEnabledFor(logging.WARNING), name


# --- Arguments ------------------------------------------------------------------------------------------------------


def test_an_unknown_command_is_refused_with_the_list_of_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve"])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert [name for name in ("run", "chat", "check", "migrate") if name not in err] == []


def test_a_wrong_file_of_settings_names_its_variable_as_the_environment_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("OBJECTEUR_TIMEZONE=Mars/Olympus\n", encoding="utf-8")
    Ran(capsys, "run").refused("OBJECTEUR_TIMEZONE")
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_the_version_is_said_wherever_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_settings(tmp_path, monkeypatch)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"objecteur {__version__}\n"
