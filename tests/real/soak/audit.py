"""The books of the outbox, kept beside it by triggers of the test's own: every row there ever was, and its end.

The product keeps no row that was delivered, so nobody could count them afterwards. Whoever has other books (the
networks' own logs, the program's counters) compares them with these.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.core.ports.network_name import NetworkName
from bot.store.engine import open_engine
from bot.store.seal import Keyring, read_key_file
from bot.store.unit import Store

TRIGGERS = """
CREATE TABLE audit (
    key TEXT PRIMARY KEY, network TEXT, lane BLOB, state TEXT DEFAULT 'waiting', tries INTEGER DEFAULT 0,
    ended INTEGER DEFAULT 0, ordered INTEGER DEFAULT 0
);
CREATE TRIGGER audit_put AFTER INSERT ON outbox BEGIN
    INSERT INTO audit (key, network, lane, ordered)
    VALUES (new.key, new.network, new.lane, coalesce(new.repeatable, 0));
END;
CREATE TRIGGER audit_set AFTER UPDATE ON outbox BEGIN
    UPDATE audit SET state = new.state, tries = max(tries, new.tries) WHERE key = new.key;
END;
CREATE TRIGGER audit_end AFTER DELETE ON outbox BEGIN
    UPDATE audit SET state = old.state, ended = 1 WHERE key = old.key;
END;
"""


@dataclass(frozen=True)
class Books:
    """What became of the messages of one network that were committed; each is in one of the other counts.

    delivered  their row is gone after a send: the network took it, or refused it for good, which the log then says
    uncertain  nobody can know
    erased     gone before they were sent: the person left, or had all erased
    waiting    waiting or being sent
    tries      how often they were sent in all
    """

    committed: int
    delivered: int
    uncertain: int
    erased: int
    waiting: int
    tries: int

    def __str__(self) -> str:
        return (
            f"{self.committed:,} committed = {self.delivered:,} delivered + {self.uncertain:,} uncertain + "
            f"{self.erased:,} erased + {self.waiting:,} waiting; {self.tries:,} tries"
        )


class Audit:
    """The books of one bot on SQLite."""

    def __init__(self, database: Path, secret: Path) -> None:
        """Take its database, made already, and its key file, which may come with the first start."""
        self._database, self._secret = database, secret

    def open(self) -> None:
        """Begin to keep them, before the bot starts."""
        with closing(sqlite3.connect(self._database)) as connection:
            connection.executescript(TRIGGERS)

    def books(self, network: NetworkName) -> Books:
        """What became of all that was committed for a network."""
        with self._reading() as connection:
            counted = connection.execute(
                "SELECT state, ended, count(*), sum(tries) FROM audit WHERE network = ? GROUP BY state, ended",
                (network.value,),
            ).fetchall()
        ends: Counter[str] = Counter()
        for state, ended, number, _ in counted:
            ends[_end(state, ended=bool(ended))] += number
        return Books(
            committed=sum(number for _, _, number, _ in counted),
            delivered=ends["delivered"],
            uncertain=ends["uncertain"],
            erased=ends["erased"],
            waiting=ends["waiting"],
            tries=sum(tries for *_, tries in counted),
        )

    def counted(self, network: NetworkName) -> Books:
        """The same by the bot's own sums, which `/metrics` shows, and by what waits in the outbox."""
        with self._reading() as connection:
            sums = dict(connection.execute("SELECT what, n FROM tally WHERE network = ?", (network.value,)).fetchall())
            (waiting,) = connection.execute(
                "SELECT count(*) FROM outbox WHERE network = ? AND state IN ('waiting', 'sending')", (network.value,)
            ).fetchone()
            (tries,) = connection.execute(
                "SELECT coalesce(sum(tries), 0) FROM audit WHERE network = ?", (network.value,)
            ).fetchone()
        return Books(
            committed=sums["committed"],
            delivered=sums["delivered"] + sums["refused"],
            uncertain=sums["uncertain"],
            erased=sums["erased"],
            waiting=waiting,
            tries=tries,
        )

    def sent(self, network: NetworkName, places: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """By place, how many messages left for it and how many came there, where the two are not the same.

        places  how many messages of the bot each place shows

        What left for a place that is not among them is told as "elsewhere".
        """
        store = Store(open_engine(f"sqlite:///{self._database}"), Keyring(read_key_file(self._secret)), keep=False)
        index = store.index
        store.engine.dispose()
        lanes = {index.fingerprints("lane", f"{network}|{place}")[0]: place for place in places}
        with self._reading() as connection:
            left = connection.execute(
                "SELECT lane, count(*) FROM audit WHERE network = ? AND tries > 0 AND NOT ordered GROUP BY lane",
                (network.value,),
            ).fetchall()
        found: Counter[str] = Counter()
        for lane, number in left:
            found[lanes.get(lane, "elsewhere")] += number
        both = {place: (found[place], places.get(place, 0)) for place in {*found, *places}}
        return {place: pair for place, pair in both.items() if pair[0] != pair[1]}

    def keys_sent(self, network: NetworkName) -> set[str]:
        """The keys of all messages that were sent; an order is none."""
        with self._reading() as connection:
            of_messages = "SELECT key FROM audit WHERE network = ? AND tries > 0 AND NOT ordered"
            return {key for (key,) in connection.execute(of_messages, (network.value,))}

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=10)) as connection:
            yield connection


def _end(state: str, *, ended: bool) -> str:
    match state, ended:
        case ("sending", True) | ("late", _):  # late: delivered, and told to the person, or not yet
            return "delivered"
        case "uncertain", _:  # told to the person, or not yet
            return "uncertain"
        case _, True:
            return "erased"
        case _:
            return "waiting"
