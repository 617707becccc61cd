"""The migrations make exactly the tables that the code describes, once, and refuse what they cannot bring up."""

import hashlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text

from bot.core.ports.network_name import NetworkName
from bot.store import StoreError, migrating
from bot.store.described import Described
from bot.store.engine import open_engine
from bot.store.migrating import REVISIONS, migrate, pending, upgrade
from bot.store.tables import OutboxRow
from bot.store.tally import Count
from bot.store.unit import Store
from tests.folded import folded
from tests.store.bench import NOW, kept, keyring

ROW_OF_0004 = text(
    "INSERT INTO outbox (key, network, lane, person, priority, state, not_before, tries, content) "
    "VALUES (:k, :n, 'lane', 'person', 0, :s, :at, :t, :c)"
)


LANDED = {
    "0001_the_first_tables.py": "bc2157a82f7e33442b8527d1a657bd2d90f4023c69b954aefa8392d03bf6d664",
    "0002_absences_and_delays.py": "5e387f62eb8e68e6b3ea09effbfa07a3c20ce72d219f08317ff1b84512d1b82d",
    "0003_address_reports.py": "25e118d1c30160db0f3370da4e19cb0306b8f983f0e3898a628ed1f20c3f9154",
    "0004_places_links_and_sums.py": "072fae7c2ebd042c3f540982d5f9fbcc780b0f412fb99f612dcef1cd037cd186",
    "0005_keys_in_rooms.py": "669e0d94d3825b58aa3a7351be9a8e1731eb47a716ade10d4eb6429d2c6bb39b",
    "0006_traces.py": "0efe8b3310f32e3954a97a1a0b1446b8a8a34a8cc6f29fb58cb75796acab8ec9",
    "0007_looks.py": "69e60a4db4a310a502e52bb2724fa5858027dc04375156da99e1ec90408dcd9f",
    "0008_several_cases.py": "895d6db5ac05fa301aa2be139ea845b5ef0cca4920bdbe2faab5e2c2b5ddfdcc",
    "0009_an_index_to_claim_by.py": "bf99cf0658fa5753ea9581b4735c9b54f727cc9021af19e8b327d74ba4187a8c",
    "0010_deeds.py": "54d355fda49dd3026828cb29d414952ba4b031789747f1d4dd9b448e692f0dc0",
    "0011_a_key_per_person.py": "11e48d4fa7f98fb15ba1af6e04f99ffe2990db9c64b480988ed1988fa8d636a9",
    "0012_several_workers.py": "48bc40f19ef5f728ae4af0da3ce341fd9151743496d9f1338041fa7dacb3dbc4",
    "0013_nothing_to_infer.py": "ca48921981955bd8431fdaf77e90e4abfd6f032919594f6719aa02c743318d7e",
}
"""By their file, the hashes of the migrations that have landed, as they landed."""


def test_the_migrated_schema_is_the_one_the_code_describes(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Described.metadata) == []


def test_the_constraints_have_the_names_that_later_migrations_rely_on(engine: Engine) -> None:
    found = inspect(engine)
    for table in Described.metadata.sorted_tables:
        assert found.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
        for key in found.get_foreign_keys(table.name):
            assert key["name"] == f"fk_{table.name}_{key['constrained_columns'][0]}"
            assert key["options"] == {"ondelete": "CASCADE"}


def test_what_an_older_release_may_have_said_on_matrix_is_uncertain_and_counted(empty_url: str) -> None:
    engine = open_engine(empty_url)
    upgrade(engine, "0004")
    with engine.begin() as connection:
        for key, network, state, tries, content in (
            ("being sent", "matrix", "sending", 1, b"made up"),
            ("being sent, and erased", "matrix", "sending", 1, None),
            ("put back", "matrix", "waiting", 1, b"made up"),
            ("waits", "matrix", "waiting", 0, b"made up"),
            ("being printed", "terminal", "sending", 1, b"made up"),
        ):
            row = {"k": key, "n": network, "s": state, "t": tries, "c": content, "at": NOW}
            connection.execute(ROW_OF_0004, row)
    migrate(engine)
    with Store(engine, keyring()).transaction() as unit:
        found = unit.connection.execute(select(OutboxRow.key, OutboxRow.state, OutboxRow.content.is_not(None)))
        assert {tuple(row) for row in found} == {
            ("being sent", "uncertain", False),
            ("put back", "uncertain", False),
            ("waits", "waiting", True),
            ("being printed", "sending", True),
        }
        sums = unit.tally.read()
    assert [sums[NetworkName.MATRIX, what] for what in (Count.UNCERTAIN, Count.ERASED)] == [2, 1]
    engine.dispose()


@pytest.mark.parametrize("already", [True, False])
def test_both_forms_that_the_fourth_schema_had_come_to_the_present_one(empty_url: str, already: bool) -> None:
    engine = open_engine(empty_url)
    upgrade(engine, "0004")
    if already:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE person ADD COLUMN joined_at TIMESTAMP"))
    migrate(engine)
    kept(Store(engine, keyring()))
    engine.dispose()


def test_migrating_twice_changes_nothing_and_keeps_everybody(store: Store) -> None:
    person = kept(store)
    migrate(store.engine)
    assert not pending(store.engine)
    with store.transaction() as unit:
        assert unit.people.find(person.network, person.to.person) == person


def test_an_empty_database_is_pending_until_it_is_migrated(empty_url: str) -> None:
    engine = open_engine(empty_url)
    assert pending(engine)
    migrate(engine)
    assert not pending(engine)
    Store(engine, keyring()).check()
    engine.dispose()


def test_a_database_of_a_later_release_is_refused_in_one_line(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert pending(engine)
    with pytest.raises(StoreError) as caught:
        migrate(engine)
    assert "\n" not in str(caught.value)
    assert "newer than this release" in str(caught.value)


def test_a_migration_that_fails_halfway_leaves_nothing_behind(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE person (in_the_way INTEGER)"))
    with pytest.raises(StoreError, match="cannot be migrated"):
        migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE person"))
    migrate(engine)
    Store(engine, keyring()).check()
    engine.dispose()


@pytest.mark.parametrize(
    "content", [b"this was never a database, Camille Exemple" * 200, b"SQLite format 3\x00" + b"\xff" * 5_000]
)
def test_a_file_that_is_no_database_is_a_clear_error_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "objecteur.sqlite3"
    path.write_bytes(content)
    engine = open_engine(f"sqlite:///{path}")
    for act in (migrate, pending):
        with pytest.raises(StoreError) as caught:
            act(engine)
        assert "Camille" not in str(caught.value)
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_the_schemas_that_are_known_are_those_of_alembic() -> None:
    """They are read off the names of the files, so that a start need not load Alembic."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([step.revision for step in script.walk_revisions()])) == REVISIONS
    assert script.get_current_head() == REVISIONS[-1]


@folded("name", LANDED)
def test_a_migration_that_has_landed_is_never_edited(name: str) -> None:
    """Databases of 24 and 25 November were lost to a first migration that was edited after it had landed."""
    content = (Path(migrating.__file__).parent / "migrations" / "versions" / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == LANDED[name]


def test_every_migration_but_the_newest_is_known_to_have_landed() -> None:
    assert {name[:4] for name in LANDED} >= set(REVISIONS[:-1]), "add its hash once it has landed"
