"""The tables. Nothing in them says who uses the bot: people, places and messages are keyed hashes or sealed.

Change them together with a migration: tests/store/test_migrations.py compares the two. Rows and triggers that a new
database begins with stand in `making` too.
"""

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String

from bot.store.described import Described, column, optional
from bot.store.moments import AwareDateTime

_Row = BigInteger().with_variant(Integer, "sqlite")


class CaseRow(Described):
    """A case. `due`, sealed, is an index, never truth: the moment at which it is to be looked at, or that it is not.

    `of`: the first case of the same person, with which this one is deleted; NULL for the first itself.
    `look_on`: the day on which a moment of that day or the next was written into `due`; else NULL. See `agenda`.
    `next_due`: the moment in clear, in rows of earlier releases, whose `due` is NULL.
    """

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_look_on_id", "look_on", "id"),)

    id = column(String(32), primary_key=True)
    campaign = column(String(64))
    next_due = optional(AwareDateTime)
    of = optional(String(32), index=True)
    due = optional(LargeBinary)
    look_on = optional(Date)


class PersonRow(Described):
    """A person's account on one network: where to answer, the conversation and all that has a day, sealed.

    `expires_on`: a day by which they are forgotten whatever their sealed one says, or whether it opens; mostly NULL.
    `reachable` and what is after it, but for `dates`: in clear in rows of earlier releases, whose `dates` is NULL.
    """

    __tablename__ = "person"

    id = column(String(32), primary_key=True)
    network = column(String(16))
    case_id = column(String(32), ForeignKey("case.id", ondelete="CASCADE"), index=True)
    contact = column(LargeBinary)
    conversation = column(LargeBinary)
    reachable = optional(Boolean)
    chosen_at = optional(AwareDateTime)
    joined_at = optional(AwareDateTime)
    heard_on = optional(Date)
    expires_on = optional(Date, index=True)
    dates = optional(LargeBinary)


class FingerprintRow(Described):
    """The keyed hash by which a person is found. It stands apart from them: in a backup of the bulk nobody is found."""

    __tablename__ = "fingerprint"

    fingerprint = column(LargeBinary(32), primary_key=True)
    person_id = column(String(32), ForeignKey("person.id", ondelete="CASCADE"), unique=True)


class VaultRow(Described):
    """The key of a person and of all that is kept about them, sealed; by the id of their first case, gone with it."""

    __tablename__ = "vault"

    id = column(String(32), ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    key = column(LargeBinary)


class CaseLogRow(Described):
    """All events of a case and the reminders that were sent, as one sealed value: neither can be counted."""

    __tablename__ = "case_log"

    case_id = column(String(32), ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    content = column(LargeBinary)


class OutboxRow(Described):
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

    id = column(_Row, primary_key=True)
    key = column(String(32), unique=True)
    network = column(String(16))
    lane = column(LargeBinary(32), index=True)
    person = column(LargeBinary(32), index=True)
    priority = column(Integer)
    state = column(String(16))
    not_before = column(AwareDateTime)
    tries = column(Integer)
    claimed_at = optional(AwareDateTime)
    worker = optional(Integer)
    until = optional(AwareDateTime, index=True)
    resend_until = optional(AwareDateTime)
    repeatable = optional(Boolean)
    queued_at = optional(AwareDateTime)
    content = optional(LargeBinary)


class LinkRow(Described):
    """A code that joins a second account to a person's case, by its keyed hash: valid once, until that moment."""

    __tablename__ = "link"

    fingerprint = column(LargeBinary(32), primary_key=True)
    person_id = column(String(32), ForeignKey("person.id", ondelete="CASCADE"), index=True)
    until = column(AwareDateTime, index=True)


class TraceRow(Described):
    """A message in a chat that tells who a person is, by its sealed number: the bot can remove it until that moment."""

    __tablename__ = "trace"

    id = column(_Row, primary_key=True)
    lane = column(LargeBinary(32), index=True)
    person = column(LargeBinary(32), index=True)
    message = column(LargeBinary)
    until = column(AwareDateTime, index=True)


class TallyRow(Described):
    """The number of messages with one fate on one network, since the beginning."""

    __tablename__ = "tally"

    network = column(String(16), primary_key=True)
    what = column(String(16), primary_key=True)
    n = column(BigInteger)


class SeenRow(Described):
    """A message that was received, by the keyed hash of its network's id; the same id again is a replay."""

    __tablename__ = "seen"

    fingerprint = column(LargeBinary(32), primary_key=True)
    on = column(Date, index=True)


class CursorRow(Described):
    """How far a network's stream was read, sealed."""

    __tablename__ = "cursor"

    network = column(String(16), primary_key=True)
    value = column(LargeBinary)
    saved_at = column(AwareDateTime)


class DelaysRow(Described):
    """The delays that the index of days was made with, by campaign."""

    __tablename__ = "delays"

    campaign = column(String(64), primary_key=True)
    counted = column(String(512))


class ReadingRow(Described):
    """When a network was last read."""

    __tablename__ = "reading"

    network = column(String(16), primary_key=True)
    at = column(AwareDateTime)


class AbsenceRow(Described):
    """A time whose messages on a network are lost."""

    __tablename__ = "absence"

    network = column(String(16), primary_key=True)
    began = column(AwareDateTime, primary_key=True)
    ended = column(AwareDateTime)


class LookRow(Described):
    """One row: the last day that the bot believed when it looked for expired people."""

    __tablename__ = "look"

    id = column(Integer, primary_key=True, autoincrement=False)
    on = column(Date)


class AddressReportRow(Described):
    """A wrong address that somebody reported: the caisse and the text, sealed; the day and not the moment.

    It has no person and no network, so that nobody knows who reported it.
    `caisse` and `text`, which alone was sealed: in rows of earlier releases, whose `report` is NULL.
    """

    __tablename__ = "address_report"

    id = column(_Row, primary_key=True)
    caisse = optional(String(64))
    text = optional(LargeBinary)
    reported_on = column(Date, index=True)
    report = optional(LargeBinary)


class DeedRow(Described):
    """An erasure or a sent reminder, sealed, until it stands in the file of deeds, where no backup undoes it."""

    __tablename__ = "deed"

    id = column(_Row, primary_key=True)
    kind = column(String(16))
    mark = column(LargeBinary)
    at = column(AwareDateTime)


class BackupRow(Described):
    """One row: when the last backup was begun. In a backup it is that backup's own moment."""

    __tablename__ = "backup"

    id = column(Integer, primary_key=True, autoincrement=False)
    at = column(AwareDateTime)


class SealRow(Described):
    """One sealed word that only the right key opens, so that the bot finds a wrong key at start."""

    __tablename__ = "seal"

    id = column(Integer, primary_key=True, autoincrement=False)
    word = column(LargeBinary)


class SecretRow(Described):
    """A random key of this database, sealed with the operator's. `until`: the day from which it is of no use."""

    __tablename__ = "secret"

    name = column(String(32), primary_key=True)
    key = column(LargeBinary)
    until = optional(Date)


APART = tuple(
    row.__tablename__ for row in (VaultRow, SecretRow, FingerprintRow, OutboxRow, TraceRow, LinkRow, SeenRow, DeedRow)
)
"""The tables that a backup keeps apart, for seven days: the keys, by what people are found, and what is on its way."""
