"""kill -9 between the commit and the send: nothing is lost, nothing comes twice, what nobody can know is told once."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, Bot
from tests.real.synapse import Synapse
from tests.real.telegram_api import TelegramApi
from tests.real.telegram_api.faults import Fault

TOKEN = "123456:only-for-these-tests-not-a-real-one"
GREETING = "Je suis Objecteur"
TOLD = "ne vous est peut-être pas arrivé"


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.SLOW_AFTER, 1),  # Telegram had it: sent again, it would come twice
        (Fault.SLOW_BEFORE, 0),  # it had not yet: nobody can tell from here
    ],
)
async def test_what_was_on_its_way_to_telegram_is_not_sent_again_and_told_once(
    tmp_path: Path, fault: Fault, seen: int
) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    api.faults.set("sendMessage", fault, seconds=60)
    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            await person.say("/start")  # who begins as a newcomer gets one message
            await asyncio.wait_for(api.faults.used.wait(), 60)
            await bot.kill()
        assert len(person.messages) == seen
        async with Bot(tmp_path, BEGUN, **settings):
            await person.say("oui")
            await person.sees(TOLD)
            await person.sees("Quelle est votre caisse")
            await person.say("33")
            await person.sees("CPAM de la Gironde")
        said = person.transcript()  # before the server carries out what it was slow to
    finally:
        await api.stop()
    assert said.count(GREETING) == seen
    assert said.count(TOLD) == 1


@pytest.mark.long
@pytest.mark.xdist_group("matrix")
async def test_what_was_committed_for_matrix_comes_once_whenever_the_bot_is_killed(
    synapse: Synapse, tmp_path: Path
) -> None:
    user, password = await asyncio.to_thread(synapse.register, f"killed-{uuid4().hex[:8]}")
    account = await asyncio.to_thread(synapse.register, f"person-{uuid4().hex[:8]}")
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    person = await NioPerson.start(synapse.url, account, tmp_path / "person")
    data = tmp_path / "bot"
    data.mkdir()
    try:
        async with Bot(data, BEGUN, **settings):
            await person.opens_room_with(user)
            await person.sees(GREETING)
        for number, line in enumerate(("oui", "33", "la garder", "Camille Exemple", "3 rue X, 33000 Bordeaux")):
            async with Bot(data, BEGUN, **settings) as bot:
                await person.say(line)
                await asyncio.sleep(0.3 * number)  # each time a little later in the work on it
                await bot.kill()
        async with Bot(data, BEGUN, **settings):
            await person.sees("Vérifions vos réponses", timeout=60)
            await person.say("1")
            await person.sees("Que voulez-vous faire")
    finally:
        await person.close()
    said = [message.body for message in person.messages]
    for words in (
        GREETING,
        "Question 1 sur 4",
        "Question 2 sur 4",
        "Question 3 sur 4",
        "Question 4 sur 4",
        "Vérifions",
    ):
        assert sum(words in body for body in said) == 1, words
