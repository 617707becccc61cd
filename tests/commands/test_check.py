"""`objecteur check`: what is wrong, with its remedy, and an exit status that says how much it matters."""

import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import clock
from bot.app import assembly
from bot.app.assembly import CAPABILITIES, load_content
from bot.commands.check import IDS, content, database, report
from bot.commands.finding import Level
from bot.content import ContentError
from bot.content.aging import load_old_address
from bot.content.place import content_root
from bot.core.campaign.campaign import Campaign
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.outgoing import Destination
from bot.networks.matrix.session import Folder
from bot.service.answering import Service
from bot.settings import Settings
from bot.store.opening import migrated, open_store, open_to_serve
from bot.store.seal import Keyring, parse_keys
from tests.networks.test_matrix_at_rest import KEY as MATRIX_KEY
from tests.real.running import ROOT, environment
from tests.store.bench import CAMILLE, kept, without_settings
from tests.store.talk import BEGUN, CONTROLLER, HDH_BY_EMAIL_TODAY, NAME, PARIS, TELEGRAM, TO_THE_LETTERS, the_content

CAMPAIGN, LETTERS = "templates/health-data-hub/campaign.toml", "templates/health-data-hub/letters"
FRENCH, ENGLISH = (f"locales/{language}/LC_MESSAGES/objecteur.po" for language in ("fr", "en"))
CAISSES = "templates/directory/caisses.csv"
KEYS = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TRIED_OUT = {"controller": "Association Exemple", "telegram_token": "123456789:made-up-for-these-tests-only"}
"""As it is tried out: its key lies beside the database."""
WELL = TRIED_OUT | {"secret_keys": KEYS}


def review_days(campaign: Campaign) -> set[date]:
    """Every day by which something is to be read again."""
    delays = [getattr(campaign.delays, name).fact for name in type(campaign.delays).__slots__]
    return {dated.review_by for dated in (*campaign.facts.values(), *campaign.recipients.values(), *delays)}


FIRST = min(review_days(the_content().campaign))


