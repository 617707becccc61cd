"""`python -m tests.understanding.choices LIST`: whether words do what the button does, at each question with choices.

A row of `choices-*.csv` says a question, a language, the value of the choice that is meant, and words for it. It is
*right* when the words lead where the button leads, *asked* when it is asked whether that was meant, and *wrong* when
they lead where another button leads.
"""

import csv
import sys
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache

from bot.core.case.event import Event
from bot.core.conversation.state import Opened, Said
from tests.core.talk import Talk
from tests.understanding.judge import FOLDER, begun

Step = str | tuple[str, str] | int | Opened
"""Words that are typed (French, English), a choice that is pressed (`@value`), days, or a form that is opened."""

_TWO_READINGS = Opened(
    "meant", "", (Said("first", "came-elsewhere"), Said("second", "came-something"), Said("told", ""))
)

QUESTIONS: Mapping[str, tuple[str, tuple[Step, ...]]] = {
    "consent": ("consent", ()),
    "caisse": ("caisse", ()),
    "caisse-of-several": ("caisse", ("saint denis",)),
    "caisse-address": ("caisse", ("75011",)),
    "caisse-by-name": ("caisse", ("@other",)),
    "name": ("name", ()),
    "capacity": ("name", ("@behalf",)),
    "address": ("address", ()),
    "address-more": ("address", ("12 rue des Essais",)),
    "address-doubt": ("address", ("12 rue des Essais, 75011 Lyon",)),
    "check": ("check", ()),
    "after-the-letters": ("unsent", ()),
    "left": ("unsent", (Opened("left", "caisse"),)),
    "which-letter-left": ("unsent", ("@sent",)),
    "medium": ("unsent", ("@sent", "@caisse")),
    "day-it-left": ("unsent", ("@sent", "@caisse", "@post")),
    "earlier-than-given": ("unsent", ("@sent", "@caisse", "@post", "@yesterday")),
    "reminders": ("unsent", ("@sent", "@caisse", "@post", "@today")),
    "delivered": ("unsent", ("@sent", "@caisse", "@registered", "@today", "@yes", 6, "@delivery.caisse.1")),
    "sent-understood": ("unsent", (("j’ai envoyé les deux aujourd’hui par la poste", "I sent both today by post"),)),
    "home": ("home", ()),
    "home-more": ("home", ("@more",)),
    "where-it-stands": ("outcome", ()),
    "which-answer": ("outcome", ("@answered",)),
    "rarer-answer": ("outcome", ("@answered", "@more")),
    "day-it-came": ("outcome", ("@answered", "@elsewhere")),
    "one-of-two-readings": ("outcome", (_TWO_READINGS,)),
    "exclusions": ("outcome", ("@answered", "@declined", "@today")),
    "answer-understood": ("outcome", ("@answered", "@more", "@partial", "@today")),
    "why-returned": ("outcome", ("@returned",)),
    "later": ("outcome", ("@snooze",)),
    "what-to-correct": ("home", (Opened("correct"),)),
    "how-to-correct": ("home", (Opened("correct"), "@1")),
    "whose-answer": ("home", (Opened("tell"),)),
    "which-file": ("home", (Opened("files"),)),
    "which-kind-of-file": ("home", (Opened("files"), "@hdh")),
    "besides": ("home", (Opened("besides"),)),
    "actions": ("home", (Opened("actions"),)),
    "stop": ("home", (Opened("stop"),)),
    "erase": ("home", (Opened("erase"),)),
    "pause": ("home", (Opened("pause"),)),
    "language": ("home", (Opened("language"),)),
}


@cache
def _reached(question: str, language: str) -> Talk:
    moment, steps = QUESTIONS[question]
    talk = begun(language, moment)
    for step in steps:
        match step:
            case Opened():
                talk.conversation = talk.conversation.opening(step)
                talk.arrive()
            case int():
                talk.wait(step)
            case (french, english):
                talk.say(french if language == "fr" else english)
            case str() if step.startswith("@"):
                talk.press(step.removeprefix("@"))
            case str():
                talk.say(step)
    assert talk.offered, (question, talk.asked)
    return talk


def reached(question: str, language: str) -> Talk:
    """A conversation at that question, one that can be spoilt."""
    return deepcopy(_reached(question, language))


class Judged(StrEnum):
    """What words led to."""

    RIGHT = auto()
    ASKED = auto()
    WRONG = auto()
    MISSED = auto()


@dataclass(frozen=True)
class Row:
    """Words for a choice of a question."""

    question: str
    language: str
    choice: str
    text: str


def rows(name: str) -> list[Row]:
    """The rows of a list."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**one) for one in csv.DictReader(file)]


def judged(row: Row) -> Judged:
    """What the words of a row led to, beside the buttons."""
    before = reached(row.question, row.language)
    pressed = {value: _pressed(before, value) for value in before.offered}
    said = deepcopy(before)
    said.say(row.text)
    if _does(said, before, pressed[row.choice]):
        return Judged.RIGHT
    others = [after for value, after in pressed.items() if value != row.choice and _changes(before, after)]
    if any(_does(said, before, after) for after in others) or _events(said) != _events(before):
        return Judged.WRONG
    if said.asked.startswith("meant@"):
        ways = [_pressed(said, value) for value in said.offered]
        return Judged.ASKED if any(_does(way, before, pressed[row.choice]) for way in ways) else Judged.MISSED
    if said.asked == before.asked and row.choice in _SHOWN and _SHOWN[row.choice] & set(said.keys):
        return Judged.ASKED  # the button is named to them; or nothing was done, as they wished
    if said.asked == before.asked:
        said.say("oui" if row.language == "fr" else "yes")
        return Judged.ASKED if _does(said, before, pressed[row.choice]) else Judged.MISSED
    return Judged.MISSED


_SHOWN = {
    "skip": {"heard.anonymous"},
    "blank": {"heard.anonymous"},
    "no": {"consent.hedged", "assent.unclear", "erase.unclear"},
    "snooze": {"heard.later"},
    "close": {"heard.give-up"},
}


def _pressed(talk: Talk, value: str) -> Talk:
    after = deepcopy(talk)
    after.press(value)
    return after


def _does(said: Talk, before: Talk, pressed: Talk) -> bool:
    """Whether words did what a button does: as much is recorded, and its answers are given or the same is asked."""
    if _events(said) != _events(pressed):
        return False
    given = _answers(pressed) - _answers(before)
    return (said.asked == pressed.asked and given <= _answers(said)) or (bool(given) and given <= _answers(said))


def _changes(before: Talk, after: Talk) -> bool:
    """Whether a button does more than to ask something else."""
    return _events(after) != _events(before) or _answers(after) != _answers(before)


def _events(talk: Talk) -> list[Event]:
    return [entry.event for entry in talk.case.log]


_BESIDE = frozenset({"came", "heard", "search"})
"""How an answer was given."""


def _answers(talk: Talk) -> set[tuple[str, str]]:
    over = talk.conversation.over
    every = {**talk.answers, **(over.answers if over else {}), "language": talk.conversation.language}
    return {(key, value) for key, value in every.items() if key not in _BESIDE}


def main(name: str) -> int:
    """Judge a list, aloud."""
    found: Counter[tuple[str, Judged]] = Counter()
    for row in rows(name):
        came = judged(row)
        found[row.language, came] += 1
        if came is not Judged.RIGHT:
            print(f"{came:6} {row.question} {row.language} {row.choice} | {row.text}")
    for language in sorted({language for language, _ in found}):
        every = sum(number for (of, _), number in found.items() if of == language)
        print(language, every, {came.value: found[language, came] for came in Judged})
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
