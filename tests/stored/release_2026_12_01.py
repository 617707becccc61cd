"""How release-2026-12-01.sqlite3 was made: run once, with the code of commit a495d7f (2026-12-01).

    python -m tests.stored.release_2026_12_01 FOLDER

In FOLDER it leaves the database objecteur.sqlite3, sealed with `tests.store.bench.keyring()`: the people of the
release before, and Maxime. Nobody in it is real. Today's code says other things and would stop at other questions:
no test runs this.
"""

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

from bot.core.ports.outgoing import Destination
from tests.store.talk import TO_THE_LETTERS, Bench
from tests.stored.release_2026_11_30_workers import BEGUN, live

MAXIME = Destination("maxime-exemple-4005", "place-of-maxime-4005")


def in_the_midst(folder: Path) -> None:
    """Maxime sent a registered letter on the day it was given, and is asked whether reminders are welcome."""
    bench, now = Bench(folder), BEGUN - timedelta(minutes=10)
    bench.store.check()
    bench.says(*TO_THE_LETTERS, now=now, who=MAXIME)
    bench.says(
        "J’ai envoyé une lettre", "1", "en recommandé avec avis de réception", "aujourd’hui", "oui", now=now, who=MAXIME
    )
    bench.sent(now)
    print(MAXIME.person, bench.known(MAXIME).conversation, bench.rows())
    bench.store.engine.dispose()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    in_the_midst(folder)
    live(folder)
    with sqlite3.connect(folder / "objecteur.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
