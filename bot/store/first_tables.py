"""What databases of 24 and 25 November 2026 lack: the first migration was edited twice on the day after it had landed.

Their number says that they have all that it makes now, and a later migration, or the first message, stopped at what is
missing. A migration that has landed is not edited any more (`tests/store/test_migrations.py`); so this is done beside.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection

_LANDED = date(2026, 11, 24)
"""The day of the first release: nobody was heard before."""
_NOBODY = b""
"""Stands for the hash of whom a message is for, which only the key tells: `Outbox.name_people` puts it there."""
_PERSON = sa.table(
    "person", *(sa.column(name, sa.Date()) for name in ("heard_on", "expires_on")), sa.column("id", sa.String())
)
_OUTBOX = sa.table("outbox", sa.column("person", sa.LargeBinary))
_SEEN = sa.table("seen", sa.column("on", sa.Date))


def complete(connection: Connection) -> None:
    """Add the columns that a database of those days lacks, whatever its number. Raises SQLAlchemyError."""
    outbox, person = (_columns(connection, table) for table in ("outbox", "person"))
    operations = Operations(MigrationContext.configure(connection))
    if outbox and "person" not in outbox:
        with operations.batch_alter_table("outbox") as table:
            table.add_column(sa.Column("person", sa.LargeBinary(32), nullable=True))
        connection.execute(sa.update(_OUTBOX).values(person=_NOBODY))
        with operations.batch_alter_table("outbox") as table:
            table.alter_column("person", existing_type=sa.LargeBinary(32), nullable=False)
        operations.create_index("ix_outbox_person", "outbox", ["person"])
    if outbox and "until" not in outbox:
        operations.add_column("outbox", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    if person and "heard_on" not in person:
        # It may stay empty, as from migration 0013 on: to forbid that SQLite makes the table anew, and what refers to
        # the old one goes with it.
        operations.add_column("person", sa.Column("heard_on", sa.Date(), nullable=True))
        _say_when_heard(connection)


def _columns(connection: Connection, table: str) -> frozenset[str]:
    """The columns of a table; none where there is no such table."""
    found = sa.inspect(connection)
    return frozenset(column["name"] for column in found.get_columns(table)) if found.has_table(table) else frozenset()


def _say_when_heard(connection: Connection) -> None:
    """Say of everybody the last day on which anybody wrote, as nothing tells more, but none after their own time."""
    last = connection.scalar(sa.select(sa.func.max(_SEEN.c.on))) or _LANDED
    for row in connection.execute(sa.select(_PERSON.c.id, _PERSON.c.expires_on)).all():
        heard = min(last, row.expires_on - timedelta(days=1))
        connection.execute(sa.update(_PERSON).where(_PERSON.c.id == row.id).values(heard_on=heard))
