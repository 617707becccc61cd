"""How release-2026-11-30-workers.sqlite3 was made: run once, with the code of commit a29eb5b (later on 2026-11-30).

    python -m tests.stored.release_2026_11_30_workers FOLDER

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
ALIX = Destination("alix-exemple-4004", "place-of-alix-4004")
ELSEWHERE = Destination("camille-exemple-on-matrix", "room-of-camille")
BANK = (
    *("/start bank-data", "oui", "1", "Banque des Exemples", "1 place de l’Essai, 59000 Lille", "oui"),
    *("Camille Exemple", "12 rue des Essais, 75011 Paris", "c’est juste"),
)
BEGUN, REMINDED_AT = at("Tue 2026-11-24 10:00"), at("Sat 2026-12-26 09:30")


def live(folder: Path) -> None:
    """Camille has a case in two places, was reminded once, and has a second case, of another action.

    Claude was reminded too, and their reminder is being sent; Alix has only consented; Dominique came after that day,
    and their letters wait to leave.
    """
    bench, minute = Bench(folder), timedelta(minutes=1)
    bench.store.check()
    for who in (CAMILLE, CLAUDE):
        bench.says(*REMINDED, now=BEGUN, who=who)
    code = re.search(r"/lier (\w{4}-\w{4})", bench.says("/lier", now=BEGUN + 2 * minute, who=CAMILLE))
    assert code
    bench.service.receive(bench.incoming(f"!lier {code[1]}", ELSEWHERE, NetworkName.MATRIX), BEGUN + 3 * minute)
    bench.sent(BEGUN + 4 * minute)
    bench.sent(BEGUN + 4 * minute, NetworkName.MATRIX)
    assert bench.service.tick(REMINDED_AT) == 2
    bench.sent(REMINDED_AT, NetworkName.MATRIX)
    later = REMINDED_AT + 30 * minute
    bench.service.receive(bench.incoming("bonjour", ALIX), later)
    bench.service.receive(bench.incoming("oui", ALIX), later)
    with bench.store.transaction() as unit:
        (claimed,) = unit.claims.claim(NetworkName.TELEGRAM, REMINDED_AT, 1)
        assert claimed.to == CLAUDE
        for out in unit.claims.claim(NetworkName.TELEGRAM, later, 100, besides=(claimed.lane,)):
            unit.fates.done(out.key)
    for line in BANK:
        bench.service.receive(bench.incoming(line, ELSEWHERE, NetworkName.MATRIX), later + minute)
    bench.sent(later + minute, NetworkName.MATRIX)
    for line in TO_THE_LETTERS:
        bench.service.receive(bench.incoming(line, DOMINIQUE), later)
    with bench.store.transaction() as unit:
        unit.save_cursor(NetworkName.TELEGRAM, "4001", later)
        unit.reports.add("751", "12 rue des Essais", later.date())
    for who, network in (
        *((who, NetworkName.TELEGRAM) for who in (CAMILLE, CLAUDE, ALIX, DOMINIQUE)),
        (ELSEWHERE, NetworkName.MATRIX),
    ):
        print(who.person, bench.known(who, network).conversation.shown)
    print(bench.rows())
    bench.store.engine.dispose()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    live(folder)
    with sqlite3.connect(folder / "objecteur.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
