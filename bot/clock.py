"""The only module that reads the clock. All others are given the moment."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


def monotonic() -> float:
    """Seconds since some fixed moment, by a clock that nobody sets and that stands while the machine sleeps."""
    return time.monotonic()
