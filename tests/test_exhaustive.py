"""Each `match` over our own kinds says what it does with every one of them: a new kind does not pass in silence.

mypy holds a match without a wildcard to be exhaustive (`exhaustive-match`); here no such match has a wildcard.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot

HOUSE = Path(bot.__file__).parent


def is_wildcard(case: ast.match_case) -> bool:
    """Whether a case takes whatever is left, by a name or without one: `case _`, `case kind`."""
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None


def own_kinds(case: ast.match_case) -> Iterator[str]:
    """The classes and enumerations by which a case tells one thing from another; a sequence is matched by its shape."""
    if isinstance(case.pattern, ast.MatchSequence):
        return
    for node in ast.walk(case.pattern):
        if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name):
            yield node.cls.id
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Attribute):
            yield ast.unparse(node.value.value)


def test_no_match_over_our_own_kinds_has_a_wildcard() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(HOUSE.rglob("*.py"))}
    classes = {node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    found = [
        f"{path.relative_to(HOUSE.parent)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Match)
        and any(is_wildcard(case) for case in node.cases)
        and any(classes & set(own_kinds(case)) for case in node.cases)
    ]
    assert not found, "say what is done with each kind that is left"
