"""Receiving from Telegram: nothing lost, nothing doubled, no hot loop."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot import clock
from bot.core.ports.incoming import Media, Text, Unreadable
from bot.core.ports.network import Cursor, FatalNetworkError
from bot.networks.telegram.polling import SETTLED, TRIES
from tests.networks.telegram_bench import SOON, TOKEN, FakeInbox, Naps, adapter, ago, confirmed, running, serving
from tests.real.telegram_api import Fault, TelegramApi

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after")  # the library's notice about its next release


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with running() as started:
        yield started


@pytest.fixture
def naps() -> Naps:
    return Naps()


# --- Nothing lost, nothing doubled ----------------------------------------------------------------------------------


async def test_updates_are_taken_in_order_and_confirmed_by_the_next_call(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    for number in range(5):
        await camille.say(str(number))
    async with serving(adapter(api.url), inbox):
        await inbox.took(5)
        await confirmed(api, 5)
    assert inbox.contents == [Text(str(number)) for number in range(5)]
    assert inbox.offered == [str(number) for number in api.updates.confirmed]
    assert inbox.saved
    assert inbox.saved.value == str(api.updates.confirmed[-1] + 1)


async def test_updates_of_different_people_are_committed_together_in_order_and_one_persons_never(
    api: TelegramApi,
) -> None:
    camille, dominique, inbox = api.person("Camille"), api.person("Dominique"), FakeInbox()
    for person, words in ((camille, "un"), (dominique, "deux"), (camille, "trois"), (camille, "quatre")):
        await person.say(words)
    async with serving(adapter(api.url), inbox):
        await inbox.took(4)
        await confirmed(api, 4)
    assert inbox.contents == [Text("un"), Text("deux"), Text("trois"), Text("quatre")]
    assert inbox.together == [2]
    assert inbox.saved
    assert inbox.saved.value == str(api.updates.confirmed[-1] + 1)


async def test_of_updates_that_came_together_only_the_one_that_is_refused_is_left_behind(api: TelegramApi) -> None:
    camille, dominique, inbox = api.person("Camille"), api.person("Dominique"), FakeInbox()
    await camille.say("un")
    await dominique.say("deux")
    inbox.refused.add(str(api.updates.waiting[0]["update_id"]))
    async with serving(adapter(api.url), inbox):
        await confirmed(api, 2)
    assert (inbox.contents, inbox.together) == ([Text("deux")], [])


async def test_the_inbox_is_told_that_telegram_is_read_before_anything_is_handed_in(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un")
    async with serving(adapter(api.url), inbox):
        await inbox.took(1)
    assert inbox.readings[0] == 0


async def test_nothing_is_said_to_be_read_while_telegram_does_not_answer(api: TelegramApi, naps: Naps) -> None:
    inbox = FakeInbox()
    api.faults.set("getUpdates", Fault.BAD_GATEWAY, times=1000)
    async with serving(adapter(api.url, sleep=naps.sleep), inbox):
        await asyncio.wait_for(naps.third.wait(), SOON)
        assert inbox.readings == []


async def test_what_could_not_be_taken_comes_again_and_only_then_the_next(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    inbox.away = 6  # after each try, the cursor is tried too
    await camille.say("un")
    await camille.say("deux")
    async with serving(adapter(api.url), inbox):
        await inbox.took(2)
    assert inbox.contents == [Text("un"), Text("deux")]
    assert len(inbox.offered) == 3 + 2


async def test_nothing_is_confirmed_before_the_commit(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    inbox.held = asyncio.Event()
    await camille.say("un")
    await camille.say("deux")
    async with serving(adapter(api.url), inbox):
        await inbox.was_offered(1)
        assert not api.updates.confirmed
        assert len(api.called("getUpdates")) == 1
        inbox.held.set()
        await inbox.took(2)
        await confirmed(api, 2)


async def test_a_stop_midway_loses_nothing_and_doubles_nothing(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un")
    async with serving(adapter(api.url), inbox):
        await inbox.took(1)
        inbox.held = asyncio.Event()
        await camille.say("deux")
        await camille.say("trois")
        await inbox.was_offered(2)
    assert inbox.contents == [Text("un")]
    inbox.held = None
    async with serving(adapter(api.url), inbox):
        await inbox.took(3)
        await confirmed(api, 3)
    assert inbox.contents == [Text("un"), Text("deux"), Text("trois")]


async def test_a_stop_after_the_commit_doubles_nothing(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un")
    async with serving(adapter(api.url), inbox):
        await inbox.took(1)
    await camille.say("deux")
    async with serving(adapter(api.url), inbox):
        await inbox.took(2)
    assert inbox.contents == [Text("un"), Text("deux")]
    assert inbox.offered == [one.message_id for one in inbox.taken]  # the first was not even offered again


@pytest.mark.parametrize("calls", [99, 100], ids=["back for the cursor", "back for the update"])
async def test_while_the_database_is_away_nothing_is_left_behind(api: TelegramApi, naps: Naps, calls: int) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    inbox.away = calls
    await camille.say("un")
    async with serving(adapter(api.url, pause=1, sleep=naps.sleep), inbox):
        await inbox.took(1)
        await confirmed(api, 1)
    assert inbox.contents == [Text("un")]
    assert naps[:6] == [1, 2, 4, 6, 6, 6]


async def test_one_that_is_never_taken_does_not_stop_the_others(
    api: TelegramApi, naps: Naps, caplog: pytest.LogCaptureFixture
) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un secret")
    await camille.say("deux")
    bad = str(api.updates.waiting[0]["update_id"])
    inbox.refused = {bad}
    async with serving(adapter(api.url, pause=1, sleep=naps.sleep), inbox):
        await inbox.took(1)
        await confirmed(api, 2)
    assert inbox.contents == [Text("deux")]
    assert inbox.offered.count(bad) == TRIES == 4  # the inbox sets it aside itself at the fourth
    assert naps == [1, 2, 4]
    assert f"update {bad} was not taken: LookupError" in caplog.text
    assert f"update {bad} is left behind" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("away", [0, 3], ids=["at once", "once the database is back"])
async def test_an_update_that_is_not_for_us_moves_the_cursor(api: TelegramApi, away: int) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    inbox.away = away
    number = api.updates.push("message", {"message_id": 1, "date": 1, "chat": camille.described})
    assert number
    async with serving(adapter(api.url), inbox):
        await inbox.saved_cursor(number + 1)
    assert not inbox.offered


# --- Where reading begins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saved", "offset"),
    [
        pytest.param(None, None, id="the first start"),
        pytest.param(ago(days=6, hours=23), 42, id="less than a week ago"),
        pytest.param(ago(days=7, hours=1), None, id="more than a week ago: Telegram may count anew"),
    ],
)
async def test_where_reading_begins(api: TelegramApi, saved: Cursor | None, offset: int | None) -> None:
    async with serving(adapter(api.url), FakeInbox(saved)):
        await asyncio.wait_for(api.updates.polled.wait(), SOON)
    assert api.called("getUpdates")[0].given.get("offset") == offset


async def test_after_a_week_of_silence_reading_begins_anew(api: TelegramApi) -> None:
    camille, inbox, moments = api.person("Camille"), FakeInbox(), [clock.now()]
    async with serving(adapter(api.url, now=lambda: moments[-1]), inbox):
        await camille.say("un")
        await confirmed(api, 1)
        moments.append(moments[0] + timedelta(days=8))
        api.updates.stop()  # the long poll ends, as it does every half minute
        while len(api.called("getUpdates")) < 3:
            await asyncio.wait_for(api.next_call(), SOON)
    offsets = [call.given.get("offset") for call in api.called("getUpdates")]
    assert offsets == [None, api.updates.confirmed[0] + 1, None]


async def test_what_people_wrote_while_the_bot_was_down_is_kept(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    api.updates.webhook = "https://example.org/left-over"
    await camille.say("un")
    async with serving(adapter(api.url), inbox):
        await inbox.took(1)


# --- Trouble --------------------------------------------------------------------------------------------------------

PASSING = [
    Fault.BAD_GATEWAY,
    Fault.ERROR,
    Fault.CONFLICT,
    Fault.FORBIDDEN,
    Fault.DROP_BEFORE,
    Fault.DROP_AFTER,
    Fault.SLOW_DOWN,
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
async def test_passing_trouble_is_waited_out(api: TelegramApi, naps: Naps, method: str, fault: Fault) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    api.faults.set(method, fault, times=3)
    await camille.say("un")
    async with serving(adapter(api.url, pause=1, sleep=naps.sleep), inbox):
        await inbox.took(1)
    assert len(naps) == 3
    assert naps == ([1, 1, 1] if fault is Fault.SLOW_DOWN else [1, 2, 4])
    assert len(api.called(method)) <= 3 + 2


async def test_lasting_trouble_is_asked_about_less_and_less_often_yet_never_left_for_long(
    api: TelegramApi, naps: Naps
) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    api.faults.set("getUpdates", Fault.BAD_GATEWAY, times=10)
    await camille.say("un")
    async with serving(adapter(api.url, pause=1, sleep=naps.sleep), inbox):
        await inbox.took(1)
    assert naps == [1, 2, 4, 6, 6, 6, 6, 6, 6, 6]


async def test_a_second_poller_is_survived(api: TelegramApi, caplog: pytest.LogCaptureFixture) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    async with serving(adapter(api.url), inbox):
        await asyncio.wait_for(api.updates.polled.wait(), SOON)
        assert await api.updates.poll(0, 100, 0) == []
        await camille.say("un")
        await inbox.took(1)
    assert [call.status for call in api.called("getUpdates")][:1] == [409]
    assert [line for line in caplog.messages if "another program polls with this token" in line]


async def test_of_two_programs_on_one_token_one_ends_with_a_clear_line_and_the_other_goes_on(api: TelegramApi) -> None:
    camille, inboxes = api.person("Camille"), (FakeInbox(), FakeInbox())
    async with serving(adapter(api.url), inboxes[0]) as one, serving(adapter(api.url), inboxes[1]) as other:
        async with asyncio.timeout(SOON):
            (ended,), (lives,) = await asyncio.wait({one, other}, return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(error := ended.exception(), FatalNetworkError)
        assert "another program polls Telegram with the same token" in str(error)
        await camille.say("un")
        await inboxes[0 if lives is one else 1].took(1)
        assert not lives.done()


async def test_the_program_that_was_there_first_goes_on_and_the_one_that_came_later_ends(api: TelegramApi) -> None:
    """Before: the rightful, older one ended, whose people then wrote to the other one's empty database."""
    camille, inboxes = api.person("Camille"), (FakeInbox(), FakeInbox())
    async with serving(adapter(api.url), inboxes[0]) as older:
        for n in range(SETTLED):
            await camille.say(str(n))
            await inboxes[0].took(n + 1)
        async with serving(adapter(api.url), inboxes[1]) as newer:
            async with asyncio.timeout(SOON):
                (ended,), (lives,) = await asyncio.wait({older, newer}, return_when=asyncio.FIRST_COMPLETED)
            assert (ended, lives) == (newer, older)
            await camille.say("one more")
            await inboxes[0].took(SETTLED + 1)


