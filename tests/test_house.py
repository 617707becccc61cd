"""The house keeps its measures: short modules and classes, one class of a name, few modules that lie loose."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.real.running import ROOT

MODULE_LINES, CLASS_LINES, LOOSE_MODULES = 300, 180, 8

MODULES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py"))
}


@cache
def classes() -> tuple[tuple[str, ast.ClassDef], ...]:
    """Each class, with its module."""
    return tuple(
        (module, node)
        for module, source in MODULES.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    )


def lines_of(node: ast.ClassDef) -> int:
    """How many lines a class has, from its first to its last."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_and_no_class_is_too_long() -> None:
    long = {module for module, source in MODULES.items() if len(source.splitlines()) > MODULE_LINES}
    long |= {f"{module} {node.name}" for module, node in classes() if lines_of(node) > CLASS_LINES}
    assert long == set(), "cut them where a reader would look for the part"


def test_no_two_classes_have_one_name() -> None:
    modules = defaultdict(list)
    for module, node in classes():
        modules[node.name].append(module)
    twins = {name: where for name, where in modules.items() if len(where) > 1}
    assert twins == {}, "one name, one thing: rename one of each"


@pytest.mark.parametrize("folder", ["bot", "bot/core"])
def test_few_modules_lie_loose(folder: str) -> None:
    loose = [module for module in MODULES if Path(module).parent == Path(folder)]
    assert len(loose) <= LOOSE_MODULES, "a module belongs to a wing: pyproject.toml names them"
