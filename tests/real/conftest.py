"""What the tests against real programs share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse


@pytest.fixture
def limited_synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver with the limits of a public one."""
    server = Synapse(tmp_path_factory.mktemp("limited"), default_limits=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def bot(synapse: Synapse, tmp_path: Path) -> Bot:
    return Bot(synapse, tmp_path / "bot", f"bot-{uuid4().hex[:8]}")


@pytest.fixture
async def alix(synapse: Synapse, tmp_path: Path) -> AsyncIterator[NioPerson]:
    person = await NioPerson.start(synapse.url, synapse.register(f"alix-{uuid4().hex[:8]}"), tmp_path / "alix")
    yield person
    await person.close()


@pytest.fixture
async def strict(synapse: Synapse) -> AsyncIterator[StrictPerson]:
    person = await StrictPerson.start(synapse.url, synapse.register(f"sasha-{uuid4().hex[:8]}"))
    yield person
    await person.close()


@pytest.fixture
async def third(synapse: Synapse, tmp_path: Path) -> AsyncIterator[NioPerson]:
    person = await NioPerson.start(synapse.url, synapse.register(f"third-{uuid4().hex[:8]}"), tmp_path / "third")
    yield person
    await person.close()
