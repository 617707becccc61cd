"""Reported addresses: kept sealed, listed in order, gone when cleared or old; nothing says who."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text, update

from bot.store import StoreError
from bot.store.engine import open_engine
from bot.store.migrating import migrate, upgrade
from bot.store.reports import StoredReport
from bot.store.tables import AddressReportRow
from bot.store.unit import Store
from tests.store.bench import KEY, OLD_KEY, OTHER_KEY, TODAY, PowerCutError, cut_short, forms_of, keyring, written

CANARY = "La caisse a déménagé au 77 rue du Canari-Exemple"


def add(store: Store, caisse: str | None = "751", said: str = CANARY, on: date = TODAY) -> None:
    with store.transaction() as unit:
        unit.reports.add(caisse, said, on)


def listed(store: Store) -> tuple[StoredReport, ...]:
    with store.transaction() as unit:
        return unit.reports.all()


@pytest.mark.parametrize("caisse", ["751", "msa-dordogne-lot-et-garonne", None])
@pytest.mark.parametrize("said", [CANARY, "", "é\n🙂\x00" * 3_000])
def test_a_report_is_listed_as_it_was_added(store: Store, caisse: str | None, said: str) -> None:
    add(store, caisse, said)
    (report,) = listed(store)
    assert (report.caisse, report.text, report.on) == (caisse, said, TODAY)


def test_reports_are_listed_the_oldest_first(store: Store) -> None:
    for days in (0, 3, 1, 3):
        add(store, said=f"{days} days ago", on=TODAY - timedelta(days=days))
    assert [(report.text or "")[0] for report in listed(store)] == ["3", "3", "1", "0"]


def test_what_is_cleared_is_gone_and_nothing_else(store: Store) -> None:
    add(store, said="first")
    add(store, said="second")
    first, second = listed(store)
    with store.transaction() as unit:
        assert unit.reports.clear(first.id)
    assert listed(store) == (second,)
    with store.transaction() as unit:
        assert not unit.reports.clear(first.id)


def test_a_report_is_forgotten_from_the_day_it_is_older_and_not_on_it(store: Store) -> None:
    add(store, on=TODAY - timedelta(days=1))
    add(store, on=TODAY)
    with store.transaction() as unit:
        unit.reports.forget(TODAY)
    assert [report.on for report in listed(store)] == [TODAY]


def test_a_report_of_a_transaction_that_fails_is_not_kept(store: Store) -> None:
    with pytest.raises(PowerCutError):
        cut_short(store, lambda unit: unit.reports.add("751", CANARY, TODAY))
    assert listed(store) == ()


def test_the_table_has_no_column_for_who_or_where_and_no_time_of_the_day(engine: Engine) -> None:
    columns = {column["name"]: str(column["type"]) for column in inspect(engine).get_columns("address_report")}
    assert set(columns) == {"id", "caisse", "text", "report", "reported_on"}
    assert columns["reported_on"] == "DATE"


def test_nothing_of_what_was_written_is_readable_in_the_files(
    store: Store, backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    add(store)
    directory = tmp_path if backend == "sqlite" else Path(request.getfixturevalue("postgres").directory)
    if backend == "postgresql":
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))
    content = written(directory)
    assert not [form for form in forms_of("Canari-Exemple") if form in content]


def test_a_report_does_not_open_in_the_place_of_another(store: Store) -> None:
    add(store, said="first")
    add(store, said="second")
    with store.transaction() as unit:
        rows = unit.connection.execute(
            select(AddressReportRow.id, AddressReportRow.report).order_by(AddressReportRow.id)
        )
        first, second = rows.all()
        moved = update(AddressReportRow).where(AddressReportRow.id == first.id).values(report=second.report)
        unit.connection.execute(moved)
    assert [report.text for report in listed(store)] == [None, "second"], "and it keeps no other from being listed"


def test_a_report_opens_under_an_older_key_and_under_no_other(store: Store) -> None:
    add(Store(store.engine, keyring(OLD_KEY)))
    assert listed(Store(store.engine, keyring(KEY, OLD_KEY)))[0].text == CANARY
    with pytest.raises(StoreError):
        listed(Store(store.engine, keyring(OTHER_KEY)))


def test_a_database_of_the_release_before_gains_the_table(empty_url: str) -> None:
    engine = open_engine(empty_url)
    upgrade(engine, "0002")
    migrate(engine)
    add(Store(engine, keyring()))
    engine.dispose()
