"""Opening a database: its safety settings hold on every connection, and a wrong URL is a line without its password."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from bot.store import StoreError
from bot.store.engine import open_engine
from bot.store.migrating import migrate, pending
from bot.store.unit import Store
from tests.folded import folded
from tests.store.bench import kept, keyring

PASSWORD = "hunter2-hunter2"


@pytest.fixture
def sqlite(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'objecteur.sqlite3'}")
    migrate(engine)
    return engine


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 10_000),
        ("temp_store", 2),  # MEMORY: no copy in a temporary file
    ],
)
def test_every_connection_is_durable_and_erases_what_it_deletes(sqlite: Engine, pragma: str, value: str | int) -> None:
    held = [sqlite.raw_connection() for _ in range(3)]
    found = [connection.cursor().execute(f"PRAGMA {pragma}").fetchone() for connection in held]
    for connection in held:
        connection.close()
    sqlite.dispose()
    with sqlite.connect() as fresh:
        found.append(tuple(fresh.execute(text(f"PRAGMA {pragma}")).one()))
    assert found == [(value,)] * 4


def test_a_connection_of_another_thread_has_the_same_settings(sqlite: Engine) -> None:
    found: list[object] = []

    def look() -> None:
        with sqlite.connect() as connection:
            found.extend(
                connection.execute(text(f"PRAGMA {pragma}")).scalar()
                for pragma in ("synchronous", "secure_delete", "foreign_keys")
            )

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [2, 1, 1]


def test_foreign_keys_are_enforced_by_both_databases(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO ledger VALUES ('no-such-case', 0, 'deadline', CURRENT_TIMESTAMP, 1)"))


def test_a_write_that_reads_first_is_not_refused_by_another_that_began_later(sqlite: Engine) -> None:
    """BEGIN IMMEDIATE: two transactions that read and then write wait for each other, and neither fails."""
    store, failed = Store(sqlite, keyring()), []
    person = kept(store)

    def save() -> None:
        try:
            for _ in range(20):
                with store.transaction() as unit:
                    found = unit.people.find(person.network, person.to.person)
                    assert found is not None
                    unit.people.save(found, "health-data-hub")
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@folded(
    "url",
    [
        f"mysql://camille:{PASSWORD}@db.exemple.test/objecteur",
        f"postgres://camille:{PASSWORD}@db.exemple.test/objecteur",
        f"oracle://camille:{PASSWORD}@db.exemple.test/objecteur",
        f"camille:{PASSWORD}@db.exemple.test",
        PASSWORD,
        "",
        f"postgresql://camille:{PASSWORD}@db.exemple.test:{PASSWORD}/objecteur",
        "sqlite+no_such_driver:///objecteur.sqlite3",
        "sqlite+aiosqlite:///objecteur.sqlite3",
    ],
)
def test_a_url_that_cannot_be_used_is_one_line_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="OBJECTEUR_DATABASE_URL") as caught:
        open_engine(url)
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_does_not_answer_is_one_line_without_its_password(tmp_path: Path) -> None:
    engine = open_engine(f"postgresql://camille:{PASSWORD}@/objecteur?host={tmp_path}")
    for act in (pending, migrate):
        with pytest.raises(StoreError) as caught:
            act(engine)
        assert PASSWORD not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_engine_hides_parameters_in_its_errors(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(
            text('INSERT INTO "case" (id, campaign) VALUES (:id, :campaign)'),
            {"id": "camille-exemple", "campaign": None},
        )
    assert "camille-exemple" not in str(caught.value).split("DETAIL")[0]
