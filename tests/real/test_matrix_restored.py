"""A Matrix store put back from a backup is never used: a new device takes its place, and everybody can read."""

import shutil
from pathlib import Path

import pytest

from bot.core.ports.incoming import Arrived, Incoming
from bot.core.ports.network import FatalNetworkError
from bot.networks.matrix.session import Folder
from tests.real.matrix_bench import STORE_KEY, Bot
from tests.real.matrix_person import MatrixPerson
from tests.real.nio_person import NioPerson
from tests.real.strict_client import StrictPerson

pytestmark = pytest.mark.xdist_group("matrix-keys")


def device(bot: Bot) -> str:
    session = Folder(bot.folder, STORE_KEY).session()
    assert session
    return session.device_id


async def meet(bot: Bot, *people: MatrixPerson) -> list[Incoming]:
    """Everybody opens a room, says something and is answered."""
    arrived = []
    async with bot.running() as matrix:
        for person in people:
            await person.opens_room_with(bot.user_id)
            arrived.append(await bot.inbox.gets(Arrived))
            await bot.tells(matrix, arrived[-1], "Bonjour")
            await person.sees("Bonjour")
    return arrived


async def test_after_a_restore_everybody_reads_the_bot_and_is_read(
    bot: Bot, alix: NioPerson, strict: StrictPerson, tmp_path: Path
) -> None:
    """Before, people known to it could not read the bot any more, and the log said delivered."""
    people: tuple[MatrixPerson, ...] = (alix, strict)
    arrived = await meet(bot, *people)
    shutil.copytree(bot.folder, tmp_path / "backup")
    before = device(bot)
    async with bot.running() as matrix:
        for number in range(3):
            for place in arrived:
                await bot.tells(matrix, place, f"Encore {number}")
        for person in people:
            await person.sees("Encore 2")
    shutil.rmtree(bot.folder)
    shutil.copytree(tmp_path / "backup", bot.folder)
    async with bot.running() as matrix:
        for place, person in zip(arrived, people, strict=True):
            await bot.tells(matrix, place, "Me revoici")
            assert (await person.sees("Me revoici")).shield is None
            await person.say("très bien")
            assert (await bot.inbox.gets("très bien")).person == person.user_id
    assert device(bot) != before


async def test_a_store_that_was_not_put_back_keeps_its_device(bot: Bot, alix: NioPerson) -> None:
    await meet(bot, alix)
    before = device(bot)
    async with bot.running():
        await bot.inbox.moves_on()
    async with bot.running():
        await bot.inbox.moves_on()
    assert device(bot) == before


async def test_without_the_password_an_old_store_is_told_and_left(bot: Bot, alix: NioPerson, tmp_path: Path) -> None:
    await meet(bot, alix)
    shutil.copytree(bot.folder, tmp_path / "backup")
    async with bot.running():
        await bot.inbox.moves_on()
    shutil.rmtree(bot.folder)
    shutil.copytree(tmp_path / "backup", bot.folder)
    before = device(bot)
    bot.password = None  # type: ignore[assignment]
    matrix = bot.matrix()
    with pytest.raises(FatalNetworkError, match="not the one that the bot used last"):
        await matrix.serve(bot.inbox)
    await matrix.close()
    assert device(bot) == before
