"""Where others read: one neutral line a day, whatever is said or done there, and nobody's case moves."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.conversation.commands import Command
from bot.core.ports.incoming import Arrived, Content, Edited, Media, Pressed, Reacted, Redacted, Text, Unreadable
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from tests.store.talk import BEGUN, MATRIX, NAME, STREET, TELEGRAM, TO_THE_LETTERS, Bench

WORDS = (NAME, STREET, "75011", "oui", "1", "où en est mon dossier ?", *(f"/{command}" for command in Command))
CONTENTS: st.SearchStrategy[Content] = st.one_of(
    st.sampled_from(WORDS).map(Text),
    st.text(max_size=40).map(Text),
    st.sampled_from(("home@:next=letters", "erase@:erase=yes", "")).map(Pressed),
    st.builds(Edited, st.sampled_from(WORDS), st.just("m1")),
    st.builds(Redacted, st.just("m1")),
    st.builds(Reacted, st.booleans()),
    st.sampled_from(Unreadable).map(Media),
    st.just(Arrived()),
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Somebody with a case on both networks, and many groups."""
    made = Bench(tmp_path_factory.mktemp("public"))
    for network in (TELEGRAM, MATRIX):
        made.has_said(*TO_THE_LETTERS, now=BEGUN, network=network)
    return made


@settings(suppress_health_check=[*HealthCheck])
@given(st.lists(CONTENTS, min_size=1, max_size=6), st.sampled_from((TELEGRAM, MATRIX)), st.uuids())
def test_whatever_is_done_in_a_group_it_hears_one_neutral_line_at_most(
    bench: Bench, contents: list[Content], network: NetworkName, group: object
) -> None:
    before = bench.known(network=network)
    for content in contents:
        incoming = bench.in_group(content, f"group-{group}", network=network)
        bench.service.receive(incoming, BEGUN)
    said = payloads(bench, network)
    assert len(said) <= 1
    for payload in said:
        assert not payload.personal
        assert not [word for word in (NAME, STREET, "CPAM", "lettre", "dossier") if word in payload.text]
    assert bench.known(network=network) == before


def payloads(bench: Bench, network: NetworkName) -> list[Payload]:
    """All that leaves now."""
    found = []
    with bench.store.transaction() as unit:
        while claimed := unit.claims.claim(network, BEGUN, 100):
            for one in claimed:
                unit.fates.done(one.key)
                found.append(one.payload)
    return found
