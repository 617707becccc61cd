"""What an earlier release wrote in clear is sealed when its database is opened: cut short, or spoilt in part."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from bot.core.case.event import RemindersAccepted
from bot.store import DatabaseError, upgrading
from bot.store.audit import unreadable
from bot.store.earlier import EventRow, LedgerRow, event_place
from bot.store.engine import left_in_files, open_engine
from bot.store.migrating import migrate
from bot.store.migrating import upgrade as to_schema
from bot.store.people import Person
from bot.store.records import dump_event
from bot.store.tables import AddressReportRow, CaseLogRow, CaseRow, DeedRow, OutboxRow, PersonRow
from bot.store.unit import Store, Unit
from bot.store.upgrading import seal_earlier
from tests.store.bench import CAMILLE, DATABASE, DOMINIQUE, TODAY, PowerCutError, kept, keyring
from tests.store.postgres import TEMPLATE, Postgres
from tests.store.talk import MATRIX, TELEGRAM, Bench, at
from tests.store.test_releases_with_workers import AGAIN, ALL, BANK_DUE, CLAUDE, ELSEWHERE, NOW, STORED

CLEAR = (
    *((PersonRow, name) for name in ("heard_on", "expires_on", "chosen_at", "joined_at", "reachable")),
    *((AddressReportRow, name) for name in ("caisse", "text")),
    (CaseRow, "next_due"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The database of that release at the present schema, which nobody has opened with its key yet."""
    shutil.copyfile(STORED, tmp_path / DATABASE)
    engine = open_engine(f"sqlite:///{tmp_path / DATABASE}")
    migrate(engine)
    return Store(engine, keyring())


def in_clear(store: Store) -> dict[str, int]:
    """How many values stand where only an earlier release writes, by column."""
    with store.transaction() as unit:
        count = unit.connection.scalar
        found = {name: count(select(func.count(getattr(table, name)))) or 0 for table, name in CLEAR}
        rows = {table.__tablename__: count(select(func.count()).select_from(table)) for table in (EventRow, LedgerRow)}
        deeds = count(select(func.count()).where(DeedRow.kind != "sealed"))
    return {name: n for name, n in {**found, **rows, "deed": deeds}.items() if n}


def test_nothing_stays_in_clear(store: Store) -> None:
    assert in_clear(store).keys() >= {"event", "ledger", "next_due", "heard_on", "expires_on", "caisse", "deed"}
    seal_earlier(store)
    assert in_clear(store) == {}
    assert not unreadable(store)


def test_what_waits_for_its_person_tells_neither_its_moment_nor_its_order(
    empty_url: str,
) -> None:
    engine = open_engine(empty_url)
    to_schema(engine, "0012")
    key, day = "abcdef", "2026-12-26 04:30:00"
    values = {"id": 4001, "key": key, "network": "telegram", "lane": b"l" * 32, "person": b"p" * 32, "priority": 3}
    values |= {"state": "uncertain", "not_before": day, "tries": 2, "until": day, "queued_at": day, "claimed_at": day}
    names = ", ".join(values)
    with engine.begin() as connection:
        held = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO outbox ({names}) VALUES ({held})"), values)
    migrate(engine)
    with engine.connect() as connection:
        found = connection.execute(select(OutboxRow.id, OutboxRow.not_before, OutboxRow.until)).one()
        rest = connection.execute(select(OutboxRow.claimed_at, OutboxRow.queued_at, OutboxRow.tries)).one()
    engine.dispose()
    assert found.id < 0
    assert (found.not_before.year, found.until, *rest) == (1970, None, None, None, 0)


def test_nobody_is_told_apart_by_the_size_of_anything(store: Store) -> None:
    """Before: a conversation that an earlier release wrote was as long as it was, until its person wrote again."""
    sizes = {
        "person": (PersonRow.contact, PersonRow.conversation, PersonRow.dates),
        "case": (CaseRow.due,),
        "case_log": (CaseLogRow.content,),
    }

    def lengths(name: str) -> int:
        with store.transaction() as unit:
            columns = (func.length(column) for column in sizes[name])
            return len(set(map(tuple, unit.connection.execute(select(*columns)).all())))

    assert lengths("person") > 1
    seal_earlier(store)
    assert {name: lengths(name) for name in sizes} == dict.fromkeys(sizes, 1)


def test_no_page_of_the_file_or_its_log_holds_what_was_in_clear(store: Store, tmp_path: Path) -> None:
    def content() -> bytes:
        return b"".join(path.read_bytes() for path in sorted(tmp_path.glob(f"{DATABASE}*")))

    assert b"deadline@2026-12-25" in content()
    seal_earlier(store)
    assert b"deadline@2026-12-25" not in content()


