"""The same journey on Matrix: a real Synapse, and a client that excludes devices which their owner did not sign."""

import asyncio
from pathlib import Path

import pytest

from tests.real.journey import NAME, STREET, from_the_reminder, to_the_letters, to_the_reminders, traces
from tests.real.running import BEGUN, LATE, Bot
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse


@pytest.mark.xdist_group("matrix-told")
async def test_the_journey_goes_from_hello_to_the_complaint_and_leaves_no_trace(
    synapse: Synapse, tmp_path: Path
) -> None:
    user, password = await asyncio.to_thread(synapse.register, "journey-bot")
    account = await asyncio.to_thread(synapse.register, "journey-person")
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    person = await StrictPerson.start(synapse.url, account)
    try:
        async with Bot(tmp_path, BEGUN, **settings) as bot:
            await person.opens_room_with(user)
            await person.sees("Êtes-vous d’accord")
            await to_the_letters(person)
            await to_the_reminders(person)
        logs = bot.log
        assert traces(tmp_path) == []
        del settings["matrix_password"]  # needed once
        async with Bot(tmp_path, LATE, **settings) as bot:
            await from_the_reminder(person)
        logs += bot.log
        assert person.transcript().count("était attendue au plus tard le jeudi") == 1
        assert {message.shield for message in person.messages} == {None}
        assert all(message.encrypted for message in person.messages)
        assert [message.file.name for message in person.messages if message.file][:2] == [
            "objecteur-caisse.pdf",
            "objecteur-hdh.pdf",
        ]
    finally:
        await person.close()
    assert traces(tmp_path) == []
    assert "matrix: ready" in logs or "serving matrix" in logs
    hidden = (NAME, STREET, "75011", password, user, account[0], person.room)
    assert [word for word in hidden if word in logs] == []
