"""Whom the bot connects to: the address that is set and nobody else, by TLS that is current, with a certificate."""

import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from telegram.error import NetworkError

from bot.networks.matrix.account import Account
from bot.networks.matrix.nio_client import RedirectedError, redirected
from bot.networks.matrix.session import Folder
from bot.networks.telegram.request import AiohttpRequest
from tests.folded import folded
from tests.real.faulty.certificates import Certificates

REFUSED = (NetworkError, aiohttp.ClientConnectorError)
Asks = Callable[[str], Awaitable[int]]


@pytest.fixture(params=["telegram", "matrix"])
async def asks(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Asks]:
    """Has a network's own client ask something at an address. Returns the status of the answer."""
    if request.param == "telegram":
        pool = AiohttpRequest(1, read_timeout=5)
        await pool.initialize()

        async def asked(url: str) -> int:
            return (await pool.do_request(f"{url}/bot/getMe", "POST"))[0]

        yield asked
        await pool.shutdown()
        return
    (tmp_path / "matrix").mkdir()
    folder = Folder(tmp_path / "matrix", "made up")
    account = Account("http://made.up", "@bot:made.up", "made up", folder=folder, store_key="made up")

    async def sent(url: str) -> int:
        account.client.homeserver = url
        return int((await account.client.send("GET", "/_matrix/client/v3/sync")).status)

    yield sent
    await account.client.close()


@asynccontextmanager
async def serving(answer: Callable[[], web.Response], tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that answers everything so. Yields its address."""

    async def handle(_: web.BaseRequest) -> web.Response:
        return answer()

    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_the_bot_goes_nowhere_else_than_to_the_address_that_is_set(asks: Asks) -> None:
    """Before: a homeserver could send the bot on, and the request, with what it holds, went there."""
    elsewhere = 0

    def there() -> web.Response:
        nonlocal elsewhere
        elsewhere += 1
        return web.json_response({})

    async with serving(there) as other:

        def on() -> web.Response:
            return web.Response(status=307, headers={"Location": f"{other}/somewhere"})

        async with serving(on) as first:
            with contextlib.suppress(RedirectedError):
                assert await asks(first) == 307
    assert elsewhere == 0


async def test_a_homeserver_that_sends_the_bot_on_is_told_to_the_operator_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: one that redirects http to https was tried for ever with the words « not now (None) »."""
    elsewhere = {"Location": "https://matrix.example.org/x?@camille:example.org"}
    answers = [web.Response(status=301, headers=elsewhere) for _ in range(2)]  # each can be sent once
    answers += [web.json_response({"errcode": "M_UNKNOWN", "error": "made up"}, status=400)]
    folder = Folder(tmp_path, "made up")
    async with serving(lambda: answers.pop(0)) as url:
        account = Account(url, "@bot:made.up", "made up", folder=folder, store_key="made up")
        await account.insisting(lambda: account.client.login("made up"))
        await account.client.close()
    assert answers == []
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line == (
        f"matrix: {url} sends the bot on, which it does not follow, to https://matrix.example.org: "
        "if that is yours, set OBJECTEUR_MATRIX_HOMESERVER=https://matrix.example.org"
    )
    assert "camille" not in caplog.text


@folded("location", ["", "/there", "//", "http://[", "mailto:camille@example.org"])
def test_whatever_a_redirect_says_is_one_plain_sentence(location: str) -> None:
    assert redirected("https://made.up", location).endswith("does not follow, elsewhere on itself")


async def test_a_certificate_that_nobody_signed_is_refused(asks: Asks, tmp_path: Path) -> None:
    async with serving(lambda: web.json_response({}), Certificates(tmp_path).bad) as url:
        with pytest.raises(REFUSED) as refused:
            await asks(url)
    assert saw_the_certificate(refused.value)


def saw_the_certificate(error: BaseException | None) -> bool:
    """Whether somebody refused a server for its certificate, and not before."""
    seen = isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLCertVerificationError)
    return seen or (error is not None and saw_the_certificate(error.__cause__ or error.__context__))


@pytest.mark.parametrize(
    ("ciphers", "kind"),
    [("kRSA+AESGCM", "rsa"), ("ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256", "ec")],
    ids=["without forward secrecy", "of CBC"],
)
async def test_a_cipher_that_nobody_recommends_is_refused(asks: Asks, tmp_path: Path, ciphers: str, kind: str) -> None:
    """Before, those of CBC with SHA-2 were spoken."""
    server = Certificates.rsa(tmp_path) if kind == "rsa" else Certificates(tmp_path).bad
    for context in (server, weak := ssl.create_default_context()):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
    weak.check_hostname, weak.verify_mode = False, ssl.CERT_NONE
    async with serving(lambda: web.json_response({}), server) as url:
        async with aiohttp.ClientSession() as client, client.get(url, ssl=weak) as answer:
            assert answer.status == 200, "who accepts it can speak it"
        with pytest.raises(REFUSED) as refused:
            await asks(url)
    assert not saw_the_certificate(refused.value), "it never came so far"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_tls_of_another_age_is_refused(asks: Asks, tmp_path: Path) -> None:
    server = Certificates(tmp_path).bad
    for context in (server, old := ssl.create_default_context()):
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    async with serving(lambda: web.json_response({}), server) as url:
        async with aiohttp.ClientSession() as client, client.get(url, ssl=old) as answer:
            assert answer.status == 200, "who accepts it can speak it"
        with pytest.raises(REFUSED) as refused:
            await asks(url)
    assert not saw_the_certificate(refused.value), "it never came so far"
