"""The store: SQLAlchemy tables, sealed columns, one transaction for each incoming message or round of reminders."""


class StoreError(Exception):
    """The database, or something in it, cannot be used: one line for the operator."""


class DatabaseError(StoreError):
    """The database failed. The transaction changed nothing, and the same may work later."""
