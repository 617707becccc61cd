"""What tells how far somebody is, or where they live, can be sealed: `bot.store.upgrading` does it, with the key."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# What waits for its person to be told, for weeks perhaps, says no more when it was, nor what: its number is drawn.
NO_MOMENT = """
UPDATE outbox SET id = {drawn}, priority = 0, tries = 0, worker = 0, until = NULL, resend_until = NULL,
    queued_at = NULL, repeatable = false, not_before = '1970-01-01 00:00:00',
    claimed_at = CASE WHEN state = 'late' THEN claimed_at END
WHERE state IN ('uncertain', 'late')
"""


def upgrade() -> None:
    op.create_table(
        "case_log",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_log_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_log")),
    )
    op.drop_index(op.f("ix_case_next_due"), table_name="case")
    op.add_column("case", sa.Column("due", sa.LargeBinary(), nullable=True))
    op.add_column("case", sa.Column("look_on", sa.Date(), nullable=True))
    op.create_index("ix_case_look_on_id", "case", ["look_on", "id"])
    # SQLite changes a table by making it anew, and what refers to the old one goes with it: put aside meanwhile.
    op.execute("CREATE TABLE moving AS SELECT * FROM fingerprint")
    op.execute("CREATE TABLE moving_link AS SELECT * FROM link")
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("dates", sa.LargeBinary(), nullable=True))
        person.alter_column("reachable", existing_type=sa.Boolean(), nullable=True)
        person.alter_column("heard_on", existing_type=sa.Date(), nullable=True)
        person.alter_column("expires_on", existing_type=sa.Date(), nullable=True)
    op.execute("DELETE FROM fingerprint")
    op.execute("INSERT INTO fingerprint SELECT * FROM moving")
    op.execute("DELETE FROM link")
    op.execute("INSERT INTO link SELECT * FROM moving_link")
    op.drop_table("moving")
    op.drop_table("moving_link")
    with op.batch_alter_table("address_report") as report:
        report.add_column(sa.Column("report", sa.LargeBinary(), nullable=True))
        report.alter_column("text", existing_type=sa.LargeBinary(), nullable=True)
    postgresql = op.get_bind().dialect.name == "postgresql"
    drawn = "-1 - floor(random() * 4611686018427387903)::bigint" if postgresql else "-1 - (abs(random()) >> 2)"
    op.execute(NO_MOMENT.format(drawn=drawn))
