"""The tables. Nothing in them says who uses the bot: people, places and messages are keyed hashes or sealed.

Change them together with a migration: tests/store/test_migrations.py compares the two.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.store.moments import AwareDateTime

_Row = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The base of all tables, with names for constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CaseRow(Base):
    """A case. `due`, sealed, is an index, never truth: the moment at which it is to be looked at, or that it is not.

    `of`: the first case of the same person, with which this one is deleted; NULL for the first itself.
    `look_on`: the day on which a moment of that day or the next was written into `due`; else NULL. See `agenda`.
    `next_due`: the moment in clear, in rows of earlier releases, whose `due` is NULL.
    """

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_look_on_id", "look_on", "id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign: Mapped[str] = mapped_column(String(64))
    next_due: Mapped[datetime | None] = mapped_column(AwareDateTime)
    of: Mapped[str | None] = mapped_column(String(32), index=True)
    due: Mapped[bytes | None] = mapped_column(LargeBinary)
    look_on: Mapped[date | None]


class PersonRow(Base):
    """A person's account on one network: where to answer, the conversation and all that has a day, sealed.

    `expires_on`: a day by which they are forgotten whatever their sealed one says, or whether it opens; mostly NULL.
    `reachable` and what is after it, but for `dates`: in clear in rows of earlier releases, whose `dates` is NULL.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    network: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    contact: Mapped[bytes] = mapped_column(LargeBinary)
    conversation: Mapped[bytes] = mapped_column(LargeBinary)
    reachable: Mapped[bool | None]
    chosen_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    heard_on: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    dates: Mapped[bytes | None] = mapped_column(LargeBinary)


class FingerprintRow(Base):
    """The keyed hash by which a person is found. It stands apart from them: in a backup of the bulk nobody is found."""

    __tablename__ = "fingerprint"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)


class VaultRow(Base):
    """The key of a person and of all that is kept about them, sealed; by the id of their first case, gone with it."""

    __tablename__ = "vault"

    id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class CaseLogRow(Base):
    """All events of a case and the reminders that were sent, as one sealed value: neither can be counted."""

    __tablename__ = "case_log"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class OutboxRow(Base):
    """A message that is committed and not yet delivered. Its text is deleted once its fate is known.

    `person` is the fingerprint of its person, so that their messages are deleted without being opened.
    `worker`: the number of the worker that sends it, or did last; see `guard`. 0 where there is one only.
    `repeatable`: doing it twice has the same effect as once.
    `resend_until`: when it may have left, the moment from which the network would take another try for a new message.
    `queued_at`: the first moment at which it could have left; NULL in rows of earlier releases.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_network_state_priority_not_before_id", "network", "state", "priority", "not_before", "id"),
    )

    id: Mapped[int] = mapped_column(_Row, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    network: Mapped[str] = mapped_column(String(16))
    lane: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    person: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    priority: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    not_before: Mapped[datetime] = mapped_column(AwareDateTime)
    tries: Mapped[int]
    claimed_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    worker: Mapped[int | None]
    until: Mapped[datetime | None] = mapped_column(AwareDateTime, index=True)
    resend_until: Mapped[datetime | None] = mapped_column(AwareDateTime)
    repeatable: Mapped[bool | None]
    queued_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class LinkRow(Base):
    """A code that joins a second account to a person's case, by its keyed hash: valid once, until that moment."""

    __tablename__ = "link"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    until: Mapped[datetime] = mapped_column(AwareDateTime, index=True)


class TraceRow(Base):
    """A message in a chat that tells who a person is, by its sealed number: the bot can remove it until that moment."""

    __tablename__ = "trace"

    id: Mapped[int] = mapped_column(_Row, primary_key=True)
    lane: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    person: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    message: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[datetime] = mapped_column(AwareDateTime, index=True)


class TallyRow(Base):
    """The number of messages with one fate on one network, since the beginning."""

    __tablename__ = "tally"

    network: Mapped[str] = mapped_column(String(16), primary_key=True)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class SeenRow(Base):
    """A message that was received, by the keyed hash of its network's id; the same id again is a replay."""

    __tablename__ = "seen"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    on: Mapped[date] = mapped_column(index=True)


class CursorRow(Base):
    """How far a network's stream was read, sealed."""

    __tablename__ = "cursor"

    network: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(AwareDateTime)


class DelaysRow(Base):
    """The delays that the index of days was made with, by campaign."""

    __tablename__ = "delays"

    campaign: Mapped[str] = mapped_column(String(64), primary_key=True)
    counted: Mapped[str] = mapped_column(String(512))


class ReadingRow(Base):
    """When a network was last read."""

    __tablename__ = "reading"

    network: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(AwareDateTime)


class AbsenceRow(Base):
    """A time whose messages on a network are lost."""

    __tablename__ = "absence"

    network: Mapped[str] = mapped_column(String(16), primary_key=True)
    began: Mapped[datetime] = mapped_column(AwareDateTime, primary_key=True)
    ended: Mapped[datetime] = mapped_column(AwareDateTime)


class LookRow(Base):
    """One row: the last day that the bot believed when it looked for expired people."""

    __tablename__ = "look"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date]


class AddressReportRow(Base):
    """A wrong address that somebody reported: the caisse and the text, sealed; the day and not the moment.

    It has no person and no network, so that nobody knows who reported it.
    `caisse` and `text`, which alone was sealed: in rows of earlier releases, whose `report` is NULL.
    """

    __tablename__ = "address_report"

    id: Mapped[int] = mapped_column(_Row, primary_key=True)
    caisse: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[bytes | None] = mapped_column(LargeBinary)
    reported_on: Mapped[date] = mapped_column(index=True)
    report: Mapped[bytes | None] = mapped_column(LargeBinary)


class DeedRow(Base):
    """An erasure or a sent reminder, sealed, until it stands in the file of deeds, where no backup undoes it."""

    __tablename__ = "deed"

    id: Mapped[int] = mapped_column(_Row, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    mark: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(AwareDateTime)


class BackupRow(Base):
    """One row: when the last backup was begun. In a backup it is that backup's own moment."""

    __tablename__ = "backup"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(AwareDateTime)


class SealRow(Base):
    """One sealed word that only the right key opens, so that the bot finds a wrong key at start."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[bytes] = mapped_column(LargeBinary)


class SecretRow(Base):
    """A random key of this database, sealed with the operator's. `until`: the day from which it is of no use."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[date | None]


APART = tuple(
    row.__tablename__ for row in (VaultRow, SecretRow, FingerprintRow, OutboxRow, TraceRow, LinkRow, SeenRow, DeedRow)
)
"""The tables that a backup keeps apart, for seven days: the keys, by what people are found, and what is on its way."""
