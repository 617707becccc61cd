"""Yesterday's backup and today's keys give nothing of whoever had all erased since."""

import base64
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from bot import cli
from bot.commands import backup
from bot.commands.safety import kept_keys
from bot.store import StoreError
from bot.store.case_logs import log_place
from bot.store.copying import copy_in
from bot.store.dates import person_place
from bot.store.deeds import KEPT
from bot.store.dues import due_place
from bot.store.engine import open_engine
from bot.store.keeping import keys_of
from bot.store.seal import MARK, Keyring, parse_keys
from bot.store.tables import APART, CaseLogRow, CaseRow, PersonRow, VaultRow
from bot.store.unit import Store
from bot.store.vault import OWN, vault_place
from tests.commands.ground import CLAUDE, HOUR, KEY, TELEGRAM, Ground
from tests.store.bench import CAMILLE, DATABASE, forms_of
from tests.store.conftest import database

KEYS = parse_keys(KEY)
NONCE = 12
OF_PERSON = ("contact", "conversation", "dates")
STORED = Path(__file__).parents[1] / "stored" / "release-2026-11-30.sqlite3"


@pytest.fixture
def elsewhere(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another database, of whoever stole the backup."""
    (tmp_path / "thief").mkdir()
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'thief' / 'stolen.sqlite3'}"
        return
    with database(backend, request, "template1") as url:
        yield url


def forms(who: str) -> Iterator[bytes]:
    """How a word may stand in a file."""
    yield from forms_of(who)
    yield who.encode().hex().encode()
    yield base64.b64encode(who.encode())[:-4]
    yield json.dumps(who).encode()


def todays_keys(store: Store) -> dict[str, bytes]:
    """The key of everybody who is kept now, opened with the operator's."""
    with store.transaction() as unit:
        rows = unit.connection.execute(select(VaultRow.id, VaultRow.key)).all()
    return {row.id: store.keyring.unwrap(vault_place(row.id), row.key) for row in rows}


def opens(key: bytes, where: str, sealed: bytes) -> bool:
    """Whether a key opens a value, whatever its mark says."""
    try:
        AESGCM(key).decrypt(sealed[4 : 4 + NONCE], sealed[4 + NONCE :], where.encode())
    except InvalidTag:
        return False
    return True


def values(url: str) -> dict[str, bytes]:
    """All that is sealed about people in a database that was put back, by the place that each value is bound to."""
    engine = open_engine(url)
    with engine.connect() as connection:
        columns = (PersonRow.id, *(getattr(PersonRow, name) for name in OF_PERSON))
        people = connection.execute(select(*columns)).all()
        logs = connection.execute(select(CaseLogRow.case_id, CaseLogRow.content)).all()
        moments = connection.execute(select(CaseRow.id, CaseRow.due)).all()
    engine.dispose()
    found = {person_place(row.id, name): getattr(row, name) for row in people for name in OF_PERSON}
    found |= {due_place(row.id): row.due for row in moments if row.due}
    return found | {log_place(row.case_id): row.content for row in logs}


def test_yesterday_s_backup_and_today_s_keys_give_nothing_of_whoever_is_erased(
    ground: Ground, tmp_path: Path, elsewhere: str
) -> None:
    """Before: a backup of before `/effacer` opened with the key, for whoever had kept it."""
    with ground.app.store.transaction() as unit:
        claude = unit.people.find(TELEGRAM, CLAUDE.person)
        assert claude
        hashes = unit.people.fingerprints(TELEGRAM, CLAUDE.person)
        lane = ground.app.store.index.fingerprint("lane", f"{TELEGRAM}|{CLAUDE.place}")
    backup.backup(ground.settings, tmp_path / "copy")
    keys_of(tmp_path / "copy").rename(tmp_path / "kept by nobody")
    ground.now += timedelta(days=1)
    ground.says(CLAUDE, "/effacer", "oui")
    keys = todays_keys(ground.app.store)
    assert len(keys) == 2

    copy_in(tmp_path / "copy", elsewhere)
    stolen = values(elsewhere)
    theirs = {person_place(claude.id, name) for name in OF_PERSON}
    theirs |= {log_place(claude.case_id), due_place(claude.case_id)}
    assert theirs <= stolen.keys(), "they are in the backup"
    opened = {where for where, sealed in stolen.items() for key in keys.values() if opens(key, where, sealed)}
    assert opened == stolen.keys() - theirs, "the others open, so that the trial is one"
    operator = Keyring(KEYS)
    for where in theirs:
        with pytest.raises(StoreError):
            operator.open(where, stolen[where])

    raw = (tmp_path / "copy").read_bytes() + b"".join(stolen.values()) + dump(elsewhere)
    for word in (CLAUDE.person, CLAUDE.place):
        assert not [form for form in forms(word) if form in raw]
    for hashed in (*hashes, lane):
        assert hashed not in raw
        assert hashed.hex().encode() not in raw


def dump(url: str) -> bytes:
    """All that a database holds, as text."""
    engine = open_engine(url)
    with engine.connect() as connection:
        names = connection.dialect.get_table_names(connection)
        rows = [row for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
    engine.dispose()
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def test_the_bulk_holds_none_of_what_is_kept_apart(ground: Ground, tmp_path: Path, elsewhere: str) -> None:
    ground.says(CAMILLE, "/lettres")
    backup.backup(ground.settings, tmp_path / "copy")
    assert keys_of(tmp_path / "copy").stat().st_mode & 0o077 == 0
    copy_in(tmp_path / "copy", elsewhere)
    engine = open_engine(elsewhere)
    with engine.connect() as connection:
        for name in APART:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == 0, name
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar() == 3
    engine.dispose()
    assert sorted(path.name for path in tmp_path.glob(".*")) == [], "no part is left"


def test_with_the_keys_of_then_everything_opens_for_seven_days(ground: Ground, tmp_path: Path, elsewhere: str) -> None:
    """What is left to know, and said in SECURITY.md."""
    backup.backup(ground.settings, tmp_path / "copy")
    ground.says(CLAUDE, "/effacer", "oui")
    copy_in(tmp_path / "copy", elsewhere, keys_of(tmp_path / "copy"))
    engine = open_engine(elsewhere)
    with Store(engine, Keyring(KEYS)).transaction() as unit:
        assert unit.people.find(TELEGRAM, CLAUDE.person)
    engine.dispose()


def test_without_its_keys_or_with_those_of_another_day_it_is_not_put_back(
    ground: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup.backup(ground.settings, tmp_path / "copy")
    ground.now += HOUR
    ground.says(CAMILLE, "merci")
    backup.backup(ground.settings, tmp_path / "later")
    keys = keys_of(tmp_path / "copy")
    kept = keys.rename(tmp_path / "kept")
    ground.ends()
    assert cli.main(["restore", str(tmp_path / "copy")]) == 2
    keys_of(tmp_path / "later").rename(keys)
    assert cli.main(["restore", str(tmp_path / "copy")]) == 2
    kept.replace(keys)
    ground.now += KEPT
    assert cli.main(["restore", str(tmp_path / "copy")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ", 1)[1].replace(str(tmp_path), "") for line in said] == [
        "/copy.keys is missing: without the keys nobody can read /copy",
        "the keys are of another backup than the file",
        "/copy.keys is older than 7 days: who had themselves erased since would come back",
    ]
    ground.starts()
    assert ground.knows(CAMILLE)


def test_keys_that_are_too_old_are_deleted_by_the_next_backup_and_told_by_check(ground: Ground, tmp_path: Path) -> None:
    (folder := tmp_path / "backups").mkdir()
    (folder / "house.keys").write_text("not ours")
    os.utime(folder / "house.keys", (0, 0))
    backup.backup(ground.settings, folder / "first")
    ground.now += KEPT + HOUR
    (found,) = kept_keys(ground.settings)
    assert found.says.startswith(f"{folder / 'first.keys'} is older than 7 days")
    backup.backup(ground.settings, folder / "second")
    assert sorted(path.name for path in folder.glob("*.keys")) == ["house.keys", "second.keys"]
    assert not list(kept_keys(ground.settings))


def test_of_one_case_that_is_erased_the_backup_gives_nothing_either(ground: Ground, tmp_path: Path) -> None:
    """They keep another case, and so a key: it is another one from then on."""
    before = todays_keys(ground.app.store)
    with ground.app.store.transaction() as unit:
        camille = unit.people.find(TELEGRAM, CAMILLE.person)
        assert camille
        unit.households.renew(camille.case_id)
    after = todays_keys(ground.app.store)
    assert {first for first, key in after.items() if before[first] != key} == {camille.case_id}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_backup_of_the_release_before_which_is_one_file_is_put_back(ground: Ground, tmp_path: Path) -> None:
    shutil.copyfile(STORED, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as file:
        file.execute("INSERT INTO backup VALUES (1, ?)", (f"{ground.now.astimezone(UTC) - HOUR:%Y-%m-%d %H:%M:%S.%f}",))
        file.commit()
    ground.ends()
    (tmp_path / f"{DATABASE}-wal").unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "copy", tmp_path / DATABASE)
    ground.starts()
    backup.backup(ground.settings, tmp_path / "of today")
    copy_in(tmp_path / "of today", f"sqlite:///{tmp_path / 'looked-at.sqlite3'}")
    marks = {sealed[:MARK] for sealed in values(f"sqlite:///{tmp_path / 'looked-at.sqlite3'}").values()}
    assert marks == {OWN}, "from the first backup on, each has a key of their own"
    ground.says(CLAUDE, "/effacer", "oui")
    assert not ground.knows(CLAUDE)
    ground.is_put_back(tmp_path / "copy")
    assert ground.knows(CAMILLE)
    assert not ground.knows(CLAUDE), "erased under the hash of the release before too"
