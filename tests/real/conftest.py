"""What the tests against real programs share."""

from collections.abc import Iterator

import pytest

from tests.real.synapse import Synapse


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver without limits."""
    server = Synapse(tmp_path_factory.mktemp("synapse"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def limited_synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver with the limits of a public one."""
    server = Synapse(tmp_path_factory.mktemp("limited"), default_limits=True)
    server.start()
    yield server
    server.stop()