def test_cut_short_it_goes_on_and_loses_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seals, tried = upgrading._tried, 0

    def cut(unit: Unit, first: str) -> bool:
        nonlocal tried
        tried += 1
        if tried % 3 == 0:
            raise PowerCutError
        return seals(unit, first)

    left = [sum(in_clear(store).values())]
    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "_tried", cut)
        patched.setattr(upgrading, "_BATCH", 1)
        with pytest.raises(PowerCutError):
            seal_earlier(store)
        left.append(sum(in_clear(store).values()))
    seal_earlier(store)
    left.append(sum(in_clear(store).values()))
    assert left[0] > left[1] > left[2] == 0
    assert not unreadable(store)
    bench = Bench(tmp_path)
    assert all(bench.person(who, network) for who, network in ALL)
    assert [len(bench.case(who).log) for who in (CAMILLE, CLAUDE, DOMINIQUE)] == [5, 5, 1]


def test_how_far_it_is_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Before: a first start of minutes, of which nobody heard."""
    monkeypatch.setattr(upgrading, "_BATCH", 1)
    monkeypatch.setattr(upgrading, "_TOLD", 2)
    with caplog.at_level("INFO"):
        seal_earlier(store)
    told = [record.getMessage().rpartition(": ")[2] for record in caplog.records if "people" in record.getMessage()]
    assert told == ["0 of 4 people", "2 of 4 people"]


# --- What does not open ---------------------------------------------------------------------------------------------

_JUNK = b"\0" * 300


def spoilt(store: Store, statement: str, **which: object) -> None:
    with store.transaction() as unit:
        assert unit.connection.execute(text(statement), {"junk": _JUNK, **which}).rowcount


def test_a_place_that_does_not_open_keeps_the_rest_of_its_household_from_nothing(store: Store, tmp_path: Path) -> None:
    """Before: all of the household stayed in clear, and its log was taken for one that does not open."""
    with store.transaction() as unit:
        elsewhere = unit.people.find(MATRIX, ELSEWHERE.person)
    assert elsewhere
    spoilt(store, "UPDATE person SET contact = :junk WHERE id = :id", id=elsewhere.id)
    seal_earlier(store)
    assert in_clear(store) == {}
    bench = Bench(tmp_path)
    with store.transaction() as unit:
        unit.forget_seen(NOW.date() + timedelta(days=1))  # the numbers of messages begin again here
    bench.sent(NOW)
    assert "Votre lettre du" in bench.says("/dossier", now=NOW)
    assert len(bench.case(CAMILLE).log) == 5
    assert bench.service.tick(BANK_DUE) == 1
    bench.says("/effacer", now=BANK_DUE)
    bench.says("oui", now=BANK_DUE)
    assert bench.person(CAMILLE) is None


def test_a_log_that_does_not_open_stays_as_it_was_and_nothing_else(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with store.transaction() as unit:
        claude = unit.people.find(TELEGRAM, CLAUDE.person)
        assert claude
        stood: Any = unit.connection.execute(select(EventRow.event).where(EventRow.case_id == claude.case_id)).all()
    spoilt(store, "UPDATE event SET event = :junk WHERE case_id = :case AND seq = 0", case=claude.case_id)
    for _ in range(2):
        caplog.clear()
        seal_earlier(store)
        assert [record.levelname for record in caplog.records].count("ERROR") == 1
        assert in_clear(store) == {"event": 5, "ledger": 1}
    assert unreadable(store) == {"events of cases": (f"{claude.case_id}/0",)}
    bench = Bench(tmp_path)
    assert bench.known(CLAUDE).expires_on == date(2028, 1, 29)
    assert bench.known(DOMINIQUE).expires_on == date(2027, 3, 27)
    assert bench.service.tick(AGAIN) > 0, "of the others"
    with store.transaction() as unit:
        mended = text("UPDATE event SET event = :kept WHERE case_id = :case AND seq = 0")
        unit.connection.execute(mended, {"kept": stood[0].event, "case": claude.case_id})
    seal_earlier(store)
    assert in_clear(store) == {}
    assert not unreadable(store)
    assert len(bench.case(CLAUDE).log) == 5


def test_a_case_whose_log_does_not_open_can_be_erased(store: Store) -> None:
    with store.transaction() as unit:
        claude = unit.people.find(TELEGRAM, CLAUDE.person)
    assert claude
    spoilt(store, "UPDATE event SET event = :junk WHERE case_id = :case AND seq = 0", case=claude.case_id)
    seal_earlier(store)
    with store.transaction() as unit:
        unit.cases.erase(claude.case_id)
    assert in_clear(store) == {}
    with store.transaction() as unit:
        assert unit.cases.load(claude.case_id).log == ()
    with store.transaction() as unit:
        unit.connection.execute(text("UPDATE case_log SET content = :junk"), {"junk": _JUNK})
        unit.cases.erase(claude.case_id)
    with store.transaction() as unit:
        assert unit.cases.load(claude.case_id).log == ()


def test_whose_key_does_not_open_stays_as_they_were_and_nobody_else(store: Store, tmp_path: Path) -> None:
    with store.transaction() as unit:
        claude = unit.people.find(TELEGRAM, CLAUDE.person)
    assert claude
    spoilt(store, "UPDATE vault SET key = :junk WHERE id = :case", case=claude.case_id)
    seal_earlier(store)
    assert in_clear(store) == {"heard_on": 1, "expires_on": 1, "reachable": 1, "next_due": 1, "event": 5, "ledger": 1}
    bench = Bench(tmp_path)
    assert bench.service.tick(AGAIN) > 0, "of the others"
    assert in_clear(store)["next_due"] == 1


def test_whatever_is_wrong_with_one_person_the_others_are_sealed(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seals = upgrading._seal

    def fails(unit: Unit, first: str) -> int:
        if not caplog.records or caplog.records[-1].levelname != "ERROR":
            raise ValueError("12 rue des Essais")
        return seals(unit, first)

    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "_seal", fails)
        seal_earlier(store)
    assert "ValueError" in caplog.text
    assert "12 rue" not in caplog.text
    assert in_clear(store)
    seal_earlier(store)
    assert in_clear(store) == {}


def test_what_an_earlier_release_wrote_is_read_and_written_as_this_one_does(store: Store) -> None:
    """Whatever came between: nobody waits for their answer until all is sealed."""
    with store.transaction() as unit:
        claude = unit.people.find(TELEGRAM, CLAUDE.person)
        assert claude
        case = unit.cases.load(claude.case_id)
        before = unit.cases.ledger(claude.case_id)
        unit.cases.note_reminded(claude.case_id, ((0, "made up"),), NOW, 5)
    assert len(case.log) == 5
    with store.transaction() as unit:
        assert unit.cases.load(claude.case_id) == case
        assert unit.cases.ledger(claude.case_id) == {**before, (0, "made up"): 5}
        rows = select(func.count()).select_from(EventRow).where(EventRow.case_id == claude.case_id)
        assert unit.connection.scalar(rows) == 0


# --- What stays in files --------------------------------------------------------------------------------------------


def test_files_that_could_not_be_written_anew_are_at_the_next_start(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: the start ended there, and at the next one nothing was left to do."""
    name = "objecteur_files"
    engine = open_engine(postgres.empty(name, TEMPLATE))
    store = Store(engine, keyring())
    person = kept_by_an_earlier_release(store)

    def fails(*_: object) -> None:
        raise DatabaseError("the database failed: made up")

    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "rewrite", fails)
        seal_earlier(store)
    assert "again at the next start" in caplog.text
    assert left_in_files(engine, "event")
    with store.transaction() as unit:
        assert unit.cases.ledger(person.case_id) == {(0, "deadline@2026-12-25"): 1}
    seal_earlier(store)
    assert not left_in_files(engine, "event")
    assert not left_in_files(engine, "ledger")
    engine.dispose()
    postgres.drop(name)


