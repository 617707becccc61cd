"""Every form that was ever stored still loads.

tests/stored/v1.json was made by the first release's own dumps of made-up people, and is never edited: people's data in
its form exist. A new form gets a file of its own beside it, v2.json, and its line in STORED; new events, or fields that
events gained, one like events-2.json; fields that a conversation gained, one like conversations-2.json; messages that
wait in a new form, one like payloads-2.json.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.case import Case
from bot.core.case.effect import opener_of
from bot.core.case.event import Event, Scope
from bot.core.case.letter_event import Posted, WhyReturned
from bot.core.case.working_days import Territory
from bot.core.conversation.state import VERSION, Conversation, Said
from bot.core.ports.outgoing import Button, Destination, File
from bot.render.making import made
from bot.store import StoreError
from bot.store.records import (
    dump_conversation,
    dump_destination,
    dump_event,
    dump_payload,
    load_conversation,
    load_destination,
    load_event,
    load_events,
    load_payload,
)
from tests.folded import folded
from tests.letters.written import LETTERS, RECIPIENTS
from tests.store.bench import CAMILLE, TODAY, conversation, payload

FOLDER = Path(__file__).parents[1] / "stored"
STORED = {
    "v1.json": "3cd79ed8f43512a08e46699046c38982401f23f10e2b14a805503bfe733acb4e",
    "events-2.json": "266ec8d4f8e5cf7ced6f3b758fb7a9ad35399e9f55b5273130e0239cb03eb37b",
    "events-3.json": "e6ff79626a921d9ce7eb07bc72c6bb6af47c012e23fb52a638ad34e100ccbbc7",
    "events-4.json": "e556dad5b5b1418c46d823b1bcb769dcf9d38a68e7e4db42490d6d1d20188f32",
    "conversations-2.json": "3e29563fad6fa75e0a43b4b347297286c849d64a4ccdac498e4a15a534370e25",
    "conversations-4.json": "c35fd64fd6c678a9decad72cb8915bc07cccc2547f658cfd47d220dd90db920d",
    "conversations-3.json": "bc82b5cb9e07ccfbf5cd66a3b80613f211c8be9eb7f1484a7c0d04bd9aac5171",
    "payloads-2.json": "ae250f61fbca062d51d255f3b29a0e84b38bc6f211b973e5faeb962e0f0bb66c",
    "payloads-3.json": "1e7d5a5c997fcbae16aff3eccbcd4da38eba094b4122abe8fdf3248e7061f5cd",
}
V1: dict[str, Any] = json.loads((FOLDER / "v1.json").read_text(encoding="utf-8"))
EVENTS: list[dict[str, Any]] = [
    *V1["events"],
    *json.loads((FOLDER / "events-2.json").read_text(encoding="utf-8"))["events"],
    *json.loads((FOLDER / "events-3.json").read_text(encoding="utf-8"))["events"],
    *json.loads((FOLDER / "events-4.json").read_text(encoding="utf-8"))["events"],
    *json.loads((FOLDER / "events-5.json").read_text(encoding="utf-8"))["events"],
]
LATER: dict[str, Any] = {
    **json.loads((FOLDER / "conversations-2.json").read_text(encoding="utf-8"))["conversations"],
    **json.loads((FOLDER / "conversations-4.json").read_text(encoding="utf-8"))["conversations"],
    **json.loads((FOLDER / "conversations-3.json").read_text(encoding="utf-8"))["conversations"],
}
MADE_LATER: dict[str, Any] = json.loads((FOLDER / "payloads-2.json").read_text(encoding="utf-8"))["payloads"]
WITH_ORDERS: dict[str, Any] = json.loads((FOLDER / "payloads-3.json").read_text(encoding="utf-8"))["payloads"]
BEGINS = {
    "application/pdf": b"%PDF",
    "application/zip": b"PK\x03\x04",
    "image/png": b"\x89PNG",
    "message/rfc822": b"Subj",
}
NOT_KNOWN_THEN: dict[str, object] = {"against": [], "whole": True}
"""What a field that events gained is in an event that was stored before, where that is not « unknown »."""


def raw(stored: object) -> bytes:
    return json.dumps(stored).encode()


@folded("name", STORED)
def test_the_frozen_examples_were_not_edited(name: str) -> None:
    found = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert found == STORED[name], f"{name} is never edited: put it back, and add a file for the new form"


def test_there_is_a_frozen_file_for_every_version_of_the_conversation() -> None:
    assert sum(name.startswith("v") for name in STORED) == VERSION, (
        "a new VERSION needs its own stored/v*.json, made by real dumps"
    )


@folded("what", V1["conversations"])
def test_a_conversation_of_the_first_release_loads_with_all_that_was_said(what: str) -> None:
    stored = V1["conversations"][what]
    loaded = load_conversation(raw(stored))
    assert [(one.key, one.value) for one in loaded.said] == [(one["key"], one["value"]) for one in stored["said"]]
    assert (loaded.language, loaded.greeted, loaded.revising) == (
        stored["language"], stored["greeted"], stored["revising"],
    )  # fmt: skip
    for forms, place in ((loaded.opened, "opened"), (loaded.waiting, "waiting")):
        assert [(form.form, form.about, list(form.said)) for form in forms] == [
            (form["form"], form["about"], [Said(**said) for said in form["said"]]) for form in stored[place]
        ]
    known = json.loads(dump_conversation(loaded))
    new = (known.pop("sources"), known.pop("last"), known.pop("shown"))
    assert new == ([], "", ""), "which message told what, and what was shown where, was not known then"
    assert known.pop("written") == [], "what letters were filled with was not kept then"
    assert known.pop("unread") == "", "why a message was not taken was not remembered then"
    assert (known.pop("campaign"), known.pop("aside")) == ("", []), "there was one campaign then"
    assert known == stored


@pytest.mark.parametrize("what", LATER)
def test_a_conversation_with_all_that_it_gained_since_loads_and_is_stored_the_same_today(what: str) -> None:
    stored = LATER[what]
    loaded = load_conversation(raw(stored))
    assert json.loads(dump_conversation(loaded)) == {"unread": "", "campaign": "", "aside": []} | stored
    assert [(one.seq, [(said.key, said.value) for said in one.said]) for one in loaded.written] == [
        (one["seq"], [(said["key"], said["value"]) for said in one["said"]]) for one in stored["written"]
    ]
    assert [(form.form, form.about) for form in (*loaded.opened, *loaded.waiting)] == [
        (form["form"], form["about"]) for form in (*stored["opened"], *stored["waiting"])
    ]


def test_every_field_of_a_conversation_has_a_frozen_example() -> None:
    frozen = [load_conversation(raw(one)) for one in (*V1["conversations"].values(), *LATER.values())]
    empty = Conversation("fr")
    for field in fields(Conversation):
        assert any(getattr(one, field.name) != getattr(empty, field.name) for one in frozen), field.name


@folded("stored", EVENTS, ids=[f"{n}-{event['kind']}" for n, event in enumerate(EVENTS)])
def test_an_event_of_an_earlier_release_loads_and_is_stored_the_same_today(stored: dict[str, Any]) -> None:
    today = json.loads(dump_event(load_event(raw(stored))))
    assert {key: value for key, value in today.items() if key in stored} == stored
    for key, value in today.items():
        assert key in stored or value == NOT_KNOWN_THEN.get(key), f"{key} is new: it was not known then"


def test_every_type_of_event_has_a_frozen_example() -> None:
    kinds = {next(f.default for f in fields(kind) if f.name == "kind") for kind in get_args(Event)}
    assert {event["kind"] for event in EVENTS} == kinds


def test_every_field_of_every_type_of_event_has_a_frozen_example() -> None:
    frozen = [load_event(raw(stored)) for stored in EVENTS]
    for kind in get_args(Event):
        for field in (f for f in fields(kind) if f.default is not MISSING and f.name != "kind"):
            told = [getattr(event, field.name) for event in frozen if isinstance(event, kind)]
            assert any(value != field.default for value in told), f"{kind.__name__}.{field.name}"


def test_an_event_that_names_its_track_names_it_once_it_is_loaded() -> None:
    """One log, in its order: two caisses, of which each event says which it is about; a complaint against both."""
    log = [load_event(raw(one)) for one in json.loads((FOLDER / "events-3.json").read_text("utf-8"))["events"]]
    case = Case().adding(log)
    names = case.threads.names
    assert names == {0: "caisse", 1: "hdh", 7: "caisse", 24: "cnil"}
    assert case.threads.against == {24: (0, 7)}
    assert {case.opener_of(e) for e in case.log if opener_of(e.event) is not None} == {0, 1, 7, 24}
    assert all(case.opener_of(e) == opener_of(e.event) for e in case.log if opener_of(e.event) is not None)


@folded(
    ("names", "field"),
    [
        (LETTERS, "letter"), (Medium, "medium"), (Territory, "territory"), (RECIPIENTS, "track"), (Scope, "scope"),
        (WhyReturned, "why"),
    ],
)  # fmt: skip
def test_every_stored_name_has_a_frozen_example(names: Iterable[str], field: str) -> None:
    assert {event[field] for event in EVENTS if field in event} == set(names), "a stored name was changed or is new"


@pytest.mark.parametrize("what", V1["payloads"])
def test_a_message_that_waited_for_an_update_of_the_bot_loads_whole(what: str) -> None:
    stored = V1["payloads"][what]
    to, message = load_payload(raw(stored))
    today = json.loads(dump_payload(to, message))
    assert {button.pop("copy") for button in today["buttons"]} <= {""}, "no button copied anything then"
    assert today["to"].pop("thread") == "", "nobody was answered in a thread then"
    assert (today.pop("tells"), today.pop("cleans"), today.pop("removes")) == (False, False, []), (
        "nothing was taken out of a chat then"
    )
    assert (today.pop("leaves"), today.pop("language")) == (None, ""), "no chat was left, no language was kept then"
    assert today.pop("recipe") is None, "files were made at once then"
    assert today == stored
    assert message.text == stored["text"]
    assert message.buttons == tuple(Button(**button) for button in stored["buttons"])


def test_a_file_that_waited_loads_byte_for_byte() -> None:
    _, message = load_payload(raw(V1["payloads"]["a letter as a file"]))
    assert message.file == File("objecteur-hdh.txt", "text/plain", "Je m’oppose.\n".encode())


@pytest.mark.parametrize("what", WITH_ORDERS)
def test_an_order_and_a_language_that_wait_load_whole(what: str) -> None:
    to, message = load_payload(raw(WITH_ORDERS[what]))
    assert json.loads(dump_payload(to, message)) == WITH_ORDERS[what]
    assert (message.leaves, message.repeatable, message.language) in {(1, True, ""), (None, False, "en")}


@pytest.mark.parametrize("what", MADE_LATER)
def test_a_file_that_waits_to_be_made_loads_and_is_made(what: str) -> None:
    to, message = load_payload(raw(MADE_LATER[what]))
    today = json.loads(dump_payload(to, message))
    assert (today.pop("leaves"), today.pop("language")) == (None, ""), "no chat was left, no language was kept then"
    assert (to, today) == (CAMILLE, MADE_LATER[what])
    done = made(message)
    assert message.recipe
    assert done.file, "it says that it could not be made"
    assert (done.text, done.file.content[:4]) == (message.text, BEGINS[done.file.media_type])


@pytest.mark.parametrize("stored", V1["destinations"])
def test_a_destination_of_the_first_release_loads(stored: dict[str, str]) -> None:
    assert load_destination(raw(stored)) == Destination(stored["person"], stored["place"])
    assert json.loads(dump_destination(load_destination(raw(stored)))) == stored | {"thread": ""}


# --- Forms of today, and forms that cannot be read ------------------------------------------------------------------


def test_what_is_dumped_loads_the_same() -> None:
    assert load_conversation(dump_conversation(conversation())) == conversation()
    assert load_payload(dump_payload(CAMILLE, payload("é \u0000 😀"))) == (CAMILLE, payload("é \u0000 😀"))
    posted = Posted(TODAY, LetterName("caisse"), Medium.POST, "CPAM des Exemples", Territory.METROPOLE)
    assert load_event(dump_event(posted)) == posted


@pytest.mark.parametrize("version", [None, 0, VERSION + 1, str(VERSION), "Camille Exemple"])
def test_a_conversation_of_an_unknown_version_is_an_error_for_the_operator(version: object) -> None:
    with pytest.raises(StoreError, match="version"):
        load_conversation(raw(json.loads(dump_conversation(conversation())) | {"v": version}))


@pytest.mark.parametrize("stored", [["Camille Exemple"], "Camille Exemple", 7, None])
def test_what_is_no_record_at_all_is_an_error_of_the_store_like_any_other(stored: object) -> None:
    with pytest.raises(StoreError, match="no record"):
        load_conversation(raw(stored))


@pytest.mark.parametrize(
    "stored",
    [
        {"v": VERSION, "language": "fr", "said": [["name", "Camille Exemple"]]},
        {"v": VERSION, "language": "fr", "said": [{"key": "name", "value": {"Camille": "Exemple"}}]},
        {"v": VERSION, "language": ["Camille Exemple"]},
    ],
)
def test_what_is_wrong_in_a_conversation_is_said_by_field_without_a_word_of_it(stored: dict[str, Any]) -> None:
    with pytest.raises(StoreError) as caught:
        load_conversation(raw(stored))
    assert "Camille" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "posted", "on": "2026-11-24", "to": "Camille Exemple"},
        {"kind": "Camille Exemple", "on": "2026-11-24"},
        {"kind": "silent", "on": "Camille Exemple", "track": "caisse"},
        ["Camille Exemple"],
    ],
)
def test_what_is_wrong_in_an_event_is_said_by_field_without_a_word_of_it(stored: object) -> None:
    with pytest.raises(StoreError) as caught:
        load_event(raw(stored))
    assert "Camille" not in str(caught.value)


def test_the_events_of_a_log_are_read_as_each_is() -> None:
    every = [raw(stored) for stored in EVENTS]
    assert load_events(every) == [load_event(one) for one in every]
    assert load_events([]) == []


@pytest.mark.parametrize("spoilt", [b'{"kind":"silent"}', b"", b"]", b"[]"])
def test_of_the_events_of_a_log_a_spoilt_one_is_told_of_as_by_itself(spoilt: bytes) -> None:
    with pytest.raises(StoreError) as alone:
        load_event(spoilt)
    with pytest.raises(StoreError) as among:
        load_events([raw(EVENTS[0]), spoilt, raw(EVENTS[-1])])
    assert str(among.value) == str(alone.value)
