"""The door of the listener: whatever strangers send, or do not send, the health is told and the log stays short."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.core.ports.network import Pushed
from bot.runtime import door
from bot.runtime.door import MOST
from bot.runtime.health import Health
from bot.runtime.http import listening
from bot.service.attempts import Attempt, Attempts

SOON = 10.0
OURS = b"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Secret: secret\r\nContent-Type: application/json\r\n"
HEALTHY = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Taking:
    """A network that takes what is posted, and fails at what it is told to."""

    largest = 1_000

    def __init__(self) -> None:
        self.posts: list[bytes] = []

    def welcome(self, headers: Mapping[str, str]) -> bool:
        return headers.get("X-Secret", "").encode(errors="surrogateescape") == b"secret"

    async def post(self, body: bytes) -> int:
        if body == b'"fail"':
            raise KeyError("Camille Exemple")
        self.posts.append(body)
        return 200


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
async def address(attempts: Attempts) -> AsyncIterator[tuple[str, int]]:
    pushed: dict[str, Pushed] = {"/telegram": Taking()}
    async with listening("127.0.0.1", 0, pushed, Health(("telegram",)), bytes, attempts) as found:
        yield found


async def says(address: tuple[str, int], said: bytes) -> bytes:
    """What a stranger is answered before the connection ends, or until nothing more comes."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(said)
    got = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(SOON):
            got = await reader.read()
    writer.close()
    return got


async def test_a_thousand_half_open_connections_keep_nobody_from_being_told_the_health(
    address: tuple[str, int], attempts: Attempts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Eleven hundred of them made the listener dead for good, with 691,000 lines in the log."""
    monkeypatch.setattr(door, "PATIENCE", 1.0)
    writers = []
    for _ in range(1_000):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(*address)
            with contextlib.suppress(ConnectionError):
                writer.write(b"POST /telegram HTTP/1.1\r\nHost: local")
            writers.append(writer)
    async with asyncio.timeout(SOON):
        while b"serving" not in await says(address, HEALTHY):  # noqa: ASYNC110  there is nothing to wait for
            await asyncio.sleep(0.2)
    for writer in writers:
        writer.close()
    assert len(caplog.records) < 10
    assert len(writers) > MOST
    assert attempts.sums()[Attempt.CONNECTION] >= len(writers) - MOST, "each is counted that was not let in"


async def test_who_leaves_in_the_middle_of_a_body_is_no_error_of_ours(
    address: tuple[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    """Before, each was a line of the log's errors, which sound an alarm: Caddy leaves so where a post is too large."""
    for _ in range(3):
        _, writer = await asyncio.open_connection(*address)
        writer.write(OURS + b"Content-Length: 900\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert b"serving" in await says(address, HEALTHY)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("bot")] == []


async def test_a_body_that_never_comes_is_not_waited_for(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.5)
    assert b" 408 " in await says(address, OURS + b"Content-Length: 900\r\n\r\n{")


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # TLS
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"".join([b"GET / HTTP/1.1\r\n", *(b"X-%d: a\r\n" % n for n in range(5_000)), b"\r\n"]),
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Secret: \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
        OURS + b'Content-Length: 6\r\nConnection: close\r\n\r\n"fail"',
        OURS + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"\r\n\r\n\r\n\x00\x00\x00\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)  # fmt: skip
async def test_what_makes_no_sense_costs_one_line_at_most_and_no_traceback(
    address: tuple[str, int], said: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.5)
    with caplog.at_level(logging.DEBUG):
        await says(address, said)
        assert b"serving" in await says(address, HEALTHY)
    ours = [record for record in caplog.records if record.name != "asyncio"]
    assert len(ours) <= 1
    assert not [record for record in caplog.records if record.exc_info]
    assert "Camille" not in caplog.text


async def test_ten_thousand_posts_without_the_secret_are_counted_and_cost_one_line(
    address: tuple[str, int], attempts: Attempts, caplog: pytest.LogCaptureFixture
) -> None:
    post = b"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Secret: Camille Exemple\r\nContent-Length: 2\r\n\r\n{}"
    with caplog.at_level(logging.DEBUG):
        got = await asyncio.gather(
            *(says(address, post * 999 + post.replace(b"Host", b"Connection: close\r\nHost")) for _ in range(10))
        )
        attempts.tell()
        attempts.tell()
    assert [one.count(b" 401 ") for one in got] == [1_000] * 10
    assert attempts.sums()[Attempt.POST] == 10_000
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert line == "since the last such line: 10000 post-refused"
