"""The Matrix adapter talks with real clients over a real homeserver: what is said, seen and kept from others."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.ports.incoming import Arrived, Content, Edited, Incoming, Left, Media, Text, Unreadable
from bot.core.ports.outgoing import Destination, File, Payload, Sent
from bot.networks.matrix import undecrypted
from bot.networks.matrix.capabilities import MATRIX
from tests.real.matrix_bench import Bot
from tests.real.matrix_person import Json, MatrixPerson
from tests.real.nio_person import NioPerson
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse

pytestmark = pytest.mark.xdist_group("matrix")
ENCRYPTED_FILE = {
    "url": "mxc://test.localhost/a",
    "key": {"k": "made-up", "alg": "A256CTR", "ext": True, "kty": "oct", "key_ops": ["decrypt"]},
    "iv": "made-up",
    "hashes": {"sha256": "made-up"},
    "v": "v2",
}
LETTER = File("lettre.pdf", "application/pdf", b"%PDF-1.7 made up")


async def meets(person: MatrixPerson, bot: Bot) -> Incoming:
    """The person opens an encrypted room with the bot."""
    await person.opens_room_with(bot.user_id)
    return await bot.inbox.gets(Arrived)


# --- What is said and seen ------------------------------------------------------------------------------------------


async def test_a_strict_client_reads_the_bot_without_a_shield_and_is_understood(bot: Bot, strict: StrictPerson) -> None:
    async with bot.running() as matrix:
        arrived = await meets(strict, bot)
        assert arrived.private
        payload = Payload("Quelle est votre caisse ?", "<b>Quelle</b> est votre caisse ?")
        assert await bot.tells(matrix, arrived, payload) == Sent()
        question = await strict.sees(r"caisse \?")
        assert (question.encrypted, question.shield, question.html) == (True, None, payload.html)

        await strict.say("CPAM de Paris")
        said = await bot.inbox.gets("CPAM de Paris")
        assert (said.person, said.place, said.private) == (strict.user_id, strict.room, True)
        await bot.tells(matrix, said, Payload("Votre lettre, à imprimer", file=LETTER))
        letter = await strict.sees("Votre lettre")
        assert letter.file is not None
        assert (letter.file.name, letter.file.media_type, letter.file.content) == (
            LETTER.name,
            LETTER.media_type,
            LETTER.content,
        )
        assert letter.shield is None


async def test_a_person_who_is_only_invited_reads_what_was_said_before_they_came(
    bot: Bot, strict: StrictPerson
) -> None:
    async with bot.running() as matrix:
        nowhere = Destination(strict.user_id, "!gone")
        assert await bot.delivers(matrix, nowhere, Payload("Un rappel vous attend")) == Sent()
        assert await bot.delivers(matrix, nowhere, Payload("Le voici")) == Sent()
        await strict.accepts_invitation_of(bot.user_id)
        assert (await strict.sees("Un rappel")).shield is None
        assert (await strict.sees("Le voici")).room == strict.room
        assert (await bot.inbox.gets(Arrived)).place == strict.room
        assert not strict.invitations  # two messages, one room


async def test_a_plain_client_is_understood_and_answered(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        arrived = await meets(alix, bot)
        await bot.tells(matrix, arrived, Payload("Bonjour", file=LETTER))
        letter = await alix.sees("Bonjour")
        assert letter.encrypted
        assert letter.file is not None
        assert letter.file.content == LETTER.content
        await alix.say("bonjour")
        assert (await bot.inbox.gets("bonjour")).private


async def test_the_same_key_twice_is_one_message(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        arrived = await meets(alix, bot)
        for text in ("Une fois", "Une fois"):
            assert await bot.tells(matrix, arrived, text, key="the same") == Sent()
        await bot.tells(matrix, arrived, "Fin")
        await alix.sees("Fin")
        assert [message.body for message in alix.messages] == ["Une fois", "Fin"]


async def test_the_longest_text_in_its_worst_spelling_is_one_event(bot: Bot, alix: NioPerson) -> None:
    worst = "é" * (MATRIX.text_limit // 2)  # two bytes a letter
    async with bot.running() as matrix:
        arrived = await meets(alix, bot)
        assert await bot.tells(matrix, arrived, Payload(worst, worst)) == Sent()
        assert (await alix.sees("ééé")).body == worst


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"msgtype": "m.emote", "body": "hésite"}, Text("hésite")),
        (
            {
                "msgtype": "m.text",
                "body": "* Lyon",
                "m.new_content": {"msgtype": "m.text", "body": "Lyon"},
                "m.relates_to": {"rel_type": "m.replace"},
            },
            Edited("Lyon"),
        ),
        (
            {
                "msgtype": "m.text",
                "body": "> <@bot:test.localhost> Une question\n> longue\n\noui",
                "m.relates_to": {"m.in_reply_to": {"event_id": "$made-up"}},
            },
            Text("oui"),
        ),
        ({"msgtype": "m.location", "body": "ici", "geo_uri": "geo:48.5,2.5"}, Media(Unreadable.LOCATION)),
        ({"msgtype": "m.audio", "body": "a.ogg", "file": ENCRYPTED_FILE}, Media(Unreadable.VOICE)),
        ({"msgtype": "m.audio", "body": "not a file"}, Media(Unreadable.OTHER)),
    ],
    ids=["emote", "edit", "reply", "location", "voice", "malformed"],
)
async def test_what_is_not_plain_words_is_told_apart(
    bot: Bot, alix: NioPerson, content: Json, expected: Content
) -> None:
    async with bot.running():
        await meets(alix, bot)
        notice = await alix.send({"msgtype": "m.notice", "body": "I am a bot"})  # never handed in
        if (relation := content.get("m.relates_to", {})).get("rel_type"):
            content = content | {"m.relates_to": relation | {"event_id": notice}}  # the server wants a real one
            expected = replace(expected, of=notice) if isinstance(expected, Edited) else expected
        await alix.send(content)
        assert (await bot.inbox.gets(type(expected))).content == expected
        assert len(bot.inbox.taken) == 2


async def test_a_device_that_has_just_appeared_reads_the_answer(
    bot: Bot, alix: NioPerson, synapse: Synapse, tmp_path: Path
) -> None:
    async with bot.running() as matrix:
        arrived = await meets(alix, bot)
        await bot.tells(matrix, arrived, "Bonjour")
        await alix.sees("Bonjour")
        account = (alix.user_id, f"password of {alix.user_id[1:].partition(':')[0]}")
        phone = await NioPerson.start(synapse.url, account, tmp_path / "phone")
        try:
            phone.room = alix.room
            await phone.say("me revoici")
            said = await bot.inbox.gets("me revoici")
            await bot.tells(matrix, said, "Et sur ce téléphone ?")
            await phone.sees("ce téléphone")
        finally:
            await phone.close()


async def test_arriving_and_leaving_are_told_once(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        arrived = await meets(alix, bot)
        await alix.leaves()
        left = await bot.inbox.gets(Left)
        assert (left.person, left.place) == (arrived.person, arrived.place)
        await meets(alix, bot)
        assert [type(one.content) for one in bot.inbox.taken] == [Arrived, Left, Arrived]
        assert await bot.tells(matrix, left, "Encore là") == Sent()  # to the new room, the old one being empty
        assert (await alix.sees("Encore")).room == alix.room


# --- Keys that come late --------------------------------------------------------------------------------------------


async def test_words_whose_key_comes_late_are_heard(bot: Bot, alix: NioPerson) -> None:
    async with bot.running():
        await meets(alix, bot)
        await alix.says_without_key("un secret")
        await bot.inbox.moves_on()
        await alix.gives_key()
        assert (await bot.inbox.gets("un secret")).private


async def test_words_whose_key_comes_while_the_bot_is_stopped_are_heard(bot: Bot, alix: NioPerson) -> None:
    async with bot.running():
        await meets(alix, bot)
        await alix.says_without_key("un secret")
        await bot.inbox.moves_on()
        await bot.inbox.moves_on()  # the event is certainly among what was read
    await alix.gives_key()
    async with bot.running():
        await bot.inbox.gets("un secret")


async def test_words_whose_key_never_comes_are_answered_once(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undecrypted, "GRACE", 0.5)
    async with bot.running():
        await meets(alix, bot)
        await alix.says_without_key("un")
        await alix.say("deux")  # with the same key
        unreadable = await bot.inbox.gets(Media)
        assert unreadable.content == Media(Unreadable.UNDECRYPTABLE)
        await alix.says_without_key("trois")
        await alix.gives_key()
        await bot.inbox.gets("trois")
        assert [one.content for one in bot.inbox.taken[1:]] == [Media(Unreadable.UNDECRYPTABLE), Text("trois")]


async def test_what_a_stranger_garbles_stops_nobody(
    bot: Bot, alix: NioPerson, synapse: Synapse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undecrypted, "GRACE", 0.5)
    async with bot.running():
        await meets(alix, bot)
        asked: Json = {"device_keys": {bot.user_id: []}}
        keys = synapse.call("keys/query", alix.client.access_token, asked)
        await alix.garbles_a_device(bot.user_id, keys["device_keys"][bot.user_id])
        await alix.send({"body": "no msgtype"})
        assert (await bot.inbox.gets(Media)).content == Media(Unreadable.OTHER)
        await alix.says_malformed({"type": "m.room.message", "content": {}, "unsigned": 5})
        assert (await bot.inbox.gets(Media)).content == Media(Unreadable.UNDECRYPTABLE)
        await alix.say("toujours là ?")
        await bot.inbox.gets("toujours là")
