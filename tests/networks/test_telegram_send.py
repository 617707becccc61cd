"""Every row of the table of what may be sent again, through the real client against a server that misbehaves."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import ChatMigrated, InvalidToken, TelegramError

from bot.core.ports.network import FatalNetworkError
from bot.core.ports.outgoing import Button, Destination, Fate, File, Gone, Later, Payload, Refused, Sent, Uncertain
from bot.networks.telegram import client, request
from bot.networks.telegram.client import Telegram
from bot.networks.telegram.fate import fate_of
from bot.networks.telegram.request import AiohttpRequest
from tests.networks.telegram_bench import SOON, TOKEN, FakeInbox, adapter, running, serving
from tests.real.telegram_api import Fault, Person, TelegramApi

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after")  # the library's notice about its next release
HURRY = 0.4
LETTER = File("lettre.pdf", "application/pdf", b"%PDF-1.7 made up")


@dataclass
class Bench:
    api: TelegramApi
    telegram: Telegram
    person: Person
    serving: "asyncio.Task[None]"

    async def send(self, payload: Payload) -> Fate:
        async with asyncio.timeout(SOON):
            return await self.telegram.send(self.to, payload, "key")

    @property
    def to(self) -> Destination:
        return Destination(str(self.person.id), str(self.person.id))

    @property
    def seen(self) -> list[str]:
        return [message.text for message in self.person.messages]


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The client's time-outs, short; a test may change them before it connects."""
    wanted: dict[str, Any] = {"read_timeout": HURRY}

    class Hurried(AiohttpRequest):
        def __init__(self, connections: int, read_timeout: float) -> None:
            super().__init__(**{"connections": connections, "read_timeout": read_timeout} | wanted)

    monkeypatch.setattr(client, "AiohttpRequest", Hurried)
    monkeypatch.setattr(request, "CONNECTS_WITHIN", HURRY)
    monkeypatch.setattr(request, "WRITES_WITHIN", HURRY)
    return wanted


@contextlib.asynccontextmanager
async def connected(**given: Any) -> AsyncIterator[Bench]:
    async with running() as api:
        telegram, inbox, person = adapter(api.url, **given), FakeInbox(), api.person("Camille", "fr")
        async with serving(telegram, inbox) as task:
            await person.say("bonjour")
            await inbox.took(1)
            yield Bench(api, telegram, person, task)


@pytest.fixture
async def bench(limits: dict[str, Any]) -> AsyncIterator[Bench]:
    async with connected() as made:
        yield made


# --- What is sent ---------------------------------------------------------------------------------------------------


async def test_words_markup_and_buttons_arrive_as_meant(bench: Bench) -> None:
    payload = Payload("a < b", html="<b>a</b> &lt; b", buttons=(Button("Oui", "1|oui"), Button("Non", "1|non")))
    assert await bench.send(payload) == Sent()
    message = await bench.person.sees("a < b")
    assert message.entities == [{"type": "bold", "offset": 0, "length": 1}]
    assert [(button.label, button.data) for button in message.buttons] == [("Oui", "1|oui"), ("Non", "1|non")]


async def test_what_was_said_is_taken_out_by_its_number(bench: Bench) -> None:
    fates = [await bench.send(Payload(text)) for text in ("1", "2", "3")]
    numbers = [fate.message for fate in fates if isinstance(fate, Sent)]
    assert await bench.send(Payload("", cleans=True, removes=tuple(numbers[:2]))) == Sent()
    assert bench.seen == ["3"]
    assert await bench.send(Payload("", cleans=True, removes=tuple(numbers))) == Sent(), "what is gone is no matter"
    assert bench.seen == []


async def test_what_telegram_does_not_let_go_keeps_nothing_else(bench: Bench) -> None:
    fates = [await bench.send(Payload(text)) for text in ("1", "2", "3")]
    numbers = tuple(fate.message for fate in fates if isinstance(fate, Sent))
    bench.person.messages[0].date -= 49 * 3600
    assert await bench.send(Payload("", cleans=True, removes=numbers)) == Sent()
    assert bench.seen == ["1"]


async def test_a_server_that_knows_no_removals_is_no_refused_token(bench: Bench) -> None:
    bench.api.faults.set("deleteMessages", Fault.UNAUTHORIZED)
    fate = await bench.send(Payload("", cleans=True, removes=(f"{bench.person.id}/1",)))
    assert isinstance(fate, Refused)
    assert not bench.serving.done()
    assert isinstance(await bench.send(Payload("1")), Sent)


