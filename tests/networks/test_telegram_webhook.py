"""Receiving by webhook: committed before it is answered, in order, again until it is taken, from Telegram only."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import aiohttp
import pytest

from bot.core.ports.incoming import Pressed, Text
from bot.core.ports.network import FatalNetworkError
from bot.core.ports.outgoing import Button, Destination, Payload
from bot.networks.telegram.client import Telegram
from bot.networks.telegram.webhook import HEADER, LARGEST, secret_of
from bot.runtime.health import Health
from bot.runtime.http import listening
from tests.networks.telegram_bench import SOON, TOKEN, FakeInbox, Naps, adapter, running
from tests.real.telegram_api import Fault, TelegramApi

PATH = "/telegram"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with running() as started:
        yield started


@asynccontextmanager
async def hooked(api: TelegramApi, inbox: FakeInbox, port: int = 0) -> AsyncIterator[tuple[Telegram, str]]:
    """The adapter behind a listener of its own; yields it and the address that Telegram posts to."""
    async with listening("127.0.0.1", port, {}, Health(()), bytes) as (host, free):
        pass  # a port that is free now
    url = f"http://{host}:{free}{PATH}"
    telegram = adapter(api.url, webhook_url=url)
    async with listening(host, free, telegram.pushed, Health(("telegram",)), bytes):
        serving = asyncio.create_task(telegram.serve(inbox))
        try:
            async with asyncio.timeout(SOON):
                while not api.updates.webhook:
                    await api.next_call()
                    await asyncio.sleep(0)
            yield telegram, url
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await telegram.close()


async def answered(url: str, body: bytes, headers: dict[str, str]) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


async def test_updates_are_taken_in_order_each_once(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    async with hooked(api, inbox):
        for number in range(5):
            await camille.say(str(number))
        await inbox.took(5)
    assert inbox.contents == [Text(str(number)) for number in range(5)]
    assert inbox.saved is None, "the cursor of long polling stays where it is"


async def test_telegram_is_said_to_be_read_before_anything_is_handed_in(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un")
    async with hooked(api, inbox):
        await inbox.took(1)
    assert inbox.readings[0] == 0


async def test_what_could_not_be_taken_comes_again(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    inbox.away = 3
    async with hooked(api, inbox):
        await camille.say("un")
        await inbox.took(1)
        assert api.pushing
        assert api.pushing.statuses[:3] == [503, 503, 503]
    assert inbox.contents == [Text("un")]


async def test_nothing_is_answered_before_the_commit(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    inbox.held = asyncio.Event()
    async with hooked(api, inbox):
        await camille.say("un")
        await inbox.was_offered(1)
        assert api.updates.confirmed == []
        inbox.held.set()
        await inbox.took(1)


async def test_a_tap_is_taken_like_a_message(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    async with hooked(api, inbox) as (_, url):
        await camille.say("bonjour")
        await inbox.took(1)
        body = {"update_id": 7, "callback_query": {
            "id": "1", "from": camille.user, "chat_instance": "1", "data": "request@:consent=yes",
            "message": {"message_id": 1, "date": 1, "chat": {"id": camille.id, "type": "private"}},
        }}  # fmt: skip
        async with aiohttp.ClientSession() as session:
            await session.post(url, json=body, headers={HEADER: secret_of(TOKEN)})
        assert inbox.contents[-1] == Pressed("request@:consent=yes", f"{camille.id}/1")


async def test_a_tap_is_answered_and_its_buttons_put_out(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    async with hooked(api, inbox) as (telegram, _):
        await camille.say("un")
        await inbox.took(1)
        place = str(camille.id)
        await telegram.send(Destination(place, place), Payload("Oui ?", buttons=(Button("Oui", "1|oui"),)), "k")
        await camille.taps("oui")
        await inbox.took(2)
        async with asyncio.timeout(SOON):
            while api.unanswered or camille.messages[0].buttons:
                await api.next_call()


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b"{}", HTTPStatus.UNAUTHORIZED),
        ({HEADER: "wrong"}, b"{}", HTTPStatus.UNAUTHORIZED),
        ({HEADER: "wrong"}, b"x" * (LARGEST * 2), HTTPStatus.UNAUTHORIZED),  # not read
        ({HEADER: "é"}, b"{}", HTTPStatus.UNAUTHORIZED),
        ({HEADER: secret_of(TOKEN), "Content-Type": "text/plain"}, b"{}", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        ({HEADER: secret_of(TOKEN)}, b"x" * (LARGEST + 1), HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        ({HEADER: secret_of(TOKEN)}, b"not json", HTTPStatus.OK),  # it would come again for a day
        ({HEADER: secret_of(TOKEN)}, b"[]", HTTPStatus.OK),
        ({HEADER: secret_of(TOKEN)}, b'{"update_id": 1, "message": {"text": 3}}', HTTPStatus.OK),
        ({HEADER: secret_of(TOKEN)}, b'{"update_id": 1, "message": {"date": 100000000000000000}}', HTTPStatus.OK),
    ],
    ids=[
        "no secret",
        "wrong",
        "wrong and huge",
        "not ascii",
        "no json",
        "huge",
        "broken",
        "a list",
        "senseless",
        "no date",
    ],
)
async def test_a_post_that_is_not_telegram_s_costs_little_and_changes_nothing(
    api: TelegramApi, headers: dict[str, str], body: bytes, status: HTTPStatus, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = FakeInbox()
    async with hooked(api, inbox) as (_, url):
        assert await answered(url, body, JSON | headers) == status
    assert inbox.offered == []
    assert secret_of(TOKEN) not in caplog.text
    assert "not json" not in caplog.text


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_posts_are_taken(api: TelegramApi, method: str) -> None:
    async with hooked(api, FakeInbox()) as (_, url), aiohttp.ClientSession() as session:
        async with session.request(method, url, headers={HEADER: secret_of(TOKEN)}) as answer:
            assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED


async def test_a_webhook_that_another_program_took_away_is_set_again(
    api: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    inbox, naps = FakeInbox(), Naps()
    telegram = adapter(api.url, webhook_url="http://127.0.0.1:9/telegram", sleep=naps.sleep)
    serving = asyncio.create_task(telegram.serve(inbox))
    try:
        await asyncio.wait_for(naps.third.wait(), SOON)
        api.updates.webhook = "https://example.org/another"
        with caplog.at_level(logging.WARNING):
            async with asyncio.timeout(SOON):
                while len(api.called("setWebhook")) < 2:
                    await api.next_call()
        assert "another program has taken the webhook away" in caplog.text
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await telegram.close()


async def test_a_start_during_a_hiccup_is_no_end(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    api.faults.set("setWebhook", Fault.BAD_GATEWAY, times=3)
    async with hooked(api, inbox):
        await camille.say("un")
        await inbox.took(1)


async def test_a_refused_token_ends_it_with_a_reason(api: TelegramApi) -> None:
    api.faults.set("setWebhook", Fault.UNAUTHORIZED)
    telegram = adapter(api.url, webhook_url="http://127.0.0.1:9/telegram")
    with pytest.raises(FatalNetworkError, match="refuses the token"):
        await asyncio.wait_for(telegram.serve(FakeInbox()), SOON)
    await telegram.close()
