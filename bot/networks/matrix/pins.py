"""The cross-signing identity that each person had when the bot first saw it, in an encrypted file of its own.

It outlives the crypto store, which a new log-in of the bot leaves behind: who was known stays known.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.networks.matrix.session import Folder

FILE = "identities.sqlite3"
_MAKE = "CREATE TABLE IF NOT EXISTS pin (person TEXT PRIMARY KEY, pin TEXT NOT NULL) WITHOUT ROWID"


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
    """The pins of one account, each read once."""

    def __init__(self, folder: Folder) -> None:
        """Take the folder that the file is in; `open` opens it."""
        self._folder = folder
        self._database: Any = None
        self._read: dict[str, Pin] = {}

    def open(self) -> None:
        """Open the file, or make it. Raises FatalNetworkError when it cannot be."""
        self._database = self._folder.database(FILE)
        self._database.execute_sql(_MAKE)

    def of(self, person: str) -> Pin:
        """The pin of a person; an empty one for somebody who was never seen."""
        if person not in self._read:
            row = self._database.execute_sql("SELECT pin FROM pin WHERE person = ?", (person,)).fetchone()
            self._read[person] = _load(row[0]) if row else Pin()
        return self._read[person]

    def change(self, person: str, **changes: Any) -> Pin:
        """Keep a person's pin with these fields changed."""
        before = self.of(person)
        after = replace(before, **changes)
        if after != before:
            kept = json.dumps(asdict(after))
            self._database.execute_sql("INSERT OR REPLACE INTO pin (person, pin) VALUES (?, ?)", (person, kept))
            self._read[person] = after
        return after

    def forget(self, person: str) -> None:
        """Delete a person's pin."""
        self._read.pop(person, None)
        self._database.execute_sql("DELETE FROM pin WHERE person = ?", (person,))

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        if self._database:
            self._database.close()


def _load(raw: str) -> Pin:
    kept = json.loads(raw)
    return Pin(**kept | {"devices": tuple(kept["devices"])})
