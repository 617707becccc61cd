"""Where the Matrix adapter talks: alone with one person, encrypted, or with nothing personal to say."""

from uuid import uuid4

import nio
import pytest

from bot.core.ports.incoming import Arrived, Left
from bot.core.ports.outgoing import Destination, Payload, Sent
from bot.networks.matrix import invitations
from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse

pytestmark = pytest.mark.xdist_group("matrix")


async def test_nothing_personal_is_said_where_a_third_was_invited(bot: Bot, alix: NioPerson, third: NioPerson) -> None:
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        await bot.tells(matrix, arrived, "Bonjour")
        await alix.sees("Bonjour")

        await alix.invites(third.user_id)
        shared = alix.room
        await alix.say("et maintenant ?")
        said = await bot.inbox.gets("et maintenant")
        assert not said.private
        assert said.link == f"https://matrix.to/#/{bot.user_id}"
        assert await bot.tells(matrix, said, Payload("Parlons-en à deux", personal=False)) == Sent()
        assert (await alix.sees("Parlons-en")).room == shared

        assert await bot.tells(matrix, said, "Votre adresse est au 3") == Sent()
        await alix.accepts_invitation_of(bot.user_id)
        personal = await alix.sees("Votre adresse")
        assert personal.room == alix.room != shared

        third.room = await third.joins(shared)
        await alix.is_with(bot.user_id)
        await bot.tells(matrix, said, Payload("Fin", personal=False))
        await third.sees("Fin")
        assert not [message for message in third.messages if "adresse" in message.body]


