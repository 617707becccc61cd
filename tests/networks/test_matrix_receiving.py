"""Whatever breaks in one room of a sync, on this side, harms that room alone: the others' words are handed in."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import nio
import pytest

from bot.core.ports.incoming import Incoming, Media, Text, Unreadable
from bot.core.ports.network import Cursor
from bot.networks.matrix import receiving, undecrypted
from bot.networks.matrix.gaps import KNOWN_FOR
from bot.networks.matrix.nio_client import Client
from bot.networks.matrix.receiving import Receiver

ME, CAMILLE, DOMINIQUE = "@bot:exemple.test", "@camille:exemple.test", "@dominique:exemple.test"
HERS, THEIRS = "!hers", "!theirs"
WORDS = "Camille Exemple, 12 rue des Essais"


class Inbox:
    """What was handed in."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []

    async def receive(self, incoming: Incoming, cursor: str | None = None) -> None:
        self.taken.append(incoming)

    async def receive_together(self, some: object, cursor: str) -> bool:
        return False

    async def cursor(self) -> Cursor | None:
        return None

    async def keep_cursor(self, cursor: str) -> None:
        """Nothing is kept."""

    async def reading(self, *, polled: bool = True) -> None:
        """Nobody asks."""

    async def barred(self, why: str) -> None:
        """Nobody asks."""


def room_with(room_id: str, person: str) -> nio.MatrixRoom:
    room = nio.MatrixRoom(room_id, ME)
    for who in (ME, person):
        room.add_member(who, None, None)
    return room


def said(person: str, words: str, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "sender": person,
        "event_id": f"${words}",
        "origin_server_ts": int(at.timestamp() * 1000),
        "content": {"msgtype": "m.text", "body": words},
    }


def joined(*events: nio.Event, limited: bool = False) -> SimpleNamespace:
    return SimpleNamespace(state=[], timeline=nio.Timeline(list(events), limited, "before"))


