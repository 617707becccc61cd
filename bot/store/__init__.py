"""What is remembered: SQLAlchemy tables, sealed columns, one transaction for each thing that happens."""


class StoreError(Exception):
    """The database cannot be used: one line for the operator."""
