"""Room keys go to devices that their owner signed; who replaces the owner's identity is not taken for the owner."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import nio
import pytest

from tests.real.journey import NAME, STREET, to_the_letters
from tests.real.nio_person import NioPerson
from tests.real.running import BEGUN, Bot
from tests.real.signing import Owner, reads
from tests.real.synapse import Synapse

pytestmark = pytest.mark.xdist_group("matrix-keys")
ASKED = "nouvelles clés de sécurité"
NOBODY_SIGNS = "vos appareils ne sont pas vérifiés"
THIS_ONE = "Un de vos appareils n’est pas vérifié"
GREETED = "Êtes-vous d’accord"


@pytest.fixture
async def owner(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Owner]:
    owner = Owner(synapse, tmp_path)
    yield owner
    await owner.close()


@pytest.fixture
async def served(synapse: Synapse, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A data directory, and settings of an account of the bot."""
    user, password = await asyncio.to_thread(synapse.register, f"keys-bot-{uuid4().hex[:8]}")
    (data := tmp_path / "bot").mkdir()
    return data, {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}


async def signed_phone(owner: Owner) -> NioPerson:
    """The person's own phone, as their app sets it up."""
    phone = await owner.logs_in()
    await owner.signs(await owner.makes_identity(phone), phone)
    return phone


async def test_a_log_in_that_nobody_signed_reads_no_name_no_address_and_no_letter(
    owner: Owner, served: tuple[Path, dict[str, str]]
) -> None:
    """Before, a second log-in, as the homeserver's admin can make one, read all of it."""
    data, settings = served
    phone = await owner.logs_in()
    identity = await owner.makes_identity(phone)
    await owner.signs(identity, phone)
    await owner.logs_in()  # the admin's
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(settings["matrix_user"])
        await phone.sees(GREETED)
        assert not [one for one in phone.messages if NOBODY_SIGNS in one.body]
        await to_the_letters(phone)
        later = await owner.logs_in()
        await phone.say("/lettres")
        await phone.sees("Que voulez-vous faire")
        tablet = await owner.logs_in()
        await owner.signs(identity, tablet)
        await phone.say("/lettres")
        for person in (phone, tablet):
            person.room = phone.room
            await person.sees(rf"{NAME}\n{STREET}")
            await person.sees("Que voulez-vous faire")
    for spy in (owner.devices[1], later):
        assert await reads(spy, phone.room) == []
    assert any(NAME in said for said in await reads(phone, phone.room))


async def test_another_log_in_of_the_bots_own_account_reads_nothing(
    owner: Owner, served: tuple[Path, dict[str, str]], synapse: Synapse, tmp_path: Path
) -> None:
    data, settings = served
    phone = await signed_phone(owner)
    spy = await NioPerson.start(synapse.url, (settings["matrix_user"], settings["matrix_password"]), tmp_path / "spy")
    try:
        async with Bot(data, BEGUN, **settings):
            await phone.opens_room_with(settings["matrix_user"])
            await phone.sees(GREETED)
        page = await spy.client.room_messages(phone.room, limit=50)
        assert isinstance(page, nio.RoomMessagesResponse)
        assert any(isinstance(one, nio.MegolmEvent) for one in page.chunk)
        assert not [one for one in page.chunk if isinstance(one, nio.RoomMessageText)]
    finally:
        await spy.close()


async def test_a_person_whose_identity_changed_is_asked_before_anything_personal(
    owner: Owner, served: tuple[Path, dict[str, str]]
) -> None:
    data, settings = served
    phone = await signed_phone(owner)
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(settings["matrix_user"])
        await phone.sees(GREETED)
        await to_the_letters(phone)

        new = await owner.logs_in()
        await owner.signs(await owner.makes_identity(new), new)
        new.room = phone.room
        await new.say("/lettres")
        question = await new.sees(ASKED)
        assert question.encrypted
        await phone.sees(ASKED)  # the phone of before is told as well
        await new.say("c’est quoi cette histoire ?")
        await asyncio.sleep(1)  # what must not come would have come by then
        assert [one.body for one in new.messages if ASKED not in one.body] == []
    async with Bot(data, BEGUN, **settings):  # restarted before the answer
        await new.say("oui")
        await new.sees("La suite arrive")
        await new.sees(rf"{NAME}\n{STREET}")
        await new.sees("Que voulez-vous faire")
    async with Bot(data, BEGUN, **settings):  # what is read again is no other answer
        await new.say("/aide")
        await new.sees("!effacer")
        assert not [one for one in new.messages if not one.consumed and ASKED in one.body]
    seen_by_the_old = [body for body in await reads(phone, phone.room) if "La suite arrive" in body]
    assert seen_by_the_old == []


async def test_an_identity_that_a_homeserver_no_longer_shows_is_a_changed_one(
    owner: Owner, served: tuple[Path, dict[str, str]], synapse: Synapse
) -> None:
    data, settings = served
    phone = await signed_phone(owner)
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(settings["matrix_user"])
        await phone.sees(GREETED)
    await asyncio.to_thread(synapse.forgets_identity, owner.user_id)
    spy = await owner.logs_in()
    async with Bot(data, BEGUN, **settings):
        spy.room = phone.room
        await spy.say("bonjour")
        await spy.sees(ASKED)
        assert not [one for one in spy.messages if GREETED in one.body]


async def test_a_person_without_an_identity_is_told_once_and_served(
    owner: Owner, served: tuple[Path, dict[str, str]]
) -> None:
    data, settings = served
    phone = await owner.logs_in()
    for _ in range(2):
        async with Bot(data, BEGUN, **settings):
            if not phone.room:
                await phone.opens_room_with(settings["matrix_user"])
            await phone.say("bonjour")
            await phone.sees(GREETED)
    assert sum(NOBODY_SIGNS in one.body for one in phone.messages) == 1
    assert NOBODY_SIGNS in phone.messages[0].body


async def test_who_writes_from_a_device_that_is_not_verified_is_told_so_there(
    owner: Owner, served: tuple[Path, dict[str, str]]
) -> None:
    """The answer cannot be read there: without that line there would be silence."""
    data, settings = served
    phone = await owner.logs_in()
    identity = await owner.makes_identity(phone)
    await owner.signs(identity, phone)
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(settings["matrix_user"])
        await phone.sees(GREETED)
        tablet = await owner.logs_in()
        tablet.room = phone.room
        await tablet.say("oui")
        await tablet.sees(THIS_ONE)
        await phone.sees("caisse d’assurance maladie")
        assert len(tablet.messages) == 1
        await owner.signs(identity, tablet)
        await tablet.say("75011")
        await tablet.sees("[Rr]elevée en février 2015")
        assert sum(THIS_ONE in one.body for one in tablet.messages) == 1


async def test_who_verified_none_of_their_devices_is_told_so_and_then_answered(
    owner: Owner, served: tuple[Path, dict[str, str]]
) -> None:
    data, settings = served
    phone = await owner.logs_in()
    identity = await owner.makes_identity(phone)
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(settings["matrix_user"])
        await phone.sees(THIS_ONE)
        await owner.signs(identity, phone)
        await phone.sees(GREETED)
