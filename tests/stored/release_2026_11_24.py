"""How release-2026-11-24.sqlite3 and -25 and -25-evening were made: once each, with cc7336b, 5e73bc2 and 6600349.

    python release_2026_11_24.py CHECKOUT FOLDER

CHECKOUT is the code of that commit, on what this one runs on; in FOLDER the database is left. Nobody in it is real.
Today's code has other names and asks other questions: no test runs this.
"""

import importlib
import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
CONTROLLER = "Association Exemple, contact@exemple.test"
HOME = "12 rue des Essais\n75011 Paris"


class TwoDays:
    """Those that three people lived with the bot."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        sys.path.insert(0, str(checkout))
        app, engine, unit, seal = (
            importlib.import_module(f"bot.{name}") for name in ("app", "store.engine", "store.unit", "store.seal")
        )
        self.exchange: Any = importlib.import_module("bot.core.exchange")
        self.engine = engine.open_engine(f"sqlite:///{folder / 'objecteur.sqlite3'}")
        engine.migrate(self.engine)
        self.store = unit.Store(self.engine, seal.Keyring((b"k" * 32,)))
        self.store.check()
        service: Any = importlib.import_module("bot.service")
        self.service = service.Service(self.store, app.load_content(checkout), app.CAPABILITIES, PARIS, CONTROLLER)
        self.now = datetime(2026, 11, 24, 10, tzinfo=PARIS)
        self._said = 0

    def says(self, who: SimpleNamespace, *lines: str, delivers: bool = True) -> None:
        for line in lines:
            self._said += 1
            telegram, text = self.exchange.NetworkName.TELEGRAM, self.exchange.Text(line)
            said = self.exchange.Incoming(telegram, f"m{self._said}", who.person, who.place, text, "fr")
            self.service.receive(said, self.now, cursor=str(self._said))
            while delivers:
                with self.store.transaction() as unit:
                    claimed = unit.outbox.claim(telegram, self.now, 50)
                    for one in claimed:
                        unit.outbox.done(one.id)
                if not claimed:
                    break


def person(name: str, number: int) -> SimpleNamespace:
    return SimpleNamespace(person=f"{name}-exemple-{number}", place=f"place-of-{name}-{number}")


def live(checkout: Path, folder: Path) -> None:
    """Camille sent a letter and agreed to reminders, Dominique sent none, the answer to Claude still waits."""
    days = TwoDays(checkout, folder)
    camille, dominique, claude = person("camille", 4001), person("dominique", 4002), person("claude", 4003)
    for who, name in ((camille, "Camille Exemple"), (dominique, "Dominique Exemple")):
        days.says(who, "bonjour", "oui", "75011", "la garder", name, HOME, "c’est juste")
    days.says(camille, "j’ai envoyé une lettre", "2", "par courriel", "aujourd’hui", "oui, prévenez-moi")
    days.now += timedelta(days=1)
    days.says(claude, "bonjour", "oui")
    days.says(claude, "69003", delivers=False)
    days.service.tick(days.now)
    days.engine.dispose()


def in_one_file(database: Path) -> None:
    """Without a write-ahead log beside it."""
    connection = sqlite3.connect(database)
    for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE", "VACUUM"):
        connection.execute(statement)
    connection.close()


if __name__ == "__main__":
    live(Path(sys.argv[1]), Path(sys.argv[2]))
    in_one_file(Path(sys.argv[2]) / "objecteur.sqlite3")
