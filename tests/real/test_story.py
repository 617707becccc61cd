"""The story of months, on each network: what is said comes, once, on its day, and leads on."""

import asyncio
from pathlib import Path

import pytest

from tests.real.journey import traces
from tests.real.running import ROOT, Bot
from tests.real.story import STORY, lives, told
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi
from tests.real.tell_story import at_the_terminal

PAGE = ROOT / "docs" / "story.md"
TOKEN = "123456:only-for-these-tests-not-a-real-one"


async def test_the_story_at_the_terminal(tmp_path: Path) -> None:
    transcripts = await at_the_terminal(tmp_path)
    assert traces(tmp_path) == []
    assert told(transcripts) == PAGE.read_text(encoding="utf-8"), "what is said has changed: make story, and read it"


async def test_the_story_on_telegram(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    try:
        for stage in STORY:
            async with Bot(tmp_path, stage.when, **settings):
                await lives(person, stage)
    finally:
        await api.stop()
    assert person.transcript().count("Votre démarche : une étape est possible.") == len(STORY) - 1
    assert traces(tmp_path) == []


@pytest.mark.xdist_group("matrix")
async def test_the_story_on_matrix_in_a_strict_client(synapse: Synapse, tmp_path: Path) -> None:
    user, password = await asyncio.to_thread(synapse.register, "story-bot")
    account = await asyncio.to_thread(synapse.register, "story-person")
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    person = await StrictPerson.start(synapse.url, account)
    try:
        for number, stage in enumerate(STORY):
            async with Bot(tmp_path, stage.when, **settings):
                if number == 0:
                    await person.opens_room_with(user)
                    await person.sees("Êtes-vous d’accord")
                await lives(person, stage)
    finally:
        await person.close()
    assert person.transcript().count("Votre démarche : une étape est possible.") == len(STORY) - 1
    assert all(message.encrypted and message.shield is None for message in person.messages)
    assert traces(tmp_path) == []
