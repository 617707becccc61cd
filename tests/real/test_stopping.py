"""SIGTERM in the middle of a delivery: what is in hand ends well, what waits comes after the next start."""

import asyncio
import time
from pathlib import Path

from tests.real.running import BEGUN, Bot
from tests.real.telegram_api import Fault, TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"
LOST = "ne vous est peut-être pas arrivé"


async def test_a_message_that_is_being_sent_when_the_bot_is_stopped_is_neither_lost_nor_doubled_nor_doubted(
    tmp_path: Path,
) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            await person.say("bonjour")
            await person.sees("Êtes-vous d’accord")
            api.faults.set("sendMessage", Fault.SLOW_AFTER, seconds=2)
            before = len(api.called("sendMessage"))
            await person.say("oui")
            await person.say("75011")
            async with asyncio.timeout(10):
                while len(api.called("sendMessage")) == before:
                    await api.next_call()
            stopped = time.monotonic()
        assert 1 < time.monotonic() - stopped < 10
        assert "never retrieved" not in bot.log, "an end that was asked for looks like no mistake to the operator"
        async with Bot(tmp_path, BEGUN, **settings):
            await person.sees("J’ai trouvé : CPAM de Paris")
            await person.say("la garder")
            await person.sees("Votre nom et votre prénom")
    finally:
        await api.stop()
    assert person.transcript().count("Question 1 sur 4") == 1
    assert LOST not in person.transcript()
    assert " ERROR " not in bot.log, bot.log


async def test_what_was_refused_since_the_last_line_is_told_at_the_end(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            await person.say("bonjour")
            await person.sees("Êtes-vous d’accord")
            await person.say("/lier AAAA-AAA2")
            await person.sees("Ce code ne marche pas ici")
    finally:
        await api.stop()
    assert [line for line in bot.log.splitlines() if line.endswith("since the last such line: 1 code-refused")]
    assert "AAAA" not in bot.log
