"""`python -m tests.deploy.proxies`: nginx and Caddy by the files of deploy/, before the bot on its Unix socket.

Each runs as its own user on a loopback port. Telegram posts through it, from hello to the letters, and over the death
of the bot; strangers ask for what is not for them, send more than is taken, and say nothing for long. It needs root,
and of Debian's packages nginx-light and caddy. Nothing of it is left.
"""

import asyncio
import contextlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.deploy.debian import lacks
from tests.deploy.proxy import PROXIES, SOON, Proxy, Stage, said, standing
from tests.real.faulty.certificates import NAMED, Certificates
from tests.real.journey import NAME, STREET, to_the_letters
from tests.real.running import BEGUN, Bot
from tests.real.several.crew import free_port
from tests.real.telegram_api import TelegramApi
from tests.real.telegram_api.people import Person
from tests.real.telegram_api.pushing import HEADER, Pushing

PROGRAMS = {"nginx": "nginx-light", "caddy": "caddy"}
TOKEN = "123456:only-for-the-proxies-not-a-real-one"
INNER = ("/healthz", "/readyz", "/metrics")
ROUNDABOUT = ("/telegram/../metrics", "/telegram/..%2fmetrics", "//metrics", "/telegram/metrics", "/%6detrics", "/")
TOLD = re.compile(rb"serving|objecteur_|process_")
"""What the inner pages say."""
LARGEST = 1 << 20
JSON = "Content-Type: application/json"
NOTHING = b""
_1, _1_1, _1_2 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2
WEAK = (
    (_1, _1_1, "ALL:@SECLEVEL=0", "TLSV1_ALERT_PROTOCOL_VERSION"),
    (_1_2, _1_2, "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256", "SSLV3_ALERT_HANDSHAKE_FAILURE"),
)
"""Versions, the ciphers that are asked for, and why a proxy says no."""


class Here(AbstractResolver):
    """Every name is this machine's."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """The loopback address."""
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""


class Public:
    """The public side of a proxy: what Telegram and strangers reach."""

    def __init__(self, port: int, trust: ssl.SSLContext) -> None:
        """Take its port, and the certificates that are trusted."""
        self._port, self._trust = port, trust
        self.secret = ""

    async def tells(self, given: bytes, tls: ssl.SSLContext | None = None) -> bytes:
        """What is answered before the connection is ended. Raises TimeoutError when it is not ended soon."""
        tls = tls or self._trust
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, ssl=tls, server_hostname=NAMED)
        got = b""
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            writer.write(given)
            async with asyncio.timeout(SOON):
                while part := await reader.read(65_536):
                    got += part
        writer.close()
        return got

    async def status(self, given: bytes) -> int:
        """The status of an answer; 0 where there was none. Raises AssertionError for one with what is inside."""
        got = await self.tells(given)
        assert not TOLD.search(got), got
        found = re.match(rb"HTTP/1\.1 (\d+) ", got)
        return int(found[1]) if found else 0

    async def silent(self) -> None:
        """Connect without a word of TLS, and wait to be sent away. Raises TimeoutError when it is not done soon."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        async with asyncio.timeout(SOON):
            assert await reader.read() == NOTHING
        writer.close()

    def own(self, body: bytes, *headers: str) -> bytes:
        """A post with the right secret."""
        return request("POST /telegram", f"{HEADER}: {self.secret}", *(headers or (JSON,)), body=body)

    async def is_posted_to(self, api: TelegramApi, times: int) -> None:
        """Let Telegram post there, once the bot asked for it so many times."""
        while len(asked := api.called("setWebhook")) < times:
            await api.next_call()
        self.secret = str(asked[-1].given["secret_token"])
        url = f"https://{NAMED}:{self._port}/telegram"
        api.pushing = Pushing(api.updates, url, self.secret, aiohttp.TCPConnector(resolver=Here(), ssl=self._trust))


def request(line: str, *headers: str, body: bytes = NOTHING, length: int | None = None) -> bytes:
    """A request that ends its connection. `length`: how long its body is said to be."""
    said_long = f"Content-Length: {len(body) if length is None else length}"
    told = (f"{line} HTTP/1.1", f"Host: {NAMED}", "Connection: close", said_long, *headers, "", "")
    return "\r\n".join(told).encode() + body


