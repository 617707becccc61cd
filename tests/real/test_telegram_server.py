"""How strict the test server is: a client that passes here meets Telegram's own refusals first."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot import clock
from tests.folded import folded
from tests.real.telegram_api import Fault, Person, TelegramApi
from tests.real.telegram_api.html import parse
from tests.real.telegram_api.refusal import Refusal

TOKEN = "123456789:made-up-for-these-tests-only-00000"
HIGH = 5.0


class Caller:
    """Calls the API as any client would, and keeps to what came back."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self.http = http
        self.url = url

    async def __call__(self, method: str, token: str = TOKEN, **given: Any) -> dict[str, Any]:
        response = await self.http.post(f"{self.url}/bot{token}/{method}", json=given)
        answer: dict[str, Any] = response.json()
        assert answer.get("error_code", 200) == response.status_code
        return answer

    async def result(self, method: str, **given: Any) -> Any:
        answer = await self(method, **given)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **given: Any) -> str:
        answer = await self(method, **given)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    server = TelegramApi(TOKEN)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def call(api: TelegramApi) -> AsyncIterator[Caller]:
    async with httpx.AsyncClient(timeout=HIGH) as http:
        yield Caller(http, api.url)


@pytest.fixture
async def camille(api: TelegramApi) -> Person:
    person = api.person("Camille", "fr")
    await person.say("/start")
    return person


# --- The door -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["query", "urlencoded", "json", "multipart"])
async def test_parameters_come_in_four_ways(api: TelegramApi, call: Caller, camille: Person, way: str) -> None:
    url, given = f"{api.url}/bot{TOKEN}/sendMessage", {"chat_id": str(camille.id), "text": "é & <b>"}
    match way:
        case "query":
            response = await call.http.get(url, params=given)
        case "urlencoded":
            response = await call.http.post(url, data=given)
        case "json":
            response = await call.http.post(url, json=given)
        case _:
            fields = {name: (None, value) for name, value in given.items()}
            response = await call.http.post(url, files=fields)
    assert response.json()["result"]["text"] == "é & <b>"
    assert [message.text for message in camille.messages] == ["é & <b>"]


async def test_the_door_is_shut_for_others(call: Caller) -> None:
    assert await call("getMe", token="1:other") == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await call.refused("sendPaidMedia") == "404 Not Found"
    assert (await call.result("GETME"))["username"] == "objecteur_test_bot"


async def test_every_call_is_noted_with_its_status(api: TelegramApi, call: Caller, camille: Person) -> None:
    await call("getMe")
    await call("sendMessage", chat_id=camille.id, text="")
    assert [(one.method, one.status) for one in api.calls] == [("getMe", 200), ("sendMessage", 400)]
    assert api.calls[1].description == "Bad Request: message text is empty"


# --- Refusals -------------------------------------------------------------------------------------------------------


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param({"text": "x" * 4097}, "message is too long", id="4,097 letters"),
        pytest.param({"text": "😀" * 2049}, "message is too long", id="4,098 units of emoji"),
        pytest.param({"text": " \n "}, "message text is empty", id="blank"),
        pytest.param({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty", id="blank once parsed"),
        pytest.param({"text": "x", "parse_mode": "Markdown"}, "unsupported parse_mode", id="another markup"),
        pytest.param(
            {"text": "x", "reply_markup": row({"text": "Oui", "callback_data": "é" * 33})},
            "BUTTON_DATA_INVALID",
            id="66 bytes of data",
        ),
        pytest.param({"text": "x", "reply_markup": row({"text": "Oui"})}, "text buttons are unallowed", id="no data"),
        pytest.param({"text": "x", "reply_markup": "{"}, "can't parse reply_markup", id="a broken keyboard"),
        pytest.param({"text": "x", "reply_markup": row({"text": "", "callback_data": "1"})}, "text", id="no label"),
        pytest.param(
            {"text": "x", "reply_markup": row({"text": "Copier", "copy_text": {"text": "x" * 257}})},
            "BUTTON_COPY_TEXT_INVALID",
            id="too much to copy",
        ),
    ],
)
async def test_what_may_not_be_sent(call: Caller, camille: Person, given: dict[str, Any], reason: str) -> None:
    said = await call.refused("sendMessage", chat_id=camille.id, **given)
    assert said.startswith("400 Bad Request: ")
    assert reason in said
    assert not camille.messages


