"""A sync in which one event makes no sense is read without that event; it would come again for ever."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import nio
import pytest

from bot.networks.matrix.fate import passing
from bot.networks.matrix.syncs import read_apart
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
    assert read_apart(sync(**{part: event})) == whole


def test_of_what_is_left_out_no_word_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    for part, event in SENSELESS.values():
        read_apart(sync(**{part: event}))
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
    answer = read_apart({"next_batch": "s2", **wrong})
    assert isinstance(answer, nio.SyncError)
    assert passing(answer), "as an answer that is no homeserver's is"
