"""What goes wrong between the bot and its homeserver: absences, outages, a session that ended, a store lost."""

import asyncio
import logging
from uuid import uuid4

import nio
import pytest
from aiohttp import web
from nio.crypto.olm_machine import Olm

from bot import clock
from bot.core.ports.incoming import Arrived, Text
from bot.core.ports.network import FatalNetworkError
from bot.core.ports.outgoing import Destination, Later, Payload, Sent
from bot.networks.matrix import handover
from bot.networks.matrix.client import Matrix
from bot.networks.matrix.invitations import Invitations
from bot.networks.matrix.welcome import Welcome
from tests.real.matrix_bench import Bot
from tests.real.nio_person import NioPerson
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse

pytestmark = pytest.mark.xdist_group("matrix")


async def ends(matrix: Matrix, bot: Bot, error: type[BaseException], why: str | None = None) -> None:
    """Serving ends at once, with that error."""
    try:
        async with asyncio.timeout(15):
            with pytest.raises(error, match=why):
                await matrix.serve(bot.inbox)
    finally:
        await matrix.close()


async def fails(matrix: Matrix, bot: Bot, why: str) -> None:
    """Serving ends at once, and the operator is told why."""
    await ends(matrix, bot, FatalNetworkError, why)


class Killed(BaseException):
    """The bot ends there, and nothing more is done."""


async def is_killed(bot: Bot) -> None:
    """Serve until killed."""
    await ends(bot.matrix(), bot, Killed)


async def is_trusted(bot: Bot, synapse: Synapse) -> None:
    """A strict client reads the bot and warns of nothing."""
    strict = await StrictPerson.start(synapse.url, synapse.register(f"sasha-{uuid4().hex[:8]}"))
    try:
        async with bot.running() as matrix:
            await strict.opens_room_with(bot.user_id)
            await bot.tells(matrix, await bot.inbox.gets(Arrived), "Bonjour")
            assert (await strict.sees("Bonjour")).shield is None
    finally:
        await strict.close()


def texts(bot: Bot) -> list[str]:
    return [one.content.text for one in bot.inbox.taken if isinstance(one.content, Text)]


# --- Absences -------------------------------------------------------------------------------------------------------


async def test_what_was_said_while_the_bot_was_away_comes_once(bot: Bot, synapse: Synapse) -> None:
    strict = await StrictPerson.start(synapse.url, synapse.register(f"sasha-{uuid4().hex[:8]}"))
    try:
        async with bot.running() as matrix:
            await strict.opens_room_with(bot.user_id)
            await bot.tells(matrix, await bot.inbox.gets(Arrived), "Bonjour")
            await strict.sees("Bonjour")
        await strict.say("pendant l’absence")
        before = bot.inbox.saved
        async with bot.running():
            assert (await bot.inbox.gets("pendant l’absence")).private
            await bot.inbox.catches_up()
        bot.inbox.saved = before  # killed before the cursor was saved
        async with bot.running() as matrix:
            await strict.say("après")
            said = await bot.inbox.gets("après")
            assert texts(bot) == ["pendant l’absence", "après"]
            assert bot.inbox.replays
            await bot.tells(matrix, said, "Je suis là")
            assert (await strict.sees("Je suis là")).shield is None
    finally:
        await strict.close()


async def test_a_reminder_due_right_after_a_start_is_sent(bot: Bot, alix: NioPerson) -> None:
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        await bot.inbox.catches_up()
    async with bot.running() as matrix:
        first = await matrix.send(Destination(arrived.person, arrived.place), Payload("Un rappel"), "reminder")
        assert isinstance(first, Later)
        assert await bot.tells(matrix, arrived, "Un rappel", key="reminder") == Sent()
        assert (await alix.sees("Un rappel")).room == arrived.place


async def test_a_long_absence_loses_nothing_and_keeps_the_order(bot: Bot, alix: NioPerson) -> None:
    async with bot.running():
        await alix.opens_room_with(bot.user_id)
        await bot.inbox.gets(Arrived)
        await bot.inbox.catches_up()
    said = [f"message {number}" for number in range(120)]  # a sync gives fifty of them
    for text in said:
        await alix.say(text)
    async with bot.running():
        await bot.inbox.gets("message 119")
    assert texts(bot) == said


async def test_what_was_said_before_the_bot_came_is_not_for_it(bot: Bot, alix: NioPerson) -> None:
    async with bot.running():
        await alix.opens_room_with()
        await alix.say("avant")
        await alix.invites(bot.user_id)
        await bot.inbox.gets(Arrived)
        await alix.say("après")
        await bot.inbox.gets("après")
    assert len(bot.inbox.taken) == 2


# --- Outages --------------------------------------------------------------------------------------------------------