async def test_a_removal_whose_answer_is_lost_can_be_asked_again(bench: Bench) -> None:
    sent = await bench.send(Payload("1"))
    assert isinstance(sent, Sent)
    bench.api.faults.set("deleteMessages", Fault.DROP_AFTER)
    assert isinstance(await bench.send(Payload("", cleans=True, removes=(sent.message,))), Uncertain)
    assert await bench.send(Payload("", cleans=True, removes=(sent.message,))) == Sent()
    assert bench.seen == []


async def test_a_file_arrives_whole_with_its_name_type_and_caption(bench: Bench) -> None:
    assert await bench.send(Payload("Votre lettre", file=LETTER)) == Sent()
    message = await bench.person.sees("Votre lettre")
    assert message.file
    assert (message.file.name, message.file.media_type, message.file.content) == (
        LETTER.name,
        LETTER.media_type,
        LETTER.content,
    )


@pytest.mark.parametrize(("given", "paid"), [({}, False), ({"per_second": 30}, False), ({"per_second": 200}, True)])
async def test_only_an_operator_who_asks_for_more_than_is_free_pays(given: dict[str, int], *, paid: bool) -> None:
    async with connected(**given) as bench:
        for payload in (Payload("un"), Payload("deux", file=LETTER)):
            assert await bench.send(payload) == Sent()
        calls = bench.api.called("sendMessage") + bench.api.called("sendDocument")
        assert [call.given.get("allow_paid_broadcast") in (True, "true") for call in calls] == [paid, paid]


async def test_plain_text_is_never_read_as_markup(bench: Bench) -> None:
    assert await bench.send(Payload("<b>&amp;")) == Sent()
    assert bench.seen == ["<b>&amp;"]


async def test_nothing_leaves_before_the_network_is_served() -> None:
    async with running() as api:
        telegram = adapter(api.url)
        fate = await telegram.send(Destination("1", "1"), Payload("x"), "key")
        assert isinstance(fate, Later)
        assert not api.calls
        await telegram.close()
        await telegram.close()


# --- Certainly not delivered ----------------------------------------------------------------------------------------


async def test_429_waits_as_long_as_asked_and_a_little(bench: Bench) -> None:
    bench.api.faults.set("sendMessage", Fault.SLOW_DOWN, seconds=3)
    fate = await bench.send(Payload("x"))
    assert isinstance(fate, Later)
    assert (fate.wait, fate.everyone) == (timedelta(seconds=3.1), False)
    assert not bench.seen
    assert await bench.send(Payload("x")) == Sent()


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        pytest.param(Payload("x", html="a<br>b"), "Unsupported start tag", id="a tag Telegram does not know"),
        pytest.param(Payload("x", html="<b>x"), "find end tag", id="a tag left open"),
        pytest.param(Payload("x", html="<b><i>x</b></i>"), "Unmatched end tag", id="tags crossed"),
        pytest.param(Payload("😀" * 2049), "message is too long", id="4,098 UTF-16 units"),
        pytest.param(Payload("é" * 1025, file=LETTER), "caption is too long", id="a caption of 1,025"),
        pytest.param(Payload(" \n"), "text is empty", id="blank"),
        pytest.param(Payload("x", buttons=(Button("Oui", "é" * 33),)), "BUTTON_DATA_INVALID", id="66 bytes of data"),
    ],
)
async def test_400_is_refused_for_good(bench: Bench, payload: Payload, why: str) -> None:
    fate = await bench.send(payload)
    assert isinstance(fate, Refused)
    assert why.lower() in fate.why.lower()
    assert not bench.seen


async def test_a_chat_that_does_not_exist_is_gone(bench: Bench) -> None:
    fate = await bench.telegram.send(Destination("5", "5"), Payload("x"), "key")
    assert isinstance(fate, Gone)


async def test_403_is_gone(bench: Bench) -> None:
    bench.person.blocks()
    assert isinstance(await bench.send(Payload("x")), Gone)
    assert isinstance(await bench.send(Payload("x", file=LETTER)), Gone)


async def test_401_stops_everybody_and_ends_the_serving(bench: Bench) -> None:
    bench.api.faults.set("sendMessage", Fault.UNAUTHORIZED)
    fate = await bench.send(Payload("x"))
    assert isinstance(fate, Later)
    assert fate.everyone
    with pytest.raises(FatalNetworkError) as error:
        await asyncio.wait_for(bench.serving, SOON)
    assert TOKEN not in str(error.value)


async def test_nobody_listens(bench: Bench) -> None:
    await bench.api.stop()
    assert await bench.send(Payload("x")) == Later("ClientConnectorError", timedelta(0), everyone=True)


