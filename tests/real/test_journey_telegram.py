"""The same journey on Telegram: `objecteur run` as a process, against the strict Bot API server."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real.journey import (
    NAME,
    STREET,
    from_the_reminder,
    to_another_action,
    to_the_letters,
    to_the_reminders,
    traces,
)
from tests.real.running import BEGUN, LATE, Bot, environment
from tests.real.telegram_api import TelegramApi
from tests.store.postgres import Postgres

TOKEN = "123456:only-for-these-tests-not-a-real-one"


@dataclass(frozen=True)
class Database:
    """Where the bot keeps what it knows: what it is told of it, and what is found there, beside the data directory."""

    settings: dict[str, str]
    written: Callable[[], bytes]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The one of a new machine, or one on a server, which its operator has migrated."""
    if request.param == "sqlite":
        yield Database({}, bytes)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.empty("journey")
    told = {"database_url": url}
    migrate = [sys.executable, "-m", "bot", "migrate"]
    subprocess.run(migrate, cwd=tmp_path, env=environment(tmp_path, **told), check=True, timeout=60)
    yield Database(told, lambda: postgres.dump(url))
    postgres.drop("journey")


async def test_the_journey_goes_from_hello_to_the_complaint_and_leaves_no_trace(
    tmp_path: Path, database: Database
) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start(), **database.settings}
    person = api.person(first_name="Camille", language="fr")
    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            await to_the_letters(person)
            await to_the_reminders(person)
        logs = bot.log
        (tmp_path / "dump").write_bytes(dump := database.written())
        assert traces(tmp_path) == []
        assert (b"health-data-hub" in dump) is ("database_url" in settings), "there is something to look through"
        async with Bot(tmp_path, LATE, **settings) as bot:
            await from_the_reminder(person)
        logs += bot.log
    finally:
        await api.stop()
    assert person.transcript().count("était attendue au plus tard le jeudi") == 1
    (tmp_path / "dump").write_bytes(database.written())
    assert traces(tmp_path) == []
    assert "serving telegram" in logs
    assert [word for word in (NAME, STREET, "75011", TOKEN, "only-for-these") if word in logs] == []


async def test_what_tells_who_the_person_is_in_two_actions_goes_out_of_the_chat(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person = api.person(first_name="Alix", language="fr")
    try:
        async with Bot(tmp_path, BEGUN, **settings):
            await to_the_letters(person)
            await to_another_action(person)
            assert STREET in person.transcript()
            await person.say("/nettoyer")
            await person.sees("J’ai demandé à Telegram de retirer")
            assert [word for word in (NAME, STREET, "75011 Paris", ".pdf") if word in person.transcript()] == []
            assert "CPAM de Paris" in person.transcript()
            await person.say("/lettres")
            await person.sees(STREET)
    finally:
        await api.stop()


async def test_a_tap_answers_as_well_as_a_word_and_a_group_gets_one_neutral_line(tmp_path: Path) -> None:
    api = TelegramApi(TOKEN)
    settings = {"telegram_token": TOKEN, "telegram_api_url": await api.start()}
    person, group = api.person(first_name="Camille", language="en"), api.group("Voisins")
    try:
        async with Bot(tmp_path, BEGUN, **settings):
            await person.say("/start")
            await person.sees("Do you agree")
            await person.taps("Yes, I agree")
            await person.sees("Which health insurance fund")
            await person.taps("I don’t know")
            await person.sees("attestation de droits")
            await person.sends("sticker")
            await person.sees("I need words")
            group.add_bot(person)
            line = await group.sees("https://t.me/")
            assert "only discuss people’s cases in private" in line.text
            group.says(person, "/start")
            await person.say("75011")
            await person.sees("CPAM de Paris")
        assert [message.text for message in group.messages] == [line.text]
    finally:
        await api.stop()
