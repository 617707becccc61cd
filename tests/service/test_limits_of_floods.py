"""A bucket fills up again: what is in it is allowed, whoever else asks, and what was refused costs nothing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.service import limits
from bot.service.limits import Bucket
from tests.store.bench import NOW

BUCKET = Bucket(burst=3, every=timedelta(seconds=10))
SECOND = timedelta(seconds=1)


def test_so_many_at_once_and_then_one_each_time() -> None:
    keeper = BUCKET.keeper()
    assert [keeper.allows(b"a", NOW) for _ in range(5)] == [True, True, True, False, False]
    assert [keeper.allows(b"a", NOW + 10 * SECOND) for _ in range(2)] == [True, False]
    assert [keeper.allows(b"a", NOW + 60 * SECOND) for _ in range(4)] == [True, True, True, False]


def test_nobody_uses_up_somebody_else_s() -> None:
    keeper = BUCKET.keeper()
    for _ in range(9):
        keeper.allows(b"a", NOW)
    assert keeper.allows(b"b", NOW)


@given(st.lists(st.integers(0, 30), max_size=60))
def test_never_more_than_the_bucket_and_what_flowed_in(gaps: list[int]) -> None:
    keeper, now, allowed = BUCKET.keeper(), NOW, []
    for gap in gaps:
        now += gap * SECOND
        if keeper.allows(b"a", now):
            allowed.append(now)
    for at, first in enumerate(allowed):
        within = [moment for moment in allowed[at:] if moment - first <= 60 * SECOND]
        assert len(within) <= BUCKET.burst + 6


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    keeper = BUCKET.keeper()
    assert keeper.allows(b"a", NOW + timedelta(hours=1))
    assert [keeper.allows(b"a", NOW) for _ in range(4)] == [True, True, True, False]


def test_the_memory_is_bounded_and_forgets_who_was_quiet_longest() -> None:
    keeper = BUCKET.keeper()
    for n in range(limits.MOST + 1):
        keeper.allows(n.to_bytes(4, "big"), NOW, 3)
    assert keeper.allows((0).to_bytes(4, "big"), NOW), "the first was forgotten"
    assert not keeper.allows((limits.MOST).to_bytes(4, "big"), NOW)
