"""A person can have several cases: each beside the first names it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    # No foreign key: SQLite would make the table anew to add one, and delete what happened in every case with the old.
    op.add_column("case", sa.Column("of", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_case_of"), "case", ["of"])
