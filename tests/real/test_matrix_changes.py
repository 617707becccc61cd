"""What people do to what was said on Matrix, and to the room: edits, redactions, signs, threads, upgrades, versions."""

import nio
import pytest

from bot.core.ports.incoming import Arrived, Edited, Reacted, Redacted, Text
from bot.core.ports.outgoing import Destination, Payload, Sent
from tests.real.matrix_bench import Bot
from tests.real.nio_person import ENCRYPTED, NioPerson

pytestmark = pytest.mark.xdist_group("matrix")


async def test_an_edit_a_redaction_and_a_sign_are_handed_in_with_the_message_they_are_about(
    bot: Bot, alix: NioPerson
) -> None:
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        said = await alix.say("Camille Exemple")
        heard = await bot.inbox.gets("Camille")
        assert heard.said_in == said
        new = {"msgtype": "m.text", "body": "Dominique Exemple"}
        await alix.send(new | {"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": said}})
        assert (await bot.inbox.gets(Edited)).content == Edited("Dominique Exemple", said)
        await alix.client.room_redact(alix.room, said)
        assert (await bot.inbox.gets(Redacted)).content == Redacted(said)

        await bot.tells(matrix, arrived, "D’accord ?")
        await alix.sees("D’accord")
        (question,) = [one for one in await events(alix) if one.sender == bot.user_id][:1]
        for sign in ("👍🏽", "❌", "🐈"):
            await alix.client.room_send(
                alix.room,
                "m.reaction",
                {"m.relates_to": {"rel_type": "m.annotation", "event_id": question.event_id, "key": sign}},
            )
        assert (await bot.inbox.gets(Reacted)).content == Reacted(agrees=True)
        assert (await bot.inbox.gets(Reacted)).content == Reacted(agrees=False)
        await alix.say("fin")
        await bot.inbox.gets("fin")
    assert sum(isinstance(one.content, Reacted) for one in bot.inbox.taken) == 2


async def events(person: NioPerson) -> list[nio.Event]:
    """What is in the present room, the newest first."""
    page = await person.client.room_messages(person.room, limit=20)
    assert isinstance(page, nio.RoomMessagesResponse)
    return [one for one in page.chunk if isinstance(one, nio.RoomMessage | nio.MegolmEvent)]


async def test_who_writes_in_a_thread_is_answered_there_and_elsewhere_outside(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        root = await alix.say("bonjour")
        await bot.inbox.gets("bonjour")
        await alix.send(
            {"msgtype": "m.text", "body": "ici", "m.relates_to": {"rel_type": "m.thread", "event_id": root}}
        )
        heard = await bot.inbox.gets("ici")
        assert (heard.content, heard.thread) == (Text("ici"), root)
        to = Destination(heard.person, heard.place, heard.thread)
        assert await bot.delivers(matrix, to, Payload("Je réponds ici")) == Sent()
        await alix.sees("Je réponds ici")
        await bot.tells(matrix, arrived, "Et ailleurs")
        await alix.sees("Et ailleurs")
        elsewhere, here = (await events(alix))[:2]
        assert here.source["content"]["m.relates_to"]["event_id"] == root
        assert here.source["content"]["m.relates_to"]["rel_type"] == "m.thread"
        assert "m.relates_to" not in elsewhere.source["content"]


async def upgraded(person: NioPerson, *people: str) -> tuple[str, str]:
    """The present room's successor, with a tombstone that leads there."""
    made = await person.client.room_create(
        preset=nio.RoomPreset.trusted_private_chat, is_direct=True, invite=people, initial_state=[ENCRYPTED]
    )
    assert isinstance(made, nio.RoomCreateResponse)
    old, person.room = person.room, str(made.room_id)
    content = {"body": "upgraded", "replacement_room": person.room}
    await person.client.room_put_state(old, "m.room.tombstone", content)
    return old, person.room


@pytest.mark.parametrize("invited", [True, False])
async def test_an_upgraded_room_is_left_and_the_person_found_where_they_went(
    bot: Bot, alix: NioPerson, invited: bool
) -> None:
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        old, new = await upgraded(alix, *((bot.user_id,) if invited else ()))
        if invited:
            await alix.is_with(bot.user_id)
            assert (await bot.inbox.gets(Arrived)).place == new
        else:
            alix.room = old
            await alix.is_without(bot.user_id)
            alix.room = new
        assert await bot.tells(matrix, arrived, "Un rappel") == Sent()
        if not invited:
            await alix.accepts_invitation_of(bot.user_id)
        said = await alix.sees("Un rappel")
        assert said.room == alix.room != old
        assert said.encrypted


@pytest.mark.parametrize("version", ["10", "11", "12"])
async def test_rooms_of_each_version_are_understood(bot: Bot, alix: NioPerson, version: str) -> None:
    async with bot.running() as matrix:
        made = await alix.client.room_create(
            preset=nio.RoomPreset.trusted_private_chat,
            is_direct=True,
            invite=(bot.user_id,),
            initial_state=[ENCRYPTED],
            room_version=version,
        )
        assert isinstance(made, nio.RoomCreateResponse)
        alix.room = str(made.room_id)
        arrived = await bot.inbox.gets(Arrived)
        await bot.tells(matrix, arrived, "Bonjour")
        assert (await alix.sees("Bonjour")).room == alix.room
        said = await alix.say("à reprendre")
        await bot.inbox.gets("à reprendre")
        await alix.client.room_redact(alix.room, said)
        assert (await bot.inbox.gets(Redacted)).content == Redacted(said)
