"""One Matrix account, two workers on one data directory: one serves it, the other takes over when that one ends."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.real.nio_person import NioPerson
from tests.real.several.crew import Crew
from tests.real.several.kills import SECRET
from tests.real.synapse import Synapse
from tests.store.postgres import TEMPLATE, Postgres

MATRIX = "matrix"
GREETED = "Êtes-vous d’accord"


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    yield postgres.empty("workers", TEMPLATE)
    postgres.drop("workers")


@pytest.mark.long
@pytest.mark.xdist_group("matrix")
async def test_a_worker_that_ends_or_hangs_leaves_the_account_to_another(
    synapse: Synapse, tmp_path: Path, url: str
) -> None:
    user, password = await asyncio.to_thread(synapse.register, f"shared-{uuid4().hex[:8]}")
    account = await asyncio.to_thread(synapse.register, f"person-{uuid4().hex[:8]}")
    told = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password, "secret_keys": SECRET}
    person = await NioPerson.start(synapse.url, account, tmp_path / "person")
    (data := tmp_path / "bot").mkdir()
    try:
        async with Crew(data, url, **told) as crew:
            for _ in range(2):
                await crew.join()
            await person.opens_room_with(user)
            await person.sees(GREETED, timeout=60)
            ended = crew.leader(MATRIX)
            assert ended
            await crew.kill(ended)
            await person.say("/langue")
            await person.sees("English", timeout=60)
            hangs = crew.leader(MATRIX)
            assert hangs not in {None, ended}
            other = await crew.join()
            crew.stop(hangs)
            # It has the leadership, and waits for the directory: two programs on one crypto store would fork its keys.
            await crew.until(lambda: crew.leader(MATRIX) == other, "another has the leadership", 20)
            await person.say("/aide")
            await crew.kill(hangs)
            await person.sees("/dossier|!dossier", timeout=60)
    finally:
        await person.close()
    said = [message.body for message in person.messages]
    assert sum(GREETED in body for body in said) == 1
    assert sum("Quelle langue" in body for body in said) == 2, "asked once, and once more under the help"
    assert any("already uses the Matrix store" in log for log in crew.logs)
