"""A worker that others may take for dead: it claims nothing, and what it had claimed does not leave."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.runtime.delivery import Delivery
from bot.runtime.inbox import ServiceInbox
from bot.runtime.orphans import GRACE, Orphans
from bot.store.claiming import WHOLE, Share
from bot.store.engine import open_engine
from bot.store.guard import Guard
from bot.store.outbox import Priority
from bot.store.tables import OutboxRow
from bot.store.unit import Store
from tests.store.bench import CAMILLE, NOW, keyring, tells_uncertain
from tests.store.post import SOON, Network, Post
from tests.store.postgres import Postgres
from tests.store.talk import Bench

TELEGRAM = NetworkName.TELEGRAM


@dataclass
class Sure:
    """Whether it is sure, for so many looks more."""

    looks: int

    def share(self) -> Share | None:
        self.looks -= 1
        return WHOLE if self.looks >= 0 else None


def delivering(post: Post, share: Callable[[], Share | None]) -> Delivery:
    return Delivery(post.network, post.store, lambda: post.now, lambda _: None, share=share)


async def test_nothing_is_claimed_while_it_is_not_sure(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.put(["1"])
    assert await delivering(post, lambda: None).once() == 0
    assert await post.empty() == ["1"], "it waits for whoever is sure"


async def test_what_it_claimed_and_did_not_send_in_time_waits_for_whoever_is_sure(tmp_path: Path) -> None:
    """The process was stopped between the commit of its claim and the request."""
    post = Post(tmp_path)
    post.put(["1"])
    assert await delivering(post, Sure(looks=1).share).once() == 1
    assert post.network.tried == []
    assert await post.empty() == []
    post.now = post.now.replace(second=post.now.second + 1)
    assert await post.empty() == ["1"]


async def test_whoever_does_not_lead_any_more_polls_no_further(tmp_path: Path) -> None:
    bench, leads = Bench(tmp_path), [True]
    inbox = ServiceInbox(bench.service, bench.store, TELEGRAM, lambda: None, leads=lambda: leads[0])
    await asyncio.wait_for(inbox.reading(), SOON)
    leads[0] = False
    reading = asyncio.ensure_future(inbox.reading())
    done, _ = await asyncio.wait({reading}, timeout=0.1)
    assert not done, "it waits for its end"
    await inbox.reading(polled=False)  # posts are anybody's to take
    reading.cancel()


@pytest.fixture
def stores(postgres: Postgres) -> Iterator[tuple[Store, Store]]:
    url = postgres.lent()
    one, other = Store(open_engine(url), keyring()), Store(open_engine(url), keyring())
    yield one, other
    one.engine.dispose()
    other.engine.dispose()


async def test_what_a_worker_was_sending_is_decided_once_its_lock_was_free_for_a_while(
    stores: tuple[Store, Store],
) -> None:
    one, other = stores
    guard, seconds = Guard(one.engine), [0.0]
    one.worker, other.worker = guard.number, 1
    orphans = Orphans(Network(), other, lambda: NOW, lambda: seconds[0])

    def states() -> list[str]:
        with other.transaction() as unit:
            return list(unit.connection.scalars(select(OutboxRow.state)))

    async with guard.standing():
        with one.transaction() as unit:
            unit.outbox.put(TELEGRAM, CAMILLE, (Payload("1"),), Priority.ANSWER, NOW)
        with one.transaction() as unit:
            unit.claims.claim(TELEGRAM, NOW, 1)
        for seconds[0] in (0.0, GRACE, 10 * GRACE):
            assert orphans.look() == 0
        assert states() == ["sending"], "it lives, however long it takes"
    for later in (0, GRACE - 1):
        seconds[0] = 10 * GRACE + later
        assert orphans.look() == 0
    async with guard.standing():
        seconds[0] = 12 * GRACE
        assert orphans.look() == 0, "it was back in time"
    assert orphans.look() == 0
    seconds[0] += GRACE
    assert orphans.look() == 1
    with other.transaction() as unit:
        assert tells_uncertain(unit, TELEGRAM, CAMILLE)
    assert orphans.look() == 0
