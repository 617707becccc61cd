"""A sync in which one event makes no sense is read without that event; it would come again for ever."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import nio
import pytest

from bot.networks.matrix.device_lists import DeviceLists
from bot.networks.matrix.fate import passing
from bot.networks.matrix.nio_client import Client
from bot.networks.matrix.syncs import DEEPEST, read_apart, shallow
from tests.folded import folded

ME, CAMILLE, WORDS = "@bot:exemple.test", "@camille:exemple.test", "Camille Exemple, 12 rue des Essais"
INVITED = {"type": "m.room.member", "sender": CAMILLE, "state_key": ME, "content": {"membership": "invite"}}
SAID = {
    "type": "m.room.message", "sender": CAMILLE, "event_id": "$1", "origin_server_ts": 1,
    "content": {"msgtype": "m.text", "body": WORDS},
}  # fmt: skip
ASKED = {"type": "m.room_key_request", "sender": CAMILLE, "content": {"action": "request_cancellation"}}
SENSELESS: Mapping[str, tuple[str, object]] = {
    "an invitation's event, as another server wrote it": ("invite", INVITED | {"unsigned": 1, "origin": WORDS}),
    "the same without anything": ("invite", INVITED | {"unsigned": None}),
    "a membership's one before": (
        "join",
        INVITED | {"event_id": WORDS, "origin_server_ts": 1, "unsigned": {"prev_content": 1}},
    ),
    "a message to a device": ("to_device", 1),
}


def sync(**senseless: object) -> Any:
    """What a homeserver answers, with one more event in a part of it."""

    def events(part: str, sensible: object) -> dict[str, object]:
        return {"events": [*([senseless[part]] if part in senseless else []), sensible]}

    invited = {"!b:exemple.test": {"invite_state": events("invite", INVITED)}}
    timeline = events("join", SAID | {"event_id": "$2"}) | {"limited": False, "prev_batch": "p"}
    joined = {"!a:exemple.test": {"timeline": timeline, "state": events("join", SAID)}}
    left = {"!c:exemple.test": {"timeline": timeline, "state": {"events": []}}}
    rooms = {"invite": invited, "join": joined, "leave": left}
    # As it comes from the network: the library takes apart what it reads.
    return json.loads(json.dumps({"next_batch": "s2", "rooms": rooms, "to_device": events("to_device", ASKED)}))


@folded("case", SENSELESS)
def test_an_event_that_makes_no_sense_is_left_out_and_all_else_is_read(case: str) -> None:
    part, event = SENSELESS[case]
    assert isinstance(whole := nio.SyncResponse.from_dict(sync()), nio.SyncResponse)
    with pytest.raises((TypeError, AttributeError)):
        nio.SyncResponse.from_dict(sync(**{part: event}))
    assert read_apart(json.dumps(sync(**{part: event}))) == whole


def test_of_what_is_left_out_no_word_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    for part, event in SENSELESS.values():
        read_apart(json.dumps(sync(**{part: event})))
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    assert {record.levelno for record in ours} == {logging.ERROR}
    assert not [word for word in (WORDS, CAMILLE, "exemple.test") for one in ours if word in one.getMessage()]


@folded(
    "wrong",
    [
        {"rooms": 1},
        {"rooms": {"join": {"!a:exemple.test": 1}}},
        {
            "rooms": {
                "join": {"!a:exemple.test": {"unread_thread_notifications": {"$1": 1}, "timeline": {"events": []}}}
            }
        },
        {"next_batch": 1},
    ],
)
def test_what_is_no_sync_is_asked_for_again(wrong: dict[str, object]) -> None:
    answer = read_apart(json.dumps({"next_batch": "s2", **wrong}))
    assert isinstance(answer, nio.SyncError)
    assert passing(answer), "as an answer that is no homeserver's is"


# --- What is nested too deep ------------------------------------------------------------------------------------------


def nested(deep: int) -> str:
    """JSON that Python can neither read nor write, where it is very deep."""
    return '{"a": [' * (deep // 2) + json.dumps(WORDS) + "]}" * (deep // 2)


@folded("text", ['{"a": "}]{[\\\\"}', '["\\"}", {"b": []}]', "1", '"', "", "}]", nested(DEEPEST)])
def test_what_is_not_nested_deep_stays_as_it_is(text: str) -> None:
    assert shallow(text) == text


def test_of_what_is_nested_deep_null_stands_for_what_is_too_deep() -> None:
    found = json.loads(shallow(f'{{"first": {nested(60_000)}, "then": [1, {nested(4)}]}}'))
    assert found["then"] == [1, json.loads(nested(4))]
    inner = found["first"]
    for _ in range(DEEPEST - 1):
        inner = inner["a"] if isinstance(inner, dict) else inner[0]
    assert inner is None


class Answer:
    """What a homeserver answered."""

    content_type, content_disposition, status = "application/json", None, 200

    def __init__(self, text: str) -> None:
        self._text = text

    async def text(self) -> str:
        return self._text

    async def json(self) -> object:
        return json.loads(self._text)


async def read(asked: type, text: str) -> Any:
    client = Client("http://127.0.0.1:9", ME, identities=None)  # type: ignore[arg-type]
    return await client.create_matrix_response(asked, Answer(text))  # type: ignore[arg-type]


@pytest.mark.parametrize("deep", [500, 5_000, 30_000])
async def test_a_message_to_the_device_that_is_nested_deep_is_no_end(deep: int) -> None:
    """A homeserver in another language hands on what Python's own reader fails for."""
    said = json.dumps(sync(to_device="HERE")).replace(
        '"HERE"', f'{{"type": "x", "sender": "{CAMILLE}", "content": {nested(deep)}}}'
    )
    found = await read(nio.SyncResponse, said)
    assert isinstance(found, nio.SyncResponse)
    assert found.rooms == nio.SyncResponse.from_dict(sync()).rooms
    assert len(found.to_device_events) == 2


@pytest.mark.parametrize("deep", [500, 5_000, 30_000])
async def test_a_device_that_is_nested_deep_hides_no_other(deep: int) -> None:
    told = {"failures": {}, "device_keys": {CAMILLE: {"D": "HERE"}, ME: {}}}
    found = await read(nio.KeysQueryResponse, json.dumps(told).replace('"HERE"', nested(deep)))
    assert isinstance(found, DeviceLists)
    assert found.device_keys == {CAMILLE: {}, ME: {}}
