"""A service on a real SQLite store with the real content, and people who talk to it: what they get is what was sent."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.app.assembly import CAPABILITIES
from bot.core.case.case import Case
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Content as Received
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.dating import LONGEST_DOWNTIME
from bot.service.answering import Service
from bot.service.limits import Limits
from bot.service.speaking import Content
from bot.store.described import Described
from bot.store.engine import open_engine
from bot.store.migrating import migrate, pending
from bot.store.people import Person
from bot.store.unit import Store
from bot.store.upgrading import seal_earlier
from tests import read
from tests.store.bench import CAMILLE, DATABASE, database_files, keyring, never_without_power, new_database

TELEGRAM, MATRIX, TERMINAL = NetworkName.TELEGRAM, NetworkName.MATRIX, NetworkName.TERMINAL
PARIS = ZoneInfo("Europe/Paris")
CONTROLLER = "Association Exemple, contact@exemple.test"
NAME, STREET = "Camille Exemple-Témoin", "12 rue des Essais"
TO_THE_LETTERS = ("bonjour", "oui", "75011", "la garder", NAME, STREET, "75011 Paris", "1")
HDH_BY_EMAIL_TODAY = ("J’ai envoyé une lettre", "2", "par courriel", "aujourd’hui")
CAISSE_ANSWERED = (
    *("J’ai envoyé une lettre", "la lettre à votre caisse", "par courriel", "aujourd’hui", "non"),
    *("2", "Mon opposition est enregistrée", "aujourd’hui", "Oui, c’est cela"),
)
REMINDED = (*TO_THE_LETTERS, *CAISSE_ANSWERED, "J’ai envoyé une lettre", "par courriel", "aujourd’hui", "oui")
"""The caisse has answered; sent by e-mail to the Health Data Hub on the day itself, and reminders agreed to."""
LETTER = "Signature :"
"""Stands under each letter."""
DUE = "était attendue au plus tard"
WHERE = "où en êtes-vous"
"""The question that comes with a reminder."""
LATE = "je n’étais pas en service"
_NUMBERS = count(1)
_LIVED: dict[tuple[object, ...], tuple[str, dict[str, bytes]]] = {}
"""All that was said to a new bench, when, by whom and where: the last answer, and the files of its database then."""


def at(written: str) -> datetime:
    """The moment of « Tue 2026-11-24 10:00 », in Paris; its weekday must be the right one."""
    weekday, day, hour = written.split()
    found = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=PARIS)
    assert ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[found.weekday()] == weekday, written
    return found


BEGUN = at("Tue 2026-11-24 10:00")
the_content = read.content


class Bench:
    """The bot, without a network, and the ids that networks would give."""

    def __init__(
        self,
        directory: Path,
        content: Content | None = None,
        networks: Mapping[NetworkName, Capabilities] = CAPABILITIES,
        zone: ZoneInfo = PARIS,
        limits: Limits | None = None,
        served: Collection[NetworkName] = tuple(NetworkName),
        link: Callable[[NetworkName], str] = lambda _: "",
    ) -> None:
        self.directory = directory
        self._as_always = content is None and networks is CAPABILITIES and zone is PARIS and limits is None
        self._begun: tuple[object, ...] = ()
        """All that was said to it by `has_said`."""
        if not (directory / DATABASE).exists():
            self._puts(new_database())
        engine = never_without_power(open_engine(f"sqlite:///{directory / DATABASE}"))
        earlier = pending(engine)
        migrate(engine)
        self.store = Store(engine, keyring())
        if earlier:
            seal_earlier(self.store)
        content = content or the_content()
        self.service = Service(self.store, content, networks, zone, CONTROLLER, limits=limits, served=served, link=link)

    def incoming(
        self,
        content: Received | str,
        who: Destination = CAMILLE,
        network: NetworkName = TELEGRAM,
        message_id: str | None = None,
    ) -> Incoming:
        """One thing that somebody said or did."""
        said = Text(content) if isinstance(content, str) else content
        return Incoming(network, message_id or f"m{next(_NUMBERS)}", who.person, who.place, said, "fr")

    def in_group(
        self, content: Received | str, place: str, who: Destination = CAMILLE, network: NetworkName = TELEGRAM
    ) -> Incoming:
        """One thing that somebody said or did where others read it."""
        link = "https://t.me/exemple_bot"
        return replace(self.incoming(content, Destination(who.person, place), network), private=False, link=link)

    def in_plain(self, content: Received | str, who: Destination = CAMILLE) -> Incoming:
        """One thing that somebody said or did on Matrix, alone with the bot, in a room that is not encrypted."""
        link = "https://matrix.to/#/@exemple:exemple.test"
        return replace(self.incoming(content, who, MATRIX), private=False, plain=True, link=link)

    def says(
        self, *lines: Received | str, now: datetime, who: Destination = CAMILLE, network: NetworkName = TELEGRAM
    ) -> str:
        """Somebody says these things one after the other. Returns what they got for the last one."""
        answer = ""
        for line in lines:
            self.service.receive(self.incoming(line, who, network), now)
            answer = self.gets(now, who, network)
        return answer

    def has_said(self, *lines: str, now: datetime, who: Destination = CAMILLE, network: NetworkName = TELEGRAM) -> str:
        """The first things that are said to a new bench: lived once, then copied. Returns what `says` returns.

        What the service counts in its memory, to limit who writes too much, has not counted what was copied.
        """
        begun = (*self._begun, (lines, now, who, network))
        assert self._as_it_began(), "something else was done to it, or it may answer otherwise than others do"
        if begun in _LIVED:
            self.store.engine.dispose()
            self._puts(_LIVED[begun][1])
        else:
            answer = self.says(*lines, now=now, who=who, network=network)
            _LIVED[begun] = answer, database_files(self.directory)
        self._begun = begun
        return _LIVED[begun][0]

    def _as_it_began(self) -> bool:
        """Whether it is as others are, and nothing was done to it but what `has_said` knows of."""
        before = _LIVED[self._begun][1] if self._begun else new_database()
        changed = database_files(self.directory).items() - before.items()
        return self._as_always and changed <= {(f"{DATABASE}-wal", b"")}

    def _puts(self, files: Mapping[str, bytes]) -> None:
        for name, written in files.items():
            (self.directory / name).write_bytes(written)

    def sent(self, now: datetime, network: NetworkName = TELEGRAM) -> list[tuple[Destination, str]]:
        """Deliver all that can leave: to whom, and which words."""
        found: list[tuple[Destination, str]] = []
        while True:
            with self.store.transaction() as unit:
                claimed = unit.claims.claim(network, now, 100)
                for one in claimed:
                    unit.fates.done(one.key)
                    found.append((one.to, one.payload.text))
            if not claimed:
                return found

    def gets(self, now: datetime, who: Destination = CAMILLE, network: NetworkName = TELEGRAM) -> str:
        """All that somebody gets now; nobody else gets anything."""
        sent = self.sent(now, network)
        assert {to for to, _ in sent} <= {who}
        return "\n\n".join(text for _, text in sent)

    def runs(self, since: datetime, until: datetime) -> None:
        """The bot looks at these two moments, and between them as seldom as a bot does that is believed."""
        seldom = timedelta(days=LONGEST_DOWNTIME)
        for n in range(max(-(-(until - since) // seldom), 0)):
            self.service.tick(since + n * seldom)
        self.service.tick(until)

    def person(self, who: Destination = CAMILLE, network: NetworkName = TELEGRAM) -> Person | None:
        """What the store knows of somebody."""
        with self.store.transaction() as unit:
            return unit.people.find(network, who.person)

    def known(self, who: Destination = CAMILLE, network: NetworkName = TELEGRAM) -> Person:
        """Somebody whom the store knows."""
        person = self.person(who, network)
        assert person is not None
        return person

    def case(self, who: Destination = CAMILLE) -> Case:
        """The events of somebody's case."""
        case_id = self.known(who).case_id
        with self.store.transaction() as unit:
            return unit.cases.load(case_id)

    def rows(self) -> dict[str, int]:
        """How many rows each table has, where it has any."""
        with self.store.transaction() as unit:
            tables = Described.metadata.sorted_tables
            counted = {t.name: unit.connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
        # A row for each sum; the database's own key; and what says, sealed and for a while, that no backup may undo an
        # erasure.
        return {name: n for name, n in counted.items() if n and name not in {"tally", "deed", "secret"}}
