"""Opening a store at start: SQLite brings itself up to date, PostgreSQL waits for its operator; both know their key."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.settings import Settings
from bot.store import StoreError
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.opening import matrix_key, open_store, renew_matrix_key
from tests.store.bench import KEY as KEY_BYTES
from tests.store.bench import OTHER_KEY, kept, keyring, without_settings

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
