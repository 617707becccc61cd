"""What an older release may have said on Matrix has no key in it: it cannot be looked for, so it is uncertain."""

from alembic import op

revision = "0005"
down_revision = "0004"

_DOUBTED = "network = 'matrix' AND (state = 'sending' OR (state = 'waiting' AND resend_until IS NOT NULL))"


def upgrade() -> None:
    op.execute(
        f"UPDATE tally SET n = n + (SELECT count(*) FROM outbox WHERE {_DOUBTED}) "  # noqa: S608  nothing of anybody's
        "WHERE network = 'matrix' AND what = 'uncertain'"
    )
    op.execute(f"UPDATE outbox SET state = 'uncertain', content = NULL WHERE {_DOUBTED}")  # noqa: S608  the same
