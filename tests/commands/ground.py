"""A bot with a data directory, people and a clock, whose backups are put back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.app import assembly
from bot.commands import backup
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination
from bot.service.remembering import move
from bot.settings import Settings
from bot.store.opening import deeds_file
from tests.store.talk import BEGUN, DUE

TELEGRAM = NetworkName.TELEGRAM
CLAUDE = Destination("claude-exemple-4003", "place-of-claude-4003")
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
HOUR = timedelta(hours=1)


class Ground:
    """A bot with a data directory, people, and a clock."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self.now = BEGUN
        self._said = 0
        monkeypatch.setattr(clock, "now", lambda: self.now)
        self.starts()

    def starts(self) -> None:
        """The bot starts; what waits from before is claimed anew."""
        self.app = assembly.build(self.settings)

    def ends(self) -> None:
        self.app.store.engine.dispose()

    def is_put_back(self, copy: Path, after: timedelta = timedelta(0)) -> None:
        """The bot ends; after a while the backup is put back, and the bot starts again."""
        self.ends()
        self.now += after
        backup.restore(self.settings, copy)
        self.starts()

    def says(self, who: Destination, *lines: str) -> str:
        """Somebody says these things. Returns the answer to the last."""
        answer = ""
        for line in lines:
            self._said += 1
            said = Incoming(TELEGRAM, f"m{self._said}", who.person, who.place, Text(line), "fr")
            self.app.service.receive(said, self.now)
            answer = "\n".join(text for to, text in self.sent() if to == who)
        return answer

    def sent(self, limit: int = 1_000) -> list[tuple[Destination, str]]:
        """Deliver what can leave."""
        found: list[tuple[Destination, str]] = []
        while len(found) < limit:
            with self.app.store.transaction() as unit:
                claimed = unit.claims.claim(TELEGRAM, self.now, min(100, limit - len(found)))
                for one in claimed:
                    unit.fates.done(one.key)
                    found.append((one.to, one.payload.text))
            if not claimed:
                break
        return found

    def ticks(self) -> list[Destination]:
        """What the bot does every half minute. Returns who was reminded."""
        self.app.service.tick(self.now)
        move(self.app.store, deeds_file(self.settings), self.now)
        return [to for to, text in self.sent() if DUE in text]

    def runs_until(self, moment: datetime) -> list[Destination]:
        """The bot runs until then, and looks each day. Returns who was reminded."""
        reminded: list[Destination] = []
        while self.now < moment:
            self.now = min(self.now + timedelta(days=1), moment)
            reminded += self.ticks()
        return reminded

    def hears(self, who: Destination, network: NetworkName, line: str) -> None:
        self._said += 1
        said = Incoming(network, f"m{self._said}", who.person, who.place, Text(line), "fr")
        self.app.service.receive(said, self.now)

    def knows(self, who: Destination, network: NetworkName = TELEGRAM) -> bool:
        with self.app.store.transaction() as unit:
            return unit.people.find(network, who.person) is not None
