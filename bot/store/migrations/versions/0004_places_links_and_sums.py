"""Two places for one case, the codes that join them, what came late, and what became of every message."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NETWORKS = ("telegram", "matrix", "terminal")
_COUNTS = ("committed", "delivered", "refused", "uncertain", "erased")


def upgrade() -> None:
    op.add_column("person", sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "link",
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_person_id"), "link", ["person_id"])
    op.create_index(op.f("ix_link_until"), "link", ["until"])
    tally = op.create_table(
        "tally",
        sa.Column("network", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("network", "what", name=op.f("pk_tally")),
    )
    op.bulk_insert(tally, [{"network": network, "what": what, "n": 0} for network in _NETWORKS for what in _COUNTS])
    # What an older release left in the outbox was committed as well.
    op.execute(
        "UPDATE tally SET n = (SELECT count(*) FROM outbox WHERE outbox.network = tally.network) "
        "WHERE what = 'committed'"
    )
    op.execute(
        "UPDATE tally SET n = (SELECT count(*) FROM outbox WHERE outbox.network = tally.network "
        "AND outbox.state = 'uncertain') WHERE what = 'uncertain'"
    )
