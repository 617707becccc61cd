"""Live the story and write what was said, `make story`: all of it at the terminal, its beginning on each network."""

import asyncio
import tempfile
from pathlib import Path

from tests.real.running import ROOT, Bot, TerminalPerson
from tests.real.story import STORY, lives, told
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi

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


async def on_telegram(data: Path) -> str:
    """What a person saw on Telegram on the first days: words, files, buttons."""
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    try:
        for stage in BEGINNING:
            async with Bot(data, stage.when, **settings):
                await lives(person, stage)
    finally:
        await api.stop()
    return person.transcript()


async def on_matrix(data: Path) -> str:
    """What a person saw on Matrix on the first days, in a client that excludes unsigned devices."""
    (data / "synapse").mkdir()
    (data / "bot").mkdir()
    synapse = Synapse(data / "synapse")
    await asyncio.to_thread(synapse.start)
    user, password = await asyncio.to_thread(synapse.register, "objecteur")
    person = await StrictPerson.start(synapse.url, await asyncio.to_thread(synapse.register, "camille"))
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    try:
        for number, stage in enumerate(BEGINNING):
            async with Bot(data / "bot", stage.when, **settings):
                if number == 0:
                    await person.opens_room_with(user)
                    await person.sees("Êtes-vous d’accord")
                await lives(person, stage)
    finally:
        await person.close()
        await asyncio.to_thread(synapse.stop)
    return person.transcript()


def main() -> None:
    """Write the three pages."""
    docs = ROOT / "docs"
    with tempfile.TemporaryDirectory() as made:
        terminal, telegram, matrix = (Path(made) / name for name in ("terminal", "telegram", "matrix"))
        for folder in (terminal, telegram, matrix):
            folder.mkdir()
        (docs / "story.md").write_text(told(asyncio.run(at_the_terminal(terminal))), encoding="utf-8")
        (docs / "transcript-telegram.txt").write_text(asyncio.run(on_telegram(telegram)) + "\n", encoding="utf-8")
        (docs / "transcript-matrix.txt").write_text(asyncio.run(on_matrix(matrix)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
