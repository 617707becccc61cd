"""Live the story and write what was said, `make story`: all of it at the terminal, its beginning on each network."""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from bot.settings import Settings
from bot.store.opening import open_store
from tests.real.running import ROOT, Bot, TerminalPerson
from tests.real.story import STORY, Stage, lives, told
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse
from tests.real.telegram_api import Person, TelegramApi

TOKEN = "123456:only-for-these-pages-not-a-real-one"
BEGINNING = STORY[:2]


async def at_the_terminal(data: Path) -> list[str]:
    """What `objecteur chat` printed on each day of the story."""
    transcripts = []
    for stage in STORY:
        async with TerminalPerson(data, stage.when) as person:
            await lives(person, stage)
        transcripts.append(person.transcript())
    return transcripts


async def on_telegram(data: Path, stages: Sequence[Stage]) -> Person:
    """Somebody who lived these days on Telegram: words, files, buttons."""
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    try:
        for number, stage in enumerate(stages):
            if number:
                _read_until(data, stage.when)
            async with Bot(data, stage.when, **settings):
                await lives(person, stage)
    finally:
        await api.stop()
    return person


def _read_until(data: Path, when: str) -> None:
    """Note that Telegram was read until that moment: in the story the bot does not stop between two days."""
    store = open_store(Settings(data_dir=data))
    with store.transaction() as unit:
        unit.absences.read(NetworkName.TELEGRAM, datetime.fromisoformat(when))
    store.engine.dispose()


async def on_matrix(data: Path, synapse: Synapse, bot: str, account: str, stages: Sequence[Stage]) -> StrictPerson:
    """Somebody who lived these days on Matrix, in a client that excludes unsigned devices.

    bot, account  the names to register on that server, of the bot and of the person
    """
    user, password = await asyncio.to_thread(synapse.register, bot)
    person = await StrictPerson.start(synapse.url, await asyncio.to_thread(synapse.register, account))
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    try:
        for number, stage in enumerate(stages):
            async with Bot(data, stage.when, **settings):
                if number == 0:
                    await person.opens_room_with(user)
                    await person.sees("Êtes-vous d’accord")
                await lives(person, stage)
    finally:
        await person.close()
    return person


async def _begun_on_matrix(data: Path) -> StrictPerson:
    """The first days, on a server of their own."""
    (data / "synapse").mkdir()
    (data / "bot").mkdir()
    synapse = Synapse(data / "synapse")
    await asyncio.to_thread(synapse.start)
    try:
        return await on_matrix(data / "bot", synapse, "objecteur", "camille", BEGINNING)
    finally:
        await asyncio.to_thread(synapse.stop)


def main() -> None:
    """Write the three pages."""
    docs = ROOT / "docs"
    with tempfile.TemporaryDirectory() as made:
        terminal, telegram, matrix = (Path(made) / name for name in ("terminal", "telegram", "matrix"))
        for folder in (terminal, telegram, matrix):
            folder.mkdir()
        (docs / "story.md").write_text(told(asyncio.run(at_the_terminal(terminal))), encoding="utf-8")
        (docs / "transcript-telegram.txt").write_text(
            asyncio.run(on_telegram(telegram, BEGINNING)).transcript() + "\n", encoding="utf-8"
        )
        (docs / "transcript-matrix.txt").write_text(
            asyncio.run(_begun_on_matrix(matrix)).transcript() + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
