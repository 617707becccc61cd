"""Where the program may end: a fuse counts step boundaries and breaks at the n-th; a store that has such boundaries."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from sqlalchemy import Engine, event

from bot.store import DatabaseError
from bot.store.engine import open_engine
from bot.store.seal import Keyring
from bot.store.unit import Store, Unit

P = ParamSpec("P")
T = TypeVar("T")


class Crash(BaseException):
    """The program ends here, as by kill -9: nothing that it would do after is done."""


class Fuse:
    """Counts step boundaries: begin, statement, commit, committed, send, sent. Breaks once, at the n-th."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.fails = False
        self.blown = ""
        self.asleep = False

    def set(self, steps: int, *, fails: bool) -> None:
        """Break after that many boundaries.

        fails  the database fails there, and the program goes on; otherwise the program ends
        """
        self.left, self.fails, self.blown = steps, fails, ""

    def mend(self) -> None:
        """A new program begins."""
        self.left, self.blown = None, ""

    def step(self, where: str) -> None:
        """Pass a boundary. Raises Crash, or DatabaseError for a database that fails."""
        if self.blown and not self.asleep:
            raise Crash(self.blown)  # the others that were at work end too
        if self.left is None or self.asleep:
            return
        self.left -= 1
        if self.left > 0:
            return
        if self.fails and where in {"begin", "statement", "commit", "committed"}:
            self.left = None
            raise DatabaseError(f"the database failed at {where}")
        if not self.fails:
            self.blown = where
            raise Crash(where)


class FusedStore(Store):
    """The store, with a boundary before and after each thing that it does."""

    def __init__(self, path: str, keyring: Keyring, fuse: Fuse) -> None:
        super().__init__(_engine(path, fuse), keyring)
        self.fuse = fuse
        self.commits = 0
        self.did: set[str] = set()
        """What a tick committed: it `forgot` those whose time is over, or `reminded` those who are due."""

    @contextmanager
    def transaction(self) -> Iterator[Unit]:
        self.fuse.step("begin")
        with super().transaction() as unit:
            does: set[str] = set()
            _note(unit.sweep, "page", lambda: does.add("forgot"))
            _note(unit.cases.dues, "claim", lambda: does.add("reminded"))
            yield unit
            self.fuse.step("commit")
        self.commits += 1
        self.did |= does
        self.fuse.step("committed")

    @contextmanager
    def looking(self) -> Iterator[Unit]:
        """A look at what is stored, which is no step of the program."""
        self.fuse.asleep = True
        try:
            with super().transaction() as unit:
                yield unit
        finally:
            self.fuse.asleep = False


def _note(part: object, name: str, note: Callable[[], None]) -> None:
    """Have a method of one object say that it was called."""
    method = getattr(part, name)

    def noted(*given: object, **named: object) -> object:
        note()
        return method(*given, **named)

    setattr(part, name, noted)


def _engine(path: str, fuse: Fuse) -> Engine:
    engine = open_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def faster(connection: object, _: object) -> None:
        # Here, and only here: nothing is lost when this program ends in its own mind.
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    @event.listens_for(engine, "before_cursor_execute")
    def boundary(*_: object) -> None:
        fuse.step("statement")

    return engine


class Inline(ThreadPoolExecutor):
    """Runs at once, in the same thread, what asyncio would give to another: one seed, one order."""

    def submit(self, fn: "object", /, *args: object, **kwargs: object) -> "Future[object]":  # type: ignore[override]
        done: Future[object] = Future()
        try:
            done.set_result(fn(*args, **kwargs))  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001  a thread's error of any kind is given to whoever waits for it
            done.set_exception(error)
        return done
