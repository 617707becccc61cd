"""Matrix: ours beside a bare bot on the same library and the same Synapse: `python -m tests.bench.nio_bots URL USER …`.

The bare one answers each line with a short text, encrypted, and trusts every device. The people are played by the same
library, and their work is not counted. The homeserver's is, by itself: what is said to it and read from it, theirs too.
"""

import asyncio
import sqlite3
import sys
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import nio

from tests.bench.crowd import Run, together
from tests.bench.journeys import BEFORE_THE_LETTERS, TO_A_PEER
from tests.bench.running import Program, cpu_of, other, ours
from tests.real.nio_person import NioPerson
from tests.real.synapse import Synapse

_SYNC = 30_000
_LINES = BEFORE_THE_LETTERS[1:]
"""Those after the hello, with which a room begins: its keys are made then."""


@dataclass(frozen=True)
class Hosted:
    """What a run took of the homeserver, for each line with its answer: milliseconds of its processor, bytes kept."""

    cpu: float
    kept: float


async def side_by_side(folder: Path, people: int, times: int) -> dict[str, list[tuple[Run, Hosted]]]:
    """A crowd at each bot in turn, several times; everybody begins with a room of their own."""
    synapse, numbers = Synapse(folder), count(1)
    await asyncio.to_thread(synapse.start)
    found: dict[str, list[tuple[Run, Hosted]]] = {"bare": [], "ours, words only": []}
    try:
        for _ in range(times):
            for name, runs in found.items():
                (data := folder / f"bot-{next(numbers)}").mkdir()
                runs.append(await _run(synapse, name, data, people))
    finally:
        await asyncio.to_thread(synapse.stop)
    return found


async def _run(synapse: Synapse, name: str, folder: Path, people: int) -> tuple[Run, Hosted]:
    account = await asyncio.to_thread(synapse.register, folder.name)
    lines = TO_A_PEER[1 : len(BEFORE_THE_LETTERS)] if name == "bare" else _LINES
    async with AsyncExitStack() as running:
        program = await running.enter_async_context(_program(synapse, name, folder, account))
        crowd = []
        for number in range(people):
            its = await asyncio.to_thread(synapse.register, f"{folder.name}-{number}")
            crowd.append(person := await NioPerson.start(synapse.url, its, folder / str(number)))
            running.push_async_callback(person.close)
            await person.opens_room_with(account[0])
            await person.is_with(account[0])
        await together(crowd, program, TO_A_PEER[:1] if name == "bare" else BEFORE_THE_LETTERS[:1])
        cpu, kept = cpu_of(synapse.process), _kept(synapse)
        run = await together(crowd, program, lines)
        cpu, kept = cpu_of(synapse.process) - cpu, _kept(synapse) - kept
        return run, Hosted(cpu / run.steps * 1000, kept / run.steps)


def _kept(synapse: Synapse) -> int:
    """The bytes of the homeserver's database, but for pages that are free."""
    with closing(sqlite3.connect(f"file:{synapse.database}?mode=ro", uri=True, timeout=10)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def _program(synapse: Synapse, name: str, folder: Path, account: tuple[str, str]) -> Program:
    user, password = account
    if name == "bare":
        return other("tests.bench.nio_bots", folder, synapse.url, user, password, str(folder))
    return ours(folder, "", matrix_homeserver=synapse.url, matrix_user=user, matrix_password=password)


async def _answers(url: str, user: str, password: str, store: str) -> None:
    """The bare bot, until it is told to stop."""
    config = nio.AsyncClientConfig(store=nio.store.SqliteStore, store_sync_tokens=True)
    client = nio.AsyncClient(url, user, store_path=store, config=config)
    assert isinstance(await client.login(password), nio.LoginResponse)

    async def invited(room: nio.MatrixRoom, _: nio.InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def said(room: nio.MatrixRoom, event: nio.RoomMessageText) -> None:
        if event.sender != client.user_id:
            answer = {"msgtype": "m.text", "body": f"Bien reçu : {event.body}"}
            await client.room_send(room.room_id, "m.room.message", answer, ignore_unverified_devices=True)

    client.add_event_callback(invited, nio.InviteMemberEvent)
    client.add_event_callback(said, nio.RoomMessageText)
    await client.sync_forever(_SYNC, full_state=True)


if __name__ == "__main__":
    asyncio.run(_answers(*sys.argv[1:]))
