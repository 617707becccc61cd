"""What an error answer of a homeserver means: for one message, for every message, and for a room's keys."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import nio
import pytest

from bot.core.exchange import Fate, Gone, Later, Refused
from bot.networks.matrix.encryption import KeySharing
from bot.networks.matrix.fate import fate_of, passing

NO_WAIT = timedelta(0)


def answered(status: int, code: str | None = None, retry_after: int | None = None) -> nio.ErrorResponse:
    """An error answer, as nio makes it; without a code it was a page, or half an answer."""
    answer = nio.ErrorResponse("made up", code, retry_after)
    answer.transport_response = SimpleNamespace(status=status)
    return answer


@pytest.mark.parametrize(
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
@pytest.mark.parametrize("everyone", [True, False])
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
    answer: nio.ErrorResponse, wait: timedelta, everyone: bool
) -> None:
    async def joined_members(_: str) -> Any:
        return answer

    room: Any = SimpleNamespace(encrypted=True, room_id="a room", members_synced=False)
    client: Any = SimpleNamespace(joined_members=joined_members)
    assert await KeySharing(client).ready(room) == Later("members not known yet", wait, everyone=everyone)
