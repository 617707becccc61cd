"""Whatever comes and goes in rooms, a personal word only ever goes where exactly the bot and its person can read it."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import nio
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ports.outgoing import Destination, Payload
from bot.networks.matrix.direct import DirectRooms

if TYPE_CHECKING:
    from bot.networks.matrix.account import Account

ME, CAMILLE = "@bot:exemple.test", "@camille:exemple.test"
OTHERS = ("@dominique:exemple.test", "@sacha:exemple.test")
ROOMS = ("!one", "!two", "!three")
PERSONAL, NEUTRAL = Payload("Votre adresse"), Payload("Écrivez-moi en privé", personal=False)

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(ROOMS),
        st.sampled_from(("join", "invite", "leave", "ban", "knock", "encrypt", "close")),
        st.sampled_from((CAMILLE, *OTHERS)),
    ),
    max_size=40,
)


@dataclass
class World:
    """What an independent onlooker knows: who may read in each room, by its history."""

    rooms: dict[str, nio.MatrixRoom] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=dict)
    encrypted: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for room_id in ROOMS:
            self.rooms[room_id] = nio.MatrixRoom(room_id, ME)
            self.readers[room_id] = set()
            self.happens(room_id, "join", ME)

    def happens(self, room_id: str, what: str, who: str) -> None:
        """One event, told to nio as a sync would, and noted beside it."""
        match what:
            case "encrypt":
                self.rooms[room_id].handle_event(encryption())
                self.encrypted.add(room_id)
            case "close":
                self.closed.add(room_id)
            case _:
                self.rooms[room_id].handle_membership(membership(what, who))
                change = self.readers[room_id].add if what in {"join", "invite"} else self.readers[room_id].discard
                change(who)

    def direct(self) -> DirectRooms:
        account = SimpleNamespace(client=SimpleNamespace(rooms=self.rooms), user_id=ME)
        direct = DirectRooms(cast("Account", account))  # as much of one as it looks at
        for room_id in self.closed:
            direct.close(room_id)
        return direct

    def safe(self, room_id: str) -> bool:
        return self.readers[room_id] == {ME, CAMILLE} and room_id in self.encrypted and room_id not in self.closed


def membership(what: str, who: str) -> nio.RoomMemberEvent:
    source = {"event_id": "$x", "sender": who, "origin_server_ts": 0, "type": "m.room.member", "state_key": who}
    return nio.RoomMemberEvent.from_dict(source | {"content": {"membership": what}})


def encryption() -> nio.Event:
    source = {"event_id": "$x", "sender": CAMILLE, "origin_server_ts": 0, "type": "m.room.encryption", "state_key": ""}
    return nio.RoomEncryptionEvent.from_dict(source | {"content": {"algorithm": "m.megolm.v1.aes-sha2"}})


@given(CHANGES)
def test_a_personal_word_goes_only_where_nobody_else_reads(changes: list[tuple[str, str, str]]) -> None:
    world = World()
    for change in changes:
        world.happens(*change)
        direct = world.direct()
        for room_id in ROOMS:
            to = Destination(CAMILLE, room_id)
            assert direct.may_go(room_id, to, PERSONAL) is world.safe(room_id)
            assert direct.may_go(room_id, to, NEUTRAL) is (room_id not in world.closed)


@given(CHANGES)
async def test_where_it_may_not_be_said_another_room_is_safe_or_none_is_taken(
    changes: list[tuple[str, str, str]],
) -> None:
    world = World()
    for change in changes:
        world.happens(*change)
    safe = {room_id for room_id in ROOMS if world.safe(room_id)}
    if not safe:
        return  # a fresh room is made: tests/real/test_matrix_rooms.py
    for room_id in ROOMS:
        assert await world.direct().room_for(Destination(CAMILLE, room_id), PERSONAL) in safe