async def test_a_room_that_is_not_encrypted_is_not_private(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        plain = await alix.opens_room_with(bot.user_id, encrypt=False)
        arrived = await bot.inbox.gets(Arrived)
        assert (arrived.place, arrived.private, arrived.plain) == (plain, False, True)
        await alix.say("bonjour")
        said = await bot.inbox.gets("bonjour")
        assert (said.private, said.plain) == (False, True)
        assert await bot.tells(matrix, said, Payload("Écrivez-moi en privé", personal=False)) == Sent()
        assert (await alix.sees("Écrivez-moi")).room == plain
        assert await bot.tells(matrix, said, "Votre adresse") == Sent()
        assert await alix.accepts_invitation_of(bot.user_id) != plain
        assert (await alix.sees("Votre adresse")).encrypted


async def test_a_plain_room_that_becomes_encrypted_is_private_from_then_on(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        plain = await alix.opens_room_with(bot.user_id, encrypt=False)
        await bot.inbox.gets(Arrived)
        await alix.encrypts()
        arrived = await bot.inbox.gets(Arrived)
        assert (arrived.place, arrived.private, arrived.plain) == (plain, True, False)
        assert await bot.tells(matrix, arrived, "Bonjour") == Sent()
        assert (await alix.sees("Bonjour")).encrypted


async def test_a_third_in_a_plain_room_makes_it_a_place_where_others_read(
    bot: Bot, alix: NioPerson, third: NioPerson
) -> None:
    async with bot.running():
        await alix.opens_room_with(bot.user_id, encrypt=False)
        await bot.inbox.gets(Arrived)
        await alix.invites(third.user_id)
        await alix.say("à trois")
        said = await bot.inbox.gets("à trois")
        assert (said.private, said.plain) == (False, False)


async def test_the_welcome_room_leads_to_an_encrypted_room_of_ones_own(
    bot: Bot, strict: StrictPerson, alix: NioPerson, synapse: Synapse
) -> None:
    alias = f"#{uuid4().hex[:8]}:test.localhost"
    line = Payload("Entrez, je vous écris en privé", personal=False)
    async with bot.running(welcome_room=alias, welcome=line) as matrix:
        await bot.inbox.moves_on()
        public = await strict.joins(alias)
        assert (await strict.sees("Entrez")).room == public
        await strict.accepts_invitation_of(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        assert (arrived.person, arrived.place, arrived.private) == (strict.user_id, strict.room, True)
        await bot.tells(matrix, arrived, "Bonjour")
        assert (await strict.sees("Bonjour")).shield is None
        alix.room = public
        await alix.joins(alias)
        with pytest.raises(AssertionError, match="M_FORBIDDEN"):
            await alix.say("je peux écrire ?")  # only the bot does

    async with bot.running(welcome_room=alias, welcome=line):  # once more: the same room, and nobody greeted twice
        await bot.inbox.moves_on()
        assert await alix.is_invited_by(bot.user_id)
        aliases = synapse.call(f"rooms/{public}/aliases", alix.client.access_token)
        assert aliases == {"aliases": [alias]}
        said = synapse.call(f"rooms/{public}/messages?dir=b&limit=100", alix.client.access_token)["chunk"]
        assert len([event for event in said if event["type"] == "m.room.message"]) == 1
    assert [type(one.content) for one in bot.inbox.taken] == [Arrived]
    assert not strict.invitations


async def test_somebody_who_has_a_room_already_gets_no_other_from_the_welcome_room(
    bot: Bot, alix: NioPerson, third: NioPerson
) -> None:
    alias = f"#{uuid4().hex[:8]}:test.localhost"
    async with bot.running(welcome_room=alias):
        await alix.opens_room_with(bot.user_id)
        await bot.inbox.gets(Arrived)
        await alix.joins(alias)
        await third.joins(alias)  # served after alix
        await third.is_invited_by(bot.user_id)
        assert not alix.invitations


async def test_a_space_is_left(bot: Bot, alix: NioPerson) -> None:
    async with bot.running():
        space = await alix.client.room_create(space=True, invite=[bot.user_id])
        assert isinstance(space, nio.RoomCreateResponse)
        alix.room = space.room_id
        await alix.is_with(bot.user_id)
        await alix.is_without(bot.user_id)
        assert not bot.inbox.taken


async def test_a_person_who_refuses_the_invitation_has_left(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        to = Destination(alix.user_id, "!gone")
        assert await bot.delivers(matrix, to, Payload("Bonjour")) == Sent()
        alix.room = await alix.is_invited_by(bot.user_id)
        await alix.leaves()
        left = await bot.inbox.gets(Left)
        assert left.person == alix.user_id


# --- Few rooms ------------------------------------------------------------------------------------------------------


async def test_one_person_has_the_bot_in_a_few_rooms_and_is_answered_in_the_last(
    bot: Bot, alix: NioPerson, synapse: Synapse
) -> None:
    """Before, the bot stayed in all of the sixty rooms that one account invited it to."""
    async with bot.running() as matrix:
        for _ in range(invitations.ROOMS + 2):
            await alix.opens_room_with(bot.user_id)
            arrived = await bot.inbox.gets(Arrived)
            assert arrived.place == alix.room
        await bot.tells(matrix, arrived, "Je suis là")
        assert (await alix.sees("Je suis là")).room == alix.room
        joined = synapse.call("joined_rooms", bot.token)["joined_rooms"]
        assert len(joined) <= invitations.ROOMS
        assert alix.room in joined


async def test_who_invites_the_bot_too_often_is_declined_and_still_answered(
    bot: Bot, alix: NioPerson, third: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "AN_HOUR", 2)
    async with bot.running() as matrix:
        for _ in range(2):
            await alix.opens_room_with(bot.user_id)
            arrived = await bot.inbox.gets(Arrived)
        last = alix.room
        await alix.opens_room_with(bot.user_id)
        await alix.is_with(alix.user_id)
        await alix.is_without(bot.user_id)
        alix.room = last
        await bot.tells(matrix, arrived, "Toujours là")
        assert (await alix.sees("Toujours là")).room == last
        await third.opens_room_with(bot.user_id)
        assert (await bot.inbox.gets(Arrived)).person == third.user_id
