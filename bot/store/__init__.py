"""The store: SQLAlchemy tables, sealed columns, one transaction for each incoming message or round of reminders."""


class StoreError(Exception):
    """The database, or something in it, cannot be used: one line for the operator."""


class DatabaseError(StoreError):
    """The database failed. The transaction changed nothing, and the same may work later."""


def told(error: Exception) -> str:
    """What the log may say of an error: our own words; of any other its class alone, as its words may be anybody's."""
    return str(error) if isinstance(error, StoreError) else type(error).__name__
