"""When a network was last read and what it lost; what a reminder was sent after; the delays of the index of days."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("ledger", sa.Column("told", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("resend_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "delays",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("counted", sa.String(length=512), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_delays")),
    )
    op.create_table(
        "reading",
        sa.Column("network", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_reading")),
    )
    op.create_table(
        "absence",
        sa.Column("network", sa.String(length=16), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", "began", name=op.f("pk_absence")),
    )
