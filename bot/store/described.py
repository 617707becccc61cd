"""How the tables are described: a class for each, an attribute for each column, over SQLAlchemy's Core.

SQLAlchemy's mapper does the same and much besides: loading it and mapping the tables took 8 MB of every start.
"""

from typing import Any, ClassVar, TypeVar

from sqlalchemy import Column, ColumnElement, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

Value = TypeVar("Value")


class Described:
    """A table. In a statement the class stands for it, and its attributes for its columns."""

    metadata: ClassVar = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    """All tables, with names for constraints that migrations can rely on."""
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = ()
    """Its indexes of several columns."""
    table: ClassVar[Table]

    def __init_subclass__(cls) -> None:
        columns = {name: column for name, column in vars(cls).items() if isinstance(column, Column)}
        for name, column in columns.items():
            column.name = column.key = name
        cls.table = Table(cls.__tablename__, cls.metadata, *columns.values(), *cls.__table_args__)

    @classmethod
    def __clause_element__(cls) -> Table:
        """The table, for SQLAlchemy."""
        return cls.table


# As what they return a class of SQLAlchemy's own would be of no type: it keeps that for classes of another kind.


def column(
    kind: TypeEngine[Value] | type[TypeEngine[Value]], *more: SchemaItem, **options: Any
) -> ColumnElement[Value]:
    """A column that always has a value. `more` and `options`: what SQLAlchemy's Column takes."""
    return Column(kind, *more, nullable=False, **options)


def optional(
    kind: TypeEngine[Value] | type[TypeEngine[Value]], *more: SchemaItem, **options: Any
) -> ColumnElement[Value | None]:
    """A column that may have none."""
    return Column(kind, *more, nullable=True, **options)