async def test_nobody_accepts_the_connection(bench: Bench) -> None:
    port = await _freed(bench.api)
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", port), backlog=0))
        assert full.getsockname()[1] == port
        for _ in range(4):  # fill the queue of what waits to be accepted
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        assert await bench.send(Payload("x")) == Later("ConnectionTimeoutError", timedelta(0), everyone=True)


async def test_no_connection_is_free(limits: dict[str, Any]) -> None:
    limits |= {"connections": 1, "read_timeout": SOON}
    async with connected() as bench:
        bench.api.faults.set("sendMessage", Fault.SLOW_BEFORE, seconds=2 * HURRY)
        first = asyncio.create_task(bench.send(Payload("first")))
        await _called(bench.api, "sendMessage")
        assert await bench.send(Payload("second")) == Later("ConnectionTimeoutError", timedelta(0), everyone=True)
        assert await first == Sent()
        assert bench.seen == ["first"]


# --- Perhaps delivered: never sent again ----------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [Payload("x"), Payload("x", file=LETTER)], ids=["words", "a file"])
@pytest.mark.parametrize(
    ("fault", "delivered"),
    [
        (Fault.ERROR, 0),
        (Fault.BAD_GATEWAY, 0),
        (Fault.DROP_BEFORE, 0),
        (Fault.DROP_AFTER, 1),
        (Fault.SLOW_AFTER, 1),
    ],
)
async def test_trouble_after_the_call_left_is_uncertain(
    bench: Bench, fault: Fault, delivered: int, payload: Payload
) -> None:
    bench.api.faults.set("sendDocument" if payload.file else "sendMessage", fault, seconds=SOON)
    assert isinstance(await bench.send(payload), Uncertain)
    assert len(bench.seen) == delivered


async def test_a_time_out_is_uncertain_and_the_message_may_still_come(bench: Bench) -> None:
    bench.api.faults.set("sendMessage", Fault.SLOW_BEFORE, seconds=HURRY * 2)
    assert await bench.send(Payload("late")) == Uncertain("SocketTimeoutError")
    assert not bench.seen
    await bench.person.sees("late")


async def test_an_answer_that_stops_midway_is_uncertain(bench: Bench) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        line: socket.socket = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.close()

    async with _instead(bench.api, reset):
        assert await bench.send(Payload("x")) == Uncertain("ClientOSError")


async def test_a_file_that_nobody_reads_is_uncertain(bench: Bench) -> None:
    done = asyncio.Event()

    async def deaf(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    large = File("lettre.pdf", "application/pdf", b"x" * 20_000_000)
    async with _instead(bench.api, deaf):
        assert await bench.send(Payload("x", file=large)) == Uncertain("TimeoutError")
        done.set()


@pytest.mark.parametrize("body", ["{}", '{"ok":true}', '{"ok":true,"result":{"message_id":1}}', "<html>"])
async def test_an_answer_that_cannot_be_read_is_uncertain(bench: Bench, body: str) -> None:
    async def odd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(f"{head}{body}".encode())
        await writer.drain()
        writer.close()

    async with _instead(bench.api, odd):
        assert isinstance(await bench.send(Payload("x")), Uncertain)


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (InvalidToken("Not Found"), Later("Telegram refuses the token", timedelta(minutes=1), everyone=True)),
        (ChatMigrated(-1), Refused("the chat became another one")),
        (TelegramError("Invalid server response"), Uncertain("TelegramError")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_server_cannot_be_made_to_say(error: TelegramError, fate: Fate) -> None:
    assert fate_of(error) == fate


async def test_a_reason_quotes_nothing_of_the_message(bench: Bench) -> None:
    fate = await bench.send(Payload("x", html="<Camille>"))
    assert fate == Refused("Telegram refused it: Can't parse entities: unsupported start tag … at byte offset 0")


async def test_a_send_that_is_cancelled_ends_at_once(bench: Bench) -> None:
    bench.api.faults.set("sendMessage", Fault.SLOW_BEFORE, seconds=60)
    sending = asyncio.create_task(bench.telegram.send(bench.to, Payload("x"), "key"))
    await _called(bench.api, "sendMessage")
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


# --- Helpers --------------------------------------------------------------------------------------------------------


async def _freed(api: TelegramApi) -> int:
    """End the server, and tell the port it leaves."""
    await api.stop()
    return int(api.url.rpartition(":")[2])


@contextlib.asynccontextmanager
async def _instead(api: TelegramApi, serve: Callable[..., Any]) -> AsyncIterator[None]:
    """Another server in its place."""
    async with await asyncio.start_server(serve, "127.0.0.1", await _freed(api)):
        yield


async def _called(api: TelegramApi, method: str) -> None:
    async with asyncio.timeout(SOON):
        while not api.called(method):
            await api.next_call()
