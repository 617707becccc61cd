"""Cases: a log that only grows, a ledger that tells each reminder once, and when each is looked at."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, update

from bot.core.campaign.letter_name import LetterName
from bot.core.case.case import Case
from bot.core.case.event import (
    Confirmed,
    Declined,
    Event,
    RemindersAccepted,
    Silent,
)
from bot.core.case.letter_event import Prepared
from bot.core.ports.outgoing import Destination
from bot.service import agenda as of_the_day
from bot.service.agenda import Agenda
from bot.store import DatabaseError, StoreError, cases
from bot.store.case_logs import ROOM
from bot.store.cases import Alike
from bot.store.dues import DueCase, Dues
from bot.store.engine import open_engine
from bot.store.tables import CaseLogRow, CaseRow
from bot.store.unit import Store, Unit
from tests.store.bench import CAMPAIGN, DOMINIQUE, NOW, TODAY, PowerCutError, cut_short, kept, keyring
from tests.store.postgres import Postgres

EVENTS: tuple[Event, ...] = (
    Prepared(TODAY, (LetterName("caisse"), LetterName("hdh")), 1),
    RemindersAccepted(TODAY, 1),
    Silent(TODAY, "caisse"),
    Declined(TODAY, "hdh"),
)


@pytest.fixture
def case_id(store: Store) -> str:
    return kept(store).case_id


def test_events_come_back_in_the_order_they_happened(store: Store, case_id: str) -> None:
    for place, event in enumerate(EVENTS):
        with store.transaction() as unit:
            unit.cases.append(case_id, place, (event,))
    with store.transaction() as unit:
        case = unit.cases.load(case_id)
    assert [entry.event for entry in case.log] == list(EVENTS)
    assert [entry.seq for entry in case.log] == [0, 1, 2, 3]


def test_people_who_did_the_same_share_one_case_where_it_is_asked_for(store: Store) -> None:
    first, second, other = (kept(store, Destination(f"p{n}", f"c{n}")).case_id for n in range(3))
    with store.transaction() as unit:
        for case_id in (first, second):
            unit.cases.append(case_id, 0, EVENTS)
        unit.cases.append(other, 0, EVENTS[:3])
    with store.transaction() as unit:
        assert unit.cases.load(first) is not unit.cases.load(second)
        alike: Alike = {}
        unit.cases.share(alike)
        assert unit.cases.load(first) is unit.cases.load(second)
        assert unit.cases.load(other) == Case(unit.cases.load(first).log[:3])
    with store.transaction() as unit:
        unit.cases.share(alike)
        assert unit.cases.load(second) is alike[next(iter(alike))]


def test_how_many_cases_are_shared_is_bounded(store: Store, case_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_ALIKE", 2)
    alike: Alike = {}
    for place, event in enumerate(EVENTS):
        with store.transaction() as unit:
            unit.cases.share(alike)
            unit.cases.append(case_id, place, (event,))
            assert len(unit.cases.load(case_id).log) == place + 1
        assert len(alike) <= 2


def test_order_is_the_place_in_the_log_not_the_order_of_writing(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.append(case_id, 2, EVENTS[2:])
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS[:2])
        assert [entry.event for entry in unit.cases.load(case_id).log] == list(EVENTS)


def test_a_case_without_events_is_empty(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        assert unit.cases.load(case_id).log == ()
        assert unit.cases.load("never-heard-of").log == ()


def test_a_place_in_the_log_that_is_taken_is_refused_and_keeps_its_event(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS[:1])
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.cases.append(case_id, 0, (Confirmed(TODAY, "caisse"),))
    with store.transaction() as unit:
        assert [entry.event for entry in unit.cases.load(case_id).log] == [EVENTS[0]]


def test_events_of_a_case_that_does_not_exist_are_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.cases.append("never-heard-of", 0, EVENTS)


def test_a_log_that_is_put_under_another_case_does_not_open(store: Store, case_id: str) -> None:
    other = kept(store, DOMINIQUE).case_id
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS[:1])
        theirs = select(CaseLogRow.content).where(CaseLogRow.case_id == case_id).scalar_subquery()
        unit.connection.execute(update(CaseLogRow).where(CaseLogRow.case_id == other).values(content=theirs))
    with store.transaction() as unit, pytest.raises(StoreError, match="changed by hand"):
        unit.cases.load(other)


def test_a_case_whose_log_is_missing_is_no_empty_case(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.connection.execute(delete(CaseLogRow))
    with store.transaction() as unit, pytest.raises(StoreError, match="is missing"):
        unit.cases.load(case_id)


def test_a_case_looks_the_same_with_nothing_and_with_much_in_it(store: Store, case_id: str) -> None:
    other = kept(store, DOMINIQUE).case_id
    with store.transaction() as unit:
        unit.cases.append(case_id, 0, EVENTS * 4)
        for key in range(20):
            unit.cases.note_reminded(case_id, ((key, "deadline@2026-12-25"),), NOW, 3)
        unit.cases.dues.set(case_id, NOW + timedelta(days=9), NOW)
        rows = unit.connection.execute(select(CaseLogRow.case_id, func.length(CaseLogRow.content))).all()
        assert dict(map(tuple, rows)) == dict.fromkeys((case_id, other), 4 + 12 + 16 + ROOM)
        rows = unit.connection.execute(select(func.length(CaseRow.due), CaseRow.look_on, CaseRow.next_due)).all()
        assert len({tuple(row) for row in rows}) == 1


# --- The ledger -----------------------------------------------------------------------------------------------------


def test_a_reminder_is_written_in_the_ledger_once(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW, 1)
    with pytest.raises(StoreError):
        with store.transaction() as unit:
            unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW + timedelta(days=1), 1)


def test_the_ledger_knows_reminders_by_event_and_kind_in_one_case(store: Store, case_id: str) -> None:
    keys, other = {(0, "deadline"), (0, "chase"), (3, "deadline")}, kept(store, DOMINIQUE).case_id
    with store.transaction() as unit:
        for key in sorted(keys):
            unit.cases.note_reminded(case_id, (key,), NOW, 3)
    with store.transaction() as unit:
        assert unit.cases.ledger(case_id) == dict.fromkeys(keys, 3)
        assert unit.cases.ledger(other) == {}


def test_of_two_transactions_that_add_to_one_log_one_changes_nothing(store: Store, case_id: str) -> None:
    """Each has read it as it was: the second would write over what the first wrote."""
    with store.transaction() as unit:
        before = unit.cases.logs.read(case_id)
        unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW, 1)

    def writes_over(unit: Unit) -> None:
        unit.cases.logs._held[case_id] = b"as it was", before
        unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW, 1)

    with pytest.raises(DatabaseError, match="meanwhile"):
        cut_short(store, writes_over)
    with store.transaction() as unit:
        assert unit.cases.ledger(case_id) == {(0, "deadline"): 1}


def test_what_is_undone_alone_is_not_remembered(store: Store, case_id: str) -> None:
    with store.transaction() as unit:
        with suppress(PowerCutError), unit.apart():
            unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW, 1)
            raise PowerCutError
        assert unit.cases.ledger(case_id) == {}
        unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW, 1)


def test_reminders_that_never_arrived_are_taken_back_by_their_moments(store: Store, case_id: str) -> None:
    later = NOW + timedelta(microseconds=1)
    with store.transaction() as unit:
        unit.cases.note_reminded(case_id, ((0, "deadline"),), NOW, 1)
        unit.cases.note_reminded(case_id, ((1, "deadline"),), later, 1)
    with store.transaction() as unit:
        assert not unit.cases.take_back(case_id, (NOW - timedelta(days=1),))
        assert unit.cases.take_back(case_id, (NOW.astimezone(ZoneInfo("Indian/Reunion")),))
        assert unit.cases.ledger(case_id) == {(1, "deadline"): 1}


# --- When a case is to be looked at ---------------------------------------------------------------------------------


def looked_at(store: Store, now: datetime, reader: Agenda | None = None) -> list[str]:
    """The cases that are to be looked at now, in their order."""
    agenda = reader or Agenda(store)
    agenda.begin(now)
    agenda.catch_up(now)
    with store.transaction() as unit:
        cases = [case for some in agenda.come(now, 10) for case in some]
        firsts, _ = unit.cases.dues.claim(cases, now)
        return list(firsts)


def sets(store: Store, case_id: str, when: datetime | None, now: datetime = NOW) -> None:
    with store.transaction() as unit:
        unit.cases.dues.set(case_id, when, now)


def test_a_case_is_looked_at_from_its_moment_on_and_not_before(store: Store, case_id: str) -> None:
    sets(store, case_id, NOW)
    assert looked_at(store, NOW - timedelta(microseconds=1)) == []
    assert looked_at(store, NOW) == [case_id]
    assert looked_at(store, NOW + timedelta(days=29)) == [case_id]


def test_a_case_with_nothing_to_come_is_not_looked_at(store: Store, case_id: str) -> None:
    sets(store, case_id, NOW)
    sets(store, case_id, None)
    assert looked_at(store, NOW + timedelta(days=3_650)) == []


def test_the_case_that_waited_longest_is_looked_at_first(store: Store, case_id: str) -> None:
    others = [kept(store, to).case_id for to in (DOMINIQUE, Destination("claude-exemple-4003", "place-of-claude-4003"))]
    for days, case in enumerate((others[1], case_id, others[0])):
        sets(store, case, NOW + timedelta(days=days))
    assert looked_at(store, NOW + timedelta(days=1)) == [others[1], case_id]


def test_saving_the_person_again_leaves_their_moment_alone(store: Store) -> None:
    person = kept(store)
    sets(store, person.case_id, NOW)
    with store.transaction() as unit:
        unit.people.save(person, CAMPAIGN)
    assert looked_at(store, NOW) == [person.case_id]


MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("2026-11-24T10:00", "2026-11-24T12:00"),  # later on the day that was read
        ("2026-11-24T10:00", "2026-11-24T08:00"),  # of before
        ("2026-11-24T23:59", "2026-11-25T00:01"),  # of the next day, in the minute before it
        ("2026-11-24T10:00", "2026-11-26T08:00"),
    ],
)
def test_what_another_process_writes_is_looked_at_in_time_by_whoever_has_read_the_day(
    store: Store, case_id: str, written: str, when: str
) -> None:
    """The reader reads the day before it is written, and the next one too."""
    now, due = (datetime.fromisoformat(f"{moment}:00+00:00") for moment in (written, when))
    reader = Agenda(store)
    assert looked_at(store, NOW, reader) == []
    reader.begin(MIDNIGHT)
    if due < MIDNIGHT:
        reader = Agenda(store)
        reader.begin(NOW)
    sets(store, case_id, due, now)
    at = max(now, due)
    assert looked_at(store, at - timedelta(microseconds=1), reader) == ([case_id] if due < at else [])
    assert looked_at(store, at, reader) == [case_id]


def test_a_case_is_not_taken_that_another_process_holds_and_is_there_for_the_next_look(postgres: Postgres) -> None:
    store = Store(open_engine(postgres.lent()), keyring())
    case_id = kept(store).case_id
    sets(store, case_id, NOW)
    agenda = Agenda(store)
    agenda.begin(NOW)
    with store.transaction() as other:
        other.connection.execute(select(CaseRow.id).with_for_update())
        with store.transaction() as unit:
            assert unit.cases.dues.claim([case_id], NOW) == ({}, frozenset())
    assert looked_at(store, NOW, agenda) == [case_id]
    store.engine.dispose()


def test_marks_are_days_and_go_once_they_are_of_no_use(store: Store, case_id: str) -> None:
    def marks() -> list[date | None]:
        with store.transaction() as unit:
            return list(unit.connection.scalars(select(CaseRow.look_on)))

    sets(store, case_id, NOW + timedelta(days=2))
    assert marks() == [None]
    sets(store, case_id, NOW + timedelta(days=1))
    assert marks() == [TODAY]
    looked_at(store, NOW + timedelta(days=2))
    assert marks() == [TODAY], "by a clock that nobody believes: whoever leads next counts on it"
    for days, left in ((1, TODAY), (2, None)):
        with store.transaction() as unit:
            unit.looks.believe(TODAY + timedelta(days=days))
        looked_at(store, NOW + timedelta(days=days))
        assert marks() == [left]


def test_what_was_marked_is_read_page_by_page(store: Store, case_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before: all in one transaction, for which everybody waited."""
    reader = Agenda(store)
    looked_at(store, NOW, reader)
    others = [kept(store, Destination(f"exemple-{n}", f"place-{n}")).case_id for n in range(6)]
    for n, case in enumerate((case_id, *others)):
        sets(store, case, NOW + timedelta(hours=1), NOW + timedelta(days=n % 2))
    pages: list[int] = []
    read = Dues.marked

    def counted(dues: Dues, since: date, after: DueCase | None, limit: int) -> tuple[DueCase, ...]:
        pages.append(len(page := read(dues, since, after, limit)))
        return page

    monkeypatch.setattr(of_the_day, "PAGE", 3)
    monkeypatch.setattr(Dues, "marked", counted)
    assert sorted(looked_at(store, NOW + timedelta(hours=1), reader)) == sorted((case_id, *others))
    assert pages == [3, 3, 1]


def test_a_case_whose_moment_does_not_open_is_looked_at_and_has_one_again(store: Store, case_id: str) -> None:
    sets(store, case_id, NOW + timedelta(days=9))
    with store.transaction() as unit:
        unit.connection.execute(update(CaseRow).values(due=b"\x00" * 96))
    assert looked_at(store, NOW) == [case_id]
    sets(store, case_id, NOW + timedelta(days=9))
    assert looked_at(store, NOW) == []
