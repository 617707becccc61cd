"""Statements that are run at every message: written with SQLAlchemy, compiled once, run on the driver's own cursor.

A third of the time of a turn was SQLAlchemy's own work around statements that take the database microseconds. Here that
work is done once for a statement and a dialect: its SQL, the order of its values, and what turns a value into the
driver's and back. The transaction, its connection and its errors are SQLAlchemy's as ever, and whoever listens to
`before_cursor_execute` hears these statements too.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, Dialect, Insert, Update
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.visitors import iterate

Values = Mapping[str, Any]
_Process = Callable[[Any], Any] | None
_Compiled = tuple[SQLCompiler, Mapping[str, _Process], Callable[[Sequence[Any]], Any]]


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one dialect has it, for values of some names, and lists among them of some lengths.

    slots  the values of the SQL by their names, in their order: each read out of those that are given
    """

    sql: str
    slots: tuple[tuple[str, Callable[[Values], object]], ...]
    positional: bool
    row: Callable[[Sequence[Any]], Any]

    def bound(self, values: Values) -> Sequence[object] | Mapping[str, object]:
        """The values as the driver takes them. Raises StatementError for one that does not fit its column."""
        try:
            if self.positional:
                return tuple([value(values) for _, value in self.slots])
            return {name: value(values) for name, value in self.slots}
        except (TypeError, ValueError) as error:
            raise StatementError(type(error).__name__, self.sql, None, error, hide_parameters=True) from None


def _reader(given: str, item: int | None, process: _Process) -> Callable[[Values], object]:
    """What reads a value of the SQL: the one given under a name, or an item of the list that is given so."""
    if item is not None:
        return lambda values: process(values[given][item]) if process else values[given][item]
    if process is not None:
        return lambda values: process(values[given])
    return itemgetter(given)


class Statement:
    """One statement. A list of values for an IN is a `bindparam(expanding=True)`."""

    def __init__(self, statement: SelectBase | Insert | Update | Delete | ReturningUpdate[Any] | ReturningDelete[Any]):
        """Take the statement, whose values are given when it is run."""
        self._statement = statement
        self._compilations: dict[tuple[str, ...], _Compiled] = {}
        self._forms: dict[tuple[object, ...], _Form] = {}

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """Its rows, with a name for each column. Raises SQLAlchemyError."""
        form = self._form(connection.dialect, values)
        with closing(execute(connection, form.sql, form.bound(values))) as cursor:
            return list(map(form.row, cursor.fetchall()))

    def run(self, connection: Connection, values: Values) -> int:
        """Run it. Returns how many rows it changed, added or deleted. Raises SQLAlchemyError."""
        form = self._form(connection.dialect, values)
        with closing(execute(connection, form.sql, form.bound(values))) as cursor:
            changed: int = cursor.rowcount
            return changed

    def run_each(self, connection: Connection, many: Sequence[Values]) -> int:
        """Run it for each of these values, which have the same names.

        Returns how many rows were changed, added or deleted in all. Raises SQLAlchemyError.
        """
        if len(many) < 2:
            return self.run(connection, many[0]) if many else 0
        form = self._form(connection.dialect, many[0])
        bound = [form.bound(values) for values in many]
        with closing(execute(connection, form.sql, bound, many=True)) as cursor:
            changed: int = cursor.rowcount
            return changed

    @cached_property
    def _lists(self) -> tuple[str, ...]:
        """The names of lists, looked for at the first run: most statements are not run by the first answer."""
        binds = (each for each in iterate(self._statement) if isinstance(each, BindParameter))
        return tuple(dict.fromkeys(bind.key for bind in binds if bind.expanding and bind.value is None))

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        key = (dialect.name, *values, *(len(values[name]) for name in self._lists))
        if (found := self._forms.get(key)) is None:
            found = self._forms[key] = self._made(dialect, values)
        return found

    def _made(self, dialect: Dialect, values: Values) -> _Form:
        compiled, processes, row = self._compiled(dialect, tuple(values))
        state = compiled.construct_expanded_state(dict(values), escape_names=False)
        items = {
            item: (name, n) for name in self._lists for n, item in enumerate(state.parameter_expansion.get(name, ()))
        }
        names = state.positiontup if state.positiontup is not None else list(state.parameters)
        of_items = {item: name for name, expanded in state.parameter_expansion.items() for item in expanded}

        def slot(name: str) -> tuple[str, Callable[[Values], object]]:
            given, item = items.get(name, (name, None))
            process = processes[of_items.get(name, name)]
            if given in values:
                return name, _reader(given, item, process)
            always = process(state.parameters[name]) if process else state.parameters[name]
            return name, lambda _: always

        return _Form(state.statement, tuple(map(slot, names)), state.positiontup is not None, row)

    def _compiled(self, dialect: Dialect, names: tuple[str, ...]) -> _Compiled:
        """The statement with lists of no length yet, the processes of its values by name, and what makes its rows."""
        key = (dialect.name, *names)
        if (found := self._compilations.get(key)) is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=names)
            processes = {
                name: bind.type.dialect_impl(dialect).bind_processor(dialect)
                for bind, name in compiled.bind_names.items()
            }
            found = self._compilations[key] = compiled, processes, self._row(dialect)
        return found

    def _row(self, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
        """What makes a row of what the driver gives."""
        columns = self._statement.exported_columns
        row: Any = namedtuple("Row", map(str, columns.keys()))  # type: ignore[misc]  # noqa: PYI024  as they are named
        made: Callable[[Sequence[Any]], Any] = row._make
        types = (column.type.dialect_impl(dialect) for column in columns)
        processes = [type_.result_processor(dialect, None) for type_ in types]
        if not any(processes):
            return made

        def read(given: Sequence[Any]) -> Any:
            return made([process(one) if process else one for process, one in zip(processes, given, strict=True)])

        return read


def execute(connection: Connection, sql: str, values: Any = (), *, many: bool = False) -> Any:
    """Run SQL on the driver's cursor, which is returned. Raises SQLAlchemyError as a connection does."""
    cursor = connection.connection.cursor()
    try:
        for told in connection.dispatch.before_cursor_execute:
            told(connection, cursor, sql, values, None, many)
        (cursor.executemany if many else cursor.execute)(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        cursor.close()
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=connection.dialect) from error
    return cursor


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what the block changed, and nothing before it, when it raises. Raises SQLAlchemyError."""
    execute(connection, "SAVEPOINT apart").close()
    try:
        yield
    except BaseException:
        execute(connection, "ROLLBACK TO SAVEPOINT apart").close()
        execute(connection, "RELEASE SAVEPOINT apart").close()
        raise
    execute(connection, "RELEASE SAVEPOINT apart").close()
