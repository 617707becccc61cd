"""What is written together is what would be written one by one, and a row that is not there is noticed."""

from contextlib import suppress

import pytest
from sqlalchemy import bindparam, event, insert, select, update

from bot.store import StoreError
from bot.store.statement import Statement
from bot.store.tables import DelaysRow
from bot.store.unit import Store, Unit

ADD = Statement(insert(DelaysRow))
CHANGE = Statement(update(DelaysRow).where(DelaysRow.campaign == bindparam("this")))


def there(unit: Unit) -> dict[str, str]:
    return {row.campaign: row.counted for row in unit.connection.execute(select(DelaysRow.campaign, DelaysRow.counted))}


def write(unit: Unit, *names: str) -> None:
    for name in names:
        assert unit.writes.one(ADD, {"campaign": name, "counted": "before"})
        assert unit.writes.one(CHANGE, {"this": name, "counted": f"after {name}"})


def change_together(unit: Unit, names: tuple[str, ...]) -> None:
    with unit.apart(), unit.writes.together():
        write(unit, "d")
        for name in names:
            assert unit.writes.one(CHANGE, {"this": name, "counted": "after"})


def test_together_the_same_is_written_as_one_by_one_in_a_statement_each(store: Store) -> None:
    names, said = ("a", "b", "c"), list[str]()
    with store.transaction() as unit:
        write(unit, *names)
        one_by_one = there(unit)
        unit.connection.execute(DelaysRow.table.delete())
        event.listen(store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        with unit.writes.together():
            write(unit, *names)
            assert said == []
        assert len(said) == 2
        assert there(unit) == one_by_one == {name: f"after {name}" for name in names}


@pytest.mark.parametrize("missing", [("a",), ("a", "b")])
def test_a_row_that_is_not_there_is_noticed_in_the_end_and_all_can_be_undone(
    store: Store, missing: tuple[str, ...]
) -> None:
    with store.transaction() as unit:
        write(unit, "c")
        with pytest.raises(StoreError, match="is not there"):
            change_together(unit, missing)
        assert there(unit) == {"c": "after c"}
        assert not unit.writes.one(CHANGE, {"this": "a", "counted": "after"}), "at once it is said at once"


def test_what_was_put_off_in_a_block_that_failed_is_written_by_nobody(store: Store) -> None:
    with store.transaction() as unit:
        with suppress(ZeroDivisionError), unit.writes.together():
            write(unit, "a")
            raise ZeroDivisionError
        write(unit, "b")
        assert there(unit) == {"b": "after b"}
