"""Opening a store at start: SQLite brings itself up to date, PostgreSQL waits for its operator; both know their key."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, text
from sqlalchemy.engine import make_url

from bot.cli import main
from bot.commands.backup import backup
from bot.settings import Settings
from bot.store import StoreError
from bot.store.engine import open_engine
from bot.store.guard import Guard
from bot.store.migrating import migrate, pending
from bot.store.migrating import upgrade as to_schema
from bot.store.opening import (
    locked,
    locked_to_serve,
    matrix_key,
    open_store,
    open_to_serve,
    renew_matrix_key,
    upgrade,
)
from bot.store.seal import WORD_PLACE
from bot.store.tables import SealRow
from tests.store.bench import KEY as KEY_BYTES
from tests.store.bench import OTHER_KEY, kept, keyring, without_settings
from tests.store.postgres import Postgres
from tests.store.test_releases_with_workers import STORED

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
OTHER = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_settings(tmp_path, monkeypatch)


def settings(url: str, tmp_path: Path, key: str | None = KEY) -> Settings:
    return Settings.model_validate({"database_url": url, "data_dir": tmp_path / "data", "secret_keys": key})


def test_an_empty_database_is_made_ready_on_sqlite_and_waits_for_migrate_on_postgresql(
    backend: str, empty_url: str, tmp_path: Path
) -> None:
    if backend == "postgresql":
        with pytest.raises(StoreError, match="objecteur migrate"):
            open_store(settings(empty_url, tmp_path))
        migrate(open_engine(empty_url))
    kept(open_store(settings(empty_url, tmp_path)))


def test_a_database_that_was_written_with_another_key_is_refused_before_any_message(
    empty_url: str, tmp_path: Path
) -> None:
    migrate(open_engine(empty_url))
    kept(open_store(settings(empty_url, tmp_path)))
    with pytest.raises(StoreError, match="another key") as caught:
        open_store(settings(empty_url, tmp_path, OTHER))
    assert OTHER not in str(caught.value)
    open_store(settings(empty_url, tmp_path, f"{OTHER},{KEY}"))


def test_a_lost_key_file_is_never_replaced_beside_what_it_sealed(tmp_path: Path) -> None:
    """A new key was made, and everything that had been kept could be read no more, by nobody."""
    there = settings(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, key=None)
    open_store(there)
    key = tmp_path / "data" / "secret.key"
    saved = key.read_bytes()
    key.unlink()
    with pytest.raises(StoreError, match=r"secret\.key is missing"):
        open_store(there)
    assert not key.exists()
    key.write_bytes(saved)
    key.chmod(0o600)
    open_store(there)


def test_a_database_of_a_later_release_is_said_to_be_newer(empty_url: str, tmp_path: Path) -> None:
    engine = open_engine(empty_url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer than this release"):
        open_store(settings(empty_url, tmp_path))


def test_a_key_that_is_none_is_refused_without_being_repeated(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="OBJECTEUR_SECRET_KEYS") as caught:
        open_store(settings(empty_url, tmp_path, "hunter2-hunter2"))
    assert "hunter2" not in str(caught.value)


def test_a_postgresql_url_with_any_driver_is_opened_with_ours(backend: str, empty_url: str, tmp_path: Path) -> None:
    url = make_url(empty_url)
    if backend == "postgresql":
        url = url.set(drivername="postgresql+psycopg2")
    engine = open_engine(url.render_as_string(hide_password=False))
    migrate(engine)
    assert engine.driver == {"postgresql": "psycopg", "sqlite": "pysqlite"}[backend]


def test_the_files_of_a_fresh_sqlite_store_are_their_owner_s_only(tmp_path: Path) -> None:
    fresh = Settings.model_validate({"data_dir": tmp_path / "new" / "data"})
    kept(open_store(fresh))
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in fresh.data_dir.iterdir()}
    assert stat.S_IMODE(fresh.data_dir.stat().st_mode) == 0o700
    assert set(found) >= {"objecteur.sqlite3", "secret.key"}
    assert set(found.values()) == {0o600}


# --- The key of the Matrix store --------------------------------------------------------------------------------------


def test_the_key_of_the_matrix_store_is_random_and_sealed_beside_it(tmp_path: Path) -> None:
    there = settings(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    key = matrix_key(there, keyring())
    assert matrix_key(there, keyring(OTHER_KEY, KEY_BYTES)) == key
    assert key != keyring().matrix_key_before()
    file = tmp_path / "data" / "matrix" / "store.key"
    assert key.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(StoreError, match="another key"):
        matrix_key(there, keyring(OTHER_KEY))


def test_a_matrix_store_of_an_earlier_release_keeps_its_key(tmp_path: Path) -> None:
    there = settings(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    (tmp_path / "data" / "matrix").mkdir(parents=True)
    (tmp_path / "data" / "matrix" / "cross-signing.json").write_text("made up")
    assert matrix_key(there, keyring(OTHER_KEY, KEY_BYTES)) == keyring().matrix_key_before()
    renew_matrix_key(there, keyring(OTHER_KEY, KEY_BYTES))
    assert matrix_key(there, keyring(OTHER_KEY)) == keyring().matrix_key_before()


def test_where_matrix_was_never_served_a_rotation_makes_no_key_for_it(tmp_path: Path) -> None:
    there = settings(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    renew_matrix_key(there, keyring())
    assert not (tmp_path / "data" / "matrix").exists()


# --- A database of an earlier release -------------------------------------------------------------------------------


def of_before(tmp_path: Path) -> Settings:
    """A data directory in which an earlier release kept people."""
    (tmp_path / "data").mkdir()
    shutil.copyfile(STORED, tmp_path / "data" / "objecteur.sqlite3")
    return Settings.model_validate({"data_dir": tmp_path / "data", "secret_keys": KEY})


@pytest.mark.parametrize("command", ["run", "chat"])
def test_nothing_of_an_earlier_release_is_changed_while_it_is_at_work(tmp_path: Path, command: str) -> None:
    """Before: `backup` of the new release took the days away from under the old bot."""
    there = of_before(tmp_path)
    opens: tuple[Callable[[], object], ...] = (
        lambda: open_store(there),
        lambda: open_to_serve(there),
        lambda: backup(there, tmp_path / "copy"),
    )
    with locked(there.data_dir, command):
        for opening in opens:
            with pytest.raises(StoreError, match="stop it"):
                opening()
        assert pending(open_engine(there.database))
    with locked_to_serve(there):
        assert not pending(open_store(there).engine), "it was upgraded before the lock was taken"


def test_a_database_in_memory_is_nobody_s_of_before(tmp_path: Path) -> None:
    there = settings("sqlite://", tmp_path)
    with locked_to_serve(there):
        open_to_serve(there)


def test_what_an_earlier_release_wrote_is_sealed_by_who_serves_from_it_and_by_no_other(tmp_path: Path) -> None:
    there = of_before(tmp_path)

    def in_clear() -> int:
        with open_store(there).transaction() as unit:
            return unit.connection.scalar(text("SELECT count(heard_on) FROM person")) or 0

    assert in_clear() == 5
    open_to_serve(there)
    assert in_clear() == 0


async def test_postgresql_is_neither_migrated_nor_sealed_while_a_worker_lives(
    postgres: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    there = settings(url := postgres.empty("objecteur_living"), tmp_path)
    engine = open_engine(url)
    to_schema(engine, "0012")
    async with Guard(engine).standing():
        with pytest.raises(StoreError, match="served by 1"):
            upgrade(there)
        assert pending(engine)
    upgrade(there)
    assert not pending(engine)
    async with Guard(engine).standing():
        kept(open_store(there))
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM case_log"))
        open_to_serve(there)
        assert "sealed" not in caplog.text
    engine.dispose()
    postgres.drop("objecteur_living")


# --- An earlier release's database, and another key ------------------------------------------------------------------


def schema_of(url: str) -> object:
    """All that a database says of its tables, and its number."""
    engine = open_engine(url)
    found = inspect(engine)
    tables = {
        table: ([column["name"] for column in found.get_columns(table)], sorted(map(str, found.get_indexes(table))))
        for table in sorted(found.get_table_names())
    }
    with engine.connect() as connection:
        number = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    return number, tables


@pytest.mark.parametrize("key", [OTHER, None])
def test_with_another_key_or_none_an_earlier_database_is_not_changed(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    """Before: `migrate` brought it up first, and then said that the key is another's; the earlier release was gone."""
    engine = open_engine(empty_url)
    to_schema(engine, "0009")
    with engine.begin() as connection:
        connection.execute(insert(SealRow).values(id=1, word=keyring().seal(WORD_PLACE, b"objecteur")))
    engine.dispose()
    before = schema_of(empty_url)
    monkeypatch.setenv("OBJECTEUR_DATABASE_URL", empty_url)
    monkeypatch.setenv("OBJECTEUR_DATA_DIR", str(tmp_path / "data"))
    if key:
        monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", key)
    assert main(["migrate"]) == 2
    assert schema_of(empty_url) == before
    monkeypatch.setenv("OBJECTEUR_SECRET_KEYS", KEY)
    assert main(["migrate"]) == 0
    assert not pending(open_engine(empty_url))
