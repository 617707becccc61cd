"""A few dozen made-up people of two territories, four stages and two networks, who lived through the bot."""

import random
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

from bot import clock
from bot.app import assembly
from bot.commands import backup
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.remembering import move
from bot.settings import Settings
from bot.store.opening import deeds_file
from tests.commands.ground import KEY
from tests.store.bench import never_without_power
from tests.store.talk import at

SECRET = b64decode(KEY)
PARIS, REUNION = "75011", "97400"
CONSENTED, LETTERS, REMINDED, COMPLAINED = "consented", "letters", "reminded", "complained"
BEGUN, DUE_DAY, LAST, STOLEN = (
    at(f"{day} 10:00") for day in ("Tue 2026-11-24", "Sat 2026-12-26", "Mon 2026-12-28", "Tue 2026-12-29")
)
SENT = (
    *("J’ai envoyé une lettre", "la lettre à votre caisse", "par courriel", "aujourd’hui", "oui"),
    *("J’ai envoyé une lettre", "par courriel", "aujourd’hui"),
)
COMPLAINT = ("rien", "rien", "Préparer ma réclamation à la CNIL", "J’ai envoyé une lettre", "en ligne", "aujourd’hui")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A made-up person, and what a thief would like to know of them."""

    number: int
    where: str
    stage: str
    network: NetworkName

    @property
    def to(self) -> Destination:
        return Destination(f"person-canary-{self.number:04}", f"place-canary-{self.number:04}")

    @property
    def name(self) -> str:
        return f"Camille Canari-{chr(65 + self.number % 26)}{chr(97 + self.number // 26)}tage"

    @property
    def street(self) -> str:
        return f"{self.number + 1} rue du Canari-Étage"

    @property
    def first_lines(self) -> tuple[str, ...]:
        if self.stage == CONSENTED:
            return ("bonjour", "oui")
        return ("bonjour", "oui", self.where, "la garder", self.name, self.street, "75011 Paris", "1")


def everybody(each: int) -> list[Somebody]:
    """So many of each territory, stage and network, in the order in which they come."""
    networks = (NetworkName.TELEGRAM, NetworkName.MATRIX)
    kinds = list(product((PARIS, REUNION), (CONSENTED, LETTERS, REMINDED, COMPLAINED), networks, range(each)))
    random.Random(7).shuffle(kinds)
    return [Somebody(number, where, stage, network) for number, (where, stage, network, _) in enumerate(kinds)]


def few() -> list[Somebody]:
    """One of each stage, of both territories and both networks."""
    telegram, matrix = NetworkName.TELEGRAM, NetworkName.MATRIX
    kinds = (
        (PARIS, COMPLAINED, telegram),
        (REUNION, LETTERS, telegram),
        (PARIS, CONSENTED, matrix),
        (REUNION, REMINDED, matrix),
    )
    return [Somebody(number, *kind) for number, kind in enumerate(kinds)]


class City:
    """The bot, the people who use it, and a clock."""

    def __init__(
        self, directory: Path, set_clock: Callable[[Callable[[], datetime]], None], people: Sequence[Somebody]
    ) -> None:
        """Take a folder, what has `bot.clock` read another clock, and who uses the bot."""
        self.data = directory / "data"
        self.copy = directory / "copy"
        self.now = BEGUN
        self.people = people
        self._said = 0
        set_clock(lambda: self.now)
        self.settings = Settings.model_validate(
            {
                "data_dir": self.data,
                "secret_keys": KEY,
                "telegram_token": "1234:made-up-token-of-nobody",
                "matrix_homeserver": "https://matrix.example.org",
                "matrix_user": "@exemple:example.org",
                "matrix_password": "made up",
            }
        )
        self._app = assembly.build(self.settings)
        never_without_power(self._app.store.engine)
        self._app.store.engine.dispose()  # whatever was opened before waits for the disk

    def says(self, who: Somebody, *lines: str, unknown: bool = False) -> str:
        """Somebody says these things. Returns the last answer.

        unknown  whether nobody knows of the first message of an answer whether it arrived
        """
        answer = ""
        for line in lines:
            self._said += 1
            said = Incoming(
                who.network, f"message-canary-{self._said:06}", who.to.person, who.to.place, Text(line), "fr"
            )
            self._app.service.receive(said, self.now)
            answer = self._delivers(doubts=int(unknown))
        return answer

    def _delivers(self, unknown: Callable[[Destination], bool] = lambda _: False, doubts: int = 0) -> str:
        """Deliver what can leave; nobody knows whether that to some arrived, and the first few messages."""
        texts: list[str] = []
        for network in NetworkName:
            while True:
                with self._app.store.transaction() as unit:
                    claimed = unit.claims.claim(network, self.now, 100)
                with self._app.store.transaction() as unit:
                    for out in claimed:
                        texts.append(out.payload.text)
                        if unknown(out.to) or len(texts) <= doubts:
                            unit.fates.uncertain(out.key)
                        else:
                            unit.fates.done(out.key)
                if not claimed:
                    break
        return "\n".join(texts)

    def _looks(self, moment: datetime, unknown: Callable[[Destination], bool] = lambda _: False) -> None:
        self.now = moment
        self._app.service.tick(moment)
        move(self._app.store, deeds_file(self.settings), moment)
        self._delivers(unknown)

    def lives(self) -> None:
        """Until the day of the theft: each does what belongs to their stage."""
        for who in self.people:
            self.now += timedelta(minutes=5)
            self.says(who, *who.first_lines)
            if who.stage in {REMINDED, COMPLAINED}:
                self.says(who, *SENT)
        lost = {who.to.person for who in self.people if who.stage == REMINDED}
        for hour in range(24):
            moment = DUE_DAY.replace(hour=0) + timedelta(hours=hour, minutes=35)
            self._looks(moment, lambda to: to.person in lost)
        for number, who in enumerate(self.people):
            self.now = LAST + timedelta(minutes=5 * number)
            if who.stage == COMPLAINED:
                assert "CNIL" in self.says(who, *COMPLAINT)
            elif who.stage != REMINDED:
                self.says(who, "/dossier")
            if who.stage != REMINDED:
                self.says(who, "/aide", unknown=True)
        self._link()
        with self._app.store.transaction() as unit:
            for caisse in ("751", "974"):
                unit.reports.add(caisse, "1 rue du Canari-Étage", self.now.date())
        gone = Somebody(900, PARIS, LETTERS, NetworkName.TELEGRAM)
        self.says(gone, *gone.first_lines, "/effacer", "oui")
        self._looks(self.now + timedelta(minutes=1))

    def _link(self) -> None:
        """One of those who complained has a second account, on Matrix."""
        code = re.search(r"/lier (\w{4}-\w{4})", self.says(self.linked, "/lier"))
        assert code
        self.says(Somebody(901, self.linked.where, self.linked.stage, NetworkName.MATRIX), f"!lier {code[1]}")

    @property
    def linked(self) -> Somebody:
        """Who has a second account."""
        return next(one for one in self.people if one.stage == COMPLAINED and one.network is NetworkName.TELEGRAM)

    def is_stolen(self) -> None:
        """A backup is made, and nobody closes the database: its write-ahead log stands beside it."""
        self.now = STOLEN
        self._looks(STOLEN)
        backup.backup(self.settings, self.copy)

    def rows_of(self) -> Iterator[tuple[Somebody, str]]:
        """Each with the id of their row: what the thief is judged by, and does not know."""
        with self._app.store.transaction() as unit:
            for who in self.people:
                found = unit.people.find(who.network, who.to.person)
                assert found, who
                yield who, found.id

    def ends(self) -> None:
        self._app.store.engine.dispose()


def believes(monkey: Callable[[object, str, object], None]) -> Callable[[Callable[[], datetime]], None]:
    """What sets the bot's clock, by a monkeypatch's `setattr`."""
    return lambda read: monkey(clock, "now", read)
