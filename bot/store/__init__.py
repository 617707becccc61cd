"""What is remembered: SQLAlchemy tables, sealed columns, one transaction for each thing that happens."""


class StoreError(Exception):
    """The database, or something in it, cannot be used: one line for the operator."""


class DatabaseError(StoreError):
    """The database did not do what it was asked. Nothing was done, and the same may work later."""