async def test_what_the_store_refuses_is_offered_again_and_stops_nobody(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(handover, "PAUSE", 0.01)
    async with bot.running():
        await alix.opens_room_with(bot.user_id)
        await bot.inbox.gets(Arrived)
        bot.inbox.refusing = 3
        await alix.say("tard")
        await bot.inbox.gets("tard")
        bot.inbox.refusing = 4
        await alix.say("perdu")
        await alix.say("entendu")
        await bot.inbox.gets("entendu")
    assert texts(bot) == ["tard", "entendu"]
    assert "OSError" in caplog.text
    assert not [word for word in ("perdu", alix.user_id, alix.room) if word in caplog.text]


@pytest.mark.parametrize("calls", [1, 2, 20])
async def test_while_the_database_is_away_nothing_is_left_behind(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    monkeypatch.setattr(handover, "PAUSE", 0.001)
    async with bot.running():
        await alix.opens_room_with(bot.user_id)
        await bot.inbox.gets(Arrived)
        await bot.inbox.catches_up()
        bot.inbox.away = calls
        await alix.say("tard")
        await alix.say("ensuite")
        await bot.inbox.gets("ensuite")
    assert texts(bot) == ["tard", "ensuite"]


@pytest.mark.long  # it looks on for eight seconds
async def test_a_server_that_is_down_is_asked_a_few_times_a_second_at_most(
    bot: Bot, alix: NioPerson, synapse: Synapse, caplog: pytest.LogCaptureFixture
) -> None:
    asked, token = 0, "of the bot"

    async def bad_gateway(request: web.Request) -> web.Response:
        nonlocal asked
        asked += token in request.headers.get("Authorization", "")
        return web.Response(status=502, text="<html>bad gateway</html>")

    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        arrived = await bot.inbox.gets(Arrived)
        await bot.tells(matrix, arrived, "Bonjour")
        await alix.sees("Bonjour")
        token = bot.token
        caplog.set_level(logging.INFO)
        await asyncio.to_thread(synapse.stop)

        proxy = web.Application()
        proxy.router.add_route("*", "/{path:.*}", bad_gateway)
        runner = web.AppRunner(proxy, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", synapse.port).start()
        try:
            await asyncio.sleep(3)  # the measure itself: how much is asked in three seconds
            assert 1 <= asked <= 4
            to = Destination(arrived.person, arrived.place)
            assert isinstance(await matrix.send(to, Payload("Plus tard"), "later"), Later)
        finally:
            await runner.cleanup()
        assert isinstance(await matrix.send(to, Payload("Plus tard"), "later"), Later)  # nothing listens at all
        await asyncio.to_thread(synapse.start)
        assert await bot.tells(matrix, arrived, "Plus tard", key="later") == Sent()
        await alix.sees("Plus tard")
        await alix.say("revenu")
        await bot.inbox.gets("revenu")
        assert not [word for word in (alix.user_id, alix.room, token) if word in caplog.text]


# --- Nonsense -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deep", [400, 800])
async def test_what_is_nested_too_deep_for_the_library_ends_nobodys_conversation(
    bot: Bot, alix: NioPerson, synapse: Synapse, caplog: pytest.LogCaptureFixture, deep: int
) -> None:
    """Whoever has an account anywhere could send one: the sync that had it came again, for everybody and for ever."""
    sacha, password = synapse.register(f"sacha-{uuid4().hex[:8]}")
    who = {"type": "m.id.user", "user": sacha}
    token = synapse.call("login", "", {"type": "m.login.password", "identifier": who, "password": password})
    nested: object = "secret-word"
    for _ in range(deep):
        nested = {"secret-word": nested}
    async with bot.running():
        await alix.opens_room_with(bot.user_id)
        await bot.inbox.gets(Arrived)
        await bot.inbox.catches_up()
        to_all = {"messages": {bot.user_id: {"*": {"action": nested}}}}
        status, _ = synapse.ask("PUT", "sendToDevice/m.room_key_request/1", token["access_token"], to_all)
        assert status == 200
        await alix.say("et moi ?")
        await bot.inbox.gets("et moi")
    assert "secret-word" not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("bot."))


# --- What cannot go on ----------------------------------------------------------------------------------------------


async def test_an_ended_session_ends_the_bot(bot: Bot, synapse: Synapse) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    synapse.call("logout", bot.token, {})
    await fails(bot.matrix(), bot, "M_UNKNOWN_TOKEN")


async def test_a_session_that_ends_while_it_serves_ends_the_bot(bot: Bot, synapse: Synapse) -> None:
    matrix = bot.matrix()
    serving = asyncio.create_task(matrix.serve(bot.inbox))
    try:
        await bot.inbox.moves_on()
        synapse.call("logout", bot.token, {})
        async with asyncio.timeout(15):
            with pytest.raises(FatalNetworkError, match="M_UNKNOWN_TOKEN"):
                await serving
    finally:
        serving.cancel()
        await matrix.close()


async def test_a_wrong_password_is_told(bot: Bot) -> None:
    bot.password = "another"
    await fails(bot.matrix(), bot, "M_FORBIDDEN")


async def test_a_store_is_for_one_program_at_a_time(bot: Bot) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
        await fails(bot.matrix(), bot, "another program")


async def test_everything_stored_is_for_its_owner_only(bot: Bot) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
        modes = {path.name: path.stat().st_mode & 0o777 for path in bot.folder.iterdir()}
    assert bot.folder.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}
    assert {"session.json", "cross-signing.json", "crypto.sqlite3"} <= modes.keys()


async def test_a_bot_killed_before_it_knew_that_the_homeserver_took_its_keys_starts_again(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Olm, answer: nio.Response) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Olm, "handle_response", killed)
        await is_killed(bot)
    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        await bot.tells(matrix, await bot.inbox.gets(Arrived), "Bonjour")
        await alix.sees("Bonjour")
        await alix.say("oui")
        assert (await bot.inbox.gets("oui")).private


