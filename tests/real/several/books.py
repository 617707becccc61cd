"""The books of the outbox on PostgreSQL, kept beside it by triggers: every row there ever was, and its end."""

from collections import Counter
from dataclasses import dataclass

import psycopg

from bot.store.engine import open_engine
from bot.store.index import Index
from bot.store.seal import Keyring
from bot.store.unit import Store

TRIGGERS = """
CREATE TABLE audit (key text PRIMARY KEY, lane bytea, state text DEFAULT 'waiting', tries int DEFAULT 0, ended bool DEFAULT false);
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN INSERT INTO audit (key, lane) VALUES (new.key, new.lane);
    ELSIF TG_OP = 'UPDATE' THEN UPDATE audit SET state = new.state, tries = new.tries WHERE key = new.key;
    ELSE UPDATE audit SET state = old.state, ended = true WHERE key = old.key;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION audited();
"""  # noqa: E501


@dataclass(frozen=True)
class Ends:
    """How many messages to one chat ended so; `again`: how many were claimed more than once."""

    delivered: int
    uncertain: int
    waiting: int
    again: int


class Books:
    """The books of one database."""

    def __init__(self, url: str) -> None:
        """Take a database at the present schema, before anybody serves it."""
        self._url = url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TRIGGERS)

    def index(self, keyring: Keyring) -> Index:
        """What the lanes are looked up by."""
        return Store(open_engine(self._url), keyring).index

    def ends(self) -> dict[bytes, Ends]:
        """By lane, what became of all that was ever queued."""
        with psycopg.connect(self._url) as connection:
            rows = connection.execute("SELECT lane, state, ended, tries FROM audit").fetchall()
        found: dict[bytes, Counter[str]] = {}
        for lane, state, ended, tries in rows:
            sums = found.setdefault(bytes(lane), Counter())
            sums["uncertain" if state == "uncertain" else "delivered" if ended or state == "late" else "waiting"] += 1
            sums["again"] += tries > 1
        return {
            lane: Ends(sums["delivered"], sums["uncertain"], sums["waiting"], sums["again"])
            for lane, sums in found.items()
        }

    def taken(self) -> int:
        """How many incoming messages were taken."""
        with psycopg.connect(self._url) as connection:
            (n,) = connection.execute("SELECT count(*) FROM seen").fetchone() or (0,)
        return int(n)
