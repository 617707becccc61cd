"""A migrated store on SQLite and on a real PostgreSQL, empty at the start of each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.engine import open_engine
from bot.store.unit import Store
from tests.store.bench import DATABASE, keyring, never_without_power, new_database
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
        yield f"sqlite:///{request.getfixturevalue('tmp_path') / DATABASE}"
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
def fresh() -> bool:
    """Whether PostgreSQL's database is one of the test's own, gone with its files: for who looks through these."""
    return False


@pytest.fixture
def engine(backend: str, fresh: bool, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database at the present schema in which nobody is."""
    if backend == "postgresql" and not fresh:
        found = open_engine(request.getfixturevalue("postgres").lent())
        yield found
        found.dispose()
        return
    with database(backend, request, TEMPLATE) as url:
        if backend == "sqlite":
            for name, content in new_database().items():
                (tmp_path / name).write_bytes(content)
        found = never_without_power(open_engine(url)) if backend == "sqlite" else open_engine(url)
        yield found
        found.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """An empty store."""
    return Store(engine, keyring())
