"""How release-2026-11-30.sqlite3 was made: run once, with the code of commit 883a864 (the release of 2026-11-30).

    python -m tests.stored.release_2026_11_30 FOLDER

In FOLDER it leaves the database objecteur.sqlite3, sealed with `tests.store.bench.keyring()`. Nobody in it is real.
Today's code says other things and would stop at other questions: no test runs this.
"""

import re
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import REMINDED, TO_THE_LETTERS, Bench, at

CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
ELSEWHERE = Destination("camille-exemple-on-matrix", "room-of-camille")
BANK = ("/start bank-data", "oui", "1", "Banque des Exemples", "1 place de l’Essai, 59000 Lille")


def live(folder: Path) -> None:
    """Camille has a case in two places, and a second action at its name; Claude has letters.

    Dominique's letters wait to leave, and one of these messages is being sent.
    """
    bench, now = Bench(folder), at("Tue 2026-11-24 10:00")
    bench.store.check()
    bench.says(*REMINDED, now=now, who=CAMILLE)
    bench.says(*BANK, "oui", now=now + timedelta(minutes=1), who=CAMILLE)
    code = re.search(r"/lier (\w{4}-\w{4})", bench.says("/lier", now=now + timedelta(minutes=2), who=CAMILLE))
    assert code
    bench.service.receive(bench.incoming(f"!lier {code[1]}", ELSEWHERE, NetworkName.MATRIX), now + timedelta(minutes=3))
    bench.sent(now + timedelta(minutes=4))
    bench.sent(now + timedelta(minutes=4), NetworkName.MATRIX)
    bench.says(*TO_THE_LETTERS, now=now, who=CLAUDE)
    for line in TO_THE_LETTERS:
        bench.service.receive(bench.incoming(line, DOMINIQUE), now)
    with bench.store.transaction() as unit:
        unit.claims.claim(NetworkName.TELEGRAM, now, 1)
        unit.save_cursor(NetworkName.TELEGRAM, "4001", now)
        unit.reports.add("751", "12 rue des Essais", now.date())
    for who in (CAMILLE, CLAUDE, DOMINIQUE):
        print(who.person, bench.known(who).conversation.shown)
    print(bench.rows())
    bench.store.engine.dispose()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    live(folder)
    with sqlite3.connect(folder / "objecteur.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
