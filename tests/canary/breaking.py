"""Breaking the program at its own statements: each function of some packages tells, before each, that it is there.

The source is read as it stands and changed on import, in this process only: the product has no switch for it. A
statement is named by its file, line and function, so the same one breaks in every run.
"""

import ast
import builtins
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.canary.words import ACCOUNT, NAME, SAID, STREET, TOWN

BROKEN = ("bot.service.", "bot.store.", "bot.networks.", "bot.runtime.", "bot.app.channels", "bot.app.serving")
ANSWERED = " _answered"
"""What a statement of the function is called that hears once of each message that its network took.

Not the one that records it: a record that breaks is made again, and would end the rest without anything delivered.
"""
_REACH = "_canary_reaches"
KEPT = Path("code")
"""Where changed modules are kept, in the folder of one life."""


class UnforeseenError(Exception):
    """What nobody foresaw; its words are the person's."""


class Breaking:
    """Breaks each statement of a share once, the first time that it is reached."""

    def __init__(self, every: int, share: int, done: Path, begins: str, *, rests: bool) -> None:
        """Take into how many shares the statements are cut, which is to break, and the file of those that broke.

        begins  how the statement's name begins from which on people are heard, and statements break: a start that
                breaks ends the program, and has nobody's words
        rests   whether nothing breaks after each break until a message left: the life comes to its end then
        """
        self._begins = begins
        self._every, self._share = every, share
        self._broken = set(done.read_text("utf-8").splitlines()) if done.exists() else set()
        self._notes = os.open(done, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._passed: set[str] = set()
        self._may_rest = rests
        self._armed = False
        self._rests = False

    def reach(self, where: str) -> None:
        """Be before a statement. Raises UnforeseenError before one that is to break."""
        if where.endswith(ANSWERED):
            self._rests = False
        if where in self._passed or self._rests:
            return
        self._armed = self._armed or where.startswith(self._begins)
        if not self._armed:
            return
        self._passed.add(where)
        if zlib.crc32(where.encode()) % self._every != self._share or where in self._broken:
            return
        self._rests = self._may_rest
        os.write(self._notes, f"{where}\n".encode())
        raise UnforeseenError(f"{NAME}, {STREET}, {TOWN}, {ACCOUNT}: {SAID}")


class _Telling(ast.NodeTransformer):
    """Puts a call before each statement of each function."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._deep = 0
        self._function = ""

    def visit(self, node: ast.AST) -> Any:
        inner = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        self._deep += inner
        outer, self._function = self._function, str(getattr(node, "name", "")) if inner else self._function
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                for one in block:
                    self.visit(one)
                if self._deep and not isinstance(node, ast.ClassDef):
                    setattr(node, field, self._told(block))
        for handler in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            self.visit(handler)
        self._deep -= inner
        self._function = outer
        return node

    def _told(self, block: Sequence[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for one in block:
            if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)):  # a docstring does nothing
                call = ast.Call(
                    ast.Name(_REACH, ast.Load()), [ast.Constant(f"{self._file}:{one.lineno} {self._function}")], []
                )
                made.append(ast.fix_missing_locations(ast.copy_location(ast.Expr(call), one)))
            made.append(one)
        return made


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        """The changed module's code; kept for the next start of the same life, as it takes seconds to make."""
        path = self.get_filename(fullname)
        kept = KEPT / fullname
        if kept.exists():
            code = marshal.loads(kept.read_bytes())
            assert isinstance(code, CodeType)
            return code
        tree = _Telling("/".join(Path(path).parts[-3:])).visit(ast.parse(self.get_data(path), path))
        made = compile(ast.fix_missing_locations(tree), path, "exec")
        KEPT.mkdir(exist_ok=True)
        kept.write_bytes(marshal.dumps(made))
        return made


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname.startswith(BROKEN) else None
        if spec and spec.origin and spec.origin.endswith(".py"):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def install(reach: Callable[[str], None]) -> None:
    """Have the packages tell of their statements. Before they are imported."""
    setattr(builtins, _REACH, reach)
    sys.meta_path.insert(0, _Finder())
