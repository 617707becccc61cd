"""What an older release may have said on Matrix has no key in it: it cannot be looked for, so it is uncertain."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ERASED = "network = 'matrix' AND state = 'sending' AND content IS NULL"
# A try whose answer was lost went back like one that was refused: both were tried.
_DOUBTED = "network = 'matrix' AND (state = 'sending' OR (state = 'waiting' AND tries > 0))"
_COUNT = "UPDATE tally SET n = n + (SELECT count(*) FROM outbox WHERE {}) WHERE network = 'matrix' AND what = '{}'"


def upgrade() -> None:
    # For a while 0004 made it as well.
    if "joined_at" not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("person")}:
        op.add_column("person", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_COUNT.format(_ERASED, "erased"))
    op.execute(f"DELETE FROM outbox WHERE {_ERASED}")  # noqa: S608  nothing of anybody's
    op.execute(_COUNT.format(_DOUBTED, "uncertain"))
    op.execute(f"UPDATE outbox SET state = 'uncertain', content = NULL WHERE {_DOUBTED}")  # noqa: S608  the same
