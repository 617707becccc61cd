"""What an error answer of a homeserver means: for one message, for every message, and for a room's keys."""

import asyncio
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nio
import pytest

from bot.core.ports.network import LONGEST_PAUSE
from bot.core.ports.outgoing import Fate, Gone, Later, Refused
from bot.networks.matrix.account import Account
from bot.networks.matrix.encryption import KeySharing, Readers
from bot.networks.matrix.fate import fate_of, passing
from bot.networks.matrix.identities import Audience, Identities
from bot.networks.matrix.pins import Pins
from bot.networks.matrix.polling import LONGEST_REFUSED, PositionRefusedError, sync
from bot.networks.matrix.session import Folder
from tests.folded import folded

NO_WAIT = timedelta(0)
SYNC = object.__new__(nio.SyncResponse)


def answered(status: int, code: str | None = None, retry_after: int | None = None) -> nio.ErrorResponse:
    """An error answer, as nio makes it; without a code it was a page, or half an answer."""
    answer = nio.ErrorResponse("made up", code, retry_after)
    answer.transport_response = SimpleNamespace(status=status)
    return answer


@folded(
    ("answer", "fate"),
    [
        (answered(500, "M_UNKNOWN"), Later("M_UNKNOWN", NO_WAIT, everyone=True)),
        (answered(502), Later("status 502", NO_WAIT, everyone=True)),
        (answered(200), Later("status 200", NO_WAIT, everyone=True)),  # half an answer
        (answered(403), Later("status 403", NO_WAIT, everyone=True)),  # a front server's page: nobody left
        (answered(404), Later("status 404", NO_WAIT, everyone=True)),
        (answered(401, "M_UNKNOWN_TOKEN"), Later("M_UNKNOWN_TOKEN", NO_WAIT, everyone=True)),
        (answered(403, "M_FORBIDDEN"), Gone("M_FORBIDDEN")),
        (answered(413, "M_TOO_LARGE"), Refused("M_TOO_LARGE")),
    ],
)
@folded("everyone", [True, False])
def test_what_the_homeserver_did_not_say_loses_no_message_and_concerns_all(
    answer: nio.ErrorResponse, fate: Fate, everyone: bool
) -> None:
    assert fate_of(answer, everyone=everyone) == fate
    assert passing(answer) is (isinstance(fate, Later) and answer.status_code != "M_UNKNOWN_TOKEN")


@pytest.mark.parametrize("everyone", [True, False])
def test_a_rate_limit_is_waited_for_by_those_whom_it_concerns(everyone: bool) -> None:
    answer = answered(429, "M_LIMIT_EXCEEDED", 3_000)
    assert fate_of(answer, everyone=everyone) == Later("M_LIMIT_EXCEEDED", timedelta(seconds=3.1), everyone=everyone)


@pytest.mark.parametrize(
    ("answer", "wait", "everyone"),
    [
        (answered(502), NO_WAIT, True),
        (answered(429, "M_LIMIT_EXCEEDED", 3_000), timedelta(seconds=3.1), False),
        (answered(403, "M_FORBIDDEN"), NO_WAIT, False),
    ],
)
async def test_keys_that_cannot_be_had_now_hold_up_a_message_as_long_as_the_trouble_lasts(
    tmp_path: Path, answer: nio.ErrorResponse, wait: timedelta, everyone: bool
) -> None:
    async def joined_members(_: str) -> Any:
        return answer

    room: Any = SimpleNamespace(encrypted=True, room_id="a room", members_synced=False)
    client: Any = SimpleNamespace(joined_members=joined_members)
    sharing = KeySharing(client, Identities(Pins(Folder(tmp_path, "x"))), Readers())
    assert await sharing.ready(room, Audience.OWN) == Later("members not known yet", wait, everyone=everyone)


@pytest.mark.parametrize("looks", [True, False])
async def test_a_key_that_is_taken_back_while_it_is_shared_holds_up_a_message_that_has_not_left(
    tmp_path: Path, looks: bool
) -> None:
    """A sync that tells of a member or a device takes the room's key back; nio then looks for it by its name."""
    keys: dict[str, object] = {}

    async def share(room_id: str, **_: object) -> None:
        if looks:
            assert keys[room_id], "nio marks it as shared"

    olm = SimpleNamespace(device_store={}, outbound_group_sessions=keys, should_share_group_session=lambda _: True)
    client: Any = SimpleNamespace(
        should_query_keys=False, user_id="the bot", olm=olm, sharing_session={}, share_group_session=share
    )
    room: Any = SimpleNamespace(encrypted=True, room_id="a room", members_synced=True, users={})
    sharing = KeySharing(client, Identities(Pins(Folder(tmp_path, "x"))), Readers())
    assert await sharing.ready(room, Audience.OWN) == Later("the room's key was taken back meanwhile", NO_WAIT)


@pytest.mark.parametrize(
    ("answer", "shortest", "longest"),
    [
        (answered(429, "M_LIMIT_EXCEEDED", 3_000), 3.1, 3.1),
        (answered(429), 1, LONGEST_PAUSE * 1.25),  # a front server's, which asks nothing
        (answered(502), 1, LONGEST_PAUSE * 1.25),
    ],
)
async def test_a_request_is_made_again_when_the_server_says_and_otherwise_less_and_less_often_up_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: nio.ErrorResponse, shortest: float, longest: float
) -> None:
    naps: list[float] = []
    answers = [answer] * 12

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async def call() -> Any:
        return answers.pop() if answers else "done"

    monkeypatch.setattr(asyncio, "sleep", nap)
    bot = Account(
        "https://matrix.exemple.test", "@objecteur:exemple.test", None, folder=Folder(tmp_path, "x"), store_key="x"
    )
    assert await bot.insisting(call) == "done"
    assert len(naps) == 12
    assert shortest <= min(naps)
    assert max(naps) == pytest.approx(longest, rel=0.25)


@pytest.mark.parametrize(
    ("since", "answer", "position"),
    [
        ("1", answered(400, "M_UNKNOWN"), True),  # Synapse's « Invalid stream token »
        ("1", answered(400, "M_UNKNOWN_POS"), True),
        ("1", answered(404, "M_UNKNOWN_POS"), True),
        ("1", answered(403, "M_FORBIDDEN"), False),
        ("1", answered(401, "M_USER_LOCKED"), False),
        (None, answered(400, "M_UNKNOWN"), False),  # no position was asked for
    ],
)
async def test_a_sync_that_stays_refused_is_told_each_time_and_asked_for_less_and_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, since: str | None, answer: nio.ErrorResponse, position: bool
) -> None:
    naps: list[float] = []
    told: list[str] = []
    answers = [answer] * 12

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async def refused(why: str) -> None:
        told.append(why)

    async def once(*_: object, **__: object) -> Any:
        return answers.pop() if answers else SYNC

    bot = Account("https://matrix.exemple.test", "@o:exemple.test", None, folder=Folder(tmp_path, "x"), store_key="x")
    monkeypatch.setattr(asyncio, "sleep", nap)
    monkeypatch.setattr(bot.client, "sync", once)
    if position:
        with pytest.raises(PositionRefusedError):
            await sync(bot, since, refused, first=False, wait=0)
        assert not told
        return
    assert await sync(bot, since, refused, first=False, wait=0) is SYNC
    assert told == [f"a sync is refused ({answer.status_code})"] * 12
    assert naps[0] < 2
    assert max(naps) == pytest.approx(LONGEST_REFUSED, rel=0.25)
