"""Hypothesis draws the same examples each time in `make test`; `make search` draws others, and more.

A PostgreSQL of the tests' own, for those that ask for it.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.store.postgres import Postgres

slow = (HealthCheck.too_slow, HealthCheck.filter_too_much)
settings.register_profile("same", derandomize=True, deadline=None, max_examples=60, suppress_health_check=slow)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=5, suppress_health_check=slow)
settings.register_profile("search", deadline=None, max_examples=2_000, suppress_health_check=slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


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
