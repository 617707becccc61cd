"""The type of the columns that hold a moment."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator

log = logging.getLogger(__name__)

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""What a moment is taken for that cannot be read: whoever asks how long ago it was does what is done when in doubt."""


class AwareDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC because SQLite stores no time zone.

    SQLite stores words. Where a byte of them has changed they may be no moment any more, and an error would stop
    everybody whose rows are read with that one.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in UTC, for the database. Raises ValueError for a naive one."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment from the database, aware."""
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC))

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """What reads the column. A moment that cannot be read is `LONG_AGO`, and is logged."""
        read = super().result_processor(dialect, coltype)
        if read is None or dialect.name != "sqlite":
            return read

        def tolerant(stored: Any) -> datetime | None:
            try:
                return read(stored)
            except (ValueError, TypeError):
                log.error("a stored moment cannot be read, and counts as long ago")  # noqa: TRY400  one line
                return LONG_AGO

        return tolerant
