"""The cross-signing identity that each person had when the bot first saw it, kept sealed in the crypto store's file."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.networks.matrix.sealing import Sealer

_MAKE = "CREATE TABLE IF NOT EXISTS pin (person BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Pin:
    """What is kept of a person's keys.

    master    their public master key; empty while they have shown none
    asked     the master key that they were asked about, because it is not that one (empty: that they have none any
              more); None while nothing is asked
    agreed    the event in which they last agreed to new keys, which is no answer to any other question
    told      whether they were told that they have no identity
    devices   their devices of which they were told that nobody signed them
    language  the language that they were last written to in
    """

    master: str = field(default="", repr=False)
    asked: str | None = field(default=None, repr=False)
    agreed: str = field(default="", repr=False)
    told: bool = False
    devices: tuple[str, ...] = field(default=(), repr=False)
    language: str = ""


class Pins:
    """The pins of one account: rows in the order of a keyed hash, each read once."""

    def __init__(self, sealer: Sealer) -> None:
        """Take the seal; `open` gives the file."""
        self._sealer = sealer
        self._database: Any = None
        self._read: dict[str, Pin] = {}

    def open(self, database: Any) -> None:
        """Use the crypto store's database (peewee's)."""
        self._database = database
        database.execute_sql(_MAKE)

    def of(self, person: str) -> Pin:
        """The pin of a person; an empty one for somebody who was never seen."""
        if person not in self._read:
            name = self._sealer.name("pin", person)
            row = self._database.execute_sql("SELECT sealed FROM pin WHERE person = ?", (name,)).fetchone()
            self._read[person] = _load(self._sealer.open(_where(name), row[0])) if row else Pin()
        return self._read[person]

    def change(self, person: str, **changes: Any) -> Pin:
        """Keep a person's pin with these fields changed."""
        before = self.of(person)
        after = replace(before, **changes)
        if after != before:
            name = self._sealer.name("pin", person)
            sealed = self._sealer.seal(_where(name), json.dumps(asdict(after)).encode())
            self._database.execute_sql("INSERT OR REPLACE INTO pin (person, sealed) VALUES (?, ?)", (name, sealed))
            self._read[person] = after
        return after

    def forget(self, person: str) -> None:
        """Delete a person's pin."""
        self._read.pop(person, None)
        self._database.execute_sql("DELETE FROM pin WHERE person = ?", (self._sealer.name("pin", person),))


def _load(raw: bytes) -> Pin:
    kept = json.loads(raw)
    return Pin(**kept | {"devices": tuple(kept["devices"])})


def _where(name: bytes) -> str:
    return f"pin|{name.hex()}"