def settings(directory: Path, **given: str) -> Settings:
    return Settings.model_validate({"data_dir": directory, **given})


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting; the content is read once, as each look at it would find the same."""
    without_settings(tmp_path, monkeypatch)
    monkeypatch.setattr(assembly, "load_content", lambda root: the_content())


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(FIRST, datetime.min.time(), PARIS))


@pytest.mark.usefixtures("_today")
def test_a_bot_that_is_configured_well_has_nothing_to_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_store(settings(tmp_path, secret_keys=KEYS))
    assert report(settings(tmp_path, **WELL)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == {"ok"}


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("changed", "status", "line"),
    [
        ({"controller": "(responsable non renseigné : OBJECTEUR_CONTROLLER)"}, 1, "set OBJECTEUR_CONTROLLER"),
        ({"telegram_token": None}, 1, "only `objecteur chat` works"),
        ({"secret_keys": "hunter2-hunter2"}, 2, "OBJECTEUR_SECRET_KEYS"),
        ({"secret_keys": "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="}, 2, "another key"),
        ({"database_url": "mysql://camille:hunter2-hunter2@db.exemple.test/x"}, 2, "mysql is not supported"),
        ({"database_url": "postgresql://camille:hunter2-hunter2@/x?host=/nowhere"}, 2, "cannot be opened"),
    ],
)
def test_each_thing_that_is_wrong_is_a_line_with_its_remedy_and_a_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], status: int, line: str
) -> None:
    open_store(settings(tmp_path, secret_keys=KEYS))
    assert report(settings(tmp_path, **(WELL | changed))) == status
    out = capsys.readouterr().out
    assert [one for one in out.splitlines() if one.startswith(("warning", "error")) and line in one]
    assert "hunter2" not in out
    assert WELL["telegram_token"] not in out


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("changed", "status", "line"),
    [
        ({"telegram_token": "abc"}, 2, "cannot be one"),
        ({"secret_keys": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, 2, "one byte over and over"),
        ({"telegram_api_url": "http://api.exemple.test"}, 1, "is not encrypted"),
        ({"matrix_homeserver": "http://exemple.test", "matrix_user": "@a:exemple.test"}, 1, "is not encrypted"),
        ({"http_address": "0.0.0.0:8080"}, 1, "open to everybody"),
        ({"http_address": "unix:/tmp/http.sock"}, 2, "anybody may put another socket in the place of"),
        ({"http_address": "unix:/nowhere/http.sock"}, 2, "/nowhere is no folder"),
        ({"database_url": "postgresql://db.exemple.test/x?sslmode=require"}, 2, "nobody checks that it is that one"),
    ],
)
def test_what_shows_or_opens_everything_is_a_line_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], status: int, line: str
) -> None:
    """Before: `check` said nothing of any of it."""
    open_store(settings(tmp_path, secret_keys=changed.get("secret_keys", KEYS)))
    assert report(settings(tmp_path, **(WELL | changed))) == status
    said = [one for one in capsys.readouterr().out.splitlines() if one.startswith(("warning", "error"))]
    assert [one for one in said if line in one], said


@pytest.mark.usefixtures("_today")
def test_files_that_others_can_read_are_errors_and_a_key_beside_the_database_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(settings(tmp_path))
    assert report(settings(tmp_path, **TRIED_OUT)) == 1
    assert "fit for trying out" in capsys.readouterr().out
    tmp_path.chmod(0o777)
    Path(".env").write_text("OBJECTEUR_TELEGRAM_TOKEN=made-up", encoding="ascii")
    Path(".env").chmod(0o644)
    assert report(settings(tmp_path, **TRIED_OUT)) == 2
    said = capsys.readouterr().out
    assert "chmod 700" in said
    assert "chmod 600 .env" in said


@pytest.mark.usefixtures("_today")
def test_zeroed_pages_of_the_database_are_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store(settings(tmp_path, secret_keys=KEYS))
    store.scrub()
    store.engine.dispose()
    file = tmp_path / "objecteur.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + bytes(3 * 4096) + whole[8192 + 3 * 4096 :])
    assert report(settings(tmp_path, **WELL)) == 2
    assert "`objecteur restore` puts a backup in its place" in capsys.readouterr().out


@pytest.fixture
def matrix_folder(tmp_path: Path) -> Path:
    """What a Matrix account keeps: frozen once, and brought up as a start does."""
    open_store(settings(tmp_path, secret_keys=KEYS))
    folder = tmp_path / "matrix"
    shutil.copytree(ROOT / "tests" / "stored" / "matrix-2026-11-29", folder)
    (folder / "store.key").write_bytes(Keyring(parse_keys(KEYS)).wrap("matrix|store|key", MATRIX_KEY.encode()))
    kept = Folder(folder, MATRIX_KEY)
    assert kept.session()
    assert kept.seeds()
    kept.prepare_crypto()
    return folder


WITH_MATRIX = WELL | {"matrix_homeserver": "https://exemple.test", "matrix_user": "@objecteur:exemple.test"}


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def spoilt(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-500] + bytes(400) + whole[-100:])


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("name", "becomes", "line"),
    [
        ("crypto.sqlite3", Path.unlink, "the bot could read nobody"),
        ("crypto.sqlite3", emptied, "the bot could read nobody"),
        ("crypto.sqlite3", spoilt, "cannot be opened"),
        ("cross-signing.json", Path.unlink, "people's apps warn"),
        ("cross-signing.json", spoilt, "cannot be opened"),
        ("session.json", spoilt, "cannot be opened"),
        ("store.key", Path.unlink, "cannot be opened"),
        ("store.key", spoilt, "another key"),
    ],
)
def test_what_is_lost_of_the_matrix_store_is_an_error_with_its_remedy(
    matrix_folder: Path, capsys: pytest.CaptureFixture[str], name: str, becomes: Callable[[Path], object], line: str
) -> None:
    """Before: all was ok, and the start failed; or, worse, did not."""
    there = settings(matrix_folder.parent, **WITH_MATRIX)
    before = {path: path.read_bytes() for path in matrix_folder.iterdir()}
    assert report(there) == 0, "whole"
    assert {path: path.read_bytes() for path in matrix_folder.iterdir()} == before
    capsys.readouterr()
    becomes(matrix_folder / name)
    assert report(there) == 2
    said = [one for one in capsys.readouterr().out.splitlines() if one.startswith("error")]
    assert [one for one in said if line in one], said


@pytest.mark.usefixtures("_today")
def test_how_telegram_is_read_is_said_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = {"telegram_webhook_url": "https://bot.exemple.test/telegram", "http_address": "127.0.0.1:8080"}
    report(settings(tmp_path, **WELL, **hook))
    assert "posts to https://bot.exemple.test/telegram" in capsys.readouterr().out


@pytest.mark.usefixtures("_today")
def test_a_key_file_that_others_can_read_is_an_error_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(settings(tmp_path))
    (tmp_path / "secret.key").chmod(0o644)
    assert report(settings(tmp_path, **TRIED_OUT)) == 2
    assert "chmod 600" in capsys.readouterr().out


@pytest.mark.usefixtures("_today")
def test_before_the_first_start_only_the_schema_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(settings(tmp_path / "new", **TRIED_OUT)) == 1
    assert "`objecteur migrate`" in capsys.readouterr().out


@pytest.mark.usefixtures("_today")
def test_before_the_first_start_with_keys_in_the_settings_only_the_schema_is_missing(tmp_path: Path) -> None:
    assert report(settings(tmp_path / "new", **WELL)) == 1


@pytest.mark.usefixtures("_today")
def test_a_check_before_the_first_start_leaves_no_file_that_others_can_read(tmp_path: Path) -> None:
    report(settings(tmp_path / "new", **TRIED_OUT))
    open_store(settings(tmp_path / "new", **TRIED_OUT))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()} == {0o600}


def found(settings: Settings) -> dict[Level, str]:
    """What is found of the key and the database."""
    return {finding.level: finding.says for finding in database(settings)}


@pytest.mark.parametrize("keys", [{}, {"secret_keys": "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="}])
def test_a_check_makes_nothing(tmp_path: Path, keys: dict[str, str]) -> None:
    for directory in (tmp_path / "new", tmp_path):
        assert "none yet" in found(settings(directory, **keys))[Level.WARNING]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("started", [True, False])
def test_a_check_changes_nothing(tmp_path: Path, started: bool) -> None:
    """Neither of a bot that ran, nor of a database that was only migrated and is nobody's yet."""
    there = settings(tmp_path)
    (open_store(there).engine if started else migrated(there)).dispose()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(found(there)) == {Level.OK}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    open_store(there)


