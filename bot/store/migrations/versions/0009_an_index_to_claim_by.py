"""The next messages of a network are found by walking an index, however many wait."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index(
        op.f("ix_outbox_network_state_priority_not_before"), "outbox", ["network", "state", "priority", "not_before"]
    )
    op.create_index(op.f("ix_outbox_until"), "outbox", ["until"])
    op.drop_index(op.f("ix_outbox_network_state"), table_name="outbox")
