"""Looking identifiers up: under one random key of the database, and under those of earlier releases beside it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select

from bot.core.ports.network_name import NetworkName
from bot.store import StoreError
from bot.store.index import Index
from bot.store.tables import SealRow, SecretRow
from bot.store.unit import Store
from tests.store.bench import KEY, OLD_KEY, OTHER_KEY, kept, keyring

TELEGRAM = NetworkName.TELEGRAM


def test_an_identifier_is_looked_up_under_each_key_the_present_one_first() -> None:
    both = Index((KEY, OLD_KEY))
    assert both.fingerprint("person", "telegram|4001") == Index((KEY,)).fingerprint("person", "telegram|4001")
    assert both.fingerprints("person", "telegram|4001") == (
        Index((KEY,)).fingerprint("person", "telegram|4001"),
        Index((OLD_KEY,)).fingerprint("person", "telegram|4001"),
    )


def test_hashes_of_two_kinds_or_two_identifiers_have_nothing_in_common() -> None:
    found = [Index((KEY,)).fingerprint(kind, value) for kind in ("person", "lane") for value in ("4001", "4002")]
    assert len(set(found)) == 4
    assert {len(one) for one in found} == {32}


def test_two_databases_of_one_operator_s_key_have_no_hash_in_common(store: Store) -> None:
    with store.transaction() as unit:
        found = unit.people.fingerprints(TELEGRAM, "4001")
    assert found != tuple(Index((key,)).fingerprint("person", "telegram|4001") for key in keyring().index_keys_before())
    assert Store(store.engine, keyring()).index.fingerprints("person", "telegram|4001") == found


def test_another_operator_s_key_changes_no_hash(store: Store) -> None:
    before = store.index.fingerprint("person", "4001")
    assert Store(store.engine, keyring(OTHER_KEY, KEY)).index.fingerprint("person", "4001") == before


@pytest.mark.parametrize("keep", [True, False])
def test_a_wrong_key_is_refused_without_the_word_that_was_sealed_too(store: Store, keep: bool) -> None:
    """Before: where the row of the word was missing, any key passed `check`."""
    kept(store)
    with store.transaction() as unit:
        unit.connection.execute(delete(SealRow))
    with pytest.raises(StoreError, match="another key"):
        Store(store.engine, keyring(OTHER_KEY), keep=keep).check()


def test_where_the_key_of_the_index_is_missing_no_other_one_is_made(store: Store) -> None:
    kept(store)
    with store.transaction() as unit:
        unit.connection.execute(delete(SecretRow))
    with pytest.raises(StoreError, match="missing from the database"):
        Store(store.engine, keyring()).check()


def test_looking_at_a_database_writes_nothing_into_it(store: Store) -> None:
    Store(store.engine, keyring(), keep=False).check()
    with store.engine.connect() as connection:
        assert connection.execute(select(SecretRow.name)).all() == []


def test_keys_of_earlier_releases_go_on_their_day(store: Store) -> None:
    today = date(2026, 12, 24)
    with store.transaction() as unit:
        unit.connection.execute(insert(SecretRow).values(name="index-before-0", key=b"made up", until=today))
        unit.forget_index(today - timedelta(days=1))
        assert len(unit.connection.execute(select(SecretRow.name)).all()) == 2
        unit.forget_index(today)
        assert unit.connection.scalars(select(SecretRow.name)).all() == ["index"]
