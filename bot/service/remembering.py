"""What no backup may undo: moved to the file of deeds while the bot runs, and applied once a backup was put back."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.case.absence import Absence
from bot.core.conversation.aside import turned_to, without
from bot.core.ports.network_name import NetworkName
from bot.service.forgetting import forget
from bot.service.passing import Passing
from bot.store import DatabaseError, StoreError
from bot.store.case_logs import Key
from bot.store.deeds import KEPT, Deed, DeedKind, DeedsFile, Remembered, read_erased_of, read_reminded
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

UNSURE = timedelta(minutes=5)
"""How long the bot may have gone on after it last wrote the file of deeds, which it does every half minute."""

COMMITS = timedelta(seconds=30)
"""How long before a backup a deed may have been noted that was committed after it."""


def move(store: Store, file: DeedsFile, now: datetime) -> None:
    """Move every deed from the database to the file. A crash in between moves some again, which changes nothing.

    Raises StoreError.
    """
    while True:
        with store.transaction() as unit:
            waiting = unit.deeds.waiting()
        file.add(((kind, mark, at) for _, kind, mark, at in waiting), now)
        if not waiting:
            return
        with store.transaction() as unit:
            unit.deeds.moved(id_ for id_, *_ in waiting)


@dataclass(frozen=True, slots=True)
class PutRight:
    """What was put right in a backup.

    taken_at   when the backup was taken: what was said since is lost
    forgotten  people, and cases, that were erased since, and are again
    reminded   reminders that were sent since
    unknown    reminders of which nobody knows whether they were
    uncertain  messages that may have arrived
    unsure     the time about which nobody knows anything
    """

    taken_at: datetime
    forgotten: int
    reminded: int
    unknown: int
    uncertain: int
    unsure: tuple[datetime, datetime]


def put_right(store: Store, passing: Passing, known: Remembered | None, now: datetime, *, first: str) -> PutRight:
    """Make a database that was put back safe to serve from, before anything is sent.

    first  the campaign that people begin with

    Raises StoreError when it is no backup of this program, or too old: who had themselves erased since is forgotten.
    """
    with store.transaction() as unit:
        taken_at = unit.backups.taken_at()
        if taken_at is None:
            raise StoreError("that is no backup that `objecteur backup` made: it does not say when it was taken")
        if now - taken_at > KEPT:
            days = KEPT.days
            raise StoreError(f"that backup is older than {days} days: nobody remembers who had themselves erased since")
        if not unit.backups.whole():
            raise StoreError("the keys are of another backup than the file")
        since = tuple(deed for deed in known.deeds if deed.at >= taken_at - COMMITS) if known else ()
        forgotten = sum(_forget(unit, deed, first) for deed in since)
        reminders = sum(_remind(unit, deed) for deed in since)
        uncertain = unit.fates.doubt_all()
        unit.links.forget(now + timedelta(days=1))
        unit.forget_cursors()
        unit.homes.leave()
        for network in NetworkName:
            unit.absences.add(network, Absence(taken_at, now))
    unsure = _unsure(known, taken_at, now)
    unknown = passing.over(*unsure, now)
    return PutRight(taken_at, forgotten, reminders, unknown, uncertain, unsure)


def _unsure(known: Remembered | None, taken_at: datetime, now: datetime) -> tuple[datetime, datetime]:
    """The time after the backup of which the file of deeds tells nothing."""
    if known is None or known.since > taken_at:
        return taken_at, now
    began = max(known.until - UNSURE, taken_at)
    return began, (now if known.copied else min(known.until + UNSURE, now))


def _forget(unit: Unit, deed: Deed, first: str) -> int:
    match deed.kind:
        case DeedKind.FORGOTTEN:
            there = unit.people.has(deed.mark)
            forget(unit, (deed.mark,))
            return there
        case DeedKind.CASE_ERASED:
            return _erase_again(unit, *read_erased_of(deed.mark), first)
        case DeedKind.REMINDED:
            return 0


def _erase_again(unit: Unit, fingerprint: bytes, campaign: str, first: str) -> int:
    """Delete one case of an account. One that cannot be read is forgotten: what was erased must not come back."""
    try:
        with unit.apart():
            return _erase(unit, fingerprint, campaign, first)
    except DatabaseError:
        raise
    except StoreError as error:
        log.error("somebody of whom a case was erased since cannot be read, and is forgotten: %s", error)  # noqa: TRY400
        forget(unit, (fingerprint,))
        return 1


def _erase(unit: Unit, fingerprint: bytes, campaign: str, first: str) -> int:
    """Delete one case of an account, and what was said for it; the account where it had no other then."""
    person = unit.people.of_print(fingerprint)
    if person is None:
        return 0
    conversation = person.conversation
    about = conversation.campaign or first
    others = [one.campaign for one in conversation.aside] if about == campaign else [about]
    if not (left := [other for other in others if other != campaign]):
        forget(unit, (fingerprint,))
        return 1
    case_id = person.case_id if campaign == first else unit.cases.beside(person.case_id).get(campaign)
    if case_id:
        unit.cases.erase(case_id)
    kept = without(turned_to(conversation, left[0], about), campaign)
    unit.people.save(replace(person, conversation=kept), first)
    unit.households.renew(person.case_id)
    return 1


def _remind(unit: Unit, deed: Deed) -> int:
    match deed.kind:
        case DeedKind.REMINDED:
            try:
                with unit.apart():
                    return _note(unit, *read_reminded(deed.mark), deed.at)
            except DatabaseError:
                raise
            except StoreError as error:  # nobody is served from what does not open, so nothing is sent twice
                log.error("a case of which a reminder was sent since cannot be read: %s", error)  # noqa: TRY400
                return 0
        case DeedKind.FORGOTTEN | DeedKind.CASE_ERASED:
            return 0


def _note(unit: Unit, case_id: str, key: Key, told: int, at: datetime) -> int:
    if not unit.cases.exists(case_id) or key in unit.cases.ledger(case_id):
        return 0
    unit.cases.note_reminded(case_id, (key,), at, told)
    return 1