class Trial:
    """One proxy, and the bot behind it."""

    def __init__(self, proxy: Proxy, folder: Path) -> None:
        """Take an empty folder, in which everybody may look for what they know the name of."""
        self._proxy = proxy
        made = Certificates(folder)
        (run := folder / "run").mkdir()
        shutil.chown(run, group=proxy.user)
        run.chmod(0o2750)  # as systemd makes it with the unit's RuntimeDirectory and Group
        for name in ("data", "proxy"):
            (folder / name).mkdir(mode=0o700)
        self._data, self._socket = folder / "data", run / "http.sock"
        self.stage = Stage(folder / "proxy", free_port(), self._socket, made.shown)
        self._trust = ssl.create_default_context(cafile=str(made.authority))
        self.public = Public(self.stage.port, self._trust)
        self.api = TelegramApi(TOKEN)
        self.logs = ""

    def bot(self) -> Bot:
        """The bot, on its socket."""
        return Bot(
            self._data, BEGUN, telegram_token=TOKEN, telegram_api_url=self.api.url,
            telegram_webhook_url=f"https://{NAMED}/telegram", http_address=f"unix:{self._socket}",
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        await self.api.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.api.stop()

    async def goes(self) -> None:
        """Do all of it. Raises AssertionError."""
        person = self.api.person(first_name="Camille", language="fr")
        async with standing(self._proxy, self.stage):
            async with self.bot() as bot:
                await self.public.is_posted_to(self.api, 1)
                await to_the_letters(person)
                assert self.api.pushing
                assert set(self.api.pushing.statuses) == {200}
                self.socket_is_the_proxys()
                await self.strangers()
                await self.too_much()
                await self.too_slow()
                await self.weak_tls()
                assert 'what="post-refused"} 2.0' in await self.metrics(), "nothing else came so far as to the bot"
                await bot.kill()
            self.logs += bot.log
            await self.comes_back(person)
        self.logs += said(self.stage)
        hidden = [word for word in (NAME, STREET, TOKEN, self.public.secret) if word in self.logs]
        assert hidden == [], self.logs
        assert "buffered to a temporary file" not in self.logs, "what somebody wrote was in a file"

    async def metrics(self) -> str:
        """What the bot tells on the socket itself."""
        connector = aiohttp.UnixConnector(str(self._socket))
        async with aiohttp.ClientSession(connector=connector) as inside, inside.get("http://bot/metrics") as told:
            return await told.text()

    def socket_is_the_proxys(self) -> None:
        """The proxy's user may connect to the socket, and another may not."""
        asks = ["test", "-w", str(self._socket)]
        for user, group, status in ((self._proxy.user, self._proxy.user, 0), ("nobody", "nogroup", 1)):
            done = subprocess.run(asks, user=user, group=group, extra_groups=(), check=False)
            assert done.returncode == status, user

    async def strangers(self) -> None:
        """Without the secret nothing is taken, and with it there is one path and one method."""
        public, status = self.public, self.public.status
        assert await status(request("POST /telegram", JSON, body=b"{}")) == 401
        assert await status(request("POST /telegram", JSON, f"{HEADER}: {'0' * 64}", body=b"{}")) == 401
        assert await status(public.own(b"{}", "Content-Type: text/plain")) == 415
        right = f"{HEADER}: {public.secret}"
        for method in ("GET", "POST", "HEAD", "PUT", "TRACE"):
            for path in (*INNER, *ROUNDABOUT, *(("/telegram", "/metrics/../telegram") if method != "POST" else ())):
                assert await status(request(f"{method} {path}", right)) in {403, 404, 405}, (method, path)

    async def too_much(self) -> None:
        """More than a megabyte is refused, whether it is announced or comes in pieces; nearly as much passes."""
        public = self.public
        assert await public.status(public.own(b"a" * (LARGEST - 100_000))) == 200, "the bot takes it for senseless"
        assert await public.status(public.own(b"a" * (LARGEST + 1))) == 413
        pieces = public.own(NOTHING).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        assert await public.status(pieces + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 17 + b"0\r\n\r\n") == 413
        big = request("POST /telegram", "X-Big: " + "a" * 2 * LARGEST)
        assert await public.status(big) in {0, 400, 431}

    async def too_slow(self) -> None:
        """Whoever does not go on is sent away: before TLS, in the head and in the body."""
        public = self.public
        right = f"{HEADER}: {public.secret}"
        body = request("POST /telegram", right, JSON, body=b"{", length=900)
        silent, head, rest = await asyncio.gather(
            public.silent(), public.status(b"POST /telegram HTTP/1.1\r\nHost: bot"), public.status(body)
        )
        assert (silent, head in {0, 408}, rest in {0, 400, 408, 502}) == (None, True, True), (head, rest)

    async def weak_tls(self) -> None:
        """TLS of before 1.2, and ciphers of CBC, are refused by the proxy, not by us."""
        for oldest, newest, ciphers, wanted in WEAK:
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                weak = ssl.create_default_context()
                weak.check_hostname, weak.verify_mode = False, ssl.CERT_NONE
                weak.set_ciphers(ciphers)
                weak.minimum_version, weak.maximum_version = oldest, newest
            why = ""
            try:
                await self.public.tells(request("GET /"), weak)
            except ssl.SSLError as error:
                why = error.reason
            assert why == wanted, (why, newest)

    async def comes_back(self, person: Person) -> None:
        """What was posted while the bot was dead is taken when it lives again, on a new socket by the same name."""
        assert self.api.pushing
        before = len(self.api.pushing.statuses)
        await person.say("/aide")
        async with asyncio.timeout(SOON):
            while len(self.api.pushing.statuses) == before:  # noqa: ASYNC110  there is nothing to wait for
                await asyncio.sleep(0.05)
        assert set(self.api.pushing.statuses[before:]) == {502}
        async with self.bot() as bot:
            await self.public.is_posted_to(self.api, 2)
            await person.sees("À tout moment")
        self.logs += bot.log


async def tries(proxy: Proxy, folder: Path) -> None:
    """Try one proxy in a folder. Raises AssertionError."""
    async with Trial(proxy, folder) as trial:
        await trial.goes()


def main() -> int:
    """Try each. Returns 0 when all is well."""
    if missing := lacks(PROGRAMS):
        print(missing, file=sys.stderr)
        return 2
    for proxy in PROXIES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="objecteur-proxies-") as name:
            (folder := Path(name)).chmod(0o711)
            asyncio.run(tries(proxy, folder))
        took = time.monotonic() - began
        print(f"{proxy.name} passes Telegram's posts to the bot's socket and nothing else; {took:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