def kept_by_an_earlier_release(store: Store) -> Person:
    """Somebody with an event and a reminder, as they stood then."""
    person = kept(store)
    with store.transaction() as unit:
        unit.connection.execute(delete(CaseLogRow))
        unit.connection.execute(update(CaseRow).values(due=None, next_due=NOW))
        event = unit.vault.seal(person.case_id, event_place(person.case_id, 0), dump_event(RemindersAccepted(TODAY, 1)))
        unit.connection.execute(insert(EventRow).values(case_id=person.case_id, seq=0, event=event))
        sent = {"case_id": person.case_id, "seq": 0, "kind": "deadline@2026-12-25", "sent_at": NOW, "told": 1}
        unit.connection.execute(insert(LedgerRow).values(sent))
    return person


def test_whoever_stays_in_clear_is_forgotten_on_their_day(store: Store, tmp_path: Path) -> None:
    with store.transaction() as unit:
        unit.connection.execute(text("UPDATE vault SET key = :junk"), {"junk": _JUNK})
        unit.looks.believe(date(2028, 1, 27))
    seal_earlier(store)
    bench = Bench(tmp_path)
    for day, there in (("Fri 2028-01-28 12:00", True), ("Sat 2028-01-29 12:00", False)):
        bench.service.forget(at(day))
        with store.transaction() as unit:
            assert any(map(unit.people.has, unit.people.fingerprints(TELEGRAM, CLAUDE.person))) is there
