"""The listener on a Unix socket: nothing of it is on a network, and its file is its owner's and their group's."""

import socket
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.runtime.health import Health
from bot.runtime.http import listening_at
from bot.runtime.socket_file import socket_at
from tests.real.running import BEGUN, Bot
from tests.real.telegram_api import TelegramApi
from tests.runtime.test_door import Taking

TOKEN = "123456:only-for-these-tests-not-a-real-one"
SECRET = {"X-Secret": "secret"}


def mode_of(path: Path) -> int | None:
    """Who may use a file; None where there is none."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "http.sock"


@pytest.fixture
async def session(path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as session:
        yield session


@contextmanager
def left_by_a_killed_program(path: Path) -> Iterator[None]:
    with closing(socket.socket(socket.AF_UNIX)) as made:
        made.bind(str(path))
    yield


async def test_posts_and_health_go_through_and_the_file_goes_with_the_listener(
    path: Path, session: aiohttp.ClientSession
) -> None:
    taking = Taking()
    async with listening_at(path, {"/telegram": taking}, Health(("telegram",)), lambda: b"sums"):
        assert mode_of(path) == 0o660
        async with session.get("http://bot/healthz") as told:
            assert (told.status, await told.json()) == (200, {"telegram": "serving", "reminders": "computed"})
        async with session.get("http://bot/metrics") as told:
            assert await told.read() == b"sums"
        for headers, status in (({}, 401), (SECRET, 200)):
            async with session.post("http://bot/telegram", json="bonjour", headers=headers) as told:
                assert told.status == status
        assert taking.posts == [b'"bonjour"']
    assert mode_of(path) is None


def test_what_a_killed_program_left_is_replaced(path: Path) -> None:
    with left_by_a_killed_program(path), socket_at(path) as made:
        assert made.getsockname() == str(path)
    assert not path.exists()


def test_where_another_program_listens_it_stays(path: Path) -> None:
    with socket_at(path) as made:
        made.listen()
        with pytest.raises(OSError, match="another program listens there"), socket_at(path):
            raise AssertionError
        with closing(socket.socket(socket.AF_UNIX)) as asking:
            asking.connect(str(path))


def test_a_file_that_is_no_socket_is_left(path: Path) -> None:
    path.write_text("somebody's", encoding="ascii")
    with pytest.raises(OSError, match="is no socket"), socket_at(path):
        raise AssertionError
    assert path.read_text(encoding="ascii") == "somebody's"


def test_the_socket_of_whoever_came_after_is_left(path: Path) -> None:
    with socket_at(path):
        path.unlink()
        with left_by_a_killed_program(path):
            pass
    assert path.exists()


@pytest.mark.xdist_group("telegram")
async def test_the_bot_listens_there_again_after_it_was_killed(
    path: Path, tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    api = TelegramApi(TOKEN)
    (data := tmp_path / "bot").mkdir()
    bot = Bot(data, BEGUN, telegram_token=TOKEN, telegram_api_url=await api.start(), http_address=f"unix:{path}")
    try:
        for _ in range(2):
            async with bot:
                somebody = api.person(first_name="Dominique", language="fr")
                await somebody.say("bonjour")
                await somebody.sees("Êtes-vous d’accord")
                async with session.get("http://bot/readyz") as told:
                    assert (told.status, (await told.json())["telegram"]) == (200, "serving")
                await bot.kill()
            assert mode_of(path), "a killed program takes nothing away"
            bot = Bot(data, BEGUN, telegram_token=TOKEN, telegram_api_url=api.url, http_address=f"unix:{path}")
        async with bot:
            somebody = api.person(first_name="Maxime", language="fr")
            await somebody.say("bonjour")
            await somebody.sees("Êtes-vous d’accord")
    finally:
        await api.stop()
    assert mode_of(path) is None
