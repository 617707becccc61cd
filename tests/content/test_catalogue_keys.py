"""Every sentence that the code says is in the catalogues, with its values; and nothing else is.

`say("literal")` is found by reading the code. Families such as `say(f"medium.{medium}")` are expanded by hand in
`FAMILIES`; a family or a variable that is not there fails the test, which then says where to add it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.core.caisse import Note
from bot.core.campaign import Medium
from bot.core.case import LetterName
from bot.core.conversation.commands import Command
from bot.core.conversation.forms.outcome import Outcome
from bot.core.exchange import Unreadable
from bot.core.reminder import ReminderKind
from tests.content.test_catalogues import ENGLISH, FRENCH, placeholders, texts

FAMILIES: dict[str, tuple[str, ...]] = {
    "caisse.note.{}": tuple(Note),
    "case.status.{}": ("confirmed", "declined"),  # the other two are said by the deadline
    "command.{}": tuple(Command),
    "deadline.why.{}": ("holiday", "weekend"),
    "language.{}": ("fr", "en"),
    "letter.name.{}": tuple(LetterName),
    "letter.title.{}": tuple(LetterName),
    "media.{}": tuple(Unreadable),
    "medium.{}": tuple(Medium),
    "outcome.{}": tuple(Outcome),
    "reminder.{}": tuple(ReminderKind),
    "{}.no": ("reminders", "erase"),
    "{}.yes": ("reminders", "erase"),
}
VARIABLES: dict[tuple[str, str], tuple[str, ...]] = {
    ("outcome.py", "key"): ("outcome.question", "outcome.question-cnil"),
}
SAID_ELSEWHERE: tuple[str, ...] = ("terminal.choose",)


@dataclass(frozen=True)
class Call:
    """One `say(...)` in the code."""

    where: str
    file: str
    key: ast.expr
    given: frozenset[str]
    more: bool  # values that only running the code would tell: **values


def calls() -> Iterator[Call]:
    for path in sorted(Path(bot.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                more = any(keyword.arg is None for keyword in node.keywords)
                yield Call(f"{path}:{node.lineno}", path.name, node.args[0], given, more)


def keys(call: Call) -> tuple[str, ...]:
    """The keys that a call can say."""
    match call.key:
        case ast.Constant(value=str(key)):
            return (key,)
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return (one, other)
        case ast.JoinedStr(values=parts):
            family = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            assert family in FAMILIES, f"{call.where}: add {family!r} to FAMILIES, with what it can be"
            return tuple(family.format(value) for value in FAMILIES[family])
        case ast.Name(id=name):
            assert (call.file, name) in VARIABLES, f"{call.where}: add the values of {name!r} to VARIABLES"
            return VARIABLES[call.file, name]
        case _:
            raise AssertionError(f"{call.where}: a key is a literal, so that it can be found")


CALLS = list(calls())


def needed(key: str) -> set[str]:
    """The values that an entry needs, in either language."""
    forms = (text for catalogue in (FRENCH, ENGLISH) if key in catalogue for text in texts(catalogue[key]))
    return set().union(*(placeholders(text) for text in forms))


def test_the_code_is_found() -> None:
    assert len(CALLS) > 150


def test_whatever_the_code_says_is_in_both_catalogues() -> None:
    assert not [(call.where, key) for call in CALLS for key in keys(call) if key not in FRENCH or key not in ENGLISH]


def test_whatever_the_code_says_is_given_the_values_that_its_words_need() -> None:
    said = ((call, key, needed(key) - call.given) for call in CALLS if not call.more for key in keys(call))
    assert not [(call.where, key, lacking) for call, key, lacking in said if lacking]


def test_no_value_is_given_that_no_language_says() -> None:
    for call in CALLS:
        family = [key for key in keys(call) if key in FRENCH]
        said = set().union(*(needed(key) for key in family)) | {"n" for key in family if FRENCH[key].pluralizable}
        assert call.given <= said, f"{call.where}: nobody reads {call.given - said}"


def test_no_entry_of_the_catalogues_is_unused() -> None:
    used = {key for call in CALLS for key in keys(call)} | set(SAID_ELSEWHERE)
    assert not set(FRENCH) - used, "remove these from both catalogues"


def test_no_family_is_kept_for_nothing() -> None:
    used = {key for call in CALLS for key in keys(call)}
    for family, values in FAMILIES.items():
        assert {family.format(value) for value in values} <= used
