"""One turn at a time for each person, whichever worker takes their message (PostgreSQL).

A lock on rows does not do for it: of a newcomer there is none yet. The lock is the transaction's, and ends with it.
"""

from sqlalchemy import Connection, text

_TURN = text("SELECT pg_advisory_xact_lock(:turn)")


def wait_for_turn(connection: Connection, fingerprint: bytes) -> None:
    """Wait until no other transaction takes a message of the person of that hash; then none does until this one ends.

    Two people whose hashes begin alike wait for each other now and then, which harms neither.
    """
    connection.execute(_TURN, {"turn": int.from_bytes(fingerprint[:8], "big", signed=True)})
