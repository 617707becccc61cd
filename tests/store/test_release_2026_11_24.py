"""Databases of the first two days, whose first migration was edited after it had landed, come up and go on.

tests/stored/release-2026-11-24.sqlite3, -25 and -25-evening are what the code of commits cc7336b, 5e73bc2 and 6600349
left on 25 November 2026, and are never edited (how they were made: release_2026_11_24.py beside them). Three made-up
people: Camille sent the letter to the Health Data Hub on the 24th, and agreed to reminders; Dominique was given
letters; Claude gave a postcode, and the answer to that still waits.
"""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

from bot.store.audit import unreadable
from bot.store.described import Described
from bot.store.engine import open_engine
from bot.store.migrating import migrate, upgrade
from bot.store.tables import OutboxRow
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import DUE, TELEGRAM, Bench, at
from tests.store.test_release_2026_11_26 import CLAUDE, Update

FOLDER = Path(__file__).parents[1] / "stored"
STORED = {
    "release-2026-11-24.sqlite3": "6b031cf7c4097b40238f3fd0816f6223acb0f4410f939ebf156b21603fb1f8ba",
    "release-2026-11-25.sqlite3": "7a61f5b57796ca0b92b01820a9e7d3e50e91b2f2a160e1737831a56d2d691a69",
    "release-2026-11-25-evening.sqlite3": "ad12958e6f35c45cf3968d00d9f72c89a93085d32718665d743d527d86e0f574",
}
THE_NEXT_DAY = at("Thu 2026-11-26 10:00")


@pytest.fixture(params=STORED)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    """A copy, brought up by today's code."""
    return Update(tmp_path, FOLDER / request.param)


def test_the_databases_of_those_releases_were_not_edited() -> None:
    found = {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in STORED}
    assert found == STORED, "never edited: put it back, and add another for a later release"


def test_they_come_up_to_the_schema_of_today_and_everything_can_be_read(bench: Bench) -> None:
    """Before: « no such column: until » in the midst of the migrations, and nothing could be opened any more."""
    assert not unreadable(bench.store)
    with bench.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Described.metadata) == []
    assert [len(bench.case(who).log) for who in (CAMILLE, DOMINIQUE, CLAUDE)] == [3, 1, 0]


def test_what_waited_is_sent_and_who_is_asked_goes_on_to_their_letters(bench: Bench) -> None:
    assert "CPAM du Rhône" in bench.gets(THE_NEXT_DAY, CLAUDE)
    home = "3 rue des Essais\n69003 Lyon"
    said = bench.says("la garder", "Claude Exemple", home, "c’est juste", now=THE_NEXT_DAY, who=CLAUDE)
    assert "Que voulez-vous faire ?" in said
    assert len(bench.case(CLAUDE).log) == 1


def test_what_waited_for_somebody_goes_with_them(bench: Bench) -> None:
    """A message of the first release did not say whom it is for, nor that it was no order.

    Before: what an earlier release had queued for somebody was sent to them after they had themselves erased.
    """
    with bench.store.transaction() as unit:
        (row,) = unit.connection.execute(select(OutboxRow.person)).all()
        assert row.person in unit.people.fingerprints(TELEGRAM, CLAUDE.person)
        unit.outbox.forget(unit.people.fingerprints(TELEGRAM, CLAUDE.person))
        assert unit.connection.execute(select(OutboxRow.person)).all() == []


def test_a_case_has_its_days_and_its_reminder_comes_once(bench: Bench) -> None:
    bench.sent(THE_NEXT_DAY)
    assert "jeudi 24 décembre 2026" in bench.says("/dossier", now=THE_NEXT_DAY)
    moment, came = THE_NEXT_DAY.replace(hour=9, minute=40), list[str]()
    while (moment := moment + timedelta(days=1)) < at("Mon 2026-12-28 12:00"):
        bench.service.tick(moment)
        came += [said for to, said in bench.sent(moment) if to == CAMILLE and DUE in said]
    assert len(came) == 1
    assert "Health Data Hub" in came[0]


def test_who_was_given_letters_is_kept_as_long_as_was_said_to_them(bench: Bench) -> None:
    assert bench.known(DOMINIQUE).expires_on == at("Fri 2026-12-25 10:00").date()
    assert bench.known(DOMINIQUE).heard_on <= THE_NEXT_DAY.date(), "the clock is not believed to be in a later year"
    bench.sent(THE_NEXT_DAY)
    bench.says("/effacer", "oui", now=THE_NEXT_DAY, who=DOMINIQUE)
    assert bench.person(DOMINIQUE) is None
    assert bench.person(CAMILLE) is not None


@pytest.mark.parametrize("number", ["0001", "0006"])
def test_a_database_that_lacks_them_is_completed_whatever_its_number_says(empty_url: str, number: str) -> None:
    """Both databases; those that releases of a day or two later brought on have other tables that refer to people."""
    engine = open_engine(empty_url)
    upgrade(engine, number)
    with engine.begin() as connection:
        for index, table, column in (
            ("ix_outbox_person", "outbox", "person"),
            ("", "outbox", "until"),
            ("", "person", "heard_on"),
        ):
            if index:
                connection.execute(text(f"DROP INDEX {index}"))
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("INSERT INTO \"case\" (id, campaign) VALUES ('c', 'health-data-hub')"))
        connection.execute(
            text(
                "INSERT INTO person (id, network, fingerprint, case_id, contact, conversation, reachable, expires_on)"
                " VALUES ('p', 'telegram', :print, 'c', :blank, :blank, true, '2026-12-20')"
            ),
            {"print": b"f" * 32, "blank": b""},
        )
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Described.metadata) == []
        assert connection.scalar(text("SELECT count(*) FROM fingerprint")) == 1
        assert str(connection.scalar(text("SELECT heard_on FROM person"))) == "2026-11-24"
    engine.dispose()