def test_a_database_whose_key_file_is_gone_is_an_error(tmp_path: Path) -> None:
    open_store(settings(tmp_path))
    (tmp_path / "secret.key").unlink()
    assert "another key" in found(settings(tmp_path))[Level.ERROR]


def test_a_database_of_a_later_release_is_an_error(tmp_path: Path) -> None:
    with open_store(settings(tmp_path)).engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer than this release" in found(settings(tmp_path))[Level.ERROR]


# --- Rows -----------------------------------------------------------------------------------------------------------


def lived(directory: Path, people: int) -> None:
    """Somebody has a case, others were only met; messages wait, an address was reported."""
    store = open_store(settings(directory))
    bench = Service(store, the_content(), CAPABILITIES, PARIS, CONTROLLER)
    for number, line in enumerate((*TO_THE_LETTERS, *HDH_BY_EMAIL_TODAY)):
        said = Incoming(TELEGRAM, f"m{number}", CAMILLE.person, CAMILLE.place, Text(line), "fr")
        bench.receive(said, BEGUN, str(number))
    for number in range(people):
        kept(store, Destination(f"exemple-{number}", f"place-{number}"))
    with store.transaction() as unit:
        unit.reports.add("751", NAME, BEGUN.date())
        unit.traces.add(TELEGRAM, CAMILLE, "4001", BEGUN + timedelta(days=1))
    store.engine.dispose()


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which many are known; to be copied."""
    directory = tmp_path_factory.mktemp("lives")
    with pytest.MonkeyPatch.context() as patched:
        without_settings(directory, patched)
        lived(directory, people=250)
    return directory


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("UPDATE person SET conversation = :junk", "people (251)"),
        ("UPDATE person SET contact = :junk", "people (251)"),
        ("UPDATE person SET dates = :junk", "people (251)"),
        ("UPDATE case_log SET content = :junk", "logs of cases (251)"),
        ('UPDATE "case" SET due = :junk', "moments of cases (251)"),
        ("UPDATE outbox SET content = :junk WHERE id = (SELECT min(id) FROM outbox)", "waiting messages (1)"),
        ("UPDATE trace SET message = :junk WHERE id = (SELECT min(id) FROM trace)", "numbers of messages (1)"),
        ("UPDATE address_report SET report = :junk", "reported addresses (1)"),
        ("UPDATE cursor SET value = :junk", "places in what networks sent (1)"),
    ],
)
def test_rows_that_do_not_open_are_counted_all_of_them_and_named_by_ids_alone(
    lives: Path, tmp_path: Path, spoil: str, says: str
) -> None:
    shutil.copytree(lives, tmp_path, dirs_exist_ok=True)
    (line,) = (finding for finding in database(settings(tmp_path)) if finding.subject == "rows")
    assert (line.level, line.says) == (Level.OK, "all that is sealed opens")
    with open_store(settings(tmp_path)).engine.begin() as connection:
        connection.execute(text(spoil), {"junk": b"\x00" * 300})
    (line,) = (finding for finding in database(settings(tmp_path)) if finding.subject == "rows")
    kind, count = says.removesuffix(")").split(" (")
    told = re.fullmatch(
        rf"cannot be opened: {kind} \({count}: ([0-9a-z/ ]+)( …)?\)\. Whom they are about is not served: "
        r"add the key they were written with to OBJECTEUR_SECRET_KEYS, or restore a backup",
        line.says,
    )
    assert line.level == Level.ERROR
    assert told, line.says
    assert len(told[1].split()) == min(int(count), IDS)
    assert bool(told[2]) == (int(count) > IDS)


def test_a_row_that_does_not_open_is_found_by_the_id_that_is_told(lives: Path, tmp_path: Path) -> None:
    shutil.copytree(lives, tmp_path, dirs_exist_ok=True)
    engine = open_store(settings(tmp_path)).engine
    with engine.begin() as connection:
        which = connection.execute(text("SELECT max(id) FROM person")).scalar()
        connection.execute(text("UPDATE person SET contact = :j WHERE id = :id"), {"j": b"\x00" * 99, "id": which})
    (line,) = (finding for finding in database(settings(tmp_path)) if finding.subject == "rows")
    assert f"people (1: {which})" in line.says


def test_a_message_that_nobody_can_know_the_fate_of_has_nothing_to_open(tmp_path: Path) -> None:
    lived(tmp_path, people=0)
    with open_store(settings(tmp_path)).engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET content = NULL, state = 'uncertain'"))
    assert Level.ERROR not in found(settings(tmp_path))


# --- The clock ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "status"), [(-400, 0), (0, 0), (92, 0), (93, 1), (1_600, 1)])
def test_a_day_that_the_bot_does_not_believe_is_a_warning_with_its_remedy_and_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, status: int
) -> None:
    store, today = open_store(settings(tmp_path)), BEGUN + timedelta(days=days)
    with store.transaction() as unit:
        unit.looks.believe(BEGUN.date())
    store.engine.dispose()
    monkeypatch.setattr(clock, "now", lambda: today)
    for _ in range(2):
        (line,) = (finding for finding in database(settings(tmp_path)) if finding.subject == "clock")
        assert line.level is (Level.WARNING if status else Level.OK)
        assert (f"`objecteur confirm-date {today.date()}`" in line.says) is bool(status)


def test_a_database_of_an_earlier_release_has_its_newest_day_for_the_last_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(settings(tmp_path))
    kept(store)
    with store.transaction() as unit:
        unit.connection.execute(text("UPDATE person SET heard_on = :day"), {"day": BEGUN.date().isoformat()})
    monkeypatch.setattr(clock, "now", lambda: BEGUN + timedelta(days=93))
    open_to_serve(settings(tmp_path))
    assert "93 days after this bot last looked" in found(settings(tmp_path))[Level.WARNING]


# --- Review dates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (f"{FIRST}T00:00:00+01:00", 0),
        (f"{FIRST}T23:59:00+01:00", 0),
        (f"{FIRST}T23:30:00+00:00", 1),  # after midnight in Paris
        (f"{FIRST + timedelta(days=1)}T00:00:00+01:00", 1),
        (f"{FIRST + timedelta(days=3_650)}T12:00:00+01:00", 1),
    ],
)
def test_a_fact_is_to_be_read_again_from_the_day_after_its_review_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, moment: str, status: int
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment))
    open_store(settings(tmp_path, secret_keys=KEYS))
    assert report(settings(tmp_path, **WELL)) == status
    assert ("past its review date" in capsys.readouterr().out) is bool(status)


@pytest.mark.parametrize("day", sorted(review_days(the_content().campaign)))
def test_what_is_listed_after_a_day_is_all_that_was_to_be_read_by_then(day: date) -> None:
    campaign = the_content().campaign
    listed = campaign.overdue(day + timedelta(days=1))
    assert len(listed) > len(campaign.overdue(day)), f"nothing is listed the day after {day}"
    assert set(campaign.overdue(day)) < set(listed)


@pytest.mark.parametrize(("days", "status"), [(0, 0), (1, 1)])
def test_the_command_lists_a_fact_by_its_name_the_day_after_and_not_the_day_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], days: int, status: int
) -> None:
    open_store(settings(tmp_path, secret_keys=KEYS))
    noon = datetime.fromisoformat(f"{FIRST + timedelta(days=days)}T12:00:00+01:00")
    monkeypatch.setattr(clock, "now", lambda: noon)
    assert report(settings(tmp_path, **WELL)) == status
    said = capsys.readouterr()
    assert said.err == ""
    overdue = the_content().campaign.overdue(FIRST + timedelta(days=days))
    assert bool(overdue) is bool(status)
    assert [name for name in overdue if f"{name} is past its review date" not in said.out] == []


@pytest.mark.usefixtures("_today")
def test_old_addresses_are_counted_and_are_no_warning(tmp_path: Path) -> None:
    (line,) = (finding for finding in content(settings(tmp_path)) if finding.subject == "caisses")
    assert line.level is Level.OK
    assert re.search(r"\d+ of them were read more than 24 months ago, \d+ on no known day", line.says)


@pytest.mark.parametrize(("days", "warned"), [(0, False), (1, True)])
def test_what_counts_as_old_is_to_be_read_again_the_day_after_its_review_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, warned: bool
) -> None:
    day = load_old_address(content_root() / "templates" / "directory").review_by + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, datetime.min.time(), PARIS))
    said = [finding.says for finding in content(settings(tmp_path)) if finding.level is Level.WARNING]
    assert any("upkeep.toml is past its review date" in says for says in said) is warned


# --- Broken content -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content."""
    root = tmp_path_factory.mktemp("content")
    for name in ("templates", "locales"):
        shutil.copytree(content_root() / name, root / name)
    return root


