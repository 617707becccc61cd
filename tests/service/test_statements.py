"""One message is read in a few statements and kept in a few: each is a journey to the database, and there are many."""

from pathlib import Path

from sqlalchemy import event

from tests.store.talk import BEGUN, CAISSE_ANSWERED, TO_THE_LETTERS, Bench

MOST = 14
"""To read how far the network was read, whether the message is new, the person, their case and what waits for them; and
to write what came of it. It was 22 to 31 before all was read at once (29 November 2026). A newcomer's first takes
the most: case, key, log, person and what they are found by."""


def test_a_message_takes_a_dozen_statements(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert bench.store.index is not None, "which a start reads once"
    said: list[str] = []
    event.listen(bench.store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    counted: dict[str, int] = {}
    for line in (*TO_THE_LETTERS, *CAISSE_ANSWERED):
        said.clear()
        bench.service.receive(bench.incoming(line), BEGUN, cursor=line)
        counted[line] = len(said)
        bench.sent(BEGUN)
    assert max(counted.values()) <= MOST, counted