@pytest.mark.parametrize(
    ("text", "mode"),
    [("x" * 4096, ""), ("😀" * 2048, ""), ("<b>" + "&amp;" * 4096 + "</b>", "HTML"), ("  x" * 2 + " " * 5000, "")],
    ids=["letters", "emoji", "markup does not count", "spaces at the end do not count"],
)
async def test_what_may_just_be_sent(call: Caller, camille: Person, text: str, mode: str) -> None:
    await call.result("sendMessage", chat_id=camille.id, text=text, parse_mode=mode)
    keyboard = row({"text": "Oui", "callback_data": "é" * 32})
    await call.result("sendMessage", chat_id=camille.id, text="x", reply_markup=keyboard)


@folded(
    ("html", "reason"),
    [
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ('<span class="x">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_is_broken(html: str, reason: str) -> None:
    with pytest.raises(Refusal, match=re.escape(f"Bad Request: can't parse entities: {reason}")):
        parse(html)


def test_html_that_is_whole() -> None:
    text, entities = parse(' 😀 <b>a<i>&lt;b&gt;</i></b> <a href="https://example.org/?a=1&amp;b">c</a> &#233;&quot;\n')
    assert text == '😀 a<b> c é"'
    assert entities == [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "italic", "offset": 4, "length": 3},
        {"type": "text_link", "offset": 8, "length": 1, "url": "https://example.org/?a=1&amp;b"},
    ]


async def test_who_may_be_written_to(api: TelegramApi, call: Caller, camille: Person) -> None:
    stranger = api.person("Alix")
    assert await call.refused("sendMessage", chat_id=5, text="x") == "400 Bad Request: chat not found"
    assert await call.refused("sendMessage", text="x") == "400 Bad Request: chat_id is empty"
    assert (await call.refused("sendMessage", chat_id=stranger.id, text="x")).startswith("403 Forbidden: bot can't")
    camille.blocks()
    blocked = "403 Forbidden: bot was blocked by the user"
    assert await call.refused("sendMessage", chat_id=camille.id, text="x") == blocked
    camille.unblocks()
    await call.result("sendMessage", chat_id=camille.id, text="x")


async def test_a_group_is_written_to_until_it_is_left(api: TelegramApi, call: Caller, camille: Person) -> None:
    group = api.group()
    assert (await call.refused("sendMessage", chat_id=group.id, text="x")).startswith("403 Forbidden")
    group.add_bot(camille)
    await call.result("sendMessage", chat_id=group.id, text="x")
    assert (await call.result("getChat", chat_id=group.id))["type"] == "supergroup"
    await call.result("leaveChat", chat_id=group.id)
    assert (await call.refused("leaveChat", chat_id=group.id)).startswith("403 Forbidden")
    assert (await call.refused("leaveChat", chat_id=camille.id)).startswith("400 Bad Request")


async def test_a_document_is_kept_whole(api: TelegramApi, call: Caller, camille: Person) -> None:
    url, content = f"{api.url}/bot{TOKEN}/sendDocument", bytes(range(256))
    given = {"chat_id": str(camille.id), "document": "attach://one", "caption": "<b>Lettre</b>", "parse_mode": "HTML"}
    sent = await call.http.post(url, data=given, files={"one": ("lettre.pdf", content, "application/pdf")})
    assert sent.json()["result"]["document"]["file_name"] == "lettre.pdf"
    message = await camille.sees(r"lettre\.pdf, application/pdf, 256 bytes")
    assert message.file
    assert (message.text, message.file.content) == ("Lettre", content)
    given["caption"] = "x" * 1025
    refused = await call.http.post(url, data=given, files={"one": ("lettre.pdf", content, "application/pdf")})
    assert refused.json()["description"] == "Bad Request: message caption is too long"
    assert "no document" in await call.refused("sendDocument", chat_id=camille.id, document="attach://two")


async def test_an_album_comes_whole_or_not_at_all(api: TelegramApi, call: Caller, camille: Person) -> None:
    url = f"{api.url}/bot{TOKEN}/sendMediaGroup"
    files = {name: (f"{name}.pdf", b"x", "application/pdf") for name in ("one", "two")}
    album = [{"type": "document", "media": f"attach://{name}", "caption": name} for name in files]
    for broken in (album[:1], [*album, {"type": "document", "media": "attach://three"}]):
        given = {"chat_id": str(camille.id), "media": json.dumps(broken)}
        assert (await call.http.post(url, data=given, files=files)).status_code == 400
    assert not camille.messages
    given = {"chat_id": str(camille.id), "media": json.dumps(album)}
    sent = (await call.http.post(url, data=given, files=files)).json()["result"]
    assert [one["document"]["file_name"] for one in sent] == ["one.pdf", "two.pdf"]
    which = {"chat_id": camille.id, "message_id": sent[0]["message_id"]}
    assert "no text in the message" in await call.refused("editMessageText", **which, text="x")
    assert "caption is too long" in await call.refused("editMessageCaption", **which, caption="x" * 1025)
    await call.result("editMessageCaption", **which, caption="<b>un</b>", parse_mode="HTML")
    assert [message.text for message in camille.messages] == ["un", "two"]


async def test_messages_of_either_side_are_taken_out_for_two_days(
    call: Caller, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await camille.say("12 rue des Essais")
    sent = (await call.result("sendMessage", chat_id=camille.id, text="noté"))["message_id"]
    numbers = [*camille.written, sent]
    await call.result("deleteMessages", chat_id=camille.id, message_ids=[*numbers[1:], 9999])
    assert "Essais" not in camille.transcript()
    assert "noté" not in camille.transcript()
    assert "message to delete not found" in await call.refused("deleteMessage", chat_id=camille.id, message_id=sent)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=48))
    assert "can't be deleted" in await call.refused("deleteMessages", chat_id=camille.id, message_ids=numbers[:1])
    assert "1 to 100" in await call.refused("deleteMessages", chat_id=camille.id, message_ids=[])


async def test_reactions_and_files_of_what_is_there(api: TelegramApi, call: Caller, camille: Person) -> None:
    written = api.updates.waiting[0]["message"]["message_id"]
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await call.result("setMessageReaction", chat_id=camille.id, message_id=written, reaction=reaction)
    assert camille.reactions == {written: ["👍"]}
    assert "react not found" in await call.refused("setMessageReaction", chat_id=camille.id, message_id=99)
    await camille.sends("document")
    file_id = api.updates.waiting[-1]["message"]["document"]["file_id"]
    assert (await call.result("getFile", file_id=file_id))["file_path"]
    assert "wrong file_id" in await call.refused("getFile", file_id="other")


@pytest.mark.parametrize(
    ("command", "accepted"),
    [
        ("aide", True),
        ("a" * 32, True),
        ("a" * 33, False),
        ("Aide", False),
        ("confidentialité", False),
        ("/aide", False),
    ],
)
async def test_names_of_commands(call: Caller, command: str, accepted: bool) -> None:
    commands = [{"command": command, "description": "De l’aide"}]
    answer = await call("setMyCommands", commands=commands, language_code="fr")
    assert answer["ok"] is accepted
    assert await call.result("getMyCommands", language_code="fr") == (commands if accepted else [])
    assert await call.result("getMyCommands") == []
    await call.result("deleteMyCommands", language_code="fr")
    assert await call.result("getMyCommands", language_code="fr") == []


@pytest.mark.parametrize(
    ("method", "field", "longest"),
    [("Name", "name", 64), ("Description", "description", 512), ("ShortDescription", "short_description", 120)],
)
async def test_descriptions(call: Caller, method: str, field: str, longest: int) -> None:
    await call.result(f"setMy{method}", **{field: "x" * longest, "language_code": "fr"})
    assert await call.result(f"getMy{method}", language_code="fr") == {field: "x" * longest}
    assert await call.result(f"getMy{method}") == {field: ""}
    assert (await call.refused(f"setMy{method}", **{field: "x" * (longest + 1)})).startswith("400 Bad Request")


# --- Edits and taps -------------------------------------------------------------------------------------------------


async def test_edits_change_something_or_are_refused(call: Caller, camille: Person) -> None:
    keyboard = row({"text": "Oui", "callback_data": "1"})
    sent = await call.result("sendMessage", chat_id=camille.id, text="Oui ?", reply_markup=keyboard)
    which = {"chat_id": camille.id, "message_id": sent["message_id"]}
    await camille.sees("Oui")
    same = await call.refused("editMessageText", **which, text="Oui ?", reply_markup=keyboard)
    assert same.startswith("400 Bad Request: message is not modified")
    await call.result("editMessageText", **which, text="Non ?", reply_markup=keyboard)
    assert (await camille.sees("Non")).buttons
    await call.result("editMessageReplyMarkup", **which)
    assert (await call.refused("editMessageReplyMarkup", **which)).startswith("400 Bad Request: message is not modif")
    with pytest.raises(AssertionError, match="no button says 'oui'"):
        await camille.taps("oui")
    assert "edit not found" in await call.refused("editMessageText", chat_id=camille.id, message_id=999, text="x")
    await call.result("deleteMessage", **which)
    assert not camille.messages
    assert "delete not found" in await call.refused("deleteMessage", **which)


async def test_a_tap_is_answered_while_it_is_fresh(api: TelegramApi, call: Caller, camille: Person) -> None:
    for number in ("1", "2"):
        keyboard = row({"text": "Oui, je veux bien", "callback_data": number})
        await call.result("sendMessage", chat_id=camille.id, text=number, reply_markup=keyboard)
    assert (await camille.taps("je VEUX")).data == "2"
    query = api.updates.waiting[-1]["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("2", "2")
    await call.result("answerCallbackQuery", callback_query_id=query["id"])
    assert not api.unanswered
    assert "query is too old" in await call.refused("answerCallbackQuery", callback_query_id="5")
    api.expire_taps()
    assert "query is too old" in await call.refused("answerCallbackQuery", callback_query_id=query["id"])


# --- Updates --------------------------------------------------------------------------------------------------------


async def test_who_asks_the_same_again_at_once_gets_one_update(api: TelegramApi, call: Caller, camille: Person) -> None:
    api.updates.repeat_window = 60
    await camille.say("deux")
    first, second = (one["update_id"] for one in await call.result("getUpdates"))
    assert [one["update_id"] for one in await call.result("getUpdates")] == [first]
    assert len(await call.result("getUpdates", offset=first)) == 2
    api.updates.repeat_window = 0
    assert [one["update_id"] for one in await call.result("getUpdates", offset=first)] == [first, second]
    assert TelegramApi(TOKEN).updates.repeat_window == 0.5


async def test_only_a_higher_offset_confirms(api: TelegramApi, call: Caller, camille: Person) -> None:
    api.updates.repeat_window = 0
    await camille.say("deux")
    await camille.say("trois")
    first, second, third = (one["update_id"] for one in await call.result("getUpdates"))
    assert [one["update_id"] for one in await call.result("getUpdates", limit=2)] == [first, second]
    assert len(await call.result("getUpdates", offset=first)) == 3
    assert [one["update_id"] for one in await call.result("getUpdates", offset=second)] == [second, third]
    assert [one["update_id"] for one in await call.result("getUpdates")] == [second, third]
    assert [one["update_id"] for one in await call.result("getUpdates", offset=-1)] == [third]
    assert await call.result("getUpdates", offset=third + 1) == []
    assert api.updates.confirmed == [first, second, third]


async def test_a_poll_waits_for_what_comes(api: TelegramApi, call: Caller) -> None:
    camille = api.person("Camille")
    poll = asyncio.create_task(call.result("getUpdates", timeout=30))
    await asyncio.wait_for(api.updates.polled.wait(), HIGH)
    await camille.say("/start@objecteur_test_bot 😀 /aide")
    (update,) = await poll
    assert [one["offset"] for one in update["message"]["entities"]] == [0, 29]


async def test_a_second_poll_ends_the_first(api: TelegramApi, call: Caller, camille: Person) -> None:
    await call.result("getUpdates", offset=api.updates.waiting[-1]["update_id"] + 1)
    api.updates.polled.clear()
    first = asyncio.create_task(call.refused("getUpdates", timeout=30))
    await asyncio.wait_for(api.updates.polled.wait(), HIGH)
    assert await call.result("getUpdates") == []
    assert (await first).startswith("409 Conflict: terminated by other getUpdates request")


async def test_kinds_that_were_not_asked_for_do_not_come(api: TelegramApi, call: Caller, camille: Person) -> None:
    api.updates.repeat_window = 0
    await call.result("getUpdates", allowed_updates=["message"])
    await camille.edits("/aide")
    camille.blocks()
    camille.unblocks()
    await call.result("getUpdates")
    await camille.edits("/langue")
    assert [set(one) - {"update_id"} for one in await call.result("getUpdates")] == [{"message"}]
    await call.result("getUpdates", allowed_updates=[])
    await camille.edits("/retour")
    assert "edited_message" in (await call.result("getUpdates"))[-1]


async def test_a_webhook_shuts_polling(call: Caller, camille: Person) -> None:
    assert "HTTPS" in await call.refused("setWebhook", url="http://example.org/")
    await call.result("setWebhook", url="https://example.org/")
    assert (await call.refused("getUpdates")).startswith("409 Conflict: can't use getUpdates")
    assert (await call.result("getWebhookInfo"))["pending_update_count"] == 1
    await call.result("deleteWebhook")
    assert len(await call.result("getUpdates")) == 1
    await call.result("deleteWebhook", drop_pending_updates=True)
    assert await call.result("getUpdates") == []


# --- Faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status", "done"),
    [
        (Fault.SLOW_DOWN, 429, 0),
        (Fault.ERROR, 500, 0),
        (Fault.BAD_GATEWAY, 502, 0),
        (Fault.FORBIDDEN, 403, 0),
        (Fault.CONFLICT, 409, 0),
        (Fault.UNAUTHORIZED, 401, 0),
        (Fault.DROP_BEFORE, None, 0),
        (Fault.DROP_AFTER, None, 1),
        (Fault.SLOW_BEFORE, 200, 1),
        (Fault.SLOW_AFTER, 200, 1),
    ],
)
async def test_each_fault_lasts_as_often_as_asked(
    api: TelegramApi, call: Caller, camille: Person, fault: Fault, status: int | None, done: int
) -> None:
    api.faults.set("sendMessage", fault, times=2, seconds=1 if fault is Fault.SLOW_DOWN else 0.01)
    url, given = f"{api.url}/bot{TOKEN}/sendMessage", {"chat_id": camille.id, "text": "x"}
    for _ in range(2):
        try:
            response = await call.http.post(url, json=given)
        except httpx.RemoteProtocolError:
            assert status is None
        else:
            assert response.status_code == status
            if fault is Fault.SLOW_DOWN:
                assert response.json()["parameters"] == {"retry_after": 1}
    assert len(camille.messages) == 2 * done
    await call.result("sendMessage", chat_id=camille.id, text="x")
    assert [one.status for one in api.calls] == [status or 0, status or 0, 200]


# --- People ---------------------------------------------------------------------------------------------------------


async def test_a_person_waits_for_what_they_have_not_seen_yet(call: Caller, camille: Person) -> None:
    waiting = asyncio.create_task(camille.sees("^deux"))
    for text in ("un", "deux", "trois", "deux encore"):
        await call.result("sendMessage", chat_id=camille.id, text=text)
    assert (await waiting).text == "deux"
    assert (await camille.sees("deux")).text == "deux encore"
    with pytest.raises(AssertionError, match=r"(?s)nothing like 'trois'.*Camille: /start\nbot: un"):
        await camille.sees("trois", timeout=0.01)


async def test_a_server_that_stops_lets_nobody_wait(api: TelegramApi, call: Caller, camille: Person) -> None:
    api.updates.drop()
    api.faults.set("sendMessage", Fault.SLOW_BEFORE, seconds=60)
    slow = asyncio.create_task(call("sendMessage", chat_id=camille.id, text="x"))
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await asyncio.wait_for(api.updates.polled.wait(), HIGH)
    while len(api.calls) < 2:
        await asyncio.wait_for(api.next_call(), HIGH)
    await asyncio.wait_for(api.stop(), HIGH)
    await asyncio.wait_for(asyncio.gather(slow, poll, return_exceptions=True), HIGH)
