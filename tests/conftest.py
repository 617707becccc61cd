"""Hypothesis draws the same examples each time in `make test`; `make search` draws others, and more.

A PostgreSQL and a Synapse of the tests’ own, for those that ask for them; and which worker takes which tests, and when.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadGroupScheduling

from tests.real.synapse import Synapse
from tests.store.postgres import Postgres

slow = (HealthCheck.too_slow, HealthCheck.filter_too_much)
settings.register_profile("same", derandomize=True, deadline=None, max_examples=60, suppress_health_check=slow)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=5, suppress_health_check=slow)
settings.register_profile("search", deadline=None, max_examples=2_000, suppress_health_check=slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

HERE = Path(__file__).parent
FIRST = (
    "real", "crash", "test_wheel.py", "commands", "preview", "service", "store", "runtime", "render", "simulation",
    "campaigns", "content", "networks", "understanding",
)  # fmt: skip
"""What takes longest, in the order in which it is begun: the short modules that are left fill the end."""


class ByModule(LoadGroupScheduling):  # type: ignore[misc]  # xdist tells no types
    """A worker takes a whole group, or a whole module: what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return str(super()._split_scope(nodeid)).partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByModule:
    """Workers take their tests in the order of the collection, which is not that of the largest number."""
    config.option.loadscopereorder = False
    return ByModule(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with those on real servers: groups, which one worker alone can take."""

    def rank(item: pytest.Item) -> tuple[bool, int]:
        folder = item.path.relative_to(HERE).parts[0]
        return not item.get_closest_marker("xdist_group"), FIRST.index(folder) if folder in FIRST else len(FIRST)

    items.sort(key=rank)


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver without limits."""
    server = Synapse(tmp_path_factory.mktemp("synapse"))
    server.start()
    yield server
    server.stop()


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