class Bench:
    """A receiver of an account that is in two rooms."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self.client = SimpleNamespace(rooms={HERS: room_with(HERS, CAMILLE), THEIRS: room_with(THEIRS, DOMINIQUE)})
        account = SimpleNamespace(
            client=self.client, user_id=ME, session=SimpleNamespace(made_at=0), insisting=lambda call: call()
        )
        nothing = SimpleNamespace(undone=(), room_id="", heard=lambda *_: False, withdrawn=lambda _: None)
        nothing.received = self.invited
        self.invitations: list[str] = []
        self.receiver = Receiver(account, nothing, nothing, nothing, nothing, inbox=self.inbox, kept="1")  # type: ignore[arg-type]

    def invited(self, room_id: str, _: object) -> None:
        if room_id == HERS:
            raise ZeroDivisionError(WORDS)
        self.invitations.append(room_id)

    async def takes(self, since: str | None = "1", **kinds: dict[str, object]) -> str | None:
        rooms = SimpleNamespace(**{"leave": {}, "invite": {}, "join": {}} | kinds)
        return await self.receiver.take(SimpleNamespace(rooms=rooms, next_batch="2"), since)

    @property
    def heard(self) -> list[object]:
        return [one.content for one in self.inbox.taken]


HELLO = nio.Event.parse_event(said(DOMINIQUE, "bonjour"))


async def test_a_gap_that_breaks_is_one_room_s(caplog: pytest.LogCaptureFixture) -> None:
    """Before: receiving ended there, began again at the same sync, and ended there, for everybody, for ever."""
    bench = Bench()

    async def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError(WORDS)

    bench.client.room_messages = breaks
    hers = joined(nio.Event.parse_event(said(CAMILLE, "oui")), limited=True)
    assert await bench.takes(join={HERS: hers, THEIRS: joined(HELLO)}) == "2", "the next sync is asked for"
    assert bench.heard == [Text("bonjour")]
    assert "ZeroDivisionError" in caplog.text
    assert WORDS not in caplog.text


READ_AT = datetime(2026, 11, 20, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


def lines(*times: datetime) -> list[nio.Event]:
    return [nio.Event.parse_event(said(DOMINIQUE, f"{at:%d/%m %H}", at)) for at in times]


async def test_what_was_taken_so_long_ago_that_nobody_knows_it_is_not_taken_again() -> None:
    """Ids of messages are known for thirty days; a sync without a position shows what was said in any year."""
    bench, known = Bench(), READ_AT - KNOWN_FOR
    bench.receiver.anew.reads(READ_AT)
    old, new = lines(known - AN_HOUR, known + AN_HOUR)
    assert await bench.takes(since=None, join={THEIRS: joined(old, new, limited=True)}) == "2"
    assert bench.heard == [Text(f"{known + AN_HOUR:%d/%m %H}")], "and no gap is looked for before an old one"
    late = lines(known - 2 * AN_HOUR)[0]
    await bench.takes(join={THEIRS: joined(late)})
    assert bench.heard[1:] == [Text(f"{known - 2 * AN_HOUR:%d/%m %H}")], "after a position, all is new"


async def test_a_gap_without_a_position_is_read_back_to_what_is_known() -> None:
    bench, asked = Bench(), []
    older, old, *new = lines(*(READ_AT - KNOWN_FOR + AN_HOUR * hours for hours in (-2, -1, 1, 2, 3)))
    pages = iter(([new[1], new[0]], [old, older]))

    async def earlier(room_id: str, before: str, **how: object) -> Any:
        asked.append((room_id, before, how["end"]))
        return nio.RoomMessagesResponse(room_id, next(pages), before, f"{before}'")

    bench.client.room_messages = earlier
    bench.receiver.anew.reads(READ_AT)
    await bench.takes(since=None, join={THEIRS: joined(new[2], limited=True)})
    assert [one.message_id for one in bench.inbox.taken] == [event.event_id for event in new]
    assert asked == [(THEIRS, "before", None), (THEIRS, "before'", None)]


async def test_an_invitation_that_breaks_is_one_room_s() -> None:
    bench = Bench()
    assert await bench.takes(invite={HERS: object(), "!another": object()}, join={THEIRS: joined(HELLO)}) == "2"
    assert (bench.invitations, bench.heard) == (["!another"], [Text("bonjour")])


async def test_a_removal_that_breaks_is_one_room_s(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()

    def breaks(*_: object) -> None:
        raise ZeroDivisionError(WORDS)

    monkeypatch.setattr(receiving, "put_away", breaks)
    assert await bench.takes(leave={HERS: joined()}, join={THEIRS: joined(HELLO)}) == "2"
    assert bench.heard == [Text("bonjour")]


async def test_an_event_that_breaks_its_decryption_is_told_of_and_no_other_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()

    def breaks(_: object) -> None:
        raise ZeroDivisionError(WORDS)

    bench.client.decrypt_event = breaks
    source = {"event_id": "$sealed", "sender": CAMILLE, "origin_server_ts": 5, "content": {}}
    sealed = nio.MegolmEvent(source, "a device", "x", "a session")
    assert await bench.takes(join={HERS: joined(sealed), THEIRS: joined(HELLO)}) == "1", "a restart reads it again"
    assert bench.heard == [Text("bonjour")]
    monkeypatch.setattr(undecrypted, "GRACE", -1.0)
    assert await bench.takes() == "2"
    assert bench.heard[1:] == [Media(Unreadable.UNDECRYPTABLE)]


async def test_a_room_that_the_library_cannot_take_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = object.__new__(Client)
    took: list[str] = []

    async def take(_: object, answer: Any) -> None:
        for room_id in answer.rooms.join:
            await asyncio.sleep(0)
            if room_id == HERS:
                raise KeyError(WORDS)
            took.append(room_id)

    monkeypatch.setattr(nio.AsyncClient, "_handle_joined_rooms", take)
    answer = SimpleNamespace(rooms=SimpleNamespace(join={HERS: joined(), THEIRS: joined(HELLO)}))
    await client._handle_joined_rooms(answer)
    assert (took, list(answer.rooms.join)) == ([THEIRS], [THEIRS])
    assert "KeyError" in caplog.text
    assert WORDS not in caplog.text
