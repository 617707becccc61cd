"""The same journey on Telegram: `objecteur run` as a process, against the strict Bot API server."""

from pathlib import Path

from tests.real.journey import NAME, STREET, from_the_reminder, to_the_letters, to_the_reminders, traces
from tests.real.running import BEGUN, LATE, Bot
from tests.real.telegram_api import TelegramApi

TOKEN = "123456:only-for-these-tests-not-a-real-one"


async def test_the_journey_goes_from_hello_to_the_complaint_and_leaves_no_trace(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Camille", language="fr")
    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            await to_the_letters(person)
            await to_the_reminders(person)
        logs = bot.log
        assert traces(tmp_path) == []
        async with Bot(tmp_path, LATE, **settings) as bot:
            await from_the_reminder(person)
        logs += bot.log
    finally:
        await api.stop()
    assert person.transcript().count("aurait dû recevoir une réponse") == 1
    assert traces(tmp_path) == []
    assert "serving telegram" in logs
    assert [word for word in (NAME, STREET, "75011", TOKEN, "only-for-these") if word in logs] == []


async def test_a_tap_answers_as_well_as_a_word_and_a_group_gets_one_neutral_line(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person, group = api.person(first_name="Camille", language="en"), api.group("Voisins")
    try:
        async with Bot(tmp_path, BEGUN, **settings):
            await person.say("/start")
            await person.sees("Do you agree")
            await person.taps("Yes, I agree")
            await person.sees("Which is your health insurance fund")
            await person.taps("I don’t know")
            await person.sees("attestation de droits")
            await person.sends("sticker")
            await person.sees("I need words")
            group.add_bot(person)
            line = await group.sees("https://t.me/")
            assert "only talk about procedures in private" in line.text
            group.says(person, "/start")
            await person.say("75011")
            await person.sees("CPAM de Paris")
        assert [message.text for message in group.messages] == [line.text]
    finally:
        await api.stop()
