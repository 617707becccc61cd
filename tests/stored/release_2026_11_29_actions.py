"""How release-2026-11-29-actions.sqlite3 was made: run once, with the code of commit a716bdc (the second of that day).

And release-2026-11-29-delivery.sqlite3, with the code of 4efdf37, the third.

    python -m tests.stored.release_2026_11_29_actions FOLDER

In FOLDER it leaves the database objecteur.sqlite3, sealed with `tests.store.bench.keyring()`. Nobody in it is real.
Today's code says other things and would stop at other questions: no test runs this.
"""

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import REMINDED, TO_THE_LETTERS, Bench, at

CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
BANK = ("/start bank-data", "oui", "1", "Banque des Exemples", "1 place de l’Essai, 59000 Lille")


def live(folder: Path) -> None:
    """Camille has a case, and is at the name of a second action; Claude is at the bank of theirs.

    Dominique's letters wait to leave, and one of these messages is being sent.
    """
    bench, now = Bench(folder), at("Tue 2026-11-24 10:00")
    bench.says(*REMINDED, now=now, who=CAMILLE)
    bench.says(*BANK, "oui", now=now + timedelta(minutes=1), who=CAMILLE)
    bench.says(*TO_THE_LETTERS, now=now, who=CLAUDE)
    bench.says(*BANK[:3], now=now, who=CLAUDE)
    for line in TO_THE_LETTERS:
        bench.service.receive(bench.incoming(line, DOMINIQUE), now)
    with bench.store.transaction() as unit:
        unit.claims.claim(NetworkName.TELEGRAM, now, 1)
    for who in (CAMILLE, CLAUDE, DOMINIQUE):
        print(who.person, bench.known(who).conversation.shown)
    bench.store.engine.dispose()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    live(folder)
    with sqlite3.connect(folder / "objecteur.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
