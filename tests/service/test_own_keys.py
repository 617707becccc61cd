"""The key of a person and their cases: shared by their accounts, another one once somebody or something left it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.store.audit import unreadable
from bot.store.tables import VaultRow
from bot.store.vault import vault_place
from tests.service.test_linking import ELSEWHERE, joined
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import BEGUN, MATRIX, REMINDED, TELEGRAM, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def keys(bench: Bench) -> dict[str, bytes]:
    """The key of everybody who is kept, by the id of their first case."""
    with bench.store.transaction() as unit:
        rows = unit.connection.execute(select(VaultRow.id, VaultRow.key)).all()
    return {row.id: bench.store.keyring.unwrap(vault_place(row.id), row.key) for row in rows}


def test_everybody_has_a_key_of_their_own_which_stays_while_they_speak(bench: Bench) -> None:
    bench.has_said(*REMINDED, now=BEGUN)
    before = keys(bench)
    bench.says("/dossier", "/aide", now=BEGUN)
    bench.says("bonjour", "oui", now=BEGUN, who=DOMINIQUE)
    after = keys(bench)
    assert after.keys() == {bench.known().case_id, bench.known(DOMINIQUE).case_id}
    assert before.items() < after.items()
    assert len(set(after.values())) == 2


@pytest.mark.parametrize(
    ("line", "who", "network"),
    [("!delier", ELSEWHERE, MATRIX), ("/delier", CAMILLE, TELEGRAM), ("/delier l’autre", CAMILLE, TELEGRAM)],
)
def test_two_accounts_share_a_key_and_whoever_parts_takes_it_out_of_use(
    bench: Bench, line: str, who: Destination, network: NetworkName
) -> None:
    """What a backup of before holds of the one opens with the key of the other no more."""
    joined(bench)
    case_id = bench.known().case_id
    before = keys(bench)
    assert before.keys() == {case_id}
    bench.service.receive(bench.incoming(line, who, network), BEGUN)
    after = keys(bench)
    assert after.keys() == {bench.known().case_id, bench.known(ELSEWHERE, MATRIX).case_id}
    assert before[case_id] not in after.values()
    assert not unreadable(bench.store)
