"""The one reader of the clock. Everything else is given the moment."""

from datetime import UTC, datetime


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251
