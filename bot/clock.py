"""The one reader of the clock. Everything else is given the moment."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


def monotonic() -> float:
    """Seconds since some moment: nobody sets this clock. While the machine sleeps it stands."""
    return time.monotonic()
