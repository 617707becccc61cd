"""A new database is made at the present schema at once, without Alembic, whose loading took 8 MB of every first start.

What this makes, and what the migrations make of an empty database, is the same: tests/store/test_making.py compares.
"""

from sqlalchemy import Connection, insert, text

from bot.core.ports.network_name import NetworkName
from bot.store import earlier, homes  # noqa: F401  they describe tables of their own
from bot.store.described import Described
from bot.store.tables import TallyRow
from bot.store.tally import Count

VERSION = "alembic_version"
"""The table in which Alembic notes the schema."""
# Whoever queues messages notifies in that transaction, whatever code it is: once for each first byte of a lane, by
# which the workers share them.
_NOTIFY = """
CREATE FUNCTION outbox_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', network || ' ' || get_byte(lane, 0)) FROM queued GROUP BY network, get_byte(lane, 0);
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER outbox_queued AFTER INSERT ON outbox REFERENCING NEW TABLE AS queued
FOR EACH STATEMENT EXECUTE FUNCTION outbox_queued()
"""
_NOTE = f"""
CREATE TABLE {VERSION} (version_num VARCHAR(32) NOT NULL, CONSTRAINT {VERSION}_pkc PRIMARY KEY (version_num))
"""


def make(connection: Connection, revision: str) -> None:
    """Make all tables where none of them is, and note the schema. Raises SQLAlchemyError."""
    Described.metadata.create_all(connection, checkfirst=False)
    sums = [{"network": network, "what": what, "n": 0} for network in NetworkName for what in Count]
    connection.execute(insert(TallyRow), sums)
    if connection.dialect.name == "postgresql":
        connection.execute(text(_NOTIFY))
        connection.execute(text(_TRIGGER))
    connection.execute(text(_NOTE))
    connection.execute(text(f"INSERT INTO {VERSION} VALUES (:revision)"), {"revision": revision})  # noqa: S608  ours