async def test_a_bot_killed_while_it_took_the_key_of_a_room_can_read_what_comes_there(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Olm, session: object) -> None:
        raise Killed

    async with bot.running() as matrix:
        await alix.opens_room_with(bot.user_id)
        await bot.tells(matrix, await bot.inbox.gets(Arrived), "Bonjour")
        await alix.sees("Bonjour")
    await alix.say("oui")
    with monkeypatch.context() as patched:
        patched.setattr(Olm, "save_inbound_group_session", killed)
        await is_killed(bot)
    async with bot.running():
        assert (await bot.inbox.gets("oui")).private


async def never_comes_to_it(*_: object) -> None:
    """In the place of what does the work beside the syncs: the bot ends before."""
    await asyncio.Event().wait()


async def test_an_invitation_that_was_read_and_not_accepted_is_accepted_after_a_restart(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    with monkeypatch.context() as stopped:
        stopped.setattr(Invitations, "serve", never_comes_to_it)
        async with bot.running():
            await bot.inbox.moves_on()
            before = bot.inbox.saved
            await alix.opens_room_with(bot.user_id)
            await bot.inbox.moves_on(before)
    async with bot.running():
        assert (await bot.inbox.gets(Arrived)).place == alix.room


async def test_somebody_who_waited_for_a_private_room_gets_it_after_a_restart(
    bot: Bot, alix: NioPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    alias = f"#objecteur-{uuid4().hex[:8]}:test.localhost"
    with monkeypatch.context() as stopped:
        stopped.setattr(Welcome, "serve", never_comes_to_it)
        async with bot.running(welcome_room=alias):
            await bot.inbox.moves_on()
            before = bot.inbox.saved
            await alix.joins(alias)
            await bot.inbox.moves_on(before)
    async with bot.running(welcome_room=alias):
        await alix.is_invited_by(bot.user_id)


async def test_a_session_without_its_keys_is_told(bot: Bot) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    store = bot.folder / "crypto.sqlite3"
    store.rename(bot.folder / "elsewhere")
    await fails(bot.matrix(), bot, "encryption keys are missing")
    store.touch()  # an empty one would make new keys for an old device
    bot.password = None  # type: ignore[assignment]
    await fails(bot.matrix(), bot, "not the one that the bot used last")


async def test_another_secret_key_is_told(bot: Bot, synapse: Synapse) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    other = Matrix(synapse.url, bot.user_id, None, directory=bot.folder, store_key="another", now=clock.now)
    await fails(other, bot, "cannot be opened")


async def test_another_identity_is_never_overwritten(bot: Bot) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    bot.folder = bot.folder.with_name("lost everything")
    await fails(bot.matrix(), bot, "cross-signing identity that is not in the bot's store")


async def test_an_identity_is_replaced_by_hand_only_and_strict_clients_trust_the_new_one(
    bot: Bot, synapse: Synapse
) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    (bot.folder / "cross-signing.json").unlink()
    await fails(bot.matrix(), bot, "reset-identity")
    (bot.folder / "cross-signing.json").unlink(missing_ok=True)
    matrix = bot.matrix()
    await matrix.reset_identity()
    await matrix.close()
    await is_trusted(bot, synapse)


async def test_a_second_log_in_with_the_same_identity_is_trusted(bot: Bot, synapse: Synapse) -> None:
    async with bot.running():
        await bot.inbox.moves_on()
    for name in ("session.json", "crypto.sqlite3"):
        (bot.folder / name).unlink()
    await is_trusted(bot, synapse)
