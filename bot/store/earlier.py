"""The tables of releases before 2026-12-01 which are emptied when a database is opened: see `upgrading`.

How many rows a case has in them, and which, tells how far somebody is. What did not open stays in them.
"""

from sqlalchemy import ForeignKey, Integer, LargeBinary, String

from bot.store.described import Described, column, optional
from bot.store.moments import AwareDateTime


class EventRow(Described):
    """One event of a case, sealed, at its place in the log."""

    __tablename__ = "event"

    case_id = column(String(32), ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    seq = column(Integer, primary_key=True, autoincrement=False)
    event = column(LargeBinary)


class LedgerRow(Described):
    """A reminder that was sent: the event it follows from, and its kind.

    `told` is how many events the case had then; NULL in rows of the first release.
    """

    __tablename__ = "ledger"

    case_id = column(String(32), ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    seq = column(Integer, primary_key=True, autoincrement=False)
    kind = column(String(32), primary_key=True)
    sent_at = column(AwareDateTime)
    told = optional(Integer)


def event_place(case_id: str, seq: int) -> str:
    """Where an event stands, as its seal is bound to it."""
    return f"event|{case_id}.{seq}|event"
