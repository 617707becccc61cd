"""A strict client through all that can happen in the middle: a restart, a new device, a third member, a fresh room."""

import asyncio
from pathlib import Path

import pytest

from tests.real.journey import NAME, STREET, to_another_action, to_the_reminders
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, LATE, Bot
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse

NEUTRAL = "Je ne parle de démarches qu’en privé"


@pytest.mark.xdist_group("matrix-told")
async def test_the_journey_in_a_strict_client_with_everything_in_the_middle(synapse: Synapse, tmp_path: Path) -> None:
    user, password = await asyncio.to_thread(synapse.register, "strict-journey-bot")
    account = await asyncio.to_thread(synapse.register, "strict-journey-person")
    other = await asyncio.to_thread(synapse.register, "strict-journey-neighbour")
    settings = {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}
    (data := tmp_path / "bot").mkdir()
    person = await StrictPerson.start(synapse.url, account)
    neighbour = await NioPerson.start(synapse.url, other, tmp_path / "neighbour")
    phones: list[NioPerson] = []
    try:
        async with Bot(data, BEGUN, **settings):
            await person.opens_room_with(user)
            await person.sees("Êtes-vous d’accord")
            await person.say("oui")
            await person.sees("caisse d’assurance maladie")

        async with Bot(data, BEGUN, **settings):  # restarted in the middle
            await person.say("75011")
            await person.sees("[Rr]elevée en février 2015")

            phones.append(await NioPerson.start(synapse.url, account, tmp_path / "phone"))
            phones[0].room = person.room
            await phones[0].say("la garder")  # from a device that has just appeared, and that nobody signed
            await phones[0].sees("Un de vos appareils n’est pas vérifié")
            await person.sees("Votre nom et votre prénom")

            shared = person.room
            await person.invites(neighbour.user_id)
            neighbour.room = await neighbour.joins(shared)
            await person.say("c’est à vous, le robot ?")
            assert (await person.sees(NEUTRAL)).room == shared
            await person.opens_room_with(user)  # as the line's link does
            await person.sees("Votre nom et votre prénom")
            for line, answer in (
                (NAME, "Votre adresse postale"),
                (f"{STREET}\n75011 Paris", "Vérifions vos réponses"),
                ("1", "Que voulez-vous faire"),
            ):
                await person.say(line)
                await person.sees(answer)
            await to_the_reminders(person)
            await to_another_action(person)

        del settings["matrix_password"]
        async with Bot(data, LATE, **settings):
            await person.sees(r"CPAM de Paris[\s\S]*Avez-vous envoyé la lettre à la Cnam")
        assert not [one for one in neighbour.messages if one.sender == user and NEUTRAL not in one.body]
        assert not [one for one in phones[0].messages if NAME in one.body or STREET in one.body]
        assert {message.shield for message in person.messages if message.sender == user} == {None}
        private = [message for message in person.messages if message.sender == user and message.room != shared]
        assert private
        assert all(message.encrypted for message in private)
    finally:
        for client in (person, neighbour, *phones):
            await client.close()
