"""After `/effacer` nothing of the conversation comes back, even from the bot's store and the homeserver together."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import nio
import pytest
from nio.exceptions import EncryptionError

from bot.networks.matrix.account import Account
from bot.networks.matrix.log_in import restore
from bot.networks.matrix.session import Folder
from bot.settings import Settings
from bot.store.opening import matrix_key
from bot.store.seal import Keyring, key_file
from tests.real.journey import NAME, to_the_letters
from tests.real.running import BEGUN, Bot
from tests.real.signing import Owner
from tests.real.strict_client import StrictPerson
from tests.real.synapse import Synapse

pytestmark = pytest.mark.xdist_group("matrix-keys")
GREETED = "Êtes-vous d’accord"


@pytest.fixture
async def served(synapse: Synapse, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A data directory, and settings of an account of the bot."""
    user, password = await asyncio.to_thread(synapse.register, f"erasing-bot-{uuid4().hex[:8]}")
    (data := tmp_path / "bot").mkdir()
    return data, {"matrix_homeserver": synapse.url, "matrix_user": user, "matrix_password": password}


@pytest.fixture
async def owner(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Owner]:
    owner = Owner(synapse, tmp_path)
    yield owner
    await owner.close()


class Thief:
    """Somebody with the bot's data directory, its key, and all that the homeserver keeps."""

    def __init__(self, synapse: Synapse, data: Path, copy: Path) -> None:
        """Copy the directory, and open what is in it as the bot would."""
        shutil.copytree(data / "matrix", copy)
        self._synapse, self._folder = synapse, copy
        store_key = matrix_key(Settings(data_dir=data), Keyring(key_file(next(data.glob("*.key")))))
        folder = Folder(copy, store_key)
        session = folder.session()
        assert session
        self._client = Account(synapse.url, session.user_id, None, folder=folder, store_key=store_key).client
        restore(self._client, session, session.user_id, copy)

    async def reads(self, room: str) -> list[str]:
        """All that can be decrypted of a room's events, whatever the homeserver shows the bot of it."""
        with closing(sqlite3.connect(self._synapse.database)) as database:
            rows = database.execute("SELECT json FROM event_json WHERE room_id = ?", (room,)).fetchall()
        found = []
        for number, (raw,) in enumerate(rows):
            source = json.loads(raw) | {"event_id": f"$made-up-{number}"}
            if source["type"] != "m.room.encrypted" or not source["content"]:
                continue
            event = nio.MegolmEvent.from_dict(source)
            event.room_id = room
            with suppress(EncryptionError):
                found.append(str(self._client.decrypt_event(event).source["content"].get("body")))
        return found

    def opened(self) -> str:
        """All that the crypto store holds, with its key."""
        database = self._client.olm.store.database
        tables = [name for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert "devicekeys" in tables
        return "\n".join(repr(row) for table in tables for row in database.execute_sql(f'SELECT * FROM "{table}"'))


def left(synapse: Synapse, room: str, user: str) -> bool:
    """Whether the homeserver has somebody out of a room, and the room forgotten by them."""
    with closing(sqlite3.connect(synapse.database)) as database:
        asked = """SELECT membership, forgotten FROM room_memberships WHERE room_id = ? AND user_id = ?
            ORDER BY event_stream_ordering DESC"""
        (last, *_) = database.execute(asked, (room, user)).fetchall()
    return last[0] == "leave" and bool(last[1])


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the homeserver's database shows something."""
    for _ in range(600):
        if await asyncio.to_thread(condition):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never happened")


async def until_left(synapse: Synapse, room: str, user: str) -> None:
    """Wait until the bot has left and forgotten a room."""
    await until(lambda: left(synapse, room, user))


def own_events(synapse: Synapse, room: str, user: str) -> tuple[int, int]:
    """How many messages of a user a room holds, and how many of them were taken back."""
    with closing(sqlite3.connect(synapse.database)) as database:
        asked = """SELECT count(*), count(redactions.redacts)
            FROM events LEFT JOIN redactions ON redacts = events.event_id
            WHERE room_id = ? AND sender = ? AND type = 'm.room.encrypted'"""
        total, redacted = database.execute(asked, (room, user)).fetchone()
    return total, redacted


async def erases(person: Any) -> None:
    """Ask for it, confirm, and read that it is done."""
    await person.say("effacer")
    asked = await person.sees("Confirmez-vous")
    assert "enregistrez-les d’abord" in asked.body
    await person.say("oui, tout effacer")
    said = await person.sees("C’est effacé")
    assert "dont je n’ai plus la clé" in said.body
    assert "ouvrez une nouvelle conversation avec moi : https://matrix.to/#/@" in said.body


async def test_after_erasing_the_bots_store_and_the_homeserver_give_nothing_back(
    synapse: Synapse, owner: Owner, served: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    """Before, they gave back name, address, letters and files: 35 of 44 messages."""
    data, settings = served
    user, phone = settings["matrix_user"], await owner.logs_in()
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(user)
        await phone.sees(GREETED)
        await to_the_letters(phone)
        before = await Thief(synapse, data, tmp_path / "before").reads(phone.room)
        assert any(NAME in said for said in before)
        await erases(phone)
        await until_left(synapse, phone.room, user)
    thief = Thief(synapse, data, tmp_path / "after")
    assert await thief.reads(phone.room) == []
    for name in (phone.room, owner.user_id, str(phone.client.device_id)):
        assert name not in thief.opened()
    total, redacted = own_events(synapse, phone.room, user)
    assert (total, redacted) == (total, total - 1)
    assert total > 10

    old = phone.room
    async with Bot(data, BEGUN, **settings):  # who comes back is served anew
        await phone.opens_room_with(user)
        await phone.sees(GREETED)
        await to_the_letters(phone)
        assert phone.room != old
        await erases(phone)
        await until_left(synapse, phone.room, user)
    assert await Thief(synapse, data, tmp_path / "again").reads(phone.room) == []


async def test_a_strict_client_reads_the_last_word_and_comes_back(
    synapse: Synapse, strict: StrictPerson, served: tuple[Path, dict[str, str]]
) -> None:
    data, settings = served
    user = settings["matrix_user"]
    async with Bot(data, BEGUN, **settings):
        for _ in range(2):
            await strict.opens_room_with(user)
            await strict.sees(GREETED)
            await strict.say("oui")
            await strict.sees("caisse d’assurance maladie")
            await erases(strict)
            await until_left(synapse, strict.room, user)
    assert {message.shield for message in strict.messages} == {None}


@pytest.mark.long
async def test_an_erasure_that_is_killed_goes_on_at_the_next_start(
    synapse: Synapse, owner: Owner, served: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    data, settings = served
    user, phone = settings["matrix_user"], await owner.logs_in()
    async with Bot(data, BEGUN, **settings) as bot:
        await phone.opens_room_with(user)
        await phone.sees(GREETED)
        await to_the_letters(phone)
        await erases(phone)
        await until(lambda: own_events(synapse, phone.room, user)[1] > 0)
        await bot.kill()
    assert not left(synapse, phone.room, user)
    async with Bot(data, BEGUN, **settings):
        await until_left(synapse, phone.room, user)
    assert await Thief(synapse, data, tmp_path / "after").reads(phone.room) == []
    total, redacted = own_events(synapse, phone.room, user)
    assert redacted == total - 1


@pytest.mark.long
async def test_who_leaves_right_after_erasing_is_erased_all_the_same(
    synapse: Synapse, owner: Owner, served: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    data, settings = served
    user, phone = settings["matrix_user"], await owner.logs_in()
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(user)
        await phone.sees(GREETED)
        await to_the_letters(phone)
        await erases(phone)
        await phone.leaves()
        await until_left(synapse, phone.room, user)
    thief = Thief(synapse, data, tmp_path / "after")
    assert await thief.reads(phone.room) == []
    assert owner.user_id not in thief.opened()


@pytest.mark.long
async def test_whose_time_is_over_is_told_so_by_day_and_erased(
    synapse: Synapse, owner: Owner, served: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    data, settings = served
    user, phone = settings["matrix_user"], await owner.logs_in()
    async with Bot(data, BEGUN, **settings):
        await phone.opens_room_with(user)
        await phone.sees(GREETED)
        await to_the_letters(phone)
    async with Bot(data, "2027-02-23T10:00:00+01:00", **settings):
        await phone.sees("ouvrez-en une nouvelle avec moi", 60)  # a day is believed by the second tick
        await until_left(synapse, phone.room, user)
    assert await Thief(synapse, data, tmp_path / "after").reads(phone.room) == []
