"""The tables of releases before 2026-12-01 which are emptied when a database is opened: see `upgrading`.

How many rows a case has in them, and which, tells how far somebody is. What did not open stays in them.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.moments import AwareDateTime
from bot.store.tables import Base


class EventRow(Base):
    """One event of a case, sealed, at its place in the log."""

    __tablename__ = "event"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerRow(Base):
    """A reminder that was sent: the event it follows from, and its kind.

    `told` is how many events the case had then; NULL in rows of the first release.
    """

    __tablename__ = "ledger"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(AwareDateTime)
    told: Mapped[int | None]


def event_place(case_id: str, seq: int) -> str:
    """Where an event stands, as its seal is bound to it."""
    return f"event|{case_id}.{seq}|event"
