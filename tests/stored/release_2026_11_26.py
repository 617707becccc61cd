"""How release-2026-11-26.sqlite3 was made: run once, with the code of commit cc8eaf5 (the release of 2026-11-26).

    python -m tests.stored.release_2026_11_26 FOLDER

In FOLDER it leaves the database objecteur.sqlite3, sealed with `tests.store.bench.keyring()`, and prints all that was
said. The lines were put in order since, and make the same people, cases and ledgers there. Nobody in it is real.
Today's code says other things and would stop at other questions: no test runs this.
"""

import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.ports.outgoing import Destination
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import Bench, at

CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")


class Months:
    """Those that three people lived with the bot, from 24 November 2026 to 21 April 2027."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)
        self.now = at("Tue 2026-11-24 10:00")

    def says(self, who: Destination, *lines: str) -> None:
        for line in lines:
            print(f"[{self.now:%Y-%m-%d}] {who.person}> {line}")
            self._shows(self.bench.says(line, now=self.now, who=who))

    def until(self, moment: datetime) -> None:
        """The bot looks once a day until then."""
        while self.now < moment:
            self.now = min(self.now + timedelta(days=1), moment)
            self.bench.service.tick(self.now)
            for to, text in self.bench.sent(self.now):
                print(f"[{self.now:%Y-%m-%d}] a reminder to {to.person}")
                self._shows(text)

    @staticmethod
    def _shows(text: str) -> None:
        print("    " + text.replace("\n", "\n    "))


def live(folder: Path) -> None:
    """Both sent letters; Camille was refused, met with silence, and complained; Claude came last and sent nothing."""
    months = Months(folder)
    letters = ("la garder", "12 rue des Essais\n75011 Paris", "c’est juste")
    for who, name in ((CAMILLE, "Camille Exemple"), (DOMINIQUE, "Dominique Exemple")):
        months.says(who, "bonjour", "oui", "75011", letters[0], name, *letters[1:])
    sent = "j’ai envoyé une lettre"
    months.says(CAMILLE, sent, "1", "par courrier simple", "aujourd’hui", "oui, prévenez-moi")
    months.says(CAMILLE, sent, "par courriel", "aujourd’hui")
    months.says(DOMINIQUE, sent, "1", "par lettre recommandée", "aujourd’hui", "oui, prévenez-moi")
    months.until(at("Mon 2026-12-28 10:00"))
    months.says(CAMILLE, "un refus", "hier", "oui")  # of the Health Data Hub, whose reminder had come on the 26th
    months.until(at("Mon 2027-01-18 10:00"))
    months.says(CAMILLE, "rien n’est venu", "/retour", "Préparer ma réclamation à la CNIL")
    months.says(CAMILLE, "J’ai envoyé une lettre", "en ligne", "aujourd’hui", "/rappels")
    months.until(at("Mon 2027-04-19 10:00"))
    months.says(CAMILLE, "/dossier")
    months.says(DOMINIQUE, "/dossier")
    months.until(at("Tue 2027-04-20 10:00"))
    home = "3 rue des Essais\n69003 Lyon"
    months.says(CLAUDE, "bonjour", "oui", "69003", "la garder", "Claude Exemple", home, "c’est juste")
    months.until(at("Wed 2027-04-21 10:00"))
    months.bench.store.engine.dispose()


def in_one_file(database: Path) -> None:
    """Without a write-ahead log beside it."""
    connection = sqlite3.connect(database)
    for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE", "VACUUM"):
        connection.execute(statement)
    connection.close()


if __name__ == "__main__":
    live(Path(sys.argv[1]))
    in_one_file(Path(sys.argv[1]) / "objecteur.sqlite3")
