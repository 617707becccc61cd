"""When what comes in may have waited: after a silence of a polled network, for a moment; never where it pushes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.runtime.inbox import BACKLOG, SILENCE, ServiceInbox
from tests.store.talk import BEGUN, TELEGRAM, Bench

LATE = "Je réponds avec du retard"
SECOND = timedelta(seconds=1)


class Post:
    """An inbox on a real service, and its clock."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bench, self.now = Bench(folder), BEGUN
        monkeypatch.setattr(clock, "now", lambda: self.now)
        self.inbox = ServiceInbox(self.bench.service, self.bench.store, TELEGRAM, lambda: None)

    async def says(self, line: str) -> str:
        await self.inbox.receive(self.bench.incoming(line))
        return self.bench.gets(self.now)

    async def reads(self, after: timedelta, *, polled: bool = True) -> datetime:
        self.now += after
        await self.inbox.reading(polled=polled)
        return self.now


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("silence", "polled", "late"),
    [(SILENCE + SECOND, True, True), (SILENCE, True, False), (timedelta(minutes=10), False, False)],
)
async def test_what_comes_right_after_a_silence_may_have_waited(
    post: Post, silence: timedelta, polled: bool, late: bool
) -> None:
    await post.reads(timedelta(0), polled=polled)
    await post.says("bonjour")
    await post.reads(silence, polled=polled)
    assert (LATE in await post.says("oui")) is late


async def test_what_comes_later_did_not_wait(post: Post) -> None:
    await post.reads(timedelta(0))
    await post.says("bonjour")
    await post.reads(SILENCE + SECOND)
    await post.reads(BACKLOG)
    assert LATE not in await post.says("oui")
