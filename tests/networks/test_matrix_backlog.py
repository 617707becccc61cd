"""The saved token never passes by what is not done, and never stays behind what is."""

from hypothesis import given
from hypothesis import strategies as st

from bot.networks.matrix.backlog import Backlog


def test_the_token_is_saved_when_all_is_done() -> None:
    assert Backlog().kept(None, "s1", set()) == "s1"


def test_the_token_stays_before_the_oldest_thing_that_is_not_done() -> None:
    backlog = Backlog()
    assert backlog.kept("s1", "s2", {"!room"}) == "s1"
    assert backlog.kept("s2", "s3", {"!room", "$event"}) == "s1"
    assert backlog.kept("s3", "s4", {"$event"}) == "s2"
    assert backlog.kept("s4", "s5", set()) == "s5"


def test_nothing_is_saved_while_something_of_the_very_first_sync_is_not_done() -> None:
    backlog = Backlog()
    assert backlog.kept(None, "s1", {"!room"}) is None
    assert backlog.kept("s1", "s2", {"!room"}) is None
    assert backlog.kept("s2", "s3", set()) == "s3"


@given(st.lists(st.sets(st.sampled_from("abcd"))))
def test_reading_begins_again_before_all_that_is_not_done_and_at_nothing_older(syncs: list[set[str]]) -> None:
    """Sync n is asked after token n and comes to token n + 1; what is not done anew came with it."""
    backlog = Backlog()
    came: dict[str, int] = {}
    for number, undone in enumerate(syncs):
        came = {name: came.get(name, number) for name in undone}
        assert backlog.kept(str(number), str(number + 1), undone) == str(min(came.values(), default=number + 1))