async def test_telegram_goes_away_and_comes_back(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    async with serving(adapter(api.url), inbox):
        await camille.say("un")
        await inbox.took(1)
        await api.stop()
        await camille.say("deux")
        await api.start(int(api.url.rpartition(":")[2]))
        await inbox.took(2)
    assert inbox.contents == [Text("un"), Text("deux")]


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
async def test_a_refused_token_ends_it_in_words_without_the_token(api: TelegramApi, method: str) -> None:
    api.faults.set(method, Fault.UNAUTHORIZED, times=50)
    async with serving(adapter(api.url), FakeInbox()) as task:
        with pytest.raises(FatalNetworkError) as error:
            await asyncio.wait_for(task, SOON)
    assert "OBJECTEUR_TELEGRAM_TOKEN" in str(error.value)
    assert TOKEN not in str(error.value)
    assert error.value.__cause__ is None
    assert len(api.called(method)) == 1


async def test_another_token_is_refused(api: TelegramApi) -> None:
    async with serving(adapter(api.url, token=TOKEN[::-1].replace("0", "1")), FakeInbox()) as task:
        with pytest.raises(FatalNetworkError):
            await asyncio.wait_for(task, SOON)


# --- Updates that cannot be read ------------------------------------------------------------------------------------

MALFORMED: list[dict[str, Any]] = [
    {"message_id": 1},
    {"message_id": 1, "date": "x", "chat": {}},
    {"message_id": 1, "date": 10**17, "chat": {"id": 5, "type": "private"}},
]


@pytest.mark.parametrize("content", MALFORMED, ids=["no chat", "a wrong date", "a date that no machine has"])
async def test_a_malformed_update_is_stepped_over(
    api: TelegramApi, content: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un")
    bad = api.updates.push("message", content)
    await camille.say("deux")
    api.updates.push("message", content)
    api.updates.push("message", content)
    await camille.say("trois")
    async with serving(adapter(api.url), inbox):
        await inbox.took(3)
        await confirmed(api, 6)
    assert inbox.contents == [Text("un"), Text("deux"), Text("trois")]
    assert len(api.called("getUpdates")) <= 16
    assert f"update {bad} cannot be parsed, and is left behind" in caplog.text


async def test_what_somebody_sent_that_cannot_be_parsed_is_answered(api: TelegramApi) -> None:
    """A new kind of message, which this library does not know: a poll with descriptions was one."""
    camille, inbox = api.person("Camille"), FakeInbox()
    await camille.say("un")
    said = {"message_id": 7, "date": "x", "chat": {"id": 5, "type": "private"}, "from": {"id": 5, "is_bot": False}}
    api.updates.push("message", said)
    await camille.say("deux")
    async with serving(adapter(api.url), inbox):
        await inbox.took(3)
    assert inbox.contents == [Text("un"), Media(Unreadable.OTHER), Text("deux")]
    assert inbox.taken[1].person == "5"


async def test_trouble_while_stepping_over_is_waited_out(api: TelegramApi) -> None:
    camille, inbox = api.person("Camille"), FakeInbox()
    api.updates.push("message", MALFORMED[0])
    await camille.say("un")
    async with serving(adapter(api.url), inbox) as task:
        while len(api.called("getUpdates")) < 2:  # whole, then one by one: the third call steps over
            await asyncio.wait_for(api.next_call(), SOON)
        api.faults.set("getUpdates", Fault.BAD_GATEWAY, times=2)
        await inbox.took(1)
        assert not task.done()


async def test_an_answer_that_is_never_readable_is_no_hot_loop(
    api: TelegramApi, naps: Naps, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nonsense(*_: Any) -> list[Any]:
        return ["nonsense"]

    monkeypatch.setattr(api.updates, "poll", nonsense)
    async with serving(adapter(api.url, pause=1, sleep=naps.sleep), FakeInbox()):
        async with asyncio.timeout(SOON):
            while len(naps) < 8:
                await api.next_call()
    assert naps[:6] == [1, 2, 4, 6, 6, 6]
