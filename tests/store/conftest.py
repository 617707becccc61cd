"""A migrated store on SQLite and on a real PostgreSQL, empty at the start of each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import Engine

from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.unit import Store
from tests.store.bench import keyring, never_without_power
from tests.store.postgres import TEMPLATE, Postgres

_NUMBERS = count()


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
    with database(backend, request, TEMPLATE) as url:
        found = open_engine(url)
        if backend == "sqlite":
            migrate(never_without_power(found))
        yield found
        found.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """An empty store."""
    return Store(engine, keyring())