def replaced(before: str, after: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert before in text, "the test no longer fits the file"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    return edit


def latin(path: Path) -> None:
    path.write_bytes(path.read_bytes() + "# Société Exemple\n".encode("latin-1"))


BREAKAGES = [
    pytest.param(CAMPAIGN, Path.unlink, id="no campaign"),
    pytest.param(CAMPAIGN, replaced("[facts.lil-74]", "[facts.lil-74"), id="campaign is no TOML"),
    pytest.param(CAMPAIGN, replaced("[delays.answer]", "[delays.reply]"), id="a delay is missing"),
    pytest.param(CAMPAIGN, replaced("count = 1", 'count = "one"'), id="a delay is no number"),
    pytest.param(CAMPAIGN, replaced("review_by = 2027-05-24", "review_by = 2027-13-24"), id="no such month"),
    pytest.param(CAMPAIGN, replaced('confidence = "M"', 'confidence = "?"'), id="unknown confidence"),
    pytest.param(CAMPAIGN, replaced("[facts.lil-74]", "[facts.other]"), id="a fact that a letter cites is missing"),
    pytest.param(CAMPAIGN, latin, id="campaign in another encoding"),
    pytest.param(f"{LETTERS}/hdh.txt.jinja", Path.unlink, id="no letter"),
    pytest.param(f"{LETTERS}/hdh.txt.jinja", lambda p: p.write_text("{{ broken"), id="letter is no Jinja"),
    pytest.param(f"{LETTERS}/hdh.txt.jinja", lambda p: p.write_text("{{ no_such_value }}"), id="unknown value"),
    pytest.param(f"{LETTERS}/hdh.txt.jinja", latin, id="letter in another encoding"),
    pytest.param(FRENCH, Path.unlink, id="no French"),
    pytest.param(FRENCH, replaced('msgid "step"', 'mgsid "step"'), id="catalogue is no PO"),
    pytest.param(FRENCH, replaced("*Question {step} sur {steps}*", ""), id="French says nothing"),
    pytest.param(ENGLISH, replaced("{controller}", "{controler}"), id="unknown placeholder"),
    pytest.param(FRENCH, latin, id="catalogue in another encoding"),
    pytest.param(CAISSES, Path.unlink, id="no caisses"),
    pytest.param(CAISSES, replaced("postcode", "code_postal"), id="a column is missing"),
    pytest.param(CAISSES, latin, id="caisses in another encoding"),
]


@pytest.mark.parametrize(("path", "spoil"), BREAKAGES)
def test_a_file_that_is_broken_is_one_line_that_names_it(
    whole: Path, path: str, spoil: Callable[[Path], object]
) -> None:
    before = (whole / path).read_bytes()
    try:
        spoil(whole / path)
        with pytest.raises(ContentError) as caught:
            load_content(whole, tried=not path.startswith((CAMPAIGN, LETTERS)))
    finally:
        (whole / path).write_bytes(before)
    assert "\n" not in str(caught.value)
    assert str(whole / "templates") in str(caught.value) or str(whole / "locales") in str(caught.value)


def test_the_copy_that_these_tests_break_is_whole(whole: Path) -> None:
    copied, real = load_content(whole).campaign, the_content().campaign
    assert all(getattr(copied, one.name) == getattr(real, one.name) for one in fields(real))


@pytest.mark.parametrize("command", ["check", "chat", "run"])
def test_with_a_broken_letter_no_command_takes_a_message(tmp_path: Path, command: str) -> None:
    """In a copy of the program: `content_root` looks beside it."""
    for name in ("templates", "locales", "bot"):
        shutil.copytree(ROOT / name, tmp_path / name)  # with what was compiled of it
    (tmp_path / f"{LETTERS}/caisse.txt.jinja").write_text("{% if %}", encoding="utf-8")
    data = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-m", "bot", command],
        cwd=tmp_path, env=environment(data, **WELL) | {"PYTHONPATH": str(tmp_path)},
        input="bonjour\n", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert "caisse.txt.jinja, line 1" in said
    assert "Traceback" not in said
    assert "Êtes-vous d’accord" not in said
