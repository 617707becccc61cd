"""The boundaries themselves: hooks on the libraries that the bot stands on. The product has no switch for them.

Database   before each statement, before and after each commit (SQLAlchemy, and peewee under Matrix's crypto store)
Requests   about to be sent; written to the socket; answer read (aiohttp, under both networks)
Files      opened to be written, before and after fsync, put in their place
"""

import os
import re
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any

import aiohttp
import peewee
from aiohttp.client_reqrep import ClientResponse
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from tests.crash.points import Boundaries, present_act

_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE|(?:TABLE|INDEX)(?: IF NOT EXISTS)?)\s+[\"']?(\w+)", re.IGNORECASE)
_NAMES = re.compile(r"[!@#$:~]|%(?:21|23|24|40|3A)|^[0-9a-f-]{32,}$", re.IGNORECASE)


def install(at: Boundaries) -> None:
    """Hook every library, in this process, for good."""
    _statements(at)
    _crypto_store(at)
    _aiohttp(at)
    _files(at)


def statement_name(statement: str) -> str:
    """What a statement does, and to which table."""
    verb = statement.split(maxsplit=1)[0].upper()
    table = _TABLE.search(statement)
    return f"{verb} {table[1]}" if table else verb


def replace(where: Any, name: str, made: Callable[[Any], Any]) -> None:
    """Put what `made` makes of a function in its place."""
    original = getattr(where, name)
    setattr(where, name, wraps(original)(made(original)))


def _statements(at: Boundaries) -> None:
    def before(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        at.reach(f"{present_act()}: {statement_name(statement)}")

    event.listen(Engine, "before_cursor_execute", before)

    def committing(original: Callable[..., None]) -> Callable[..., None]:
        def commit(self: DefaultDialect, connection: object) -> None:
            at.reach(f"{present_act()}: COMMIT")
            original(self, connection)
            at.reach(f"{present_act()}: committed")

        return commit

    replace(DefaultDialect, "do_commit", committing)


def _crypto_store(at: Boundaries) -> None:
    def executing(original: Callable[..., Any]) -> Callable[..., Any]:
        def execute(self: peewee.Database, sql: str, *rest: Any, **named: Any) -> Any:
            at.reach(f"crypto store: {statement_name(sql)}")
            return original(self, sql, *rest, **named)

        return execute

    def committing(original: Callable[..., None]) -> Callable[..., None]:
        def commit(self: peewee.SqliteDatabase) -> None:
            at.reach("crypto store: COMMIT")
            original(self)
            at.reach("crypto store: committed")

        return commit

    replace(peewee.Database, "execute_sql", executing)
    replace(peewee.SqliteDatabase, "commit", committing)


def _aiohttp(at: Boundaries) -> None:
    def requesting(original: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        async def request(self: aiohttp.ClientSession, method: str, url: Any, **named: Any) -> Any:
            at.reach(f"{_endpoint(method, str(url))} to be sent")
            return await original(self, method, url, **named)

        return request

    def starting(original: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        async def start(self: ClientResponse, connection: Any) -> Any:
            at.reach(f"{_endpoint(self.method, str(self.url))} sent")
            return await original(self, connection)

        return start

    def reading(original: Callable[..., Coroutine[Any, Any, bytes]]) -> Callable[..., Any]:
        async def read(self: ClientResponse) -> bytes:
            first = self._body is None
            body = await original(self)
            if first:
                at.reach(f"{_endpoint(self.method, str(self.url))} answered")
            return body

        return read

    replace(aiohttp.ClientSession, "_request", requesting)
    replace(ClientResponse, "start", starting)
    replace(ClientResponse, "read", reading)


def _endpoint(method: str, url: str) -> str:
    """A request without the names of rooms, people and messages: they differ in each run. Telegram's is its method."""
    address = url.partition("?")[0]
    if "/_matrix/" not in address:
        return address.rpartition("/")[2]
    path = address.partition("/_matrix/")[2].split("/")
    return f"{method} {'/'.join(part for part in path if part and not _NAMES.search(part))}"


def _files(at: Boundaries) -> None:
    def opening(original: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            descriptor = original(path, flags, *rest, **named)
            if flags & os.O_CREAT:
                at.reach(f"file {Path(path).name} opened")
            return descriptor

        return opened

    def syncing(original: Callable[[int], None]) -> Callable[[int], None]:
        def sync(descriptor: int) -> None:
            at.reach("file to be synced")
            original(descriptor)
            at.reach("file synced")

        return sync

    def replacing(original: Callable[..., Path]) -> Callable[..., Path]:
        def put(self: Path, target: Path) -> Path:
            at.reach(f"file {target.name} to be put in place")
            found = original(self, target)
            at.reach(f"file {target.name} put in place")
            return found

        return put

    replace(os, "open", opening)
    replace(os, "fsync", syncing)
    replace(Path, "replace", replacing)
