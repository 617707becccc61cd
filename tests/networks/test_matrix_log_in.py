"""What a new log-in of the Matrix account changes: another device, for which no key of before means anything."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.matrix.client import Matrix
from bot.networks.matrix.session import Folder, Session


def account(directory: Path) -> Matrix:
    given = {"directory": directory, "store_key": "x" * 32, "now": clock.now}
    return Matrix("https://matrix.exemple.test", "@objecteur:exemple.test", None, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("logged_in", [False, True])
async def test_nothing_is_sent_again_by_a_device_that_did_not_send_it(tmp_path: Path, logged_in: bool) -> None:
    directory = tmp_path / "matrix"
    directory.mkdir()
    if logged_in:
        Folder(directory, "x" * 32).keep_session(Session("@objecteur:exemple.test", "DEVICE", "token", 0))
    expected = MATRIX.resend_within if logged_in else timedelta(0)
    assert account(directory).capabilities.resend_within == expected
