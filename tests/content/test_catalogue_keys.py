"""Every sentence that the code says is in the catalogues, with its values; and nothing else is.

`say("literal")` is found by reading the code. Families such as `say(f"medium.{medium}")` are expanded by hand in
`FAMILIES`; a family or a variable that is not there fails the test, which then says where to add it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import bot
from bot.content.catalogues import OWN
from bot.content.place import content_root
from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Medium, Outcome, Timing
from bot.core.case.event import Snoozed, Told
from bot.core.case.letter_event import OfLetter, WhyReturned
from bot.core.case.next_step import StepKind, Why
from bot.core.case.reminder import (
    ReminderKind,
)
from bot.core.case.track import Status
from bot.core.conversation.commands import Command
from bot.core.conversation.forms.files import DOSSIER, FORM
from bot.core.conversation.replying.offering import NEVER_OFFERED
from bot.core.directory.caisse import Note
from bot.core.directory.folding import fold
from bot.core.letters.letter import PIECES, Capacity
from bot.core.letters.page import PaperKind
from bot.core.ports.capabilities import Privacy
from bot.core.ports.incoming import Unreadable
from bot.core.ports.network_name import NetworkName
from tests.content.test_catalogues import ENGLISH, FRENCH, placeholders, texts
from tests.core.days import kind_of
from tests.folded import folded
from tests.read import content

TOLD = tuple(kind_of(event) for event in get_args(Told) if event is not Snoozed)
"""The kinds of events that a person tells of one track, but for « ask me later »."""
OF_LETTERS = tuple(map(kind_of, get_args(OfLetter)))
"""The kinds of events that say what became of a letter."""
SURE = tuple(set(Outcome) - {Outcome.SNOOZE, Outcome.RETURNED})
"""What is said back before it is recorded; of a letter that came back it is said in words of its own."""
CLASSES = {path.stem for path in (content_root() / "locales" / "fr" / "said").glob("*.txt")}
"""What a sentence can mean."""
TOPICS = {name.removeprefix("ask-") for name in CLASSES if name.startswith("ask-")} - {
    "why", "readers", "my-caisse", "duration", "law",
}  # fmt: skip
"""What people ask, but for the questions whose answer the code puts together."""
CAMPAIGNS = tuple(content().campaigns.values())
EVERY_RECIPIENT = tuple(found for campaign in CAMPAIGNS for found in campaign.recipients.items())
FIRST = tuple(key for key, to in EVERY_RECIPIENT if to.asks)
BESIDE = tuple(key for key, to in EVERY_RECIPIENT if to.given is Timing.BESIDE)
QUESTIONS = {question.key: question.choices for campaign in CAMPAIGNS for question in campaign.questions}
FAMILIES: dict[str, tuple[str, ...]] = {
    "besides.{}": BESIDE,
    "body.{}": tuple(key for key, to in EVERY_RECIPIENT if not to.same),
    "question.{}": tuple(QUESTIONS),
    "question.{}.{}": tuple(f"{key}.{choice}" for key, choices in QUESTIONS.items() for choice in choices),
    "capacity.short-{}": tuple(capacity for capacity in Capacity if capacity is not Capacity.SELF),
    "ask.{}": tuple(TOPICS),
    "ask.readers-{}": tuple(Privacy),
    "caisse.note.{}": tuple(Note),
    "case.status.{}": tuple(Status),
    "clean.{}": (Privacy.ENCRYPTED, Privacy.LOCAL),  # elsewhere it is done
    "command.{}": tuple(Command),
    "meant.{}": (*(CLASSES - NEVER_OFFERED), "answer"),
    "consent.channel-{}": tuple(Privacy),
    "deadline.{}.{}": tuple(f"{unit}.{end}" for unit in ("days", "working-days") for end in ("ends", "ended")),
    "echo.{}": SURE,
    "entry.{}": (*TOLD, "snoozed"),
    "entry.{} letter": OF_LETTERS,
    "erase.also-{}": tuple(NetworkName),
    "files.{}": (*PaperKind, FORM, DOSSIER),
    "home.{}": (StepKind.OUTCOME, StepKind.DELIVERY),
    "letter.intro.{}": (*BESIDE, *(kind for kind in LetterKind if kind is not LetterKind.REQUEST)),
    "letter.name.{}": tuple(LetterKind),
    "letter.says.{}": (*FIRST, *(kind for kind in LetterKind if kind is not LetterKind.REQUEST)),
    "letter.to.{}": tuple(key for key, _ in EVERY_RECIPIENT),
    "letter.by.{}": tuple(key for key, _ in EVERY_RECIPIENT),
    "link.where-{}": tuple(set(NetworkName) - {NetworkName.TERMINAL}),  # where nobody else is
    "media.{}": tuple(Unreadable),
    "medium.{}": tuple(Medium),
    "outcome.{}": tuple(Outcome),
    "outcome.said.{}": (
        Outcome.ELSEWHERE, Outcome.ACKNOWLEDGED, Outcome.DECLINED, Outcome.PARTIAL, Outcome.UNIDENTIFIED, Outcome.CLOSE,
    ),
    "picture.{}": (*TOLD, "delivered", "returned"),
    "picture.{} letter": ("posted", "unposted", "dropped"),
    "piece.{}": PIECES,
    "privacy.where-{}": tuple(Privacy),
    "returned.{}": tuple(WhyReturned),
    "reminder.{}": tuple(
        set(ReminderKind) - {ReminderKind.UNSENT, ReminderKind.APPEAL}  # it names a letter, and a last safe day
    ),
    "why.{}": tuple(set(Why) - {Why.APPEAL, Why.GIVEN, Why.RUNNING, Why.REGISTERED}),  # the menu says these
    "{}.no": ("reminders", "erase"),
    "{}.yes": ("reminders", "erase"),
}  # fmt: skip
"""What the parts of a key can be. « entry.{} letter »: where the call gives a letter, and another one does not."""
VARIABLES: dict[tuple[str, str], tuple[str, ...]] = {}
BODIES = {*(f"body.{key}" for key, to in EVERY_RECIPIENT if not to.same), "body.both"}
LABELS_ELSEWHERE = {"home.thanks", "outcome.nothing-new", "action.title", *BODIES}
"""Labels of choices that are not written where the choice is made."""
SAID_ELSEWHERE: tuple[str, ...] = ("terminal.choose", OWN)


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
            of_letter = f"{family} letter"
            found = of_letter if of_letter in FAMILIES and "letter" in call.given else family
            assert found in FAMILIES, f"{call.where}: add {family!r} to FAMILIES, with what it can be"
            return tuple(_filled(family, value) for value in FAMILIES[found])
        case ast.Name(id=name):
            assert (call.file, name) in VARIABLES, f"{call.where}: add the values of {name!r} to VARIABLES"
            return VARIABLES[call.file, name]
        case _:
            raise AssertionError(f"{call.where}: a key is a literal, so that it can be found")


def _filled(family: str, value: str) -> str:
    """« question.{}.{} » with « deletion.archive »."""
    return family.format(*value.split(".", 1)) if family.count("{}") == 2 else family.format(value)


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
    said = {key for key in FRENCH if not key.startswith("also.")}
    assert not said - used, "remove these from both catalogues"


# --- Other words for choices ----------------------------------------------------------------------------------------


@cache
def labels() -> frozenset[str]:
    """The keys of all labels that some choice shows."""
    found: set[str] = set()
    for path in sorted(Path(bot.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Choice":
                inside = [inner for argument in node.args[1:] for inner in ast.walk(argument)]
                says = [n for n in inside if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
                for call in says:
                    if call.func.id == "say" and call.args:  # type: ignore[attr-defined]
                        found |= set(keys(Call(f"{path}:{call.lineno}", path.name, call.args[0], frozenset(), True)))
    return frozenset(found)


@folded("key", sorted(key for key in FRENCH if key.startswith("also.")))
def test_other_words_belong_to_a_label_that_some_choice_shows(key: str) -> None:
    assert key.removeprefix("also.") in labels() | LABELS_ELSEWHERE | {OWN}  # its small words


def test_a_label_that_is_put_together_elsewhere_is_said_there() -> None:
    assert {key for call in CALLS for key in keys(call)} >= LABELS_ELSEWHERE
    assert not LABELS_ELSEWHERE & labels(), "remove these: they are found"


def test_only_the_catalogue_reads_other_words() -> None:
    code = Path(bot.__file__).parent.rglob("*.py")
    assert [path.name for path in code if "also." in path.read_text("utf-8")] == ["catalogues.py"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_other_words_are_folded_apart_and_none_is_empty(language: str) -> None:
    for key, message in (FRENCH if language == "fr" else ENGLISH).items():
        if key.startswith("also."):
            (text,) = texts(message)
            words = [fold(word) for word in text.split("|")]
            assert all(words), key
            assert len(words) == len(set(words)), f"{key} says the same twice"


def test_no_family_is_kept_for_nothing() -> None:
    used = {key for call in CALLS for key in keys(call)}
    for family, values in FAMILIES.items():
        assert {_filled(family.removesuffix(" letter"), value) for value in values} <= used


def test_no_small_word_is_one_of_two_languages() -> None:
    small = [catalogue.small_words for catalogue in content().catalogues.values()]
    assert all(small)
    assert not frozenset.intersection(*small)
    assert all(word == fold(word) for words in small for word in words)
