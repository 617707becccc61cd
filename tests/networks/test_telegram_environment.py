"""What the environment says of connections: a proxy is used, and no password of another program is sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from bot.networks.telegram.request import AiohttpRequest

Seen = list[tuple[str, str | None, str | None]]


@pytest.fixture
async def server() -> AsyncIterator[tuple[str, Seen]]:
    """The address of a server, or proxy, and what it is asked for, with the two kinds of passwords."""
    seen: Seen = []

    async def answer(asked: web.BaseRequest) -> web.Response:
        seen.append((asked.host, asked.headers.get("Authorization"), asked.headers.get("Proxy-Authorization")))
        return web.Response(text="{}")

    async with RawTestServer(answer) as made:
        yield f"127.0.0.1:{made.port}", seen


async def ask(url: str) -> None:
    request = AiohttpRequest(1, read_timeout=5)
    await request.initialize()
    try:
        assert await request.do_request(url, "POST") == (200, b"{}")
    finally:
        await request.shutdown()


async def test_no_password_of_another_program_is_sent(
    server: tuple[str, Seen], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: the `default` of `~/.netrc` went to Telegram with each message."""
    (tmp_path / "netrc").write_text("default login someone password made-up\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    await ask(f"http://{server[0]}/")
    assert server[1] == [(server[0], None, None)]


async def test_the_proxy_of_the_environment_is_used_but_where_it_says_none(
    server: tuple[str, Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://someone:made-up@{server[0]}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    await ask("http://api.exemple.test/")
    await ask(f"http://{server[0]}/")
    assert server[1] == [("api.exemple.test", None, "Basic c29tZW9uZTptYWRlLXVw"), (server[0], None, None)]
