"""How release-2026-11-29.sqlite3 was made: run once, with the code of commit d465597 (the release of 2026-11-29).

    python -m tests.stored.release_2026_11_29 FOLDER

In FOLDER it leaves the database objecteur.sqlite3, sealed with `tests.store.bench.keyring()`. Nobody in it is real.
Today's code says other things and would stop at other questions: no test runs this.
"""

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

from bot.core.ports.outgoing import Destination
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import HDH_BY_EMAIL_TODAY, REMINDED, Bench, at

CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")


def live(folder: Path) -> None:
    """Camille is asked what came of a letter; Claude whether one has left; Dominique is in the middle of an address."""
    bench, now = Bench(folder), at("Tue 2026-11-24 10:00")
    bench.says(*REMINDED, now=now, who=CAMILLE)
    bench.says(*REMINDED[: -len(HDH_BY_EMAIL_TODAY)], "oui, prévenez-moi", now=now, who=CLAUDE)
    while now < at("Wed 2027-01-06 10:00"):
        now += timedelta(days=1)
        bench.service.tick(now)
        bench.sent(now)
    bench.says("bonjour", "oui", "75011", "la garder", "Dominique Exemple", "12 rue des Essais", now=now, who=DOMINIQUE)
    for who in (CAMILLE, CLAUDE, DOMINIQUE):
        print(who.person, bench.known(who).conversation.shown)
    bench.store.engine.dispose()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    live(folder)
    with sqlite3.connect(folder / "objecteur.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
