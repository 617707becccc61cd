"""Several processes on one PostgreSQL: who sends a message, who wakes for it, and whose disk holds the deeds."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

# Whoever queues messages notifies in that transaction, whatever code it is: once for each first byte of a lane, by
# which the workers share them.
NOTIFY = """
CREATE FUNCTION outbox_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', network || ' ' || get_byte(lane, 0)) FROM queued GROUP BY network, get_byte(lane, 0);
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER outbox_queued AFTER INSERT ON outbox REFERENCING NEW TABLE AS queued
FOR EACH STATEMENT EXECUTE FUNCTION outbox_queued()
"""


def upgrade() -> None:
    # With the id PostgreSQL need not sort what is due at the same moment: fifty thousand reminders of one tick are.
    op.create_index(
        op.f("ix_outbox_network_state_priority_not_before_id"),
        "outbox",
        ["network", "state", "priority", "not_before", "id"],
    )
    op.drop_index(op.f("ix_outbox_network_state_priority_not_before"), table_name="outbox")
    op.add_column("outbox", sa.Column("worker", sa.Integer(), nullable=True))
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NOTIFY)
        op.execute(TRIGGER)
